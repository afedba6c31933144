"""Rare events: counts first, what one event does, and what can be said at all at a place's numbers."""

import numpy as np
import pandas as pd

from analysis import rates
from planbook.core import labels
from planbook.judge import readings
from planbook.judge.page_context import PageContext
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, bullets, fold, joined, paragraph

WINDOWS = (1, 3, 5)
MOST = 9  # counts shown: 0 to 8
SURE = 0.95
SIZES = (4000, 6000, 8000, 10_000)  # births of other places, for comparison


def events(context: PageContext, id: str) -> Piece:
    """Counts, the pooled rate, what one event does, births needed, and the decision table.

    A place that files rates without counts gets a line that says so.
    """
    entry, target = context.indicator(id), context.target(id, {"sex": "_T", "residence": "_T", "age": "_T"})
    rows = _counts(context, id)
    if rows.empty or target is None:
        return paragraph(f"{entry.name}没有例数和分母，只能看比率，无法按例数分析。", "lacking")
    said = [
        _counted(context, id, rows),
        _pooled(context, id, rows),
        _one_more(context, id, rows, target),
        _needed(entry, target),
    ]
    if target["target_value"] == 0:  # no number of events in any denominator is enough
        return bullets(said)
    own = rows["denominator"].tail(5).mean()
    others = joined(_decisions(context, entry, size, target) for size in SIZES)
    below = fold("其他规模的地方能说明什么", others)
    return bullets(said) + _decisions(context, entry, own, target) + below


def _counts(context: PageContext, id: str) -> pd.DataFrame:
    own = context.judgement.rows("observations", indicator=id)
    rows = readings.city_series(own, context.parameters.year)
    rows = rows[rows[["sex", "residence", "age"]].eq("_T").all(axis=1)]
    return rows.dropna(subset=["numerator", "denominator"]).sort_values("year")


def _counted(context: PageContext, id: str, rows: pd.DataFrame) -> str:
    entry, last = context.indicator(id), rows.iloc[-1]
    cases = "、".join(f"{row.year}年{labels.number(row.numerator, 0)}例" for row in rows.tail(5).itertuples())
    rate = labels.figure(last["value"], entry.unit, entry.decimals)
    limits = rates.rate([last["numerator"]], [last["denominator"]]).iloc[0]
    sure = rates.reliable([last["numerator"]], [limits["lower"]], [limits["upper"]], [limits["value"]])[0]
    rate += "" if sure else "（例数太少，单年比率不宜比较）"
    return f"{cases}；{last['year']}年{entry.denominator}{labels.figure(last['denominator'], '人', 0)}，{entry.name}{rate}。"


def _pooled(context: PageContext, id: str, rows: pd.DataFrame) -> str:
    entry, window = context.indicator(id), readings.pooled(rows)
    level = context.parameters.level / 100
    found = rates.rate(window.numerator, window.denominator, multiplier=entry.multiplier, level=level).iloc[0]
    figures = [labels.figure(found[name], entry.unit, entry.decimals) for name in ("value", "lower", "upper")]
    years = f"近{window.years}年合计" if window.years > 1 else "单独一年"
    return f"{years}{labels.number(window.numerator, 0)}例，合计比率{figures[0]}，偶然波动范围{figures[1]}～{figures[2]}。"


def _one_more(context: PageContext, id: str, rows: pd.DataFrame, target: pd.Series) -> str:
    entry, births = context.indicator(id), rows["denominator"].iloc[-1]
    step = labels.figure(entry.multiplier / births, entry.unit, entry.decimals)
    allowed = labels.number(target["target_value"] / entry.multiplier * births, 1)
    return f"按这一分母，多一例或少一例，比率变动{step}；目标值相当于每年不超过{allowed}例。"


def _needed(entry, target: pd.Series) -> str:
    limit = target["target_value"] / entry.multiplier
    if limit == 0:
        return "目标值为0：分母再大、一例没有，也不能断定真实水平就是0，只能按公布数判断。"
    none, one = rates.exposure_needed([0, 1], limit, level=SURE)
    sure = f"{labels.number(100 * SURE, 0)}%"
    return (
        f"要有{sure}的把握说真实水平不高于目标值，一例没有也需累计分母{labels.figure(none, '人', 0)}，"
        f"有一例则需{labels.figure(one, '人', 0)}。"
    )


def _decisions(context: PageContext, entry, births: float, target: pd.Series) -> Piece:
    """What can be said of 0 to 8 events in one, three and five years at a mean denominator."""
    firm = context.catalogue.settings.firm_probability
    body = []
    for years in WINDOWS:
        limit = {"limit": target["target_value"], "multiplier": entry.multiplier}
        chance = rates.probability_below(np.arange(MOST), births * years, **limit)
        said = np.select([chance >= firm, chance <= 1 - firm], ["达到", "未达到"], "难断定")
        body.append([f"{years}年", *said])
    sure = f"{labels.number(100 * firm, 0)}%"
    size = labels.figure(births, "人", 0)
    caption = f"各种例数能说明什么（年均分母{size}；把握有{sure}才写“达到”或“未达到”；一年的一行只供参考）"
    return pieces.table(["合计年数", *[f"{n}例" for n in range(MOST)]], body, caption=caption)
