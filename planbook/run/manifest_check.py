"""What a run recorded in its manifest, held against the files, the program and the versions of today."""

import json
from pathlib import Path

from planbook.core import digests, paths
from planbook.core.errors import Fault, UsageError
from planbook.run import manifest
from planbook.run.folder_comparison import Difference

RECORDED = ("inputs", "notes", "notebooks", "code", "versions", "parameters", "pages")


def read(folder: Path) -> dict:
    """The folder's `manifest.json`; `UsageError` where there is none that a run left."""
    try:
        known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if missing := [name for name in RECORDED if not isinstance(known.get(name), dict)]:
            raise ValueError(f"nothing recorded of {', '.join(missing)}")
        return known
    except (OSError, ValueError, AttributeError) as error:
        where, found = str(folder / "manifest.json"), f"{type(error).__name__}: {error}"
        raise UsageError([Fault(where, found, "the manifest that a run leaves")]) from None


def sources(known: dict) -> list[Difference]:
    """What of the files and versions a run was made from is no longer so; releases that came later do not count."""
    raw = paths.root() / "data" / "raw"
    books = digests.each(paths.notebooks().glob("*.ipynb"), paths.notebooks())
    return [
        *_changed("data/raw/", known["inputs"], _now(raw, known["inputs"])),
        *_changed("", known["code"], digests.each(digests.source(), digests.TOP)),
        *_changed("notebooks/", known["notebooks"], books),
        *(
            Difference(f"versions, {name}", "", known["versions"].get(name, "none"), version)
            for name, version in manifest.versions().items()
            if known["versions"].get(name) != version
        ),
    ]


def _now(raw: Path, inputs: dict[str, str]) -> dict[str, str]:
    """Digests of today's files in the folders that recorded files lie in."""
    folders = {(raw / name).parent for name in inputs}
    files = {path for folder in folders if folder.is_dir() for path in folder.iterdir() if path.is_file()}
    return digests.each((path for path in files if path.name[0] != "."), raw)


def _changed(where: str, then: dict[str, str], now: dict[str, str]) -> list[Difference]:
    return [
        Difference(
            where + name, "sha256", then.get(name, "no such file")[:12], now.get(name, "no such file")[:12]
        )
        for name in sorted(then | now)
        if then.get(name) not in ("", now.get(name))  # the public edition records names alone
    ]
