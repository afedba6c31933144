"""Townships one by one: their figures, the ones that fall short by name, and the range that chance alone would fill."""

import pandas as pd

from analysis import charts, funnels
from planbook.core import labels
from planbook.judge.page_context import PageContext
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, fold, paragraph, picture


def townships(context: PageContext, id: str) -> Piece:
    """Every township's figure: the failing ones named first, all in a table, and a funnel in a fold."""
    rows, entry = _townships(context, id), context.indicator(id)
    if rows.empty:
        text = f"{entry.name}没有分乡镇（街道）的数据，看不出哪个乡镇（街道）落后（来源：{context.data_source(entry)}）。"
        return paragraph(text, "lacking")
    target = context.target(id, dict.fromkeys(("sex", "residence", "age"), "_T"))
    goal = float("nan") if target is None else target["target_value"]
    rows = rows.assign(failing=rows["value"] < goal).sort_values("value")
    behind = rows[rows["failing"]]
    named = "、".join(
        f"{row.label}{labels.figure(row.value, entry.unit, entry.decimals)}" for row in behind.itertuples()
    )
    said = f"{rows['year'].iloc[0]}年{entry.name}：{len(rows)}个乡镇（街道）中"
    said += (
        f"{len(behind)}个没有达到{labels.plain(goal)}{entry.unit}：{named}。"
        if named
        else "没有低于目标值的。"
        if goal == goal
        else f"最低{rows['label'].iloc[0]}。"
    )
    body = [
        [row.label, labels.number(row.numerator, 0), labels.number(row.size, 0), labels.figure(row.value, entry.unit, entry.decimals)]
        for row in rows.itertuples()
    ]  # fmt: skip
    table = pieces.table(["乡镇（街道）", "分子", "分母", entry.name], body, numbers=(1, 2, 3))
    return paragraph(said) + fold(
        "各乡镇（街道）的数和偶然波动范围", _funnel(context, entry, rows, goal) + table
    )


def _townships(context: PageContext, id: str) -> pd.DataFrame:
    """Newest year's figures by township: `label, year, numerator, size, value`."""
    rows = context.judgement.rows("observations", indicator=id)
    rows = rows[rows["unit_area"].ne("_T") & rows["value"].notna()]
    rows = rows[rows["year"].eq(rows["year"].max()) & rows[["sex", "residence", "age"]].eq("_T").all(axis=1)]
    names = {one.code: one.name for one in context.place.townships}
    label = rows["unit_area"].map(names).fillna(rows["unit_area"])
    return rows.assign(label=label, size=rows["denominator"])[["label", "year", "numerator", "size", "value"]]


def _funnel(context: PageContext, entry, rows: pd.DataFrame, goal: float) -> Piece:
    if entry.statistic != "proportion" or rows["size"].isna().any() or goal != goal:
        return Piece()
    level = context.parameters.level / 100
    rows = rows.sort_values("size")
    limits = funnels.limits(rows["size"], goal / entry.multiplier, level=level)
    limits[["lower", "upper"]] *= entry.multiplier
    title = f"各乡镇（街道）的{entry.short}与人数"
    label = f"目标{labels.plain(goal)}{entry.unit}"
    figure = charts.funnel(rows, limits, target=goal, target_label=label, title=title)
    outside = rows["value"].to_numpy() < limits["lower"].to_numpy()
    alt = f"漏斗图：{title}，浅色带为真实水平正好等于目标值时偶然波动的范围；低于这一范围的有{int(outside.sum())}个。"
    return picture(figure, alt, "浅色带内的高低可能只是人数少")
