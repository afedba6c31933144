"""Shares of women level by level: seats still missing, elections, and shares that are to keep up with others."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis import rounding
from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.document.claims import NOTHING, Claim, Sentence, named, say
from planbook.document.lines import Line
from planbook.judge.page_context import PageContext, Reading, codes_of
from planbook.text import demands, sentences, series_claims
from planbook.workbook import indicator_charts, pieces
from planbook.workbook.pieces import Piece, bullets, paragraph

SMALL = 1e-9
APART = {"above": "高于", "below": "低于", "equal": "等于"}


def seats(context: PageContext, title: str, ids: Sequence[str]) -> Piece:
    """Shares of women level by level as bars, and in seats: how many there are and how many are still missing."""
    known = [id for id in ids if len(context.main_line(id)[1])]
    if not known:
        return indicator_charts.lacking(context, ids)
    body = [_seat_row(context, id) for id in known]
    header = ["层级", "女性", "全部", "比重", "要求", "还需", "每多一人"]
    note = say("“还需”按现有总数计算，换届时总数改变要重算；没有数值要求的只列每多一人能提高多少。")
    table = pieces.table(header, body, numbers=range(1, 7))
    return indicator_charts.levels(context, ids, title) + table + paragraph(note, "lacking")


def _seat_row(context: PageContext, id: str) -> list[Line]:
    codes, line = context.main_line(id)
    entry, row, target = context.indicator(id), line.iloc[-1], context.target(id, codes)
    claim = series_claims.level(entry, row, **codes)
    newest = row["year"] == context.parameters.year
    name = sentences.short_at(entry, **codes) + (NOTHING if newest else say("（{year}）", year=claim.when))
    figure = claim.figure(entry.decimals)
    demand = demands.demand(target, context) if target is not None else labels.NO_FIGURE
    if pd.isna(row["numerator"]) or not row["denominator"]:
        return [
            name,
            labels.NO_FIGURE,
            labels.NO_FIGURE,
            figure,
            demand,
            labels.NO_FIGURE,
            labels.NO_FIGURE,
        ]
    cases = [
        replace(claim, kind="count", value=row[side], unit="", verdict=side).number()
        for side in ("numerator", "denominator")
    ]
    one = replace(
        claim,
        value=entry.multiplier / row["denominator"],
        unit=labels.POINTS.get(entry.unit, entry.unit),
        verdict="rate.of_one_case",
    )
    return [
        name,
        *cases,
        figure,
        demand,
        _missing(context, row, target),
        one.figure(2),
    ]


def _missing(context: PageContext, row: pd.Series, target: pd.Series | None) -> Line:
    """Persons that lack until the target value, 还需×人; of 左右 until the lower edge of its band."""
    if target is None or context.place.reference:
        return labels.NO_FIGURE
    band = context.catalogue.settings.around_tolerance if target["operator"] == "around" else 0.0
    wanted = math.ceil((target["target_value"] - band) / 100 * row["denominator"] - SMALL)
    lacking = wanted - int(row["numerator"])
    if lacking <= 0:
        return say("已够")
    claim = Claim(kind="count", value=lacking, verdict="seats.lacking", indicator=target["indicator"])
    return say("还需{lacking}人", lacking=claim.at(codes_of(target)).number())


def elections(context: PageContext, ids: Sequence[str]) -> Piece:
    """Step series at their elections: the last against the one before, and what changed in between."""
    said = [text for text in (_election(context, context.reading(id)) for id in ids) if text]
    if not said:
        none = [sentences.missing(id, "no_election", **context.main_line(id)[0]).silent() for id in ids]
        lacking = sum(none, say("没有换届年份的数，届次之间无从比较。"))
        return paragraph(lacking, "lacking")
    return bullets(said)


def _election_years(context: PageContext, entry: Indicator) -> tuple[int, ...]:
    """Years in which the body of a step series was elected; none of other series."""
    return context.place.elections.get(entry.body, ()) if entry.body else ()


def _election(context: PageContext, reading: Reading) -> Sentence:
    entry = reading.indicator
    years = _election_years(context, entry)
    codes, line = context.main_line(entry.id)
    rows = line[line["year"].isin([year for year in years if year <= context.parameters.year])]
    if rows.empty:
        return NOTHING
    held = [
        replace(series_claims.level(entry, row, **codes), verdict="elected") for _, row in rows.iterrows()
    ]
    return say(
        "{name}：{year}换届为{figure}{previous}{changed}。",
        name=named(entry, "name"),
        year=held[-1].when,
        figure=held[-1].figure(entry.decimals),
        previous=_previous(held, entry.decimals),
        changed=_changed(reading, held[-1]),
    )


def _previous(held: Sequence[Claim], decimals: int) -> Sentence:
    """The figure of the election before the last, if there was one."""
    if len(held) < 2:
        return NOTHING
    before = replace(held[-2], verdict="elected_before")
    return say("，上一届（{year}）为{figure}", year=before.when, figure=before.figure(decimals))


def _changed(reading: Reading, last: Claim) -> Sentence:
    """The newest figure where it is no longer the last election's."""
    now, elected = (rounding.half_up(one.value, reading.indicator.decimals) for one in (reading, last))
    if reading.year is None or last.year is None or reading.year <= last.year or now == elected:
        return NOTHING
    newest = replace(sentences.level(reading), verdict="since_election")
    return say(
        "；{year}为{figure}，属届中调整",
        year=newest.when,
        figure=newest.figure(reading.indicator.decimals),
    )


def beside(context: PageContext, id: str, other: str) -> Piece:
    """A share beside the one it is to keep up with, in the same year: delegates and party members."""
    entry, lines = context.indicator(id), {one: context.main_line(one)[1] for one in (id, other)}
    years = _election_years(context, entry)
    common = sorted(set(lines[id]["year"]) & set(lines[other]["year"]))
    held = [year for year in common if year in years] or common
    if not held:
        return indicator_charts.lacking(context, [one for one in (id, other) if lines[one].empty])
    own, others = (series_claims.in_year(context, one, held[-1]) for one in (id, other))
    return paragraph(_beside(context, own, others))


def _beside(context: PageContext, own: Claim, other: Claim) -> Sentence:
    """Two shares of one year, and by how much the first lies above or below the second."""
    entry, second = context.indicator(own.indicator), context.indicator(other.indicator)
    size = own.value - other.value
    apart = replace(
        own,
        kind="gap",
        value=size,
        unit=labels.POINTS.get(entry.unit, ""),
        against_year=other.year,
        against_value=other.value,
        verdict="above" if size > 0 else "below" if size < 0 else "equal",
    )
    return say(
        "{year}{name}{figure}，{word}{other}（{others}）{size}。",
        year=own.when,
        name=named(entry, "name"),
        figure=own.figure(entry.decimals),
        word=apart.word(APART),
        other=named(second, "name"),
        others=other.figure(second.decimals),
        size=apart.size() if size else NOTHING,
    )
