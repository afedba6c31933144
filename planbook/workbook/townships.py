"""Townships one by one: their figures, the ones that fall short by name, and the range that chance alone would fill."""

from functools import partial

import pandas as pd

from analysis import charts, funnels
from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.document import claims
from planbook.document.claims import Claim, Sentence, count, joined, named, none, say, told
from planbook.document.lines import Line
from planbook.judge.page_context import PageContext
from planbook.text import sentences, series_claims
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, fold, paragraph, picture

SMALL = 1e-6  # per cent: figures are known to ten digits


def townships(context: PageContext, id: str) -> Piece:
    """Every township's figure: the failing ones named first, all in a table, and a funnel in a fold."""
    rows, entry = _townships(context, id), context.indicator(id)
    if rows.empty:
        return paragraph(_none(context, entry), "lacking")
    target = context.target(id, dict.fromkeys(("sex", "residence", "age"), "_T"))
    goal = float("nan") if target is None else target["target_value"]
    rows = rows.assign(failing=rows["value"] < goal).sort_values("value")
    body: list[list[Line]] = [
        [
            row["label"],
            labels.number(row["numerator"], 0),
            labels.number(row["size"], 0),
            labels.figure(row["value"], entry.unit, entry.decimals),
        ]
        for row in rows.to_dict("records")
    ]
    table = pieces.table(["乡镇（街道）", "分子", "分母", entry.name], body, numbers=(1, 2, 3))
    return paragraph(_behind(entry, rows, goal)) + fold(
        say("各乡镇（街道）的数和偶然波动范围"), _funnel(context, entry, rows, goal) + table
    )


def _none(context: PageContext, entry: Indicator) -> Sentence:
    """That an indicator has no figures of townships."""
    return Claim(kind="missing", indicator=entry.id, verdict="no_unit_area").silent() + say(
        "{name}没有分乡镇（街道）的数据，看不出哪个乡镇（街道）落后（来源：{source}）。",
        name=named(entry, "name"),
        source=sentences.data_source(context, entry),
    )


def _behind(entry: Indicator, rows: pd.DataFrame, goal: float) -> Sentence:
    """How many townships fall short of the target value, and which; without a target which is the lowest."""
    first, behind = rows.iloc[0], rows[rows["failing"]]
    lowest = series_claims.lowest(entry, first, unit_area=first["unit_area"])
    if len(behind):
        said = say(
            "{many}个没有达到{goal}：{names}。",
            many=count(len(behind), "townships.failing", indicator=entry.id),
            goal=claims.goal(goal, None, entry.unit),
            names=joined((_township(entry, row) for _, row in behind.iterrows()), "、"),
        )
    elif goal == goal:
        kept = none("townships.failing", indicator=entry.id)
        said = lowest.silent() + kept + say("没有低于目标值的。")
    else:
        said = lowest.silent() + say("最低{name}。", name=told("place.townships", first["label"]))
    return say(
        "{year}{name}：{all}个乡镇（街道）中{said}",
        year=lowest.when,
        name=named(entry, "name"),
        all=count(len(rows), "townships.known", indicator=entry.id),
        said=said,
    )


def _township(entry: Indicator, row: pd.Series) -> Sentence:
    """A township's figure under its name."""
    claim = series_claims.level(entry, row, unit_area=row["unit_area"])
    return told("place.townships", row["label"]) + claim.figure(entry.decimals)


def _townships(context: PageContext, id: str) -> pd.DataFrame:
    """Newest year's figures by township: `unit_area, label, year, numerator, size, value, source`."""
    rows = context.judgement.rows("observations", indicator=id)
    rows = rows[rows["unit_area"].ne("_T") & rows["value"].notna()]
    rows = rows[rows["year"].eq(rows["year"].max()) & (rows[["sex", "residence", "age"]] == "_T").all(axis=1)]
    names = {one.code: one.name for one in context.place.townships}
    label = rows["unit_area"].map(names).fillna(rows["unit_area"])
    shown = ["unit_area", "label", "year", "numerator", "size", "value", "source"]
    return rows.assign(label=label, size=rows["denominator"])[shown]


def _funnel(context: PageContext, entry: Indicator, rows: pd.DataFrame, goal: float) -> Piece:
    if entry.statistic != "proportion" or rows["size"].isna().any() or goal != goal:
        return Piece()
    level = context.parameters.level / 100
    rows = rows.sort_values("size")
    limits = funnels.limits(rows["size"], goal / entry.multiplier, level=level)
    limits[["lower", "upper"]] *= entry.multiplier
    title = say("各乡镇（街道）的{name}与人数", name=named(entry, "short"))
    label = f"目标{labels.plain(goal)}{entry.unit}"
    figure = partial(charts.funnel, rows, limits, target=goal, target_label=label, title=str(title))
    outside = rows["value"].to_numpy() < limits["lower"].to_numpy() - SMALL  # on the edge is within
    below = count(int(outside.sum()), "townships.below_range", indicator=entry.id)
    alt = say(
        "漏斗图：{title}，浅色带为真实水平正好等于目标值时偶然波动的范围；{below}。",
        title=title,
        below=say("低于这一范围的有{below}个", below=below) if outside.any() else say("没有低于这一范围的"),
    )
    return picture(figure, alt, say("浅色带内的高低可能只是人数少"), title=title)
