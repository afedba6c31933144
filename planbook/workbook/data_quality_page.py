"""Data quality: what is in and what is not, where cells went, points to be explained, revisions, surveys to make."""

import pandas as pd

from analysis import charts
from planbook import store
from planbook.core import labels
from planbook.document.blocks import Card
from planbook.document.lines import State
from planbook.store import completeness
from planbook.workbook import pieces
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import Piece, fold, paragraph, picture

MOST = 60  # rows of a list on the page; all of them are in the tables
COUNTS = ("due", "in", "missing", "not_taken", "not_yet_in")


class DataQualityPage(AreaPage):
    """The pieces of the page on data quality."""

    def headlines(self, *ids: str) -> Piece:
        """Cards of the first screen: figures due and in, cells not taken, points open."""
        if self.context.place.reference:
            return paragraph(self._no_returns(), "lacking")
        due, found = self._lines[self._lines["due"]], self._judged
        cells, owed = self._files[["cells", "taken", "not_taken"]].sum(), found.reminders
        told = [
            ("应报数", f"{len(due)}个", f"已报{due['state'].eq('in').sum()}个"),
            ("尚未报送或暂未采用", f"{len(owed)}个", f"涉及{owed['department'].nunique()}个部门"),
            (
                "待写情况说明",
                f"{found.points['state'].eq('open').sum()}处",
                f"已说明{found.points['state'].eq('explained').sum()}处",
            ),
            (
                "本年收到的表格数字格",
                f"{cells['cells']}格",
                f"采用{cells['taken']}格，未采用{cells['not_taken']}格",
            ),
        ]
        return pieces.cards(Card(title, value, lines=(line,)) for title, value, line in told)

    def conclusion(self) -> Piece:
        """Completeness in one sentence, with what is missing most."""
        if self.context.place.reference:
            return paragraph("只作对照的地区不向部门收数，没有应报数。", "lacking")
        due, owed = self._lines[self._lines["due"]], self._judged.reminders
        share = labels.figure(100 * due["state"].eq("in").mean(), "%") if len(due) else labels.NO_FIGURE
        text = f"{self.context.parameters.year}年应报的{len(due)}个数中，{share}已经报送并采用"
        if len(owed):
            most = owed["department"].value_counts()
            name = self._unit(most.index[0])
            text += f"；尚缺{len(owed)}个，其中{name}{most.iloc[0]}个"
        return paragraph(f"{text}。", "conclusion")

    def progress(self) -> Piece:
        """Chart and table of figures due by department and how many are in."""
        table = self._summary("department")
        if table.empty:
            return paragraph("没有应报的数。", "lacking")
        if not table["in"].sum():
            named = table.assign(name=[self._unit(id) for id in table["department"]])
            return paragraph("各部门都还没有报送。", "lacking") + self._counts(named, "部门")
        table = table.sort_values(["share", "due"], kind="stable")
        named = table.assign(name=[self._unit(id) for id in table["department"]])
        texts = [
            f"{row['in']}/{row['due']}（{labels.figure(row['share'], '%')}）" for _, row in named.iterrows()
        ]
        bars = pd.DataFrame(
            {"label": named["name"], "value": named["share"], "text": texts, "target": float("nan")}
        )
        figure = charts.levels(bars, title="各部门应报数中已采用的比重（%）")
        least = f"最低为{named['name'].iloc[0]}{labels.figure(named['share'].iloc[0], '%')}"
        return picture(figure, f"各部门应报数中已采用的比重，{least}，逐项见下表。") + self._counts(
            named, "部门"
        )

    def by_area(self) -> Piece:
        """Figures due by area."""
        table = self._summary("area")
        names = {id: area.title for id, area in self.context.catalogue.areas.items()}
        named = table.assign(name=[names.get(id, "人口与基本情况") for id in table["area"]])
        return self._counts(named, "领域")

    def by_breakdown(self) -> Piece:
        """Figures due by kind of breakdown: totals, sexes, town and country, ages, townships."""
        lines = self._lines.assign(breakdown=completeness.breakdown(self._lines))
        table = completeness.summary(lines, "breakdown")
        titles = {"total": "合计数"} | {code: f"分{word}" for code, word in labels.DIMENSION.items()}
        return self._counts(table.assign(name=table["breakdown"].map(titles)), "分组")

    def owed(self) -> Piece:
        """Reminder lists: what each department still owes."""
        owed = self._judged.reminders
        if owed.empty:
            return paragraph("应报的数都已报送并采用。", "lacking")
        rows = []
        for department, own in owed.groupby("department", sort=False):
            names = "、".join(self._figure(row) for row in own.head(MOST).itertuples())
            more = f"等{len(own)}个数" if len(own) > MOST else ""
            rows.append([self._unit(department), str(len(own)), names + more, self._due])
        return pieces.table(["部门", "尚缺", "指标（分组）", "应报日期"], rows, numbers=(1,))

    def not_taken(self) -> Piece:
        """Cells of this year's files that were not taken, and why."""
        found = self._found("must")
        if found.empty:
            return paragraph("没有暂未采用的单元格。", "lacking")
        rows = [[row.where, row.found, row.expected, row.remedy] for row in found.head(MOST).itertuples()]
        table = pieces.table(["文件、表、单元格", "填报", "应为", "处理"], rows)
        return table + self._rest(len(found))

    def points(self) -> Piece:
        """核实性审核: figures that want an explanation, the open ones first."""
        found = self._judged.points
        if found.empty:
            return paragraph("没有需要核实的数。", "lacking")
        found = found.sort_values("state", ascending=False, kind="stable")
        rows = [
            [
                State("uncertain" if row.state == "open" else "neutral", labels.POINT_STATE[row.state]),
                self._unit(row.department),
                self._figure(row),
                labels.REVIEW[row.rule],
                row.found,
                row.explanation or row.expected,
                row.source,
            ]
            for row in found.head(MOST).itertuples()
        ]
        header = ["状态", "部门", "指标（分组）", "核实事项", "填报", "情况说明或要求", "单元格"]
        return pieces.table(header, rows) + self._rest(len(found))

    def revisions(self) -> Piece:
        """Figures that a later release changed."""
        found = self._judged.revisions
        if found.empty:
            return paragraph("没有修订过的数。", "lacking")
        found = found.sort_values(["release", "indicator", "year"], ascending=[False, True, False])
        rows = [
            [
                self._figure(row),
                str(row.year),
                self._number(row.old, row),
                self._number(row.new, row),
                f"{row.old_release} → {row.release}",
                row.note or "重新报送",
            ]
            for row in found.head(MOST).itertuples()
        ]
        header = ["指标（分组）", "年份", "原数", "新数", "批次", "原因"]
        return pieces.table(header, rows, numbers=(1, 2, 3)) + self._rest(len(found))

    def surveys(self) -> Piece:
        """缺项数据专项调查: indicators without county figures, with how, by whom and how far."""
        rows = [
            [
                self.context.indicator(row.indicator).name,
                row.cycle,
                labels.SURVEY_METHOD.get(row.method, row.method),
                self._unit(row.unit),
                labels.SURVEY_STATUS.get(row.status, row.status),
            ]
            for row in self._judged.surveys.itertuples()
        ]
        if not rows:
            return paragraph("没有缺项指标。", "lacking")
        return pieces.table(["指标", "现有来源", "建议方式", "承办单位（拟）", "进展"], rows)

    def files(self) -> Piece:
        """Files received for the year, with what became of their cells, folded."""
        rows = [
            [
                row.release,
                row.file,
                self._unit(row.department),
                *map(str, (row.cells, row.taken, row.not_taken, row.blank)),
                row.sha256[:12],
            ]
            for row in self._files.itertuples()
        ]
        header = ["批次", "文件", "部门", "数字格", "采用", "未采用", "空白", "校验码"]
        return fold(f"收到的{len(rows)}个文件", pieces.table(header, rows, numbers=(3, 4, 5, 6)))

    def _no_returns(self) -> str:
        return f"{self.context.place.name}只用公布数据作对照，不经报表收数；来源见各领域页。"

    @property
    def _judged(self):
        return self.context.judgement

    @property
    def _lines(self) -> pd.DataFrame:
        return self._judged.completeness

    @property
    def _files(self) -> pd.DataFrame:
        """Files that concern the year."""
        asked = self.context.parameters
        return store.concerning(asked.place, asked.year, asked.as_of)[0]

    def _found(self, level: str) -> pd.DataFrame:
        asked = self.context.parameters
        found = store.concerning(asked.place, asked.year, asked.as_of)[1]
        return found[found["level"].eq(level)]

    def _summary(self, by: str) -> pd.DataFrame:
        return completeness.summary(self._lines, by)

    def _counts(self, table: pd.DataFrame, label: str) -> Piece:
        rows = [
            [row["name"], *(str(row[name]) for name in COUNTS), labels.figure(row["share"], "%")]
            for _, row in table.iterrows()
        ]
        header = [label, *(labels.COMPLETENESS[name] for name in COUNTS), "已采用比重"]
        return pieces.table(header, rows, numbers=range(1, len(header)))

    @property
    def _due(self) -> str:
        said = self.context.place.rounds.get(str(self.context.parameters.year))
        return said.due if said else labels.NO_FIGURE

    def _unit(self, id: str) -> str:
        known = self.context.catalogue.departments
        return known[id].name if id in known else id

    def _figure(self, row) -> str:
        label = labels.breakdown(row.sex, row.residence, row.age)
        areas = {area.code: area.name for area in self.context.place.townships}
        parts = [part for part in (label, areas.get(row.unit_area, "")) if part]
        return self.context.indicator(row.indicator).name + (f"（{'·'.join(parts)}）" if parts else "")

    def _number(self, value: float, row) -> str:
        entry = self.context.indicator(row.indicator)
        return labels.figure(value, entry.unit, max(entry.decimals, 2 if entry.statistic != "count" else 0))

    def _rest(self, count: int) -> Piece:
        more = count - MOST
        return paragraph(f"另有{more}项，见 tables 文件夹中的表。", "lacking") if more > 0 else Piece()
