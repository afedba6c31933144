"""Answers to an explorer's questions: one series drawn, another target tried, places and models beside each other."""

import base64

import pandas as pd

from analysis import assessment, words
from analysis.assessment import projections, readings
from analysis.assessment.judgement import Question
from analysis.charts import figures
from analysis.forecasting import second_opinion
from analysis.pages import pictures, tables
from analysis.pages.facts import BREAKDOWN, LINE, Facts
from analysis.pages.fragment import Fragment, paragraph, picture

OURS = "本册方法"
MODELS = {"ETS": second_opinion.ets, "结构时间序列": second_opinion.unobserved_components}
SHOWN = ["value", "lower_80", "upper_80", "lower_95", "upper_95"]


def series(facts: Facts, id: str, dimension: str) -> Fragment:
    """An indicator's chart, or its groups', and all its figures."""
    chart = pictures.trend(facts, id) if dimension == "_T" else pictures.groups(facts, id, dimension)
    return chart + tables.figures(facts, [id])


def another_target(facts: Facts, id: str, value: float, tolerance: float) -> Fragment:
    """A target judged as the plan sets it, and once more with another value and, for 左右, another band."""
    asked = facts.catalogue.by_target[id]
    other = asked.model_copy(
        update={"value": value, "tolerance": tolerance if asked.rule == "around" else None}
    )
    body = [_judged(facts, one, word) for word, one in (("规划", asked), ("试算", other))]
    header = ["", "要求", "本年数", "状态", "到期前景", "真实水平到期达到的概率"]
    return tables.table(header, body, numbers=(2, 5))


def _judged(facts: Facts, target, word: str) -> list:
    known = facts.catalogue.model_copy(update={"targets": (target,)})
    known.__dict__.pop("by_target", None)
    rows = facts.judgement.observations
    table = assessment.full(
        known,
        rows,
        year=facts.question.year,
        reference=facts.place.reference,
        baseline=facts.place.baseline,
        elections=facts.place.elections,
        level=facts.question.level / 100,
    )
    row, entry = table.iloc[0], facts.indicator(target.indicator)
    chance = (
        words.number(100 * row["probability"], 0) + "%" if pd.notna(row["probability"]) else words.NO_FIGURE
    )
    outlook = words.OUTLOOK.get(row["outlook"], words.NO_FIGURE)
    figure = words.figure(row["value"], entry.unit, entry.decimals)
    return [word, tables.demand(row, facts), figure, tables.attainment(row, facts), outlook, chance]


def compared(facts: Facts, id: str, codes: list[str]) -> Fragment:
    """One indicator of several places on one chart."""
    entry, lines, without = facts.indicator(id), {}, []
    for code in codes:
        other = Facts(Question(code, facts.question.year, "", facts.question.level), facts.area)
        line = other.main_line(id)[1]
        if len(line):
            lines[other.place.name] = line
        else:
            without.append(other.place.name)
    note = paragraph(f"没有{entry.name}的：{'、'.join(without)}。" if without else "", "lacking")
    if not lines:
        return note
    title = f"{entry.name}（{entry.unit}）"
    figure = figures.trend(lines, title=title, base_year=facts.place.baseline, decimals=entry.decimals)
    last = "，".join(
        f"{name}{line['year'].iloc[-1]}年{words.figure(line['value'].iloc[-1], entry.unit, entry.decimals)}"
        for name, line in lines.items()
    )
    return picture(figure, f"折线图：{title}。{last}。", "各地口径可能不同，仅供参考") + note


def opinions(facts: Facts, id: str) -> Fragment:
    """The plan's last year as this package and two models of statsmodels project it."""
    rows = projections.histories(facts.catalogue, facts.judgement.observations, facts.question.year)
    codes, entry = facts.main_line(id)[0], facts.indicator(id)
    own = rows[
        rows["indicator"].eq(id) & (rows[BREAKDOWN] == [codes[name] for name in BREAKDOWN]).all(axis=1)
    ]
    ours = facts.projection(id)
    if own.empty or ours.empty:
        return paragraph(f"{entry.name}的有数年份不足，或只在换届时变化，不作预测。", "lacking")
    horizon = int(ours["year"].max() - own["year"].max())
    found = {OURS: ours.iloc[-1]} | {name: make(own, horizon).iloc[-1] for name, make in MODELS.items()}
    body = [
        [name, *[words.figure(row[one], entry.unit, entry.decimals) for one in SHOWN]]
        for name, row in found.items()
    ]
    header = ["方法", f"{ours['year'].max()}年预计", "80%下", "80%上", "95%下", "95%上"]
    note = paragraph("后两种只作参考：短序列上它们的范围偏窄，检验结果见各页“预测有多可靠”。", "lacking")
    return tables.table(header, body, numbers=range(1, 6)) + note


def download(facts: Facts, id: str) -> Fragment:
    """A link that carries an indicator's figures as a CSV file which Excel opens."""
    rows = facts.judgement.observations
    own = rows[rows["indicator"].eq(id)][[*readings.SERIES, "unit_area", *LINE]]
    data = base64.b64encode(own.to_csv(index=False).encode("utf-8-sig")).decode("ascii")
    name = f"{facts.question.place}_{id}.csv"
    return Fragment(
        f'<p><a download="{name}" href="data:text/csv;base64,{data}">{name}（{len(own)}行）</a></p>'
    )
