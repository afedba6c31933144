"""From a place's raw files to checked observations, and what was not taken of them; nothing is written."""

import math
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import replace

import pandas as pd

from planbook.catalogue import Catalogue
from planbook.contract import places, schema
from planbook.contract.release import Release
from planbook.core import cell_references, digests, paths
from planbook.core.errors import Fault, PlanbookError, SourceError
from planbook.intake import tidy_files
from planbook.intake.findings import Finding, shown
from planbook.store import higher_levels, plausibility, processed, releases
from planbook.store.corrections import corrected_rows
from planbook.store.processed import Prepared

ACCOUNT = ("cells", "taken", "not_taken", "blank")


def build(place: str, *, reviewed: bool = True) -> Prepared:
    """What can be taken of every registered release of a place, with what is asked about it unless not `reviewed`.

    Raises
    ------
    SourceError, CatalogueError, UsageError
        When the place or its plan cannot be read; faults of single files are among what is returned.
    """
    from planbook.intake import received_files  # a page that reads what is kept needs no readers of workbooks

    known, entry = places.plan_catalogue(place), places.read(place)
    found, faults = releases.read(place)
    taken = received_files.all_files(found, known, {area.code: area.name for area in entry.townships})
    rows: list[dict] = []
    told: list[dict] = []
    explained: list[dict] = []
    received: list[dict] = []
    for release in found:
        one = _Release(release, known, taken, [area.code for area in entry.townships])
        one.correct(rows)
        rows += one.rows
        faults += one.faults
        told += [row | {"release": release.name} for row in one.statements]
        explained += one.explanations
        received += one.files
    table = _frame(rows, place)
    notes = pd.DataFrame(explained, columns=schema.EXPLANATION_COLUMNS)
    notes = notes.astype({"year": "int64", "value": float})
    faults = with_later_corrections(faults, rows)
    faults += unknown_units(place)
    asked = reviewed and not entry.reference
    faults += to_be_explained(table, notes, known, _above(place)) if asked else []
    return Prepared(
        table,
        _release_frame(found),
        pd.DataFrame(received, columns=schema.FILE_COLUMNS),
        tuple(faults),
        pd.DataFrame(told, columns=schema.STATEMENT_COLUMNS).astype({"year": "int64"}),
        notes,
    )


def to_be_explained(
    table: pd.DataFrame, notes: pd.DataFrame, known: Catalogue, above: pd.DataFrame | None = None
) -> list[Finding]:
    """Points that are still to be explained in writing (核实性审核), at the cells they stand in.

    Parameters
    ----------
    table : pandas.DataFrame
        Observations of every release (`schema.COLUMNS`).
    notes : pandas.DataFrame
        Written explanations (`schema.EXPLANATION_COLUMNS`).
    known : Catalogue
        Indicators, rules and settings of the review.
    above : pandas.DataFrame, optional
        Figures of higher levels (`higher_levels.table`).
    """
    points = plausibility.points(schema.newest(table), notes, known, above)
    open_ = points.loc[points["state"].eq("open"), ["source", "indicator", "found", "expected", "rule"]]
    return [
        Finding(source, f"{known.indicators[id].name}{found}", expected, EXPLAIN, known.review[rule].severity)
        for source, id, found, expected, rule in open_.itertuples(index=False, name=None)
    ]


def _above(place: str) -> pd.DataFrame:
    """Figures of the places above; one that cannot be read is told of where it is prepared."""
    found = {}
    for one in digests.above(place):
        with suppress(PlanbookError):
            rows = (
                processed.table(one, "rows") if processed.in_force(one) else build(one, reviewed=False).rows
            )
            found[places.read(one).name] = schema.newest(rows)
    return higher_levels.table(found)


def unknown_units(place: str) -> list[Fault]:
    """Lead units on file that nobody can be told of; what is wrong with the file itself costs no figure."""
    try:
        unknown = places.unknown_units(place)
    except SourceError as error:
        return list(error.faults)
    return [
        Finding(
            f"{place}/{places.FILED}，第{row}行",
            shown(unit),
            "目录中部门的代码或名称",
            f"是不是 {code}？" if code else "请改为部门代码；改正前照填报的名称印出，列在报送部门的页上。",
        )
        for row, unit, code in unknown
    ]


def with_later_corrections(faults: list[Fault], rows: list[dict]) -> list[Fault]:
    """The faults, those of lines that a later release has put right as hints that say so."""
    newest = {tuple(row[name] for name in schema.FIGURE): row for row in rows}
    right = {}
    for row in rows:
        now = newest[tuple(row[name] for name in schema.FIGURE)]
        if row["reason"] == "not_taken" and not math.isnan(now["value"]):
            right[_line(row["source"])] = now["release"]
    right.pop(None, None)  # what stands in no cell has no line
    return [
        replace(fault, level="hint", remedy=f"已由{right[_line(fault.where)]}批次更正。")
        if isinstance(fault, Finding) and _line(fault.where) in right
        else fault
        for fault in faults
    ]


def _line(source: str) -> cell_references.CellReference | None:
    """The line of a form that a cell is in."""
    cell = cell_references.parse(source)
    return cell and cell.line


EXPLAIN = "请填写情况说明（写明原因、说明人和日期），或更正。"


class _Release:
    """What one release gives: its files' rows, statements and faults, put together."""

    def __init__(self, release: Release, known: Catalogue, taken: dict, townships: list[str]) -> None:
        self.name = release.name
        self.rows: list[dict] = []
        self.faults: list[Fault] = []
        self.statements: list[dict] = []
        self.files: list[dict] = []
        self.corrections: list[dict] = []
        self._explained: list[dict] = []
        for entry in release.files:
            one = taken[release.name, entry.name]
            rows, faults = one.rows, one.findings
            account = {name: one.account[name] for name in ACCOUNT}
            if one.tidy:
                path = release.folder / paths.on_disk(entry.name)
                rows, faults = tidy_files.read(path, release.name, known, townships)
                account = {"cells": len(rows) + len(faults), "taken": len(rows), "not_taken": len(faults)}
            self.rows += rows
            self.faults += faults
            self.statements += one.statements
            self.corrections += one.corrections
            self._explained += one.explanations
            sender = entry.department or one.department or release.source.department
            file = {"release": release.name, "file": entry.name, "sha256": entry.sha256, "department": sender}
            self.files.append(file | dict.fromkeys(ACCOUNT, 0) | account)

    def correct(self, before: list[dict]) -> None:
        """Apply the release's corrections to the rows that stood before, and leave out second figures."""
        corrected, faults = corrected_rows(self.corrections, [*before, *self.rows])
        anew = {tuple(row[name] for name in schema.FIGURE) for row in corrected}
        own = [row for row in self.rows if tuple(row[name] for name in schema.FIGURE) not in anew]
        rows = [row | {"release": self.name} for row in (*own, *corrected)]
        self.rows, self.faults = _without_repeats(rows, [*self.faults, *faults])

    @property
    def explanations(self) -> list[dict]:
        """Written explanations: beside a figure, or on a sheet of their own."""
        beside = [row for row in self.rows if row.get("note") and not math.isnan(row["value"])]
        return beside + [row | {"release": self.name} for row in self._explained]


def _without_repeats(rows: list[dict], faults: list[Fault]) -> tuple[list[dict], list[Fault]]:
    once: dict[tuple, dict] = {}
    columns = [column for column in schema.KEY if column != "ref_area"]
    for row in rows:
        first = once.setdefault(tuple(row[column] for column in columns), row)
        if first is not row:
            found = f"{row['indicator']} {row['year']}年的第二个数"
            expected = f"每个批次一个数（已采用{first['source']}）"
            faults.append(Finding(row["source"], found, expected, "请核对；要改的用更正表。"))
    return list(once.values()), faults


def _frame(rows: list[dict], place: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[c for c in schema.COLUMNS if c != "ref_area"])
    table.insert(1, "ref_area", place)
    text = [c for c in schema.COLUMNS if c not in ("year", "numerator", "denominator", "value")]
    types: dict[Hashable, str | type] = {
        "year": "int64",
        "numerator": float,
        "denominator": float,
        "value": float,
    }
    table = table.astype({**dict.fromkeys(text, str), **types})
    return schema.check(table.sort_values([*schema.KEY, "release"], ignore_index=True))


def _release_frame(found: list[Release]) -> pd.DataFrame:
    sources = [{"release": r.name, **r.source.model_dump(exclude={"files", "licence"})} for r in found]
    return pd.DataFrame(sources, columns=schema.RELEASE_COLUMNS, dtype=str)
