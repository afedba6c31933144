"""The page of the whole year: all areas at a glance."""

from collections.abc import Hashable, Mapping
from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from analysis import charts
from planbook.core import labels
from planbook.document.claims import NAN, NOTHING, Claim, Sentence, count, joined, named, none, say, word
from planbook.document.lines import Line, Link
from planbook.judge.page_context import PageContext
from planbook.render import states
from planbook.text import sentences
from planbook.workbook import area_tables, outlook_tables, pieces, warning_details, year_summary
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import (
    Piece,
    cards,
    heading,
    in_order,
    internal_only,
    paragraph,
    paragraphs,
    picture,
    section,
    shows,
)

JUDGED = {"met": "已达到", "uncertain": "尚难断定", "not_met": "尚未达到", "neutral": "暂无法判断"}
COMPARED = {"better": "优于目标值", "worse": "不及目标值", "neutral": "有数据、无数值目标"}


class OverviewPage(AreaPage):
    """The overview's pieces, besides those every page has."""

    @shows('book.assessment.dropna(subset=["target_value"])')
    def opening(self) -> Piece:
        """How the page begins: the place and the day, cards, and each plan in a sentence."""
        return in_order([self.banner(), self.headlines(*self.context.headlines), self.overall()])

    @shows("book.settings")
    def closing(self) -> Piece:
        """How the page ends: guide, notes and provenance."""
        return in_order([section("怎样读这一页", self.reading_guide()), *self._end()])

    @shows("book.latest({ids})")
    def headlines(self, *ids: str) -> Piece:
        """Cards of the first screen, each read as on its own area's page."""
        return cards(self._of_area(id).card(id) for id in ids)

    def _of_area(self, id: str) -> AreaPage:
        return AreaPage(self._facts_of(id))

    def _facts_of(self, id: str) -> PageContext:
        return self.context.of(self.context.indicator(id).area)

    @shows(
        'rows = book.assessment.dropna(subset=["target_value"])\n'
        'rows.groupby(["plan", "attainment", "evidence", "reason"], as_index=False, dropna=False).size()'
    )
    def overall(self) -> Piece:
        """One sentence for each plan whose classes add up to all its numeric targets."""
        context = self.context
        said = self._compared if context.place.reference else self._judged
        return paragraphs(map(said, context.catalogue.plan.plans), "conclusion")

    def _numeric(self, plan: str) -> pd.DataFrame:
        table = self.context.judgement.assessment
        return table[table["plan"].eq(plan) & table["target_value"].notna()]

    def _compared(self, plan: str) -> Sentence:
        context, rows = self.context, self._numeric(plan)
        found = rows["attainment"].value_counts()
        better, worse = found.get("better", 0), found.get("worse", 0)
        missing = int(rows["value"].isna().sum())
        rest = len(rows) - better - worse - missing
        other = say("，另有{rest}项按乡镇（街道）判断", rest=_targets(rest, "by_township", plan))
        over = say("优于{whose}", whose=sentences.reference_target(context))
        parts = [
            sentences.some(better, "better", over, plan),
            sentences.some(worse, "worse", say("不及"), plan),
            sentences.some(missing, "missing", say("未见公布"), plan),
        ]
        return say(
            "{plan}的{all}项数值目标中，{place}{parts}{other}。",
            plan=named(context.catalogue.plan.titles[plan], "short"),
            all=_targets(len(rows), "asked", plan),
            place=named(context.place, "name"),
            parts=joined(parts, "，"),
            other=other if rest else NOTHING,
        )

    def _judged(self, plan: str) -> Sentence:
        headline = self.context.judgement.headline
        heads = headline[headline["plan"].eq(plan)].iloc[0]
        unseen = int(self._numeric(plan)["reason"].eq("suppressed").sum())
        classes = {
            "met": (heads["met"], say("已达到")),
            "not_met": (int(heads.filter(like="not_met_").sum()), sentences.behind(self.context)),
            "not_due": (heads["not_due"], word(labels.ATTAINMENT, "not_due")),
            "not_assessable": (heads["not_assessable"], word(labels.ATTAINMENT, "not_assessable")),
            "missing": (heads["no_data"] - unseen, say("无数据")),
            "suppressed": (unseen, word(labels.REASON, "suppressed")),
        }
        parts = [sentences.some(int(number), code, words, plan) for code, (number, words) in classes.items()]
        unsure = int(heads["met_uncertain"] + heads["not_met_uncertain"])
        small = say("；其中{unsure}项数字太小，尚难断定", unsure=_targets(unsure, "uncertain", plan))
        return say(
            "{plan}的{all}项数值目标中，{parts}{small}。{rates}",
            plan=named(self.context.catalogue.plan.titles[plan], "short"),
            all=_targets(heads["total"], "asked", plan),
            parts=joined(parts, "，"),
            small=small if unsure else NOTHING,
            rates=NOTHING if unseen else _rates(heads, plan),
        )

    @shows('pd.crosstab(book.target_states["area"], book.target_states["state"]).reindex(book.areas["area"])')
    def matrix(self) -> Piece:
        """Areas by states of their demands, as a chart and a table."""
        context = self.context
        words = (COMPARED if context.place.reference else JUDGED) | {"no_data": "无数据"}
        table = context.judgement.assessment
        table = table[table["rule"].ne("evidence")]
        found = [self._state(row) for row in table.to_dict("records")]
        words |= {"suppressed": labels.REASON["suppressed"]} if "suppressed" in found else {}
        counts = pd.crosstab(table["area"], pd.Series(found, index=table.index))
        counts = counts.reindex(index=list(context.catalogue.areas), columns=list(words), fill_value=0)
        rows: list[list[Line]] = [
            [
                context.catalogue.areas[str(id)].title,
                *(count(row[code], f"demands.{code}", source=str(id)) for code in words),
            ]
            for id, row in counts.iterrows()
        ]
        counts.index = [context.catalogue.areas[id].title for id in counts.index]
        title = say("各领域可量化要求的状态（项）")
        figure = status_chart(counts, words, title)
        total = counted({code: int(counts[code].sum()) for code in words}, words, "demands")
        below = pieces.table(["领域", *words.values()], rows, numbers=range(1, len(words) + 1))
        return picture(figure, say("{title}：{total}。各领域数字见下表。", title=title, total=total)) + below

    @property
    def target_states(self) -> pd.DataFrame:
        """The demands that can be counted, each with its class of the matrix: `target, plan, area, indicator, state`."""
        rows = self.assessment.query('rule != "evidence"')
        found = [self._state(row) for row in rows.to_dict("records")]
        return rows[["target", "plan", "area", "indicator"]].assign(state=found)

    def _state(self, row: dict) -> str:
        if self.context.place.reference:
            known = "neutral" if pd.notna(row["value"]) else "no_data"
            return row["attainment"] if row["attainment"] in ("better", "worse") else known
        if row["reason"] == "suppressed":
            return "suppressed"
        if row["attainment"] in ("met", "not_met"):
            return "uncertain" if row["evidence"] == "uncertain" else row["attainment"]
        return "neutral" if pd.notna(row["value"]) or row["attainment"] == "not_due" else "no_data"

    @shows('pd.crosstab(book.objectives["area"], book.objectives["state"]).reindex(book.areas["area"])')
    def objectives_summary(self) -> Piece:
        """Objectives by area and state; each row adds up."""
        table, context = self.context.judgement.objectives, self.context
        found = [code for code in labels.OBJECTIVE_STATE if table["state"].eq(code).any()]
        counts = pd.crosstab(table["area"], table["state"]).reindex(
            index=list(context.catalogue.areas), columns=found
        )
        rows = [
            [context.catalogue.areas[area].title, *map(str, row), str(row.sum())]
            for area, row in zip(counts.index, counts.to_numpy(), strict=True)
        ]
        totals = counts.sum()
        rows.append(["合计", *map(str, totals), str(totals.sum())])
        header = ["领域", *[labels.OBJECTIVE_STATE[code] for code in found], "主要目标数"]
        return pieces.table(header, rows, numbers=range(1, len(header)))

    @shows('book.assessment.dropna(subset=["target_value", "value"])')
    def ten_things(self) -> Piece:
        """Up to ten computed sentences of what the year is to be known for."""
        return year_summary.ten_things(self.context)

    @shows(
        'before = book.earlier("assessment")[["target", "attainment", "evidence"]]\n'
        'rows = book.assessment.dropna(subset=["target_value", "value"]).merge(before, on="target", suffixes=("", "_before"))\n'
        'sure = rows[["evidence", "evidence_before"]].ne("uncertain").all(axis=1) & rows[["attainment", "attainment_before"]].isin(["met", "not_met"]).all(axis=1)\n'
        'rows[sure & rows["attainment"].ne(rows["attainment_before"])]'
    )
    def changes(self) -> Piece:
        """What changed since last year."""
        return year_summary.changes(self.context)

    @shows("book.parents")
    def beside_parents(self) -> Piece:
        """The figures beside those of the places above."""
        return year_summary.beside_parents(self.context)

    @internal_only
    @shows(
        "rows = book.warnings.assign(unit=book.unit_of(book.warnings))\n"
        'rows = rows.drop_duplicates(["code", "indicator", "sex", "residence", "age", "unit"])\n'
        'pd.crosstab(rows["unit"], rows["level"])'
    )
    def by_unit(self) -> Piece:
        """Matters for attention by unit."""
        return year_summary.by_unit(self.context)

    @internal_only
    @shows("book.warnings")
    def warning_details(self) -> Piece:
        """Each warning in full."""
        return (
            self.attention() if self.context.place.reference else warning_details.every_warning(self.context)
        )

    @internal_only
    @shows(
        'key = ["code", "indicator", "sex", "residence", "age"]\n'
        'before = book.earlier("warnings").drop_duplicates(key)\n'
        'before.merge(book.warnings[key].drop_duplicates(), on=key, how="left", indicator="still")'
    )
    def last_year(self) -> Piece:
        """Last year's warnings and what became of them."""
        return warning_details.last_year(self.context)

    @shows("book.assessment.query('rule != \"evidence\"')")
    def all_targets(self) -> Piece:
        """Status tables of all areas' numeric targets, each under its area's name."""
        parts = []
        for area in self.context.catalogue.areas.values():
            context = self.context.of(area.id)
            title = heading(3, Link(named(area, "title"), f"{area.id}.html"))
            parts.append(title + area_tables.targets(context))
        return pieces.joined(parts)

    @internal_only
    @shows('book.table("index")')
    def composite(self) -> Piece:
        """The composite index beside its distribution, folded."""
        return outlook_tables.composite(self.context)

    @internal_only
    @shows(
        "rows = book.assessment\n"
        'lacking = rows[rows["indicator"].notna() & rows["value"].isna()].drop_duplicates("indicator")\n'
        'lacking.join(book.indicators["cycle"], on="indicator").groupby("cycle", as_index=False).size()'
    )
    def missing_data(self) -> Piece:
        """How many demands have no figure, by where figures for a county come from."""
        table = self.context.judgement.assessment
        table = table[table["indicator"].notna() & table["value"].isna()]
        cycles = table["indicator"].map(lambda one: self.context.indicator(one).cycle)
        groups = cycles[~table["indicator"].duplicated()].value_counts()
        rows: list[list[Line]] = [
            [cycle, str(number), self._lacking(table[cycles.eq(cycle)])]
            for cycle, number in zip(map(str, groups.index), groups, strict=True)
        ]
        header = ["县级数据来源", "指标数", "指标"]
        return (
            pieces.table(header, rows, numbers=(1,))
            if rows
            else paragraph(none("indicators.lacking") + say("没有。"), "lacking")
        )

    def _lacking(self, rows: pd.DataFrame) -> Sentence:
        return joined(sentences.names_with_groups(self.context, rows, short=True), "、")


class WarningsPage(OverviewPage):
    """The pieces of the page of the year's warnings."""

    @shows("book.warnings")
    def opening(self) -> Piece:
        """How the page begins: the place and the day."""
        return in_order([self.banner()])


def counted(numbers: Mapping[str, int], words: Mapping[str, str], of: str) -> Sentence:
    """How many there are of each kind of which there are any, in the order of its `words`: 已达到3项，尚未达到2项."""
    parts = [
        say("{word}{number}项", word=word(words, code), number=count(numbers[code], f"{of}.{code}"))
        for code in words
        if numbers.get(code)
    ]
    return joined(parts, "，")


def status_chart(counts: pd.DataFrame, words: Mapping[str, str], title: Sentence) -> partial[Figure]:
    """Areas (rows) by kinds (columns, each with its word) as a chart to be drawn."""
    roles: dict[Hashable, str] = dict(states.ROLES.items())
    return partial(charts.status_matrix, counts, names=dict(words.items()), roles=roles, title=str(title))


def _targets(number: int, kind: str, plan: str) -> Sentence:
    """How many of a plan's numeric targets are of a kind."""
    return count(number, f"numeric_targets.{kind}", source=plan)


def _rates(heads: pd.Series, plan: str) -> Sentence:
    """Shares of a plan's numeric targets that are met, of all and of those with data; none where there is no figure.

    Where some are not shown to the public nothing is said: a share without them is not the office's, and the office's
    would tell of them.
    """
    if not heads["with_data"]:
        return NOTHING
    return say(
        "达标率{of_all}（占全部数值目标），{of_known}（占有数据的{known}项）。",
        of_all=_rate(heads["met"], heads["total"], "met_of_all", plan),
        of_known=_rate(heads["met"], heads["with_data"], "met_of_known", plan),
        known=_targets(heads["with_data"], "known", plan),
    )


def _rate(met: int, whole: int, kind: str, plan: str) -> Sentence:
    value = 100 * met / whole if whole else NAN
    return Claim(kind="count", value=value, unit="%", verdict=f"numeric_targets.{kind}", source=plan).figure()
