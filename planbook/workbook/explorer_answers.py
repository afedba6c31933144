"""Answers to an explorer's questions: one series drawn, another target tried, places and models beside each other."""

import base64
from functools import partial

import pandas as pd

from analysis import charts
from analysis.forecasting import reference_models
from planbook.catalogue.model import Target
from planbook.core import labels
from planbook.document.claims import Claim, Sentence, joined, named, say
from planbook.document.lines import Line, Link
from planbook.judge import assessment, readings, series_projections
from planbook.judge.page_context import BREAKDOWN, LINE, PageContext
from planbook.text import demands
from planbook.workbook import area_tables, indicator_charts, pieces
from planbook.workbook.pieces import Piece, paragraph, picture

OURS = "本册方法"
MODELS = {"ETS": reference_models.ets, "结构时间序列": reference_models.unobserved_components}
SHOWN = ["value", "lower_80", "upper_80", "lower_95", "upper_95"]


def series(context: PageContext, id: str, dimension: str) -> Piece:
    """An indicator's chart, or its groups', and all its figures."""
    chart = (
        indicator_charts.trend(context, id)
        if dimension == "_T"
        else indicator_charts.groups(context, id, dimension)
    )
    return chart + area_tables.figures(context, [id])


def another_target(context: PageContext, id: str, value: float, tolerance: float) -> Piece:
    """A target judged as the plan sets it, and once more with another value and, for 左右, another band."""
    asked = context.catalogue.by_target[id]
    other = asked.model_copy(
        update={"value": value, "tolerance": tolerance if asked.rule == "around" else None}
    )
    body = [_judged(context, one, word) for word, one in (("规划", asked), ("试算", other))]
    header = ["", "要求", "本年数", "状态", "到期前景", "真实水平到期达到的概率"]
    return pieces.table(header, body, numbers=(2, 5))


def _judged(context: PageContext, target: Target, word: str) -> list[Line]:
    known = context.catalogue.model_copy(update={"targets": (target,)})
    known.__dict__.pop("by_target", None)
    rows = context.judgement.observations
    table = assessment.full(
        known,
        rows,
        year=context.parameters.year,
        reference=context.place.reference,
        baseline=context.place.baseline,
        elections=dict(context.place.elections.items()),
        level=context.parameters.level / 100,
    )
    row = table.iloc[0]
    entry = context.indicator(row["indicator"])
    chance = (
        labels.number(100 * row["probability"], 0) + "%" if pd.notna(row["probability"]) else labels.NO_FIGURE
    )
    outlook = labels.OUTLOOK.get(row["outlook"], labels.NO_FIGURE)
    figure = labels.figure(row["value"], entry.unit, entry.decimals)
    return [
        word,
        demands.demand(row, context),
        figure,
        area_tables.attainment(row, context),
        outlook,
        chance,
    ]


def compared(context: PageContext, id: str, codes: list[str]) -> Piece:
    """One indicator of several places on one chart."""
    entry, lines, last, without = context.indicator(id), {}, [], []
    for code in codes:
        other = PageContext(context.parameters.of_place(code), context.area)
        line = other.main_line(id)[1]
        if len(line):
            lines[other.place.name] = line
            last.append(_last(other, id))
        else:
            without.append(named(other.place, "name"))
    lacking = say("没有{name}的：{places}。", name=named(entry, "name"), places=joined(without, "、"))
    note = paragraph(lacking, "lacking") if without else Piece()
    if not lines:
        return note
    title = say("{name}（{unit}）", name=named(entry, "name"), unit=named(entry, "unit"))
    figure = partial(
        charts.trend,
        indicator_charts.together(lines),
        by=indicator_charts.LINE_NAME,
        title=str(title),
        base_year=context.place.baseline,
        decimals=entry.decimals,
    )
    alt = say("折线图：{title}。{last}。", title=title, last=joined(last, "，"))
    return picture(figure, alt, say("各地口径可能不同，仅供参考")) + note


def _last(context: PageContext, id: str) -> Sentence:
    """A place's latest figure of an indicator under the place's name."""
    entry, (codes, line) = context.indicator(id), context.main_line(id)
    row = line.iloc[-1]
    claim = Claim(
        kind="level",
        indicator=id,
        year=int(row["year"]),
        value=row["value"],
        unit=entry.unit,
        source=row["source"],
    ).at(codes)
    return named(context.place, "name") + claim.when + claim.figure(entry.decimals)


def opinions(context: PageContext, id: str) -> Piece:
    """The plan's last year as this package and two models of statsmodels project it."""
    rows = series_projections.histories(
        context.catalogue, context.judgement.observations, context.parameters.year
    )
    codes, entry = context.main_line(id)[0], context.indicator(id)
    own = rows[
        rows["indicator"].eq(id) & (rows[BREAKDOWN] == [codes[name] for name in BREAKDOWN]).all(axis=1)
    ]
    ours = context.projection(id)
    if own.empty or ours.empty:
        said = say("{name}的有数年份不足，或只在换届时变化，不作预测。", name=named(entry, "name"))
        return paragraph(said, "lacking")
    horizon = int(ours["year"].max() - own["year"].max())
    found = {OURS: ours.iloc[-1]} | {name: make(own, horizon).iloc[-1] for name, make in MODELS.items()}
    body = [
        [name, *[labels.figure(row[one], entry.unit, entry.decimals) for one in SHOWN]]
        for name, row in found.items()
    ]
    header = ["方法", f"{ours['year'].max()}年预计", "80%下", "80%上", "95%下", "95%上"]
    note = say("后两种只作参考：短序列上它们的范围偏窄，检验结果见各页“预测有多可靠”。")
    return pieces.table(header, body, numbers=range(1, 6)) + paragraph(note, "lacking")


def download(context: PageContext, id: str) -> Piece:
    """A link that carries an indicator's figures as a CSV file which Excel opens."""
    rows = context.judgement.observations
    own = rows[rows["indicator"].eq(id)][[*readings.SERIES, "unit_area", *LINE]]
    data = base64.b64encode(own.to_csv(index=False).encode("utf-8-sig")).decode("ascii")
    name = f"{context.parameters.place}_{id}.csv"
    lines = Claim(kind="count", indicator=id, value=len(own), verdict="observations.rows")
    text = say(
        "{place}_{id}.csv（{lines}行）",
        place=named(context.parameters, "place"),
        id=named(context.indicator(id), "id"),
        lines=lines.plain(),
    )
    return paragraph(Link(text, f"data:text/csv;base64,{data}", download=name))
