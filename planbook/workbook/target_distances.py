"""Targets at a glance: all numeric targets of an area on one scale, the distance from the target value."""

from dataclasses import replace
from functools import partial

import pandas as pd

from analysis import charts
from planbook.catalogue import Indicator
from planbook.document import claims
from planbook.document.claims import (
    NOTHING,
    Claim,
    Sentence,
    breakdown,
    constant,
    count,
    joined,
    named,
    none,
    say,
    word,
)
from planbook.judge.page_context import PageContext, codes_of
from planbook.render import states
from planbook.text import sentences, series_claims
from planbook.text.outlook_sentences import breakdown_name
from planbook.workbook import area_tables
from planbook.workbook.pieces import Piece, paragraph, picture

JUDGED = {"met": "已达到", "uncertain": "尚难断定", "not_met": "尚未达到"}
COMPARED = {"better": "优于目标值", "worse": "不及目标值"}
TOWARDS = {"<=": -1, "<": -1}  # the side of the target value that is wanted; the upper one for the others
FARTHEST = 60.0  # per cent of the target value that is still drawn to scale
CAPTION = (
    "横轴为距目标值的差占目标值的百分比，右侧为已达到；浅色带为本年一年的偶然波动范围，"
    "例数少的按多年合并判断；空心菱形为基期；"
    "超出{edge}的画成箭头。以乡镇（街道）为单位的要求取最低的一个。"
)


def at_a_glance(context: PageContext) -> Piece:
    """Chart of the area's numeric targets that have a figure, the farthest from its value last; then the table."""
    rows = context.targets[context.targets["target_value"].notna() & context.targets["value"].notna()]
    drawn = [row for row in (_row(context, target) for _, target in rows.iterrows()) if row]
    below = _of_zero(context, rows) + area_tables.targets(context)
    if not drawn:
        nothing = none("numeric_targets.drawn", source=context.area)
        return paragraph(nothing + say("没有可以比较远近的数值目标，不作图。"), "lacking") + below
    table = pd.DataFrame(drawn).sort_values("distance", ascending=False, kind="stable")
    words = COMPARED if context.place.reference else JUDGED
    wanted = sentences.reference_target(context) if context.place.reference else say("目标值")
    many = count(len(table), "numeric_targets.drawn", source=context.area)
    title = say("{many}项数值目标距{wanted}有多远？", many=many, wanted=wanted)
    figure = partial(
        charts.distances,
        table.assign(role=table["state"].map(states.role)),
        names={states.role(code): word for code, word in words.items()},
        title=str(title),
        farthest=FARTHEST,
    )
    caption = say(CAPTION, edge=constant("target_distances.FARTHEST", FARTHEST, "%"))
    return picture(figure, _alt(context.area, table, words, title), caption, title=title) + below


def _of_zero(context: PageContext, rows: pd.DataFrame) -> Piece:
    """Targets that the scale has no place for: nothing is a per cent of 0."""
    of_zero = rows[rows["target_value"].eq(0)]
    if of_zero.empty:
        return Piece()
    names = dict.fromkeys(breakdown_name(context, row) for _, row in of_zero.iterrows())
    text = say(
        "目标值为{zero}的{names}没有相对距离，不在图上，见下表。",
        zero=claims.goal(0.0, None, ""),
        names=joined(names, "、"),
    )
    return paragraph(text, "lacking")


def _row(context: PageContext, target: pd.Series) -> dict:
    """A target's place on the scale; empty where there is none to compare."""
    entry, goal = context.indicator(target["indicator"]), target["target_value"]
    if goal == 0:
        return {}
    label, state = named(entry, "short"), _state(context, target)
    state_claim = sentences.state_claim(target, context)
    claim = replace(
        state_claim, kind="level", unit=entry.unit, against_year=None, against_value=claims.NAN, verdict=""
    )
    if target["rule"] == "every_unit":
        units = _units(context, target)
        if units.empty:
            return {}
        claim, label = _lowest(entry, units), say("{label}（最低）", label=label)
        state = "not_met" if target["attainment"] == "not_met" else state
    group = breakdown(target["sex"], target["residence"], target["age"])
    sign = TOWARDS.get(target["operator"], 1)
    away = {
        name: sign * 100 * (number / goal - 1)
        for name, number in (
            ("distance", claim.value),
            *(("low", target["lower"]), ("high", target["upper"])),
            ("base", target["baseline"]),
        )
    }
    if target["rule"] == "every_unit":
        away |= {"low": float("nan"), "high": float("nan"), "base": float("nan")}
    figure = claim.figure(entry.decimals)
    asked = sentences.demand_claim(target, context).silent()
    asked += claims.goal(goal, target["operator"], target["unit"])
    text = say("{figure}（{goal}）", figure=figure, goal=asked)
    label = say("{label}（{group}）", label=label, group=group) if group else label
    late = claim.year != context.parameters.year
    dated = say("{figure}（{year}，{goal}）", figure=figure, year=claim.when, goal=asked) if late else text
    told = _far(target, away["distance"]).silent() + label + dated
    return {"label": str(label), "text": str(text), "said": told, "state": state, **away}


def _far(target: pd.Series, distance: float) -> Claim:
    """The claim that no other target on the chart is farther from its value, by the per cent of it that lie between."""
    claim = Claim(
        kind="extreme",
        indicator=target["indicator"],
        value=distance,
        unit="%",
        verdict="farthest",
        source=target["target"],
    )
    return claim.at(codes_of(target))


def _lowest(entry: Indicator, units: pd.DataFrame) -> Claim:
    """The claim of the township that has the lowest figure."""
    row = units.iloc[units["value"].argmin()]
    return series_claims.lowest(entry, row, unit_area=row["unit_area"])


def distance(rows: pd.DataFrame) -> pd.Series:
    """Distance of targets' figures from their values in per cent of them, positive where better; NaN from 0."""
    sign = rows["operator"].map(TOWARDS).astype(float).fillna(1)
    return sign * 100 * (rows["value"] / rows["target_value"].where(rows["target_value"].ne(0)) - 1)


def _state(context: PageContext, target: pd.Series) -> str:
    code = target["attainment"]
    if context.place.reference:
        return code if code in COMPARED else "neutral"
    if target["evidence"] == "uncertain":
        return "uncertain"
    return code if code in JUDGED else "neutral"


def _units(context: PageContext, target: pd.Series) -> pd.DataFrame:
    """Figures of the townships in the year a target is judged by."""
    rows = context.judgement.rows("observations", indicator=target["indicator"])
    return rows[rows["year"].eq(target["year"]) & rows["unit_area"].ne("_T") & rows["value"].notna()]


def _alt(area: str, table: pd.DataFrame, words: dict[str, str], title: Sentence) -> Sentence:
    found = table["state"].value_counts()
    said = [
        word(words, code) + _drawn(area, code, found[code]).number() + say("项")
        for code in words
        if code in found
    ]
    last = table["said"].iloc[-1]
    return say("点图：{title}{said}；最远的是{last}。", title=title, said=joined(said, "，"), last=last)


def _drawn(area: str, state: str, many: int) -> Claim:
    """The claim of how many targets of a state are on the chart."""
    return Claim(kind="count", value=float(many), verdict=f"drawn_targets.{state}", source=area)


def lead(context: PageContext) -> Piece:
    """What is missing, for the first screen: targets without a figure, and figures not yet in."""
    lines = context.judgement.rows("completeness", area=context.area)
    own = lines[lines["due"].astype(bool)]
    late = int(own["state"].isin(["not_yet_in", "not_taken"]).sum()) if len(own) else 0
    text = say(
        "本领域{year}年应报{due}个数，尚未报送或暂未采用{late}个。",
        year=named(context.parameters, "year"),
        due=count(len(own), "figures.due", source=context.area),
        late=count(late, "figures.late", source=context.area),
    )
    return paragraph(text if late else NOTHING, "lacking")
