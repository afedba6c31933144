"""Rare events: counts first, what one event does, and what can be said at all at a place's numbers."""

import numpy as np
import pandas as pd

from analysis import rates
from planbook.catalogue import Indicator
from planbook.document import claims
from planbook.document.claims import NOTHING, Claim, Sentence, constant, count, named, say
from planbook.document.lines import Line
from planbook.judge import readings
from planbook.judge.page_context import PageContext
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, bullets, fold, joined, paragraph

WINDOWS = (1, 3, 5)
MOST = 9  # counts shown: 0 to 8
DECIDED = {"met": "达到", "not_met": "未达到", "open": "难断定"}
SURE = 0.95
SIZES = (4000, 6000, 8000, 10_000)  # births of other places, for comparison


def events(context: PageContext, id: str) -> Piece:
    """Counts, the pooled rate, what one event does, births needed, and the decision table.

    A place that files rates without counts gets a line that says so.
    """
    entry, target = context.indicator(id), context.target(id, {"sex": "_T", "residence": "_T", "age": "_T"})
    rows = _counts(context, id)
    if rows.empty:
        nothing = Claim(kind="missing", indicator=id, verdict="no_pairs").silent()
        lacking = nothing + say(
            "{name}没有例数和分母，只能看比率，无法按例数分析。", name=named(entry, "name")
        )
        return paragraph(lacking, "lacking")
    if target is None:
        return bullets([_counted(entry, rows), _pooled(context, id, rows)])
    said = [
        _counted(entry, rows),
        _pooled(context, id, rows),
        _one_more(context, entry, rows, target),
        _needed(context, entry, target),
    ]
    if target["target_value"] == 0:  # no number of events in any denominator is enough
        return bullets(said)
    own = _mean(entry, rows.tail(5))
    others = joined(
        _decisions(context, size, target, constant("rare_events.SIZES", size, "人")) for size in SIZES
    )
    below = fold(say("其他规模的地方能说明什么"), others)
    size = _until(context, own) + own.figure(0)
    return bullets(said) + _decisions(context, own.value, target, size) + below


def _until(context: PageContext, claim: Claim) -> Sentence:
    """The last year that a claim is of, where that is not the page's."""
    late = claim.year != context.parameters.year
    return say("截至{year}，", year=claim.when) if late else NOTHING


def _mean(entry: Indicator, rows: pd.DataFrame) -> Claim:
    """The claim of the mean denominator of some years."""
    first, last = int(rows["year"].iloc[0]), int(rows["year"].iloc[-1])
    return Claim(
        kind="count",
        indicator=entry.id,
        year=last,
        value=float(rows["denominator"].mean()),
        unit="人",
        against_year=first,
        verdict="denominator.mean",
    )


def _counts(context: PageContext, id: str) -> pd.DataFrame:
    own = context.judgement.rows("observations", indicator=id)
    rows = readings.city_series(own, context.parameters.year)
    rows = rows[(rows[["sex", "residence", "age"]] == "_T").all(axis=1)]
    return rows.dropna(subset=["numerator", "denominator"]).sort_values("year")


def _counted(entry: Indicator, rows: pd.DataFrame) -> Sentence:
    """Cases of the last years; the last year's denominator and rate, and whether that can be compared."""
    last = rows.iloc[-1]
    cases = [_claim(entry, row, "numerator", "例") for _, row in rows.tail(5).iterrows()]
    whole, rate = _claim(entry, last, "denominator", "人"), _claim(entry, last, "value", entry.unit)
    limits = rates.rate([last["numerator"]], [last["denominator"]]).iloc[0]
    sure = rates.reliable([last["numerator"]], [limits["lower"]], [limits["upper"]], [limits["value"]])[0]
    return say(
        "{cases}；{year}{denominator}{whole}，{name}{rate}{unsure}。",
        cases=claims.joined((say("{year}{n}例", year=one.when, n=one.number()) for one in cases), "、"),
        year=whole.when,
        denominator=named(entry, "denominator"),
        whole=whole.figure(0),
        name=named(entry, "name"),
        rate=rate.figure(entry.decimals),
        unsure=NOTHING if sure else say("（例数太少，单年比率不宜比较）"),
    )


def _claim(entry: Indicator, row: pd.Series, name: str, unit: str) -> Claim:
    """The claim of a year's cases, denominator or rate."""
    return Claim(
        kind="level" if name == "value" else "count",
        indicator=entry.id,
        year=int(row["year"]),
        value=row[name],
        unit=unit,
        verdict="" if name == "value" else name,
        source=row["source"],
    )


def _pooled(context: PageContext, id: str, rows: pd.DataFrame) -> Sentence:
    """Cases and rate of the last years together, with the range that chance gives."""
    entry, window = context.indicator(id), readings.pooled(rows)
    level = context.parameters.level / 100
    found = rates.rate(window.numerator, window.denominator, multiplier=entry.multiplier, level=level).iloc[0]
    cases = Claim(
        kind="count",
        indicator=id,
        year=window.last_year,
        against_year=window.first_year,
        value=window.numerator,
        unit="例",
        verdict="pooled",
    )
    rate = Claim(
        kind="level",
        indicator=id,
        year=window.last_year,
        against_year=window.first_year,
        **found[["value", "lower", "upper"]],
        level=context.parameters.level,
        unit=entry.unit,
        verdict="pooled",
    )
    several = say("近{years}年合计", years=count(window.years, "pooled.years", indicator=id))
    return say(
        "{until}{years}{cases}例，合计比率{rate}，偶然波动范围{range}。",
        until=_until(context, cases),
        years=several if window.years > 1 else say("单独一年"),
        cases=cases.number(),
        rate=rate.figure(entry.decimals),
        range=rate.range(entry.decimals),
    )


def _one_more(context: PageContext, entry: Indicator, rows: pd.DataFrame, target: pd.Series) -> Sentence:
    """What one case more or less does to the rate, and how many a year the target value allows."""
    births, year = rows["denominator"].iloc[-1], int(rows["year"].iloc[-1])
    value = entry.multiplier / births
    step = Claim(
        kind="level", indicator=entry.id, year=year, value=value, unit=entry.unit, verdict="rate.of_one_case"
    )
    value = target["target_value"] / entry.multiplier * births
    allowed = Claim(
        kind="count", indicator=entry.id, year=year, value=value, unit="例", verdict="cases.allowed"
    )
    return say(
        "{until}按这一分母，多一例或少一例，比率变动{step}；目标值相当于每年不超过{allowed}例。",
        until=_until(context, step),
        step=step.figure(entry.decimals),
        allowed=allowed.number(1),
    )


def _needed(context: PageContext, entry: Indicator, target: pd.Series) -> Sentence:
    """The denominator from which none or one case says that the true rate is within the target value."""
    limit = target["target_value"] / entry.multiplier
    if limit == 0:
        zero = named(context.catalogue.by_target[target["target"]], "value")
        return say(
            "目标值为{zero}：分母再大、一例没有，也不能断定真实水平就是{zero}，只能按公布数判断。", zero=zero
        )
    none, one = (
        Claim(kind="count", indicator=entry.id, value=needed, unit="人", verdict=f"exposure_needed.{cases}")
        for cases, needed in enumerate(rates.exposure_needed([0, 1], limit, level=SURE))
    )
    return say(
        "要有{sure}的把握说真实水平不高于目标值，一例没有也需累计分母{none}，有一例则需{one}。",
        sure=constant("rare_events.SURE", 100 * SURE, "%"),
        none=none.figure(0),
        one=one.figure(0),
    )


def _decided(entry: Indicator, code: str, events: int, exposure: float) -> Sentence:
    """What so many events in an exposure say of the target value."""
    claim = Claim(
        kind="count", indicator=entry.id, value=events, against_value=exposure, verdict=f"decides.{code}"
    )
    return claim.word({f"decides.{code}": DECIDED[code]})


def _decisions(context: PageContext, births: float, target: pd.Series, size: Sentence) -> Piece:
    """What can be said of 0 to 8 events in one, three and five years at a mean denominator, told as `size`."""
    entry = context.indicator(target["indicator"])
    firm = context.catalogue.settings.firm_probability
    body: list[list[Line]] = []
    for years in WINDOWS:
        limit = {"limit": target["target_value"], "multiplier": entry.multiplier}
        chance = rates.probability_below(np.arange(MOST), births * years, **limit)
        said = np.select([chance >= firm, chance <= 1 - firm], ["met", "not_met"], "open")
        cells = [_decided(entry, str(one), n, births * years) for n, one in enumerate(said)]
        body.append([constant("rare_events.WINDOWS", years, "年"), *cells])
    caption = say(
        "各种例数能说明什么（年均分母{size}；把握有{sure}才写“达到”或“未达到”；一年的一行只供参考）",
        size=size,
        sure=constant("settings.firm_probability", 100 * firm, "%"),
    )
    cases = [constant("rare_events.MOST", n, "例") for n in range(MOST)]
    return pieces.table(["合计年数", *cases], body, caption=caption)
