"""Tables of a page, in HTML."""

import re
from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from analysis import words
from analysis.catalogue import Indicator
from analysis.charts import style
from analysis.pages import sentences
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, paragraph

SHORT = 9  # signs that stay on one line
SHORT_HEADING = 4
LONG = 30  # signs from which a column is wide


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "", numbers: Iterable[int] = ()
) -> Fragment:
    """A table of texts; columns in `numbers` are set flush right.

    A cell that is a `Fragment` is taken as HTML, everything else is escaped.
    """
    right, rows = set(numbers), [[_cell(cell) for cell in row] for row in rows]
    widths = [_width(cells) for cells in zip(*rows, strict=True)] if rows else [""] * len(header)
    head = "".join(
        f'<th scope="col"{_class("n" if n in right else width)}>{_heading(text)}</th>'
        for n, (text, width) in enumerate(zip(header, widths, strict=True))
    )
    kinds = [_class("n" if n in right else "") for n in range(len(header))]
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True)) + "</tr>"
        for row in rows
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    inner = f"{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return Fragment(f'<div class="wide"><table>{inner}</table></div>')


def state(code: str, word: str) -> Fragment:
    """A state as mark and word: the colour is never alone."""
    short = " nb" if len(word) <= SHORT else ""
    return Fragment(f'<span class="state {code}{short}">{style.MARKS[code]} {escape(word)}</span>')


def attainment(target: pd.Series, facts: Facts) -> Fragment:
    """The state of a target."""
    code = target["attainment"]
    if facts.place.reference:
        if code in ("better", "worse"):
            return state(code, words.comparison(target["value"], target["target_value"]))
        return state("no_data" if pd.isna(target["value"]) else "neutral", words.REASON[target["reason"]])
    kind = "uncertain" if target["evidence"] == "uncertain" else code
    shown = kind if kind in style.STATES else "neutral" if code == "not_due" else "no_data"
    return state(shown, sentences.verdict(target, facts))


def targets(facts: Facts) -> Fragment:
    """Status table: every demand of the area with figure, base, target value and state."""
    rows = []
    for _, target in facts.targets[facts.targets["rule"].ne("evidence")].iterrows():
        entry = facts.indicator(target["indicator"])
        group = words.breakdown(target["sex"], target["residence"], target["age"])
        rows.append(
            [
                f"{target['clause']}",
                entry.name + (f"（{group}）" if group else ""),
                _figure(target["value"], entry, target["year"], facts.question.year),
                _figure(target["baseline"], entry, target["baseline_year"], facts.place.baseline),
                demand(target, facts),
                attainment(target, facts),
            ]
        )
    column = facts.reference_target if facts.place.reference else "目标"
    header = ["条目", "指标", f"{facts.question.year}年", f"{facts.place.baseline}年（基期）", column, "状态"]
    return (
        table(header, rows, numbers=(2, 3, 4)) if rows else paragraph("本领域没有可量化的要求。", "lacking")
    )


def demand(target: pd.Series, facts: Facts) -> str:
    """What a target asks, as a short phrase."""
    if pd.notna(target["target_value"]):
        text = words.target_value(target["target_value"], target["operator"], target["unit"])
        return f"每个乡镇（街道）{text}" if target["rule"] == "every_unit" else text
    entry = facts.catalogue.by_target[target["target"]]
    match target["rule"]:
        case "direction":
            return ("逐年" if entry.every_year else "较基期") + words.DIRECTION[entry.direction]
        case "gap_narrows":
            return f"{words.DIMENSION[entry.dimension]}差距缩小"
        case "slope":
            return "上升趋势减缓"
        case "relative":
            other = facts.indicator(entry.relative_to).short
            return f"与{other}相适应" if entry.operator == "around" else f"不低于{other}"
    return entry.title


def figures(facts: Facts, ids: Sequence[str]) -> Fragment:
    """Latest figures of indicators and their breakdowns; a row says so where there is none."""
    rows = []
    for id in ids:
        entry, groups = facts.indicator(id), facts.breakdowns(id)
        for group in groups:
            reading = facts.reading(id, **group)
            since = sentences.since(reading, "previous")
            based = sentences.since(reading, "base")
            noted = f"{based}（{reading.base_year}年）" if based else words.NO_FIGURE
            source = Fragment(f'<a href="#s-{reading.release}">{reading.release}</a>')
            rows.append(
                [
                    sentences.name(reading),
                    str(reading.year),
                    _explained(facts, reading),
                    since or words.NO_FIGURE,
                    noted,
                    source,
                ]
            )
        if not groups:
            lacking = "未见公布" if facts.place.reference else "暂无数据"
            rows.append(
                [entry.name, words.NO_FIGURE, lacking, words.NO_FIGURE, words.NO_FIGURE, facts.whence(entry)]
            )
    return table(["指标", "年份", "数值", "比上年", "比基期", "来源"], rows, numbers=(1, 2, 3, 4))


def objectives(facts: Facts) -> Fragment:
    """The area's objectives with kind and state, and what was reported and found of them."""
    rows = facts.judgement.objectives
    rows = rows[rows["area"].eq(facts.area)]
    body = [
        [
            Fragment(f'<span id="{row.objective}">{row.number}</span>'),
            row.title,
            words.OBJECTIVE_KIND[row.kind],
            _objective_state(facts, row),
            str(row.targets),
            *_told(facts, row.objective),
        ]
        for row in rows.itertuples()
    ]
    header = ["序号", "主要目标（简称）", "类型", "状态", "要求数", *_told_labels(facts)]
    return table(header, body, numbers=(0, 4))


def _told_labels(facts: Facts) -> list[str]:
    return [] if facts.place.reference else ["自评", "认定", "认定依据"]


def _told(facts: Facts, clause: str) -> list[str]:
    """What departments reported of a clause, what the evaluation group found, and on what grounds."""
    if facts.place.reference:
        return []
    row = facts.evaluation.loc[clause]
    states = [words.SELF_STATES.get(row[name], "尚未报送") for name in ("self_state", "state")]
    return [*states, row["grounds"]]


def _objective_state(facts: Facts, row) -> Fragment:
    word = words.OBJECTIVE_STATE[row.state]
    if row.state == "part_met":
        word += f"（{row.targets_met}/{row.targets}）"
    codes = {"all_met": "met", "part_met": "uncertain", "none_met": "not_met", "by_evidence": "neutral"}
    own = facts.targets[facts.targets["clause"].eq(f"O{row.number}") & facts.targets["attainment"].eq("met")]
    if row.state == "all_met" and own["evidence"].eq("uncertain").any():
        return state("uncertain", f"{word}（尚不稳固）")
    return state(codes.get(row.state, row.state), word)


def measures(facts: Facts) -> Fragment:
    """The area's measures and the objectives they serve, and what was reported and found of them."""
    rows = facts.judgement.measures
    rows = rows[rows["area"].eq(facts.area)]
    body = [
        [
            Fragment(f'<span id="{row.measure}">{row.number}</span>'),
            row.title,
            _moved(facts, row.serves),
            _own(row.targets),
            *_told(facts, row.measure),
        ]
        for row in rows.itertuples()
    ]
    header = ["序号", "策略措施（简称）", "应推动的主要目标和指标", "自带数值目标", *_told_labels(facts)]
    return table(header, body, numbers=(0,))


def _moved(facts: Facts, serves: str) -> Fragment:
    """The objectives a measure serves, and under each the figures it should move with their states."""
    parts = []
    for clause in filter(None, serves.split("; ")):
        rows = facts.targets[facts.targets["clause"].eq(clause) & facts.targets["value"].notna()]
        marks = [
            f"{_mark(target, facts)}{facts.indicator(target['indicator']).short}"
            for _, target in rows.iterrows()
        ]
        names = "、".join(dict.fromkeys(marks))
        parts.append(
            f"目标{clause.removeprefix('O')}" + (f"<small>（{escape(names)}）</small>" if names else "")
        )
    return Fragment("；".join(parts) or words.NO_FIGURE)


def _mark(target: pd.Series, facts: Facts) -> str:
    """The mark of a target's state, for places where a word is too long."""
    code = "uncertain" if target["evidence"] == "uncertain" else target["attainment"]
    return style.MARKS[code if code in style.STATES else "neutral"]


def _own(number: int) -> str:
    return f"{number}项" if number else words.NO_FIGURE


def _explained(facts: Facts, reading) -> Fragment:
    """A figure, and beside it the written explanation or the point that is still to be explained."""
    text = f'<span class="nb">{escape(reading.text)}</span>'
    said = facts.note(reading)
    return Fragment(f"{text} <small>{escape(said)}</small>" if said else text)


def open_points(facts: Facts) -> Fragment:
    """尚未达到和未填报指标: what is not reached, and what has no figure and why."""
    rows = []
    behind = facts.targets[facts.targets["attainment"].isin(["not_met", "worse"])]
    missing = facts.targets[facts.targets["value"].isna() & facts.targets["indicator"].notna()]
    for _, target in pd.concat([behind, missing]).iterrows():
        entry = facts.indicator(target["indicator"])
        unit = target["responsible"] or facts.catalogue.departments[entry.reporting_unit].name
        rows.append([target["clause"], entry.name, demand(target, facts), attainment(target, facts), unit])
    unit = "数据由谁掌握" if facts.place.reference else words.PROPOSED_UNIT
    return table(["条目", "指标", "要求", "状态", unit], rows) if rows else paragraph("没有。", "lacking")


def definitions(facts: Facts) -> Fragment:
    """Definition, period, level and source of every indicator of the area."""
    rows = [
        [
            Fragment(f'<span id="{entry.id}">{escape(entry.name)}</span>'),
            entry.definition + (" 注意：" + "；".join(entry.caveats) if entry.caveats else ""),
            entry.unit,
            words.PERIOD[entry.period],
            facts.whence(entry),
        ]
        for entry in facts.indicators
    ]
    return table(["指标", "定义", "单位", "期间", "县级数据来源"], rows)


def sources(facts: Facts) -> Fragment:
    """The releases behind the figures, each with an anchor."""
    rows = [
        [
            Fragment(f'<span id="s-{row.release}">{row.release}</span>'),
            row.title,
            row.publisher,
            row.published,
        ]
        for row in facts.sources.itertuples()
    ]
    return (
        table(["批次", "题名", "发布者", "发布日期"], rows)
        if rows
        else paragraph("本页没有数据来源。", "lacking")
    )


def _figure(value: float, entry: Indicator, year: int, expected: int) -> Fragment:
    """A figure on one line, and its year below where it is not the column's."""
    text = f'<span class="nb">{escape(words.figure(value, entry.unit, entry.decimals))}</span>'
    other = pd.notna(year) and year != expected
    return Fragment(f'{text} <small class="nb">（{year}年）</small>' if other else text)


def _heading(text: str) -> str:
    return f'<span class="nb">{escape(text)}</span>' if len(text) <= SHORT_HEADING else escape(text)


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _width(cells: Sequence[str]) -> str:
    """Class of a column whose texts want more room than one sign, which is what Chinese lines shrink to."""
    longest = max(len(re.sub("<[^>]*>", "", cell)) for cell in cells)
    return "" if longest <= SHORT else "text" if longest <= LONG else "long"


def _cell(cell) -> str:
    """A cell's HTML; a short text stays on one line."""
    if isinstance(cell, Fragment):
        return cell.html
    text = escape(str(cell))
    return f'<span class="nb">{text}</span>' if len(text) <= SHORT else text
