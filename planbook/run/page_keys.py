"""What each page is made from: a key of its notebook, parameters and program, and the digest of each thing it read."""

import json
from dataclasses import replace
from typing import Any

from planbook.core import digests, part_digests, paths
from planbook.core.errors import PlanbookError, SourceError
from planbook.core.reads import Read
from planbook.judge import kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.run import page_making, run_records
from planbook.run.page_making import Outcome, Unit
from planbook.store import analyst_notes, approval, processed

ABSENT = "absent"


def keyed(units: list[Unit]) -> list[Unit]:
    """The units with their keys: of all that is known before a page is run."""
    common = [digests.code(), run_records.lock_digest()]
    return [replace(unit, key=digests.of_text(json.dumps([*common, *_own(unit)]))) for unit in units]


def of_documents(units: list[Unit], parameters: PlaceYear) -> str:
    """The key of what is written from a whole year: its pages' keys, all that was received, and all notes of the year."""
    notes_of_year = paths.workspace() / "notes" / parameters.place / str(parameters.year)
    received = [digests.prepared_key(one) for one in (parameters.place, *parameters.entry.parents)]
    noted = digests.each(notes_of_year.glob("*.md"), notes_of_year)
    return digests.of_text(json.dumps([sorted(unit.key for unit in units), received, noted]))


def _own(unit: Unit) -> list:
    try:
        path = paths.notebooks() / f"{unit.page}.ipynb"
        cells = [[one["source"], one["tags"]] for one in page_making.cells(path)]
    except SourceError as error:  # its page will fail and say so
        return [str(error)]
    links = [[link.page, link.title] for link in unit.links]
    return [cells, unit.page, unit.title, unit.parameters.by_name, unit.engine, links]


def keep(unit: Unit, made: Outcome, present: "Present") -> Outcome:
    """Note by what a page was made, so that the next run keeps it while that stays the same; the outcome without it."""
    if made.state != "failed":
        told = [(read, present.digest(read)) for read in made.read]
        figures = {name: getattr(made, name) for name in ("seconds", "charts", "tables", "claims")}
        run_records.keep(unit, figures, told)
    return replace(made, read=(), claims={})


def kept(unit: Unit, present: "Present") -> Outcome | None:
    """What is noted of a page, if it is as it was left and all that it was made from is as it was."""
    note = run_records.kept(unit)
    if note is None or not present.same(note["reads"]):
        return None
    return Outcome(unit.page, unit.title, "kept", note["seconds"], "", note["charts"], note["tables"])


class Present:
    """What things that pages read are today, each looked up once."""

    def __init__(self) -> None:
        self._judged: dict[tuple, dict] = {}
        self._received: dict[str, dict] = {}
        self._entries: dict[str, str] = {}

    def same(self, told: list) -> bool:
        """Whether all that a page read (things with their digests) is as it was."""
        return all(self.digest(tuple(read)) == then for read, then in told)

    def digest(self, read: Read) -> str:
        """Digest of a thing that was read; `ABSENT` where there is none or it cannot be told."""
        kind, *which = read
        try:
            return str(getattr(self, f"_of_{kind}")(*which)) or ABSENT
        except (PlanbookError, OSError, ValueError):
            return ABSENT

    def _of_judged(
        self,
        place: str,
        year: int,
        as_of: str,
        edition: str,
        level: int,
        name: str,
        column: str,
        value: str,
    ) -> str:
        asked = (place, year, as_of, edition, level)
        if asked not in self._judged:
            self._judged[asked] = kept_judgements.kept_digests(PlaceYear(*asked))
        return self._part(self._judged[asked], name, column, value)

    def _of_judged_anew(self, *asked: Any) -> str:
        return kept_judgements.key(PlaceYear(*asked))

    def _of_received(self, place: str, name: str, column: str, value: str) -> str:
        if place not in self._received:
            self._received[place] = processed.kept_digests(place)
        kept = self._received[place]
        return self._part(kept, name, column, value) if kept else digests.prepared_key(place)

    def _part(self, kept: dict, name: str, column: str, value: str) -> str:
        return kept.get(name, {}).get(part_digests.key(column, value) if column else part_digests.WHOLE, "")

    def _of_entry(self, place: str) -> str:
        if place not in self._entries:
            self._entries[place] = digests.entry(place)
        return self._entries[place]

    def _of_approval(self, place: str, year: int, as_of: str) -> str:
        return str(approval.of(place, year, as_of))

    def _of_notes(self, place: str, year: int, page: str) -> str:
        file = analyst_notes.file(place, year, page)
        return digests.each([file], file.parent).get(file.name, "")
