"""Counts over the years: few events, deaths by cause, and what each age adds to child mortality."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from analysis import charts, pooling, rates
from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.document.claims import (
    NAN,
    NOTHING,
    Claim,
    Sentence,
    constant,
    count,
    joined,
    named,
    none,
    say,
    told,
    word,
)
from planbook.document.lines import Line
from planbook.judge import readings, rules
from planbook.judge.page_context import PageContext, codes_of
from planbook.text import sentences, series_claims
from planbook.workbook import indicator_charts, pieces
from planbook.workbook.pieces import Piece, fold, paragraph, picture

YEARS = 5
ZERO = 0  # cases: a figure, where a dash is none
CAUSES = 8
METHODS = {"rate": rates.rate, "proportion": rates.proportion}
REST = "其他"
AGE_SHARE = "deaths.share_of_age"
MOVED = {"age_part.up": "上升", "age_part.down": "降低"}
YEARLY = {
    "yearly_before.up": "上升",
    "yearly_before.down": "下降",
    "yearly_since.up": "上升",
    "yearly_since.down": "下降",
}
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
    header: list[str | Sentence] = [
        "指标（例数/分母）",
        *map(_column, years),
        say("{years}年合计", years=constant("event_counts.YEARS", YEARS)),
        "合计比率（偶然波动范围）",
    ]
    personal = [named(context.indicator(id), "short") for id in known if context.indicator(id).pooled]
    pooled = say(
        "{names}涉及个人，例数只列{years}年合计。",
        names=joined(personal, "、"),
        years=constant("event_counts.YEARS", YEARS),
    )
    said = say(
        "例数少时一年的升降多属偶然，看多年合计；{zero}是零例，“—”是没有数。{pooled}",
        zero=constant("event_counts.ZERO", ZERO),
        pooled=pooled if personal else NOTHING,
    )
    note = paragraph(said, "lacking")
    return pieces.table(header, body, numbers=range(1, YEARS + 2)) + note + below


def _column(year: int) -> Sentence:
    return say("{year}年", year=told("observations.year", str(year)))


def _counts(context: PageContext, id: str) -> pd.DataFrame:
    """Numerators by year; of a count its value."""
    entry, (_, line) = context.indicator(id), context.main_line(id)
    if entry.statistic == "count":
        line = line.assign(numerator=line["value"])
    return line[line["numerator"].notna() & line["year"].gt(context.parameters.year - YEARS)].set_index(
        "year"
    )


def _tally(context: PageContext, id: str, rows: pd.DataFrame, years: range) -> list[Line]:
    entry = context.indicator(id)
    name = str(sentences.named_at(entry, **context.main_line(id)[0]))
    with_base = entry.statistic in METHODS and bool(rows["denominator"].notna().all())
    by_year = dict(rows.iterrows())
    cells: list[Line] = [
        _no_cases(context, entry, year)
        if year not in by_year
        else POOLED
        if entry.pooled
        else _cell(_cases_of(context, entry, by_year[year], year), with_base)
        for year in years
    ]
    if not with_base:
        first, last = (int(rows.index[place]) for place in (0, -1))
        whole = pd.Series({"numerator": rows["numerator"].sum(), "denominator": NAN})
        return [name, *cells, _cases_of(context, entry, whole, last, first)[0].number(), labels.NO_FIGURE]
    window = readings.pooled(rows.reset_index())
    whole = pd.Series({"numerator": window.numerator, "denominator": window.denominator})
    both = _cases_of(context, entry, whole, window.last_year, window.first_year)
    total = _cell(both, with_base)
    if window.years != YEARS:  # none lies before a gap or a break
        total = say("{total}（{span}）", total=total, span=both[0].span)
    rate = _pooled(context, entry, window)
    said = say("{rate}（{range}）", rate=rate.figure(entry.decimals), range=rate.range(entry.decimals))
    return [name, *cells, total, said]


def _pooled(context: PageContext, entry: Indicator, window: pooling.Window) -> Claim:
    """The claim of a rate of several years added up, with its range of chance."""
    level, method = context.parameters.level, METHODS[entry.statistic]
    counts = [window.numerator], [window.denominator]
    found = method(*counts, multiplier=entry.multiplier, level=level / 100).iloc[0]
    claim = Claim(
        kind="level",
        indicator=entry.id,
        year=window.last_year,
        **found[["value", "lower", "upper"]],
        level=level,
        unit=entry.unit,
        against_year=window.first_year,
        verdict="pooled",
    )
    return _of_main_line(context, claim)


def _no_cases(context: PageContext, entry: Indicator, year: int) -> Sentence:
    """That there are no cases of a year: a dash."""
    lacking = Claim(kind="missing", indicator=entry.id, year=year, verdict="no_cases")
    return _of_main_line(context, lacking).silent() + say(labels.NO_FIGURE)


def _cases_of(
    context: PageContext, entry: Indicator, row: pd.Series, year: int, first: int | None = None
) -> tuple[Claim, Claim]:
    """The claims of cases and of what they are counted among, of a year or of all years from the first."""
    cases = Claim(
        kind="count",
        indicator=entry.id,
        year=year,
        against_year=first,
        value=row["numerator"],
        verdict="cases",
    )
    base = replace(cases, value=row["denominator"], verdict="cases.base")
    return _of_main_line(context, cases), _of_main_line(context, base)


def _cell(both: tuple[Claim, Claim], with_base: bool) -> Sentence:
    cases, base = both
    return say("{cases}/{base}", cases=cases.number(), base=base.number()) if with_base else cases.number()


def causes(context: PageContext, whole: str, ids: Sequence[str]) -> Piece:
    """Deaths by cause and year as bars that stand on each other, with what no listed cause explains on top."""
    lines = {id: context.main_line(id)[1].set_index("year")["numerator"].dropna() for id in (whole, *ids)}
    if lines[whole].empty or all(lines[id].empty for id in ids):
        return indicator_charts.lacking(context, [id for id in (whole, *ids) if lines[id].empty])
    years = lines[whole].index[-CAUSES:]
    parts = pd.DataFrame({_cases(context.indicator(id).short): lines[id].reindex(years) for id in ids})
    rest = (lines[whole].reindex(years) - parts.sum(axis=1)).clip(lower=0)
    table = parts.fillna(0).assign(**{REST: rest})
    title = say("{cases}例数，按原因", cases=told("indicator.name", _cases(context.indicator(whole).name)))
    text = _caused(context, whole, ids, table)
    alt = say("堆叠柱形图：{title}。{text}", title=title, text=text)
    below = indicator_charts.lacking(context, [id for id in ids if lines[id].empty])
    return (
        picture(partial(charts.stacked, table, title=str(title)), alt, title=title) + paragraph(text) + below
    )


def _caused(context: PageContext, whole: str, ids: Sequence[str], table: pd.DataFrame) -> Sentence:
    """The last year's deaths by cause, and the deaths of all years drawn; `table` has a column each and the rest."""
    first, last = int(table.index[0]), int(table.index[-1])
    names = [told("indicator.short", _cases(context.indicator(id).short)) for id in ids] + [say(REST)]
    verdicts = ["deaths.of_cause"] * len(ids) + ["deaths.of_other_causes"]
    deaths = [
        _of_main_line(context, Claim(kind="count", indicator=id, year=last, value=number, verdict=verdict))
        for id, number, verdict in zip((*ids, whole), table.iloc[-1], verdicts, strict=True)
    ]
    all_years = table.to_numpy().sum()
    of_years = Claim(
        kind="count",
        indicator=whole,
        year=last,
        value=all_years,
        against_year=first,
        verdict="deaths.of_years",
    )
    total = _of_main_line(context, of_years)
    said = [name + death.number() + say("例") for name, death in zip(names, deaths, strict=True)]
    return say(
        "{year}{said}；近{years}年合计{total}例。",
        year=total.when,
        said=joined(said, "，"),
        years=count(len(table), "years.drawn", indicator=whole),
        total=total.number(),
    )


def _cases(rate: str) -> str:
    """What a death rate counts."""
    return rate.removesuffix("率")


def _of_main_line(context: PageContext, claim: Claim) -> Claim:
    """A claim of an indicator with the breakdown of its main line."""
    return claim.at(context.main_line(claim.indicator)[0])


def contributions(context: PageContext, ids: Sequence[str]) -> Piece:
    """Nested mortalities cut into the part of each age, and which part the change since the base came from.

    `ids` are ordered from the innermost: each holds the one before it.
    """
    lines = {id: context.main_line(id)[1].set_index("year")["value"] for id in ids}
    levels = pd.DataFrame(lines).dropna()
    if levels.empty:
        return indicator_charts.lacking(context, [id for id in ids if lines[id].empty])
    entry = context.indicator(ids[-1])
    parts = levels.diff(axis=1).fillna(levels.iloc[:, [0]]).clip(lower=0).tail(CAUSES)
    title = say("{name}由哪些年龄的死亡构成（{unit}）", name=named(entry, "name"), unit=named(entry, "unit"))
    said = _composed(context, parts, entry) + _most_changed(context, parts, entry)
    drawn = parts.set_axis([str(_age(context.indicator(id))) for id in ids], axis=1)
    figure = partial(charts.stacked, drawn, title=str(title), decimals=entry.decimals)
    alt = say("堆叠柱形图：{title}。{said}", title=title, said=said)
    return picture(figure, alt, title=title) + paragraph(said)


def _age(entry: Indicator) -> Sentence:
    """The ages of the deaths that a mortality adds to the one before it."""
    known = entry.id in labels.AGES_OF_DEATH
    return word(labels.AGES_OF_DEATH, entry.id) if known else named(entry, "short")


def _composed(context: PageContext, parts: pd.DataFrame, entry: Indicator) -> Sentence:
    """What part of the last year's mortality is of which age."""
    last, year = parts.iloc[-1], int(parts.index[-1])
    whole = series_claims.in_year(context, entry.id, year)
    if not last.sum():
        return say("{year}没有死亡。", year=whole.when)
    shares = [
        _of_main_line(context, _age_share(str(id), year, 100 * part / last.sum()))
        for id, part in last.items()
    ]
    said = [
        say("{age}占{share}", age=_age(context.indicator(one.indicator)), share=one.figure(0))
        for one in shares
    ]
    return say(
        "{year}{name}中，{said}。", year=whole.when, name=named(entry, "name"), said=joined(said, "，")
    )


def _age_share(id: str, year: int, value: float) -> Claim:
    """The claim of an age's part of the deaths of a year in per cent."""
    return Claim(kind="count", indicator=id, year=year, value=value, unit="%", verdict=AGE_SHARE)


def _most_changed(context: PageContext, parts: pd.DataFrame, entry: Indicator) -> Sentence:
    """The age whose part of the mortality changed most since the base; empty without the base."""
    year, base = int(parts.index[-1]), context.place.baseline
    if base not in parts.index or base == year:
        return NOTHING
    before = parts.loc[[base]].iloc[0]
    moved = parts.loc[[year]].iloc[0] - before
    most = str(moved.abs().idxmax())
    changed = Claim(
        kind="change",
        indicator=most,
        year=year,
        value=moved[most],
        unit=labels.POINTS.get(entry.unit, entry.unit),
        against_year=base,
        against_value=before[most],
        verdict="age_part.down" if moved[most] < 0 else "age_part.up",
    )
    claim = _of_main_line(context, changed)
    return say(
        "比{base}变化最大的是{age}：{moved}{size}。",
        base=claim.since,
        age=_age(context.indicator(most)),
        moved=claim.word(MOVED),
        size=claim.size(entry.decimals),
    )


def slopes(context: PageContext, ids: Sequence[str]) -> Piece:
    """Yearly rise before and since the base year of indicators whose rise is to slow down, not to end."""
    said = {id: _slopes(context, id) for id in ids}
    without = [
        sentences.missing(id, "no_slopes", **context.main_line(id)[0]).silent()
        + named(context.indicator(id), "name")
        for id in ids
        if not said[id]
    ]
    note = say(
        "{names}：基期前后各要三个可比的年份才能说上升趋势是否减缓，目前不够。", names=joined(without, "、")
    )
    return paragraph(joined(said.values())) + paragraph(note if without else NOTHING, "lacking")


def _slopes(context: PageContext, id: str) -> Sentence:
    rows = context.targets[context.targets["indicator"].eq(id) & context.targets["rule"].eq("slope")]
    if rows.empty:
        return NOTHING
    entry, target = context.indicator(id), rows.iloc[0]
    yearly = rules.slopes(context.line(id, **codes_of(target)), target["baseline_year"])
    if pd.isna(yearly[0]):
        return NOTHING
    before, after = (_yearly(entry, target, *one) for one in zip(("before", "since"), yearly, strict=True))
    decimals = entry.decimals + 1
    return say(
        "{name}：{base}以前平均每年{before}，此后平均每年{after}，{slower}。",
        name=named(entry, "name"),
        base=before.since,
        before=before.word(YEARLY) + before.size(decimals),
        after=after.word(YEARLY) + after.size(decimals),
        slower=say("上升趋势减缓") if yearly[1] < yearly[0] else say("上升趋势没有减缓"),
    )


def _yearly(entry: Indicator, target: pd.Series, when: str, slope: float) -> Claim:
    """The claim of a mean yearly change before or since the base year."""
    return Claim(
        kind="change",
        indicator=entry.id,
        value=slope,
        unit=labels.POINTS.get(entry.unit, entry.unit),
        against_year=int(target["baseline_year"]),
        verdict=f"yearly_{when}.{'up' if slope > 0 else 'down'}",
        source=target["target"],
    ).at(codes_of(target))


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
    body: list[list[Line]] = [
        [
            f"{context.indicator(id).name}（{names[id]}）",
            *[_reported(context, id, int(year), table[id][year]) for year in table.index],
        ]
        for id in known
    ]
    header: list[str | Sentence] = ["报送的数", *map(_column, table.index)]
    verdict = paragraph(_differ(next(iter(known)), list(apart)))
    return pieces.table(header, body, numbers=range(1, len(header))) + verdict + below


def _reported(context: PageContext, id: str, year: int, cases: float) -> Sentence:
    """Cases of a year as a unit reports them; a dash where it reports none."""
    entry, row = context.indicator(id), pd.Series({"numerator": cases, "denominator": NAN})
    if pd.isna(cases):
        return _no_cases(context, entry, year)
    return _cases_of(context, entry, row, year)[0].number()


def _differ(id: str, years: Sequence[int]) -> Sentence:
    """In which years the units' numbers differ."""
    claims = [Claim(kind="count", indicator=id, year=int(one), verdict="deaths.differ") for one in years]
    if not claims:
        return none("deaths.differ", indicator=id) + say("各部门的数一致。")
    said = joined((claim.when for claim in claims), "、")
    return say("{years}各部门的数不一致，应逐例核对。", years=said)


def programme(context: PageContext, ids: Sequence[str]) -> Piece:
    """One programme's own cases from the first step to the last, folded."""
    rows = [(id, context.main_line(id)[1].dropna(subset=["numerator", "denominator"])) for id in ids]
    known = [(id, line.iloc[-1]) for id, line in rows if len(line)]
    if not known:
        none = [sentences.missing(id, "no_pairs", **context.main_line(id)[0]).silent() for id in ids]
        return paragraph(sum(none, say("各环节没有公布人数，不能前后相接。")), "lacking")
    body: list[list[Line]] = [
        [str(sentences.named_at(context.indicator(id), **context.main_line(id)[0])), context.indicator(id).denominator, done[1].number(),
         context.indicator(id).numerator, done[0].number(), str(row["year"])]
        for id, row in known
        for done in [_cases_of(context, context.indicator(id), row, int(row["year"]))]
    ]  # fmt: skip
    header = ["环节", "应做（口径）", "应做", "已做（口径）", "已做", "年份"]
    note = paragraph(say("只有同一项目自己的对象才能前后相接；分母不同的环节不能相减。"), "lacking")
    return fold(say("各环节的人数"), pieces.table(header, body, numbers=(2, 4, 5)) + note)
