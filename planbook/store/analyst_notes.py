"""Analysts' notes: their own words on a page, an indicator and a year, in `workspace/`, touched by no run."""

import re
from dataclasses import dataclass
from pathlib import Path

from planbook.core import paths, reads

HEADING = re.compile(r"^#{1,3}\s+(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Note:
    """A heading (an indicator's id or name, or free words; empty for what stands before any) and the text below."""

    heading: str
    text: str


def file(place: str, year: int, page: str) -> Path:
    """The Markdown file that holds a page's notes; it need not be there."""
    return paths.workspace() / "notes" / place / str(year) / f"{page}.md"


def read(place: str, year: int, page: str) -> list[Note]:
    """A page's notes in their order; none where there is no file."""
    reads.note("notes", place, year, page)
    path = file(place, year, page)
    if not path.is_file():
        return []
    parts = HEADING.split(path.read_text(encoding="utf-8-sig", errors="replace"))
    pairs = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    return [Note(heading, text.strip()) for heading, text in pairs if text.strip()]
