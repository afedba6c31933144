"""Counts over the years: few events, deaths by cause, and what each age adds to child mortality."""

from collections.abc import Sequence

import pandas as pd

from analysis import charts, pooling, rates
from planbook.core import labels
from planbook.judge import readings, rules
from planbook.judge.page_context import BREAKDOWN, PageContext
from planbook.workbook import indicator_charts, pieces
from planbook.workbook.pieces import Piece, fold, paragraph, picture

YEARS = 5
CAUSES = 8
METHODS = {"rate": rates.rate, "proportion": rates.proportion}
REST = "其他"
POOLED = "并入合计"


def recent(context: PageContext, ids: Sequence[str]) -> Piece:
    """Counts of the last five years and all together, with the pooled rate and the range of chance."""
    counted = {id: _counts(context, id) for id in ids}
    known = {id: rows for id, rows in counted.items() if len(rows)}
    below = indicator_charts.lacking(context, [id for id in ids if id not in known])
    if not known:
        return below
    years = range(context.parameters.year - YEARS + 1, context.parameters.year + 1)
    body = [_tally(context, id, rows, years) for id, rows in known.items()]
    header = [
        "指标（例数/分母）",
        *[f"{year}年" for year in years],
        f"{YEARS}年合计",
        "合计比率（偶然波动范围）",
    ]
    pooled = f"涉及个人的例数只列{YEARS}年合计。" if any(context.indicator(id).pooled for id in known) else ""
    said = f"例数少时一年的升降多属偶然，看多年合计；0是零例，“—”是没有数。{pooled}"
    note = paragraph(said, "lacking")
    return pieces.table(header, body, numbers=range(1, YEARS + 2)) + note + below


def _counts(context: PageContext, id: str) -> pd.DataFrame:
    """Numerators by year; of a count its value."""
    entry, (_, line) = context.indicator(id), context.main_line(id)
    if entry.statistic == "count":
        line = line.assign(numerator=line["value"])
    return line[line["numerator"].notna() & line["year"].gt(context.parameters.year - YEARS)].set_index(
        "year"
    )


def _tally(context: PageContext, id: str, rows: pd.DataFrame, years: range) -> list[str]:
    entry, method = context.indicator(id), METHODS.get(context.indicator(id).statistic)
    with_base = method is not None and rows["denominator"].notna().all()
    cells = [
        labels.NO_FIGURE
        if year not in rows.index
        else POOLED
        if entry.pooled
        else _cell(rows.loc[year], with_base)
        for year in years
    ]
    if not with_base:
        return [entry.name, *cells, labels.number(rows["numerator"].sum(), 0), labels.NO_FIGURE]
    window, level = readings.pooled(rows.reset_index()), context.parameters.level / 100
    found = method([window.numerator], [window.denominator], multiplier=entry.multiplier, level=level).iloc[0]
    texts = [labels.figure(found[name], entry.unit, entry.decimals) for name in ("value", "lower", "upper")]
    total = _cell(pd.Series({"numerator": window.numerator, "denominator": window.denominator}), with_base)
    total += "" if window.years == YEARS else f"（{_span(window)}）"
    return [entry.name, *cells, total, f"{texts[0]}（{texts[1]}～{texts[2]}）"]


def _span(window: pooling.Window) -> str:
    """The years that are added up, where they are not the last five: none lies before a gap or a break."""
    return f"{window.last_year}年" if window.years == 1 else f"{window.first_year}—{window.last_year}年"


def _cell(row: pd.Series, with_base: bool) -> str:
    cases = labels.number(row["numerator"], 0)
    return f"{cases}/{labels.number(row['denominator'], 0)}" if with_base else cases


def causes(context: PageContext, whole: str, ids: Sequence[str]) -> Piece:
    """Deaths by cause and year as bars that stand on each other, with what no listed cause explains on top."""
    lines = {id: context.main_line(id)[1].set_index("year")["numerator"].dropna() for id in (whole, *ids)}
    if lines[whole].empty or all(lines[id].empty for id in ids):
        return indicator_charts.lacking(context, [id for id in (whole, *ids) if lines[id].empty])
    years = lines[whole].index[-CAUSES:]
    parts = pd.DataFrame({_cases(context.indicator(id).short): lines[id].reindex(years) for id in ids})
    rest = (lines[whole].reindex(years) - parts.sum(axis=1)).clip(lower=0)
    table = parts.fillna(0).assign(**{REST: rest})
    title = f"{_cases(context.indicator(whole).name)}例数，按原因"
    last = table.iloc[-1]
    said = "，".join(f"{name}{labels.number(number, 0)}例" for name, number in last.items())
    text = f"{table.index[-1]}年{said}；近{len(table)}年合计{labels.number(table.to_numpy().sum(), 0)}例。"
    below = indicator_charts.lacking(context, [id for id in ids if lines[id].empty])
    return (
        picture(charts.stacked(table, title=title), f"堆叠柱形图：{title}。{text}") + paragraph(text) + below
    )


def _cases(rate: str) -> str:
    """What a death rate counts."""
    return rate.removesuffix("率")


def contributions(context: PageContext, ids: Sequence[str]) -> Piece:
    """Nested mortalities cut into the part of each age, and which part the change since the base came from.

    `ids` are ordered from the innermost: each holds the one before it.
    """
    lines = {id: context.main_line(id)[1].set_index("year")["value"] for id in ids}
    levels = pd.DataFrame(lines).dropna()
    if levels.empty:
        return indicator_charts.lacking(context, [id for id in ids if lines[id].empty])
    entry = context.indicator(ids[-1])
    names = [labels.AGES_OF_DEATH.get(id, context.indicator(id).short) for id in ids]
    parts = levels.diff(axis=1).fillna(levels.iloc[:, [0]]).clip(lower=0)
    parts = parts.set_axis(names, axis=1).tail(CAUSES)
    title = f"{entry.name}由哪些年龄的死亡构成（{entry.unit}）"
    said = _composed(context, parts, entry)
    picture_ = picture(
        charts.stacked(parts, title=title, decimals=entry.decimals), f"堆叠柱形图：{title}。{said}"
    )
    return picture_ + paragraph(said)


def _composed(context: PageContext, parts: pd.DataFrame, entry) -> str:
    last = parts.iloc[-1]
    whole = last.sum()
    said = (
        "，".join(f"{name}占{labels.figure(100 * part / whole, '%', 0)}" for name, part in last.items())
        if whole
        else ""
    )
    text = f"{parts.index[-1]}年{entry.name}中，{said}。" if said else f"{parts.index[-1]}年没有死亡。"
    base = context.place.baseline
    if base not in parts.index or base == parts.index[-1]:
        return text
    moved = last - parts.loc[base]
    most = moved.abs().idxmax()
    word = "降低" if moved[most] < 0 else "上升"
    change = labels.figure(
        abs(moved[most]), labels.POINTS.get(entry.unit, entry.unit), max(entry.decimals, 1)
    )
    return text + f"比{base}年变化最大的是{most}：{word}{change}。"


def slopes(context: PageContext, ids: Sequence[str]) -> Piece:
    """Yearly rise before and since the base year of indicators whose rise is to slow down, not to end."""
    said, without = [], []
    for id in ids:
        text = _slopes(context, id)
        said += [text] if text else []
        without += [] if text else [id]
    names = "、".join(context.indicator(id).name for id in without)
    note = f"{names}：基期前后各要三个可比的年份才能说上升趋势是否减缓，目前不够。" if names else ""
    return paragraph("".join(said)) + paragraph(note, "lacking")


def _slopes(context: PageContext, id: str) -> str:
    rows = context.targets[context.targets["indicator"].eq(id) & context.targets["rule"].eq("slope")]
    if rows.empty:
        return ""
    entry, target = context.indicator(id), rows.iloc[0]
    yearly = rules.slopes(context.line(id, **target[BREAKDOWN]), target["baseline_year"])
    if pd.isna(yearly[0]):
        return ""
    unit, decimals = labels.POINTS.get(entry.unit, entry.unit), max(entry.decimals, 1) + 1
    texts = [f"{'上升' if one > 0 else '下降'}{labels.figure(abs(one), unit, decimals)}" for one in yearly]
    word = "上升趋势减缓" if yearly[1] < yearly[0] else "上升趋势没有减缓"
    before = f"{target['baseline_year']}年以前平均每年{texts[0]}"
    return f"{entry.name}：{before}，此后平均每年{texts[1]}，{word}。"


def reconciled(context: PageContext, ids: Sequence[str]) -> Piece:
    """The same deaths as several units count them, year by year: where they differ they are to be settled."""
    lines = {id: _counts(context, id)["numerator"] for id in ids}
    known = {id: line for id, line in lines.items() if len(line)}
    below = indicator_charts.lacking(context, [id for id in ids if id not in known])
    if len(known) < 2:
        return below
    table = pd.DataFrame(known)
    apart = table.index[table.max(axis=1) - table.min(axis=1) > 0]
    names = {id: context.catalogue.departments[context.indicator(id).reporting_unit].name for id in known}
    body = [
        [f"{context.indicator(id).name}（{names[id]}）", *[labels.number(one, 0) for one in table[id]]]
        for id in known
    ]
    verdict = (
        f"{'、'.join(f'{year}年' for year in apart)}各部门的数不一致，应逐例核对。"
        if len(apart)
        else "各部门的数一致。"
    )
    header = ["报送的数", *[f"{year}年" for year in table.index]]
    return pieces.table(header, body, numbers=range(1, len(header))) + paragraph(verdict) + below


def programme(context: PageContext, ids: Sequence[str]) -> Piece:
    """One programme's own cases from the first step to the last, folded."""
    rows = [(id, context.main_line(id)[1].dropna(subset=["numerator", "denominator"])) for id in ids]
    known = [(id, line.iloc[-1]) for id, line in rows if len(line)]
    if not known:
        return paragraph("各环节没有公布人数，不能前后相接。", "lacking")
    body = [
        [context.indicator(id).name, context.indicator(id).denominator, labels.number(row["denominator"], 0),
         context.indicator(id).numerator, labels.number(row["numerator"], 0), str(row["year"])]
        for id, row in known
    ]  # fmt: skip
    header = ["环节", "应做（口径）", "应做", "已做（口径）", "已做", "年份"]
    note = paragraph("只有同一项目自己的对象才能前后相接；分母不同的环节不能相减。", "lacking")
    return fold("各环节的人数", pieces.table(header, body, numbers=(2, 4, 5)) + note)
