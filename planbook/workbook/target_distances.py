"""Targets at a glance: all numeric targets of an area on one scale, the distance from the target value."""

import pandas as pd

from analysis import charts
from planbook.core import labels
from planbook.judge.page_context import PageContext
from planbook.render import states
from planbook.workbook import area_tables
from planbook.workbook.pieces import Piece, paragraph, picture

JUDGED = {"met": "已达到", "uncertain": "尚难断定", "not_met": "尚未达到"}
COMPARED = {"better": "优于目标值", "worse": "不及目标值"}
TOWARDS = {"<=": -1, "<": -1}  # the side of the target value that is wanted; the upper one for the others
FARTHEST = 60.0  # per cent of the target value that is still drawn to scale
CAPTION = (
    "横轴为距目标值的差占目标值的百分比，右侧为已达到；浅色带为本年一年的偶然波动范围，"
    "例数少的按多年合并判断；空心菱形为基期；"
    "超出{edge}%的画成箭头。以乡镇（街道）为单位的要求取最低的一个。"
)


def at_a_glance(context: PageContext) -> Piece:
    """Chart of the area's numeric targets that have a figure, the farthest from its value last; then the table."""
    rows = context.targets[context.targets["target_value"].notna() & context.targets["value"].notna()]
    drawn = [row for row in (_row(context, target) for _, target in rows.iterrows()) if row]
    below = _of_zero(context, rows) + area_tables.targets(context)
    if not drawn:
        return paragraph("没有可以比较远近的数值目标，不作图。", "lacking") + below
    table = pd.DataFrame(drawn).sort_values("distance", ascending=False, kind="stable")
    words = COMPARED if context.place.reference else JUDGED
    wanted = f"{context.reference_target}" if context.place.reference else "目标值"
    title = f"{len(table)}项数值目标距{wanted}有多远？"
    figure = charts.distances(
        table.assign(role=table["state"].map(states.role)),
        names={states.role(code): word for code, word in words.items()},
        title=title,
        farthest=FARTHEST,
    )
    caption = CAPTION.format(edge=labels.number(FARTHEST, 0))
    return picture(figure, _alt(table, words, title), caption) + below


def _of_zero(context: PageContext, rows: pd.DataFrame) -> Piece:
    """Targets that the scale has no place for: nothing is a per cent of 0."""
    names = dict.fromkeys(
        context.indicator(id).name for id in rows.loc[rows["target_value"].eq(0), "indicator"]
    )
    text = f"目标值为0的{'、'.join(names)}没有相对距离，不在图上，见下表。" if names else ""
    return paragraph(text, "lacking")


def _row(context: PageContext, target: pd.Series) -> dict:
    """A target's place on the scale; empty where there is none to compare."""
    entry, goal = context.indicator(target["indicator"]), target["target_value"]
    if goal == 0:
        return {}
    label, value, state = entry.short, target["value"], _state(context, target)
    if target["rule"] == "every_unit":
        units = _units(context, target)
        if units.empty:
            return {}
        value, label = units["value"].min(), f"{label}（最低）"
        state = "not_met" if target["attainment"] == "not_met" else state
    group = labels.breakdown(target["sex"], target["residence"], target["age"])
    sign = TOWARDS.get(target["operator"], 1)
    away = {
        name: sign * 100 * (number / goal - 1)
        for name, number in (
            ("distance", value),
            *(("low", target["lower"]), ("high", target["upper"])),
            ("base", target["baseline"]),
        )
    }
    if target["rule"] == "every_unit":
        away |= {"low": float("nan"), "high": float("nan"), "base": float("nan")}
    figure = labels.figure(value, entry.unit, entry.decimals)
    text = f"{figure}（{labels.target_value(goal, target['operator'], target['unit'])}）"
    return {"label": f"{label}（{group}）" if group else label, "text": text, "state": state, **away}


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


def _alt(table: pd.DataFrame, words: dict[str, str], title: str) -> str:
    count = table["state"].value_counts()
    said = "，".join(f"{word}{count.get(code, 0)}项" for code, word in words.items())
    last = table.iloc[-1]
    return f"点图：{title}{said}；最远的是{last['label']}{last['text']}。"


def lead(context: PageContext) -> Piece:
    """What is missing, for the first screen: targets without a figure, and figures not yet in."""
    lines = context.judgement.rows("completeness", area=context.area)
    own = lines[lines["due"].astype(bool)]
    late = int(own["state"].isin(["not_yet_in", "not_taken"]).sum()) if len(own) else 0
    text = (
        f"本领域{context.parameters.year}年应报{len(own)}个数，尚未报送或暂未采用{late}个。" if late else ""
    )
    return paragraph(text, "lacking")
