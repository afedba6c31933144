"""Two folders of outputs held against each other: what differs, in which cell, row or line, old and new."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from planbook.core import paths

MOST = 20  # differences named of one file
AROUND = 30  # signs shown on each side of where two texts part
OURS = "application/vnd.planbook."  # forms of what is shown that only a run reads
HEADING = re.compile(r"<h[12][^>]*>(.*?)</h[12]>")
Item = TypeVar("Item", bound=Hashable)
APART = ("manifest.json",)  # has the seconds pages took


@dataclass(frozen=True)
class Difference:
    """One thing that is not as a fresh run makes it."""

    file: str
    where: str
    old: str
    new: str

    def __str__(self) -> str:
        at = f", {self.where}" if self.where else ""
        return f"{self.file}{at}: {self.old} → {self.new}"


def folders(kept: Path, fresh: Path) -> list[Difference]:
    """What of a folder differs from a fresh one, file by file."""
    files = {path: _files(path) for path in (kept, fresh)}
    found = []
    for name in sorted(files[kept] | files[fresh]):
        if name not in files[fresh]:
            found.append(Difference(name, "", "a file", "none: no run makes it"))
        elif name not in files[kept]:
            found.append(Difference(name, "", "no such file", "a file"))
        else:
            old, new = ((folder / name).read_bytes() for folder in (kept, fresh))
            found += [] if old == new or alike(name, old, new) else differences_of_file(name, old, new)
    return found


def alike(name: str, old: bytes, new: bytes) -> bool:
    """Whether two notebooks have the same cells and outputs: one that was opened, run and saved again is no other."""
    if Path(name).suffix != ".ipynb":
        return False
    try:
        was, is_ = (meant(json.loads(text)) for text in (old, new))
    except (ValueError, KeyError, TypeError, AttributeError):  # no notebook any more
        return False
    return was == is_


def meant(book: dict) -> dict:
    """What of a notebook its readers mean by it: words, code, tags and what is shown.

    Programs that show notebooks note beside these which kernel they used, what is folded, when a cell ran and for which
    time, and how long texts are split into lines.
    """
    cells = [
        {
            "cell_type": cell["cell_type"],
            "source": _text(cell["source"]),
            "tags": cell["metadata"].get("tags", []),
            "attachments": cell.get("attachments", {}),
            "outputs": [_shown(one) for one in cell.get("outputs", [])],
        }
        for cell in book["cells"]
    ]
    return {"cells": cells, "nbformat": book["nbformat"]}


def _text(parts: str | list[str]) -> str:
    """A text of a notebook, which may stand there line by line."""
    return parts if isinstance(parts, str) else "".join(parts)


def _shown(output: dict) -> dict:
    """An output without the number of its run and without what only a run reads."""
    told = {name: value for name, value in output.items() if name not in ("execution_count", "transient")}
    if "text" in told:
        told["text"] = _text(told["text"])
    if "data" in told:
        forms = {name: form for name, form in told["data"].items() if not name.startswith(OURS)}
        told["data"] = {name: form if name.endswith("json") else _text(form) for name, form in forms.items()}
    return told


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in paths.shown(folder)} - set(APART)


def differences_of_file(name: str, old: bytes, new: bytes) -> list[Difference]:
    """What differs in a file of a name; there is always one difference, also where the reader sees none."""
    ways = {".html": _lines, ".csv": _cells_of_table, ".ipynb": _cells_of_notebook}
    way, packed = ways.get(Path(name).suffix), Path(name).suffix in (".docx", ".xlsx")
    try:
        told = (
            list(way(old.decode("utf-8"), new.decode("utf-8")))
            if way
            else list(_parts(old, new))
            if packed
            else []
        )
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
    ):  # no longer what its name says
        told = []
    found = [Difference(name, *one) for one in told[:MOST]]
    if len(told) > MOST:
        found.append(Difference(name, "", f"{len(told)} differences in all", f"{MOST} named"))
    return found or [Difference(name, "bytes", f"{len(old)} bytes", f"{len(new)} bytes")]


def _parts(old: bytes, new: bytes) -> Iterator[tuple[str, str, str]]:
    """Parts of an office file that differ, each where its text parts."""
    with zipfile.ZipFile(io.BytesIO(old)) as was, zipfile.ZipFile(io.BytesIO(new)) as is_:
        names = [set(one.namelist()) for one in (was, is_)]
        for name in sorted(names[0] | names[1]):
            pair = [
                archive.read(name).decode("utf-8", errors="replace") if name in known else None
                for archive, known in zip((was, is_), names, strict=True)
            ]
            if pair[0] != pair[1]:
                yield name, *parted(*pair)


def _lines(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    lines, heading = [text.split("\n") for text in (old, new)], ""
    headings = []
    for line in lines[1]:
        headings.append(heading)
        heading = next((re.sub(r"<[^>]+>", "", title) for title in HEADING.findall(line)[-1:]), heading)
    for number, was, is_ in _aligned(*lines):
        under = [*headings, heading][min(number - 1, len(headings))]
        yield f"line {number}" + (f", under “{under}”" if under else ""), *parted(was, is_)


def _aligned(old: Sequence[Item], new: Sequence[Item]) -> Iterator[tuple[int, Item | None, Item | None]]:
    """Items of two lists that differ, each with its number in the new one; one that was put in or taken out alone."""
    for same, i, to_i, j, to_j in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if same != "equal":
            for step, pair in enumerate(zip_longest(old[i:to_i], new[j:to_j])):
                yield j + step + 1, *pair


def _cells_of_table(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    rows = [
        [tuple(row) for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))]
        for text in (old, new)
    ]
    names = rows[1][0]
    for number, was, is_ in _aligned(*rows):
        if was is None or is_ is None:
            yield f"row {number}", *parted(*(None if row is None else ",".join(row) for row in (was, is_)))
            continue
        for column, (left, right) in enumerate(zip_longest(was, is_)):
            if left != right:
                name = names[column] if column < len(names) else str(column + 1)
                yield f"row {number}, `{name}`", *parted(left, right)


def _cells_of_notebook(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    books = [meant(json.loads(text)) for text in (old, new)]
    for index, (was, is_) in enumerate(zip_longest(*(book["cells"] for book in books))):
        line = (is_ or was)["source"].strip().split("\n")[0]
        for part in sorted({*(was or {}), *(is_ or {})}):
            pair = [json.dumps((cell or {}).get(part), ensure_ascii=False) for cell in (was, is_)]
            if pair[0] != pair[1]:
                yield f"cell {index} `{line}`, {part}", *parted(*pair)


def parted(old: str | None, new: str | None) -> tuple[str, str]:
    """Two texts where they part, with a little on both sides."""
    if old is None or new is None:
        return ("nothing", _short(new or "")) if old is None else (_short(old), "nothing")
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    was, is_ = (repr(text[max(0, at - AROUND) : at + AROUND]) for text in (old, new))
    return was, is_


def _short(text: str) -> str:
    return repr(text[: 2 * AROUND])
