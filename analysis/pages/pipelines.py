"""Shares level by level: seats still missing, elections, chains of handling, townships one by one."""

import math
from collections.abc import Sequence

import pandas as pd

from analysis import words
from analysis.charts import bars, figures
from analysis.indicators import funnels
from analysis.pages import pictures, tables
from analysis.pages.facts import Facts, Reading
from analysis.pages.fragment import Fragment, bullets, fold, paragraph, picture

SMALL = 1e-9


def seats(facts: Facts, title: str, ids: Sequence[str]) -> Fragment:
    """Shares of women level by level as bars, and in seats: how many there are and how many are still missing."""
    known = [id for id in ids if len(facts.main_line(id)[1])]
    if not known:
        return pictures.lacking(facts, ids)
    body = [_seat_row(facts, id) for id in known]
    header = ["层级", "女性", "全部", "比重", "要求", "还需", "每多一人"]
    note = paragraph(
        "“还需”按现有总数计算，换届时总数改变要重算；没有数值要求的只列每多一人能提高多少。", "lacking"
    )
    return pictures.levels(facts, ids, title) + tables.table(header, body, numbers=range(1, 7)) + note


def _seat_row(facts: Facts, id: str) -> list[str]:
    codes, line = facts.main_line(id)
    entry, row, target = facts.indicator(id), line.iloc[-1], facts.target(id, codes)
    late = "" if row["year"] == facts.question.year else f"（{row['year']}年）"
    demand = tables.demand(target, facts) if target is not None else words.NO_FIGURE
    if pd.isna(row["numerator"]) or not row["denominator"]:
        value = words.figure(row["value"], entry.unit, entry.decimals)
        return [
            entry.short + late,
            words.NO_FIGURE,
            words.NO_FIGURE,
            value,
            demand,
            words.NO_FIGURE,
            words.NO_FIGURE,
        ]
    return [
        entry.short + late,
        words.number(row["numerator"], 0),
        words.number(row["denominator"], 0),
        words.figure(row["value"], entry.unit, entry.decimals),
        demand,
        _missing(facts, row, target),
        words.figure(entry.multiplier / row["denominator"], words.POINTS.get(entry.unit, entry.unit), 2),
    ]


def _missing(facts: Facts, row: pd.Series, target: pd.Series | None) -> str:
    """Persons that lack until the target value, 还需×人; of 左右 until the lower edge of its band."""
    if target is None or facts.place.reference:
        return words.NO_FIGURE
    band = facts.catalogue.settings.around_tolerance if target["operator"] == "around" else 0.0
    wanted = math.ceil((target["target_value"] - band) / 100 * row["denominator"] - SMALL)
    lacking = wanted - int(row["numerator"])
    return f"还需{lacking}人" if lacking > 0 else "已够"


def elections(facts: Facts, ids: Sequence[str]) -> Fragment:
    """Step series at their elections: the last against the one before, and what changed in between."""
    said = [text for text in (_election(facts, facts.reading(id)) for id in ids) if text]
    if not said:
        return paragraph("没有换届年份的数，届次之间无从比较。", "lacking")
    return bullets(said)


def _election(facts: Facts, reading: Reading) -> str:
    entry = reading.indicator
    years = facts.place.elections.get(entry.body or "", ())
    line = facts.main_line(entry.id)[1].set_index("year")["value"]
    held = [year for year in years if year in line.index and year <= facts.question.year]
    if not held:
        return ""
    figures_ = [words.figure(line[year], entry.unit, entry.decimals) for year in held]
    text = f"{entry.name}：{held[-1]}年换届为{figures_[-1]}"
    text += f"，上一届（{held[-2]}年）为{figures_[-2]}" if len(held) > 1 else ""
    if reading.year > held[-1] and round(reading.value, entry.decimals) != round(
        line[held[-1]], entry.decimals
    ):
        text += f"；{reading.year}年为{reading.text}，属届中调整"
    return f"{text}。"


def beside(facts: Facts, id: str, other: str) -> Fragment:
    """A share beside the one it is to keep up with, in the same year: delegates and party members."""
    lines = {one: facts.main_line(one)[1].set_index("year")["value"] for one in (id, other)}
    entries = {one: facts.indicator(one) for one in (id, other)}
    years = facts.place.elections.get(entries[id].body or "", ()) if entries[id].step else ()
    common = sorted(set(lines[id].index) & set(lines[other].index))
    held = [year for year in common if year in years] or common
    if not held:
        return pictures.lacking(facts, [one for one in (id, other) if lines[one].empty])
    year = held[-1]
    texts = [words.figure(lines[one][year], entries[one].unit, entries[one].decimals) for one in (id, other)]
    apart = lines[id][year] - lines[other][year]
    word = "高于" if apart > 0 else "低于" if apart < 0 else "等于"
    size = words.figure(abs(apart), words.POINTS.get(entries[id].unit, ""), 1) if apart else ""
    return paragraph(
        f"{year}年{entries[id].name}{texts[0]}，{word}{entries[other].name}（{texts[1]}）{size}。"
    )


def chain(facts: Facts, title: str, ids: Sequence[str]) -> Fragment:
    """Counts of one year step after step, and the change of each since the base; no step holds the next."""
    readings = [facts.reading(id) for id in ids]
    known = [one for one in readings if one.year == facts.question.year]
    without = [one.indicator.id for one in readings if one.year is None]
    if not known:
        return pictures.multiples(facts, ids)
    rows = pd.DataFrame(
        [{"label": one.indicator.short, "value": one.value, "text": one.text} for one in known]
    )
    alt = f"条形图：{title}。" + "，".join(f"{one.indicator.short}{one.text}" for one in known) + "。"
    return picture(figures.levels(rows, title=title), alt) + pictures.lacking(facts, without)


def townships(facts: Facts, id: str) -> Fragment:
    """Every township's figure: the failing ones named first, all in a table, and a funnel in a fold."""
    rows, entry = _townships(facts, id), facts.indicator(id)
    if rows.empty:
        text = f"{entry.name}没有分乡镇（街道）的数据，看不出哪个乡镇（街道）落后（来源：{facts.whence(entry)}）。"
        return paragraph(text, "lacking")
    target = facts.target(id, dict.fromkeys(("sex", "residence", "age"), "_T"))
    goal = float("nan") if target is None else target["target_value"]
    rows = rows.assign(failing=rows["value"] < goal).sort_values("value")
    behind = rows[rows["failing"]]
    named = "、".join(
        f"{row.label}{words.figure(row.value, entry.unit, entry.decimals)}" for row in behind.itertuples()
    )
    said = f"{rows['year'].iloc[0]}年{entry.name}：{len(rows)}个乡镇（街道）中"
    said += (
        f"{len(behind)}个没有达到{words.plain(goal)}{entry.unit}：{named}。"
        if named
        else "没有低于目标值的。"
        if goal == goal
        else f"最低{rows['label'].iloc[0]}。"
    )
    body = [
        [row.label, words.number(row.numerator, 0), words.number(row.size, 0), words.figure(row.value, entry.unit, entry.decimals)]
        for row in rows.itertuples()
    ]  # fmt: skip
    table = tables.table(["乡镇（街道）", "分子", "分母", entry.name], body, numbers=(1, 2, 3))
    return paragraph(said) + fold(
        "各乡镇（街道）的数和偶然波动范围", _funnel(facts, entry, rows, goal) + table
    )


def _townships(facts: Facts, id: str) -> pd.DataFrame:
    """Newest year's figures by township: `label, year, numerator, size, value`."""
    rows = facts.judgement.observations
    rows = rows[rows["indicator"].eq(id) & rows["unit_area"].ne("_T") & rows["value"].notna()]
    rows = rows[rows["year"].eq(rows["year"].max()) & rows[["sex", "residence", "age"]].eq("_T").all(axis=1)]
    names = {one.code: one.name for one in facts.place.townships}
    label = rows["unit_area"].map(names).fillna(rows["unit_area"])
    return rows.assign(label=label, size=rows["denominator"])[["label", "year", "numerator", "size", "value"]]


def _funnel(facts: Facts, entry, rows: pd.DataFrame, goal: float) -> Fragment:
    if entry.statistic != "proportion" or rows["size"].isna().any() or goal != goal:
        return Fragment("")
    level = facts.question.level / 100
    rows = rows.sort_values("size")
    limits = funnels.limits(rows["size"], goal / entry.multiplier, level=level)
    limits[["lower", "upper"]] *= entry.multiplier
    title = f"各乡镇（街道）的{entry.short}与人数"
    label = f"目标{words.plain(goal)}{entry.unit}"
    figure = bars.funnel(rows, limits, target=goal, target_label=label, title=title)
    outside = rows["value"].to_numpy() < limits["lower"].to_numpy()
    alt = f"漏斗图：{title}，浅色带为真实水平正好等于目标值时偶然波动的范围；低于这一范围的有{int(outside.sum())}个。"
    return picture(figure, alt, "浅色带内的高低可能只是人数少")
