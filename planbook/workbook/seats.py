"""Shares of women level by level: seats still missing, elections, and shares that are to keep up with others."""

import math
from collections.abc import Sequence

import pandas as pd

from analysis import rounding
from planbook.core import labels
from planbook.judge.page_context import PageContext, Reading
from planbook.workbook import area_tables, indicator_charts, pieces
from planbook.workbook.pieces import Piece, bullets, paragraph

SMALL = 1e-9


def seats(context: PageContext, title: str, ids: Sequence[str]) -> Piece:
    """Shares of women level by level as bars, and in seats: how many there are and how many are still missing."""
    known = [id for id in ids if len(context.main_line(id)[1])]
    if not known:
        return indicator_charts.lacking(context, ids)
    body = [_seat_row(context, id) for id in known]
    header = ["层级", "女性", "全部", "比重", "要求", "还需", "每多一人"]
    note = paragraph(
        "“还需”按现有总数计算，换届时总数改变要重算；没有数值要求的只列每多一人能提高多少。", "lacking"
    )
    return (
        indicator_charts.levels(context, ids, title) + pieces.table(header, body, numbers=range(1, 7)) + note
    )


def _seat_row(context: PageContext, id: str) -> list[str]:
    codes, line = context.main_line(id)
    entry, row, target = context.indicator(id), line.iloc[-1], context.target(id, codes)
    late = "" if row["year"] == context.parameters.year else f"（{row['year']}年）"
    demand = area_tables.demand(target, context) if target is not None else labels.NO_FIGURE
    if pd.isna(row["numerator"]) or not row["denominator"]:
        value = labels.figure(row["value"], entry.unit, entry.decimals)
        return [
            entry.short + late,
            labels.NO_FIGURE,
            labels.NO_FIGURE,
            value,
            demand,
            labels.NO_FIGURE,
            labels.NO_FIGURE,
        ]
    return [
        entry.short + late,
        labels.number(row["numerator"], 0),
        labels.number(row["denominator"], 0),
        labels.figure(row["value"], entry.unit, entry.decimals),
        demand,
        _missing(context, row, target),
        labels.figure(entry.multiplier / row["denominator"], labels.POINTS.get(entry.unit, entry.unit), 2),
    ]


def _missing(context: PageContext, row: pd.Series, target: pd.Series | None) -> str:
    """Persons that lack until the target value, 还需×人; of 左右 until the lower edge of its band."""
    if target is None or context.place.reference:
        return labels.NO_FIGURE
    band = context.catalogue.settings.around_tolerance if target["operator"] == "around" else 0.0
    wanted = math.ceil((target["target_value"] - band) / 100 * row["denominator"] - SMALL)
    lacking = wanted - int(row["numerator"])
    return f"还需{lacking}人" if lacking > 0 else "已够"


def elections(context: PageContext, ids: Sequence[str]) -> Piece:
    """Step series at their elections: the last against the one before, and what changed in between."""
    said = [text for text in (_election(context, context.reading(id)) for id in ids) if text]
    if not said:
        return paragraph("没有换届年份的数，届次之间无从比较。", "lacking")
    return bullets(said)


def _election(context: PageContext, reading: Reading) -> str:
    entry = reading.indicator
    years = context.place.elections.get(entry.body or "", ())
    line = context.main_line(entry.id)[1].set_index("year")["value"]
    held = [year for year in years if year in line.index and year <= context.parameters.year]
    if not held:
        return ""
    figures_ = [labels.figure(line[year], entry.unit, entry.decimals) for year in held]
    text = f"{entry.name}：{held[-1]}年换届为{figures_[-1]}"
    text += f"，上一届（{held[-2]}年）为{figures_[-2]}" if len(held) > 1 else ""
    if reading.year > held[-1] and rounding.half_up(reading.value, entry.decimals) != rounding.half_up(
        line[held[-1]], entry.decimals
    ):
        text += f"；{reading.year}年为{reading.text}，属届中调整"
    return f"{text}。"


def beside(context: PageContext, id: str, other: str) -> Piece:
    """A share beside the one it is to keep up with, in the same year: delegates and party members."""
    lines = {one: context.main_line(one)[1].set_index("year")["value"] for one in (id, other)}
    entries = {one: context.indicator(one) for one in (id, other)}
    years = context.place.elections.get(entries[id].body or "", ()) if entries[id].step else ()
    common = sorted(set(lines[id].index) & set(lines[other].index))
    held = [year for year in common if year in years] or common
    if not held:
        return indicator_charts.lacking(context, [one for one in (id, other) if lines[one].empty])
    year = held[-1]
    texts = [labels.figure(lines[one][year], entries[one].unit, entries[one].decimals) for one in (id, other)]
    apart = lines[id][year] - lines[other][year]
    word = "高于" if apart > 0 else "低于" if apart < 0 else "等于"
    size = labels.figure(abs(apart), labels.POINTS.get(entries[id].unit, ""), 1) if apart else ""
    return paragraph(
        f"{year}年{entries[id].name}{texts[0]}，{word}{entries[other].name}（{texts[1]}）{size}。"
    )
