"""Several groups compared in a sentence: townships and stages, enrolment of girls and boys, ages standardised."""

import pandas as pd

from analysis import gaps, rates
from planbook.core import labels
from planbook.judge.page_context import PageContext
from planbook.text import sentences
from planbook.workbook.pieces import Piece, paragraph, paragraphs

PARITY = (0.97, 1.03)


def spread(context: PageContext, id: str, dimension: str) -> Piece:
    """Highest and lowest of several groups, and an index of how far they lie apart."""
    entry, table = context.indicator(id), context.judgement.rows("gaps", indicator=id)
    rows = table[table["dimension"].eq(dimension) & table["verdict"].eq("several")]
    if rows.empty:
        return paragraph(sentences.no_groups(context, id, dimension), "lacking")
    row = rows.iloc[0]
    names = [group_name(context, dimension, row[f"group_{n}"]) for n in (1, 2)]
    values = [labels.figure(row[f"value_{n}"], entry.unit, entry.decimals) for n in (1, 2)]
    unit = labels.POINTS.get(entry.unit, entry.unit)
    apart = labels.figure(row["difference"], unit, max(entry.decimals, 1))
    text = f"{row['year']}年{entry.name}：最高{names[0]}{values[0]}，最低{names[1]}{values[1]}，相差{apart}"
    if pd.notna(row["index_absolute"]):
        kind = "集中指数（按学段顺序）" if dimension == "age" else "各单位与总体的平均距离"
        text += f"；{kind}{labels.number(row['index_absolute'], 2)}{unit if dimension != 'age' else ''}"
    return paragraph(f"{text}。")


def group_name(context: PageContext, dimension: str, code: str) -> str:
    """Chinese word of a group: a township's name, a sex, a residence, an age."""
    names = {township.code: township.name for township in context.place.townships}
    known = {"unit_area": names, "sex": labels.SEX, "residence": labels.RESIDENCE}
    return known[dimension].get(code, code) if dimension in known else labels.age(code)


def parity(context: PageContext, *ids: str, cohort: str) -> Piece:
    """Girls per boy enrolled against girls per boy among children of the place, where both are counted."""
    children = {sex: context.line(cohort, sex=sex) for sex in ("F", "M")}
    said = [_parity(context, id, children) for id in ids]
    return (
        paragraphs(said)
        if any(said)
        else paragraph("没有分性别的在校生数和同龄人口数，不计算性别均等指数。", "lacking")
    )


def _parity(context: PageContext, id: str, cohort: dict[str, pd.DataFrame]) -> str:
    lines = {sex: context.line(id, sex=sex).set_index("year")["value"] for sex in ("F", "M")}
    years = [set(line.index) for line in lines.values()] + [set(line["year"]) for line in cohort.values()]
    common = set.intersection(*years)
    if not common:
        return ""
    year = max(common)
    people = {sex: line.set_index("year")["value"][year] for sex, line in cohort.items()}
    ratio = 100 * people["M"] / people["F"]
    index = gaps.parity([lines["F"][year]], [lines["M"][year]], [ratio])[0]
    word = "均等" if PARITY[0] <= index <= PARITY[1] else "女生偏少" if index < PARITY[0] else "男生偏少"
    return (
        f"{year}年{context.indicator(id).name}性别均等指数{labels.number(index, 3)}（{PARITY[0]}～{PARITY[1]}为均等），"
        f"已扣除同龄人口性别比{labels.number(ratio, 1)}的影响：{word}。"
    )


def standardised(context: PageContext, id: str) -> Piece:
    """A rate as it would be with the base year's ages: what the ageing of children does not explain."""
    entry, rows = context.indicator(id), context.series(id)
    rows = rows[rows["age"].ne("_T") & rows["sex"].eq("_T") & rows["residence"].eq("_T")]
    rows = rows.dropna(subset=["numerator", "denominator"])
    base = rows[rows["year"].eq(context.place.baseline)].set_index("age")["denominator"]
    now = rows[rows["year"].eq(rows["year"].max())].set_index("age")
    if base.empty or set(base.index) != set(now.index):
        return paragraph(f"{entry.name}没有分年龄的例数，不作年龄标准化。", "lacking")
    level = context.parameters.level / 100
    found = rates.standardised(
        now["numerator"],
        now["denominator"],
        base.reindex(now.index),
        multiplier=entry.multiplier,
        level=level,
    )
    if found.isna().all():
        return paragraph(f"{entry.name}合计不足{rates.EXACT_BELOW}例，不作年龄标准化。", "lacking")
    figures = [labels.figure(found[name], entry.unit, entry.decimals) for name in ("value", "lower", "upper")]
    return paragraph(
        f"按{context.place.baseline}年的年龄构成标准化，{now['year'].iloc[0]}年{entry.name}为{figures[0]}"
        f"（偶然波动范围{figures[1]}～{figures[2]}）。"
    )
