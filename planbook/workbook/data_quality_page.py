"""Data quality: what is in and what is not, where cells went, points to be explained, revisions, surveys to make."""

from functools import cached_property, partial

import pandas as pd

from analysis import charts
from planbook import store
from planbook.contract.schema import FIGURE
from planbook.core import labels
from planbook.document.blocks import Card
from planbook.document.claims import (
    NOTHING,
    Claim,
    Sentence,
    breakdown,
    joined,
    named,
    none,
    say,
    share,
    told,
    word,
)
from planbook.document.lines import Line, State
from planbook.judge.judgement import Judgement
from planbook.store import completeness
from planbook.workbook import pieces
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import Piece, fold, in_order, paragraph, picture, shows

MOST = 60  # rows of a list on the page; all of them are in the tables
BESIDE_THE_PLAN = "不在规划各领域内"  # areas of the catalogue that a place's plan does not have
NOT_ASKED = none("place.judged") + say("只作对照的地区不向部门收数，没有应报数。")
COUNTS = ("due", "in", "missing", "not_taken", "not_yet_in")


class DataQualityPage(AreaPage):
    """The pieces of the page on data quality."""

    @shows('book.returns("department")')
    def opening(self) -> Piece:
        """How the page begins: the place and the day, cards, and what is in."""
        return in_order([self.banner(), self.headlines(), self.conclusion()])

    @shows("pd.concat([book.inputs, book.versions])")
    def closing(self) -> Piece:
        """How the page ends: what it was made from."""
        return in_order([self.provenance()])

    @shows('book.returns("department")')
    def headlines(self, *ids: str) -> Piece:
        """Cards of the first screen: figures due and in, cells not taken, points open."""
        if self.context.place.reference:
            return paragraph(self._no_returns(), "lacking")
        due, found = self._lines[self._lines["due"]], self._judged
        cells, owed = self._files[["cells", "taken", "not_taken"]].sum(), found.reminders
        points = found.points["state"].value_counts()
        made = [
            (
                say("应报数"),
                say("{due}个", due=_count(len(due), "figures.due")),
                say("已报{known}个", known=_count(due["state"].eq("in").sum(), "figures.in")),
            ),
            (
                say("尚未报送或暂未采用"),
                say("{owed}个", owed=_count(len(owed), "figures.owed")),
                say("涉及{units}个部门", units=_count(owed["department"].nunique(), "departments.owing"))
                if len(owed)
                else NOTHING,
            ),
            (
                say("待写情况说明"),
                say("{points}处", points=_count(points.get("open", 0), "points.open")),
                say("已说明{points}处", points=_count(points["explained"], "points.explained"))
                if points.get("explained", 0)
                else NOTHING,
            ),
            (
                say("本年收到的表格数字格"),
                say("{cells}格", cells=_count(cells["cells"], "cells.received")),
                joined(
                    [
                        say("采用{taken}格", taken=_count(cells["taken"], "cells.taken")),
                        say("未采用{left}格", left=_count(cells["not_taken"], "cells.not_taken"))
                        if cells["not_taken"]
                        else NOTHING,
                    ],
                    "，",
                ),
            ),
        ]
        return pieces.cards(Card(title, value, lines=(line,) if line else ()) for title, value, line in made)

    @shows('book.returns("department")')
    def conclusion(self) -> Piece:
        """Completeness in one sentence, with what is missing most."""
        if self.context.place.reference:
            return paragraph(NOT_ASKED, "lacking")
        due, owed = self._lines[self._lines["due"]], self._judged.reminders
        text = say(
            "{year}年应报的{due}个数中，{known}已经报送并采用{lacking}。",
            year=named(self.context.parameters, "year"),
            due=_count(len(due), "figures.due"),
            known=share(due["state"].eq("in").sum(), len(due), "figures.in"),
            lacking=self._lacking(owed["department"].value_counts()),
        )
        return paragraph(text, "conclusion")

    def _lacking(self, owed: pd.Series) -> Sentence:
        """How many figures are missing, and how many of them of the unit that owes most."""
        if owed.empty:
            return NOTHING
        unit = owed.index[0]
        return say(
            "；尚缺{owed}个，其中{unit}{most}个",
            owed=_count(owed.sum(), "figures.owed"),
            unit=self._unit(unit),
            most=_count(owed.iloc[0], "figures.owed", source=unit),
        )

    @shows('book.returns("department")')
    def progress(self) -> Piece:
        """Chart and table of figures due by department and how many are in."""
        table = self._summary("department")
        if table.empty:
            return paragraph(none("figures.due") + say("没有应报的数。"), "lacking")
        table = table.assign(name=[str(self._unit(id)) for id in table["department"]])
        if not table["in"].sum():
            return paragraph(none("figures.in") + say("各部门都还没有报送。"), "lacking") + self._counts(
                table, "部门"
            )
        table = table.sort_values(["share", "due"], kind="stable")
        texts = [
            f"{row['in']}/{row['due']}（{labels.figure(row['share'], '%')}）" for _, row in table.iterrows()
        ]
        bars = pd.DataFrame(
            {"label": table["name"], "value": table["share"], "text": texts, "target": float("nan")}
        )
        figure = partial(charts.levels, bars, title="各部门应报数中已采用的比重（%）")
        alt = say(
            "各部门应报数中已采用的比重，最低为{unit}{least}，逐项见下表。",
            unit=self._unit(table["department"].iloc[0]),
            least=_least(table.iloc[0]),
        )
        return picture(figure, alt) + self._counts(table, "部门")

    @shows('book.returns("area")')
    def by_area(self) -> Piece:
        """Figures due by area."""
        names = {id: area.title for id, area in self.context.catalogue.areas.items()}
        names["population"] = "人口与基本情况"
        lines = self._lines.assign(name=self._lines["area"].map(names).fillna(BESIDE_THE_PLAN))
        return self._counts(completeness.summary(lines, "name"), "领域")

    @shows('book.returns("breakdown")')
    def by_breakdown(self) -> Piece:
        """Figures due by kind of breakdown: totals, sexes, town and country, ages, townships."""
        lines = self._lines.assign(breakdown=completeness.breakdown(self._lines))
        table = completeness.summary(lines, "breakdown")
        titles = {"total": "合计数"} | {code: f"分{word}" for code, word in labels.DIMENSION.items()}
        return self._counts(table.assign(name=table["breakdown"].map(titles)), "分组")

    @shows('book.table("reminders")')
    def owed(self) -> Piece:
        """Reminder lists: what each department still owes."""
        owed = self._judged.reminders
        if self.context.place.reference:
            return paragraph(NOT_ASKED, "lacking")
        if owed.empty:
            return paragraph(none("figures.owed") + say("应报的数都已报送并采用。"), "lacking")
        rows: list[list[Line]] = []
        for department, own in owed.groupby("department", sort=False):
            names = joined(
                (_missing(row) + self._figure(row) for row in own.head(MOST).to_dict("records")), "、"
            )
            more = say("等{owed}个数", owed=_count(len(own), "figures.owed", source=str(department)))
            listed = names + (more if len(own) > MOST else NOTHING)
            rows.append([self._unit(str(department)), str(len(own)), listed, self._due])
        return pieces.table(["部门", "尚缺", "指标（分组）", "应报日期"], rows, numbers=(1,))

    @shows("book.faults.query('level == \"must\"')")
    def not_taken(self) -> Piece:
        """Cells of this year's files that were not taken, and why."""
        found = self._found("must")
        if found.empty:
            return paragraph(none("cells.not_taken") + say("没有暂未采用的单元格。"), "lacking")
        rows: list[list[Line]] = [
            [row["where"], row["found"], row["expected"], row["remedy"]]
            for row in found.head(MOST).to_dict("records")
        ]
        table = pieces.table(["文件、表、单元格", "填报", "应为", "处理"], rows)
        return table + self._rest(len(found))

    @shows('book.table("points")')
    def points(self) -> Piece:
        """核实性审核: figures that want an explanation, the open ones first."""
        found = self._judged.points
        if found.empty:
            return paragraph(none("points.listed") + say("没有需要核实的数。"), "lacking")
        found = found.sort_values("state", ascending=False, kind="stable")
        rows: list[list[Line]] = [
            [
                State(row["state"], word(labels.POINT_STATE, row["state"])),
                self._unit(row["department"]),
                self._figure(row),
                self.context.catalogue.review[row["rule"]].name,
                row["found"],
                row["explanation"] or row["expected"],
                row["source"],
            ]
            for row in found.head(MOST).to_dict("records")
        ]
        header = ["状态", "部门", "指标（分组）", "核实事项", "填报", "情况说明或要求", "单元格"]
        return pieces.table(header, rows) + self._rest(len(found))

    @shows('book.table("revisions")')
    def revisions(self) -> Piece:
        """Figures that a later release changed."""
        found = self._judged.revisions
        if found.empty:
            return paragraph(none("revisions.listed") + say("没有修订过的数。"), "lacking")
        found = found.sort_values(["release", "indicator", "year"], ascending=[False, True, False])
        rows: list[list[Line]] = [
            [
                self._figure(row),
                str(row["year"]),
                self._number(row["old"], row),
                self._number(row["new"], row),
                f"{row['old_release']} → {row['release']}",
                row["note"] or "重新报送",
            ]
            for row in found.head(MOST).to_dict("records")
        ]
        header = ["指标（分组）", "年份", "原数", "新数", "批次", "原因"]
        return pieces.table(header, rows, numbers=(1, 2, 3)) + self._rest(len(found))

    @shows('book.table("surveys")')
    def surveys(self) -> Piece:
        """缺项数据专项调查: indicators without county figures, with how, by whom and how far."""
        rows: list[list[Line]] = [
            [
                self.context.indicator(row["indicator"]).name,
                row["cycle"],
                labels.SURVEY_METHOD.get(row["method"], row["method"]),
                self._unit(row["unit"]),
                labels.SURVEY_STATUS.get(row["status"], row["status"]),
            ]
            for row in self._judged.surveys.to_dict("records")
        ]
        if not rows:
            return paragraph(none("surveys.listed") + say("没有缺项指标。"), "lacking")
        return pieces.table(["指标", "现有来源", "建议方式", "承办单位（拟）", "进展"], rows)

    @shows("book.received_files")
    def files(self) -> Piece:
        """Files received for the year, with what became of their cells, folded."""
        rows: list[list[Line]] = [
            [
                row["release"],
                row["file"],
                self._unit(row["department"]),
                *map(str, (row["cells"], row["taken"], row["not_taken"], row["blank"])),
                row["sha256"][:12],
            ]
            for row in self._files.to_dict("records")
        ]
        header = ["批次", "文件", "部门", "数字格", "采用", "未采用", "空白", "校验码"]
        title = say("收到的{files}个文件", files=_count(len(rows), "files.received"))
        return fold(title, pieces.table(header, rows, numbers=(3, 4, 5, 6)))

    @property
    def received_files(self) -> pd.DataFrame:
        """Files that concern the year: `release, file, sha256, department`, and what became of their cells."""
        return self._files.reset_index(drop=True)

    @property
    def faults(self) -> pd.DataFrame:
        """What was found in the files of the year: `level, where, found, expected, remedy`."""
        return self._concerning[1].reset_index(drop=True)

    def _no_returns(self) -> Sentence:
        place = named(self.context.place, "name")
        return none("place.judged") + say(
            "{place}只用公布数据作对照，不经报表收数；来源见各领域页。", place=place
        )

    @property
    def _judged(self) -> Judgement:
        return self.context.judgement

    @property
    def _lines(self) -> pd.DataFrame:
        return self._judged.completeness

    @property
    def _files(self) -> pd.DataFrame:
        """Files that concern the year."""
        return self._concerning[0]

    @cached_property
    def _concerning(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        asked = self.context.parameters
        return store.concerning(asked.place, asked.year, asked.as_of)

    def _found(self, level: str) -> pd.DataFrame:
        return self.faults[self.faults["level"].eq(level)]

    def _summary(self, by: str) -> pd.DataFrame:
        return completeness.summary(self._lines, by)

    def _counts(self, table: pd.DataFrame, label: str) -> Piece:
        rows: list[list[Line]] = [
            [row["name"], *(str(row[name]) for name in COUNTS), labels.figure(row["share"], "%")]
            for _, row in table.iterrows()
        ]
        header = [label, *(labels.COMPLETENESS[name] for name in COUNTS), "已采用比重"]
        return pieces.table(header, rows, numbers=range(1, len(header)))

    @property
    def _due(self) -> str:
        said = self.context.place.rounds.get(str(self.context.parameters.year))
        return said.due if said else labels.NO_FIGURE

    def _unit(self, id: str) -> Sentence:
        known = self.context.catalogue.departments
        return named(known[id], "name") if id in known else told("files.department", id)

    def _figure(self, row: dict) -> Sentence:
        """Name of a figure's indicator with its breakdown and township."""
        areas = {area.code: named(area, "name") for area in self.context.place.townships}
        label = breakdown(row["sex"], row["residence"], row["age"])
        parts = joined([label, areas.get(row["unit_area"], NOTHING)], "·")
        name = named(self.context.indicator(row["indicator"]), "name")
        return say("{name}（{parts}）", name=name, parts=parts) if parts else name

    def _number(self, value: float, row: dict) -> str:
        entry = self.context.indicator(row["indicator"])
        return labels.figure(value, entry.unit, max(entry.decimals, 2 if entry.statistic != "count" else 0))

    def _rest(self, number: int) -> Piece:
        more = say("另有{more}项，见 tables 文件夹中的表。", more=_count(number - MOST, "rows.not_listed"))
        return paragraph(more, "lacking") if number > MOST else Piece()


def _count(number: float, of: str, *, source: str = "") -> Sentence:
    """How many there are, without separators of thousands."""
    return Claim(kind="count", value=float(number), verdict=of, source=source).plain()


def _least(row: pd.Series) -> Sentence:
    """The least share of figures due that are in, of a unit's line."""
    verdict, unit = "figures.in.lowest", row["department"]
    return Claim(kind="extreme", value=row["share"], unit="%", verdict=verdict, source=unit).figure()


def _missing(row: dict) -> Sentence:
    """The claim that a figure is not in."""
    series = {name: row[name] for name in FIGURE}
    return Claim(kind="missing", **series, verdict=row["state"]).silent()
