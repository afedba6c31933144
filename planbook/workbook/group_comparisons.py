"""Several groups compared in a sentence: townships and stages, enrolment of girls and boys, ages standardised."""

from dataclasses import replace

import pandas as pd

from analysis import gaps, rates
from planbook.catalogue import Indicator
from planbook.document.claims import NOTHING, Claim, Sentence, constant, group, named, say, told
from planbook.judge.page_context import PageContext
from planbook.text import gap_sentences, sentences, series_claims
from planbook.workbook.pieces import Piece, paragraph, paragraphs

PARITY = (0.97, 1.03)


def spread(context: PageContext, id: str, dimension: str) -> Piece:
    """Highest and lowest of several groups, and an index of how far they lie apart."""
    entry, table = context.indicator(id), context.judgement.rows("gaps", indicator=id)
    rows = table[table["dimension"].eq(dimension) & table["verdict"].eq("several")]
    if rows.empty:
        return paragraph(sentences.no_groups(context, id, dimension), "lacking")
    row = rows.iloc[0]
    apart = gap_sentences.gap_claim(entry, row)
    text = say(
        "{year}{name}：{among}最高{highest}，最低{lowest}，相差{apart}{index}。",
        year=apart.when,
        name=named(entry, "name"),
        among=say("各学段中") if dimension == "age" else NOTHING,  # other ages may lie outside them
        highest=_extreme(context, entry, row, 1),
        lowest=_extreme(context, entry, row, 2),
        apart=apart.figure(entry.decimals),
        index=_index(apart, dimension, row["index_absolute"]),
    )
    return paragraph(text)


def _extreme(context: PageContext, entry: Indicator, row: pd.Series, n: int) -> Sentence:
    """The highest (1) or the lowest (2) group with its figure."""
    verdict = "highest" if n == 1 else "lowest"
    claim = replace(series_claims.group_level(entry, row, n), kind="extreme", verdict=verdict)
    return group_name(context, row["dimension"], row[f"group_{n}"]) + claim.figure(entry.decimals)


def _index(apart: Claim, dimension: str, index: float) -> Sentence:
    """How far all groups lie apart: an index over school stages, a mean distance of townships."""
    if pd.isna(index):
        return NOTHING
    claim = replace(apart, kind="level", value=index, verdict="gaps.index_absolute")
    if dimension == "age":
        return say("；集中指数（按学段顺序）{index}", index=replace(claim, unit="").number(2))
    return say("；各单位与总体的平均距离{index}", index=claim.figure(2))


def group_name(context: PageContext, dimension: str, code: str) -> Sentence:
    """Chinese word of a group: a township's name, a sex, a residence, an age."""
    if dimension != "unit_area":
        return group(dimension, code)
    names = {township.code: township.name for township in context.place.townships}
    return told("place.townships", names.get(code, code))


def parity(context: PageContext, *ids: str, cohort: str) -> Piece:
    """Girls per boy enrolled against girls per boy among children of the place, where both are counted."""
    children = {sex: context.line(cohort, sex=sex) for sex in ("F", "M")}
    said = [_parity(context, id, cohort, children) for id in ids]
    lacking = sum(
        (sentences.missing(id, "no_sexes_together").silent() for id in (*ids, cohort)),
        say("没有分性别的在校生数和同龄人口数，不计算性别均等指数。"),
    )
    return paragraphs(said) if any(said) else paragraph(lacking, "lacking")


def _parity(context: PageContext, id: str, cohort: str, children: dict[str, pd.DataFrame]) -> Sentence:
    lines = {sex: context.line(id, sex=sex).set_index("year")["value"] for sex in ("F", "M")}
    years = [set(line.index) for line in lines.values()] + [set(line["year"]) for line in children.values()]
    common = set.intersection(*years)
    if not common:
        return NOTHING
    year = int(max(common))
    people = {sex: line.set_index("year")["value"][year] for sex, line in children.items()}
    ratio = 100 * people["M"] / people["F"]
    index = gaps.parity([lines["F"][year]], [lines["M"][year]], [ratio])[0]
    equal = Claim(kind="level", indicator=id, year=year, value=index, verdict="gaps.parity")
    men = Claim(kind="level", indicator=cohort, year=year, value=ratio, verdict="gaps.men_per_hundred_women")
    return say(
        "{year}{name}性别均等指数{index}（{low}～{high}为均等），已扣除同龄人口性别比{ratio}的影响：{word}。",
        year=equal.when,
        name=named(context.indicator(id), "name"),
        index=equal.number(3),
        low=constant("group_comparisons.PARITY", PARITY[0], "", 2),
        high=constant("group_comparisons.PARITY", PARITY[1], "", 2),
        ratio=men.number(1),
        word=_fewer(index),
    )


def _fewer(index: float) -> Sentence:
    """Whether girls or boys are fewer by an index of parity."""
    if PARITY[0] <= index <= PARITY[1]:
        return say("均等")
    return say("女生偏少") if index < PARITY[0] else say("男生偏少")


def standardised(context: PageContext, id: str) -> Piece:
    """A rate as it would be with the base year's ages: what the ageing of children does not explain."""
    entry, rows = context.indicator(id), context.series(id)
    rows = rows[rows["age"].ne("_T") & rows["sex"].eq("_T") & rows["residence"].eq("_T")]
    rows = rows.dropna(subset=["numerator", "denominator"])
    base = rows[rows["year"].eq(context.place.baseline)].set_index("age")["denominator"]
    now = rows[rows["year"].eq(rows["year"].max())].set_index("age")
    if base.empty or set(base.index) != set(now.index):
        lacking = sentences.missing(id, "no_counts_by_age").silent()
        none = lacking + say("{name}没有分年龄的例数，不作年龄标准化。", name=named(entry, "name"))
        return paragraph(none, "lacking")
    found = rates.standardised(
        now["numerator"],
        now["denominator"],
        base.reindex(now.index),
        multiplier=entry.multiplier,
        level=context.parameters.level / 100,
    )
    if found.isna().all():
        few = constant("rates.EXACT_BELOW", rates.EXACT_BELOW)
        lacking = sentences.missing(id, "few_of_ages").silent()
        none = lacking + say("{name}合计不足{few}例，不作年龄标准化。", name=named(entry, "name"), few=few)
        return paragraph(none, "lacking")
    return paragraph(_standardised(context, entry, int(now["year"].iloc[0]), found))


def _standardised(context: PageContext, entry: Indicator, year: int, found: pd.Series) -> Sentence:
    """A standardised rate with its range."""
    claim = Claim(
        kind="level",
        indicator=entry.id,
        year=year,
        **found[["value", "lower", "upper"]],
        level=context.parameters.level,
        unit=entry.unit,
        against_year=context.place.baseline,
        verdict="standardised",
    )
    return say(
        "按{base}的年龄构成标准化，{year}{name}为{figure}（偶然波动范围{range}）。",
        base=claim.since,
        year=claim.when,
        name=named(entry, "name"),
        figure=claim.figure(entry.decimals),
        range=claim.range(entry.decimals),
    )
