"""Gaps between two groups in words: difference, ratio, and what became of them since the base year."""

from dataclasses import replace

import pandas as pd

from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.document.claims import NOTHING, Claim, Sentence, group, joined, named, say, word
from planbook.judge import few_events
from planbook.judge.page_context import PageContext
from planbook.text import series_claims


def _cases(context: PageContext, row: pd.Series) -> dict[str, float]:
    """Cases of both groups of a row of gaps, by group; NaN where they are not filed."""
    lines = {
        code: context.line(row["indicator"], **{row["dimension"]: code})
        for code in row[["group_1", "group_2"]]
    }
    return {
        code: float(line.loc[line["year"].eq(row["year"]), "numerator"].sum(min_count=1))
        for code, line in lines.items()
    }


def too_few(context: PageContext, row: pd.Series) -> bool:
    """Whether both groups together have too few events for their difference to be told or drawn as a gap."""
    return few_events.few(context.indicator(row["indicator"]), sum(_cases(context, row).values()))


def in_cases(context: PageContext, row: pd.Series) -> Sentence:
    """Both groups of too few events in cases."""
    entry, dimension = context.indicator(row["indicator"]), row["dimension"]
    said = []
    for code, cases in _cases(context, row).items():
        year = int(row["year"])
        claim = Claim(
            kind="count", indicator=entry.id, year=year, value=cases, verdict="numerator", unit="例"
        )
        said.append(group(dimension, code) + claim.at({dimension: code}).figure(0))
    return joined(said, "、")


def gap_sentence(context: PageContext, id: str, row: pd.Series) -> Sentence:
    """A gap in words: both groups, difference and ratio, and what became of it since the base; too few events in cases."""
    entry = context.indicator(id)
    if too_few(context, row):
        return say(
            "{year}{name}：{cases}，例数太少，一年的差别多属偶然，不作差距比较。",
            year=gap_claim(entry, row).when,
            name=named(entry, "name"),
            cases=in_cases(context, row),
        )
    claim = gap_claim(entry, row)
    decimals = entry.decimals
    ratio = replace(claim, value=row["ratio"], unit="倍").figure(2) if pd.notna(row["ratio"]) else NOTHING
    text = say(
        "{year}{name}{first}、{second}，相差{apart}{times}",
        year=claim.when,
        name=named(entry, "name"),
        first=side(entry, row, 1),
        second=side(entry, row, 2),
        apart=claim.size(decimals),
        times=say("，为{ratio}", ratio=ratio) if ratio else NOTHING,
    )
    unknown = word(labels.GAP, "not_assessable")
    if pd.isna(row["baseline_difference"]):
        return say("{text}；缺少基期数据，差距变化{unknown}。", text=text, unknown=unknown)
    before = replace(claim, value=row["baseline_difference"], year=int(row["baseline_year"]), verdict="")
    text = say("{text}；{year}相差{before}，", text=text, year=before.when, before=before.size(decimals))
    if row["verdict"] == "not_assessable":
        reason = word(labels.REASON, "zero_group")
        return say("{text}{reason}，差距变化{unknown}。", text=text, reason=reason, unknown=unknown)
    return say(
        "{text}{counted}{verdict}{how}。{composition}",
        text=text,
        counted=NOTHING if "_" in row["verdict"] else say("按公布数"),
        verdict=claim.word(labels.GAP),
        how=say("（{how}）", how=word(labels.HOW, row["how"])) if row["how"] else NOTHING,
        composition=_composition(entry, claim, row),
    )


def gap_claim(entry: Indicator, row: pd.Series) -> Claim:
    """The claim of a gap: the difference of its two groups beside the base year's."""
    known = pd.notna(row["baseline_year"])
    return Claim(
        kind="gap",
        indicator=entry.id,
        year=int(row["year"]),
        value=row["difference"],
        unit=labels.POINTS.get(entry.unit, entry.unit),
        against_year=int(row["baseline_year"]) if known else None,
        against_value=row["baseline_difference"],
        verdict=row["verdict"],
        source=f"{row['dimension']}:{row['group_1']}-{row['group_2']}",
    )


def side(entry: Indicator, row: pd.Series, n: int) -> Sentence:
    """The figure of the first or the second group (`n`) under the group's name."""
    claim = series_claims.group_level(entry, row, n)
    return group(row["dimension"], row[f"group_{n}"]) + claim.figure(entry.decimals)


def _composition(entry: Indicator, claim: Claim, row: pd.Series) -> Sentence:
    """What of the whole's change comes from the groups' own figures, and what from their changing shares."""
    if pd.isna(row["rate_effect"]):
        return NOTHING
    parts = {
        name: replace(claim, kind="change", value=row[name], verdict=name).figure(entry.decimals)
        for name in ("rate_effect", "composition_effect")
    }
    return say("总体的变化中，各组自身变化占{rate_effect}，人口构成变化占{composition_effect}。", **parts)
