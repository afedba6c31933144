"""Two folders of outputs held against each other byte for byte: pages, tables, documents, whatever made them.

Usage: ``.venv/bin/python benchmarks/compare_outputs.py OLD NEW [--notebooks]``. Each is an `outputs` folder or any folder
below one, such as what two checkouts left. Prints every difference with its file, cell, row or line, old and new, and
how many files were the same; exit status 1 where anything differs. Version strings of the program, which every page
prints, are left out of the comparison; executed notebooks, whose source changes with the notebooks, are compared only
when asked for, and manifests, which hold the seconds that pages took, never.
"""

import json
import re
import sys
from pathlib import Path

from planbook.run.folder_comparison import Difference, differences_of_file

KINDS = (".html", ".csv", ".docx", ".xlsx", ".woff2")
VERSION = "the program's version"


def files(top: Path, kinds: tuple[str, ...]) -> set[str]:
    """Files of some kinds below a folder, by their place in it."""
    found = (path for path in top.rglob("*") if path.is_file() and path.suffix in kinds)
    return {path.relative_to(top).as_posix() for path in found}


def versions(top: Path) -> set[str]:
    """Versions of the program that made a folder, as its manifests say."""
    places = [*top.rglob("manifest.json"), *(one / "manifest.json" for one in (top, *top.resolve().parents))]
    known = (json.loads(path.read_text(encoding="utf-8")) for path in places if path.is_file())
    return {one["versions"]["planbook"] for one in known}


def content(path: Path, known: set[str]) -> bytes:
    """A file's bytes; of a text with the program's versions taken out."""
    data = path.read_bytes()
    if path.suffix != ".html" and path.name != "fields.csv":
        return data
    pattern = "|".join(re.escape(one) for one in sorted(known))
    named = rf"(?<=planbook )({pattern})|(?<=planbook</td><td>)({pattern})|(?<=planbook</td><td class=\"nb\">)({pattern})"
    return re.sub(named.encode(), VERSION.encode(), data) if known else data


def compare(old: Path, new: Path, kinds: tuple[str, ...]) -> tuple[list[Difference], int]:
    """Every difference of two folders, and how many files are the same in both."""
    tops, found, same = (old, new), [], 0
    known, names = versions(old) | versions(new), [files(top, kinds) for top in tops]
    for name in sorted(names[0] | names[1]):
        if name not in names[0] & names[1]:
            where = "only in the first" if name in names[0] else "only in the second"
            found.append(Difference(name, "", where, ""))
            continue
        pair = [content(top / name, known) for top in tops]
        same += pair[0] == pair[1]
        found += [] if pair[0] == pair[1] else differences_of_file(name, *pair)
    return found, same


def main(words: list[str]) -> int:
    """Compare the two folders named; exit status."""
    tops = [Path(word) for word in words if not word.startswith("-")]
    kinds = KINDS + ((".ipynb",) if "--notebooks" in words else ())
    if len(tops) != 2 or not all(top.is_dir() for top in tops):
        print(__doc__)
        return 2
    found, same = compare(*tops, kinds)
    for one in found:
        print(one)
    print(f"{same} files are the same, {len({one.file for one in found})} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
