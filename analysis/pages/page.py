"""The page of a notebook: each call gives one piece of it."""

import hashlib
from importlib.metadata import version

import pandas as pd

from analysis import __version__, words
from analysis.pages import (
    alerts,
    clauses,
    divides,
    glance,
    prospects,
    reliability,
    remarks,
    sentences,
    tables,
)
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, bullets, fold, of_the_house, paragraph, shown
from analysis.pages.pieces import Pieces

LIBRARIES = ("pandas", "numpy", "scipy", "statsmodels", "matplotlib", "papermill", "nbconvert")


class Page(Pieces):
    """One notebook's page over one place and year.

    Parameters
    ----------
    facts : Facts
        What the page reads.
    """

    def __init__(self, facts: Facts):
        self.facts = facts

    def banner(self) -> Fragment:
        """Place, year and data cut-off, and whether figures are invented or only compared."""
        facts, place = self.facts, self.facts.place
        newest = facts.sources["release"].max() if len(facts.sources) else words.NO_FIGURE
        parts = [place.name, f"{facts.question.year}年", f"数据截至批次 {newest}"]
        text = Fragment(f'<p class="banner">{shown(" · ".join(parts))}</p>')
        if place.synthetic:
            text += paragraph(words.SYNTHETIC, "synthetic")
        if place.reference:
            note = f"本页为{place.name}公布数据，{facts.reference_target}用于对照，不作达标判断。"
            text += paragraph(note, "reference-note")
        return text

    def headlines(self, *ids: str) -> Fragment:
        """Cards of the first screen: value, change, target and a word."""
        return Fragment(f'<div class="cards">{"".join(self._card(id) for id in ids)}</div>')

    def conclusion(self) -> Fragment:
        """The area in one sentence, and what is not in yet."""
        return paragraph(sentences.conclusion(self.facts), "conclusion") + glance.lead(self.facts)

    def main_points(self) -> Fragment:
        """Computed sentences of what the targets' figures say, and what is missing."""
        facts = self.facts
        points = sentences.main_points(facts) or [sentences.nothing_known(facts)]
        return bullets(points) + paragraph(sentences.missing_points(facts), "lacking")

    def glance(self) -> Fragment:
        """The area's targets on one scale, and their status table."""
        return glance.glance(self.facts)

    def divides(self) -> Fragment:
        """Gaps by sex, residence, age and township."""
        return divides.divides(self.facts)

    def objectives_table(self) -> Fragment:
        """The area's objectives with their states."""
        return clauses.objectives(self.facts)

    def measures_table(self) -> Fragment:
        """The area's measures and the objectives they serve."""
        return clauses.measures(self.facts)

    def open_points(self) -> Fragment:
        """尚未达到和未填报指标."""
        return tables.open_points(self.facts)

    def denominators(self) -> Fragment:
        """Where births and population, the denominators of the other pages, come from."""
        said = self.facts.place.denominators
        named = {"活产数": said.births, "人口数": said.population}
        rows = [[name, source or "未注明"] for name, source in named.items()]
        return tables.table(["分母", "来源"], rows)

    @of_the_house
    def outlook(self) -> Fragment:
        """What the figures may be at the deadline."""
        return prospects.outlook(self.facts)

    @of_the_house
    def attention(self) -> Fragment:
        """What needs attention this year."""
        return alerts.attention(self.facts)

    @of_the_house
    def warning_budget(self) -> Fragment:
        """How many of the year's warnings chance alone may have raised, by kind."""
        return alerts.budget(self.facts)

    @of_the_house
    def outlook_classes(self) -> Fragment:
        """All targets by what is to be expected at their deadline."""
        return alerts.outlook_classes(self.facts)

    @of_the_house
    def reliability(self) -> Fragment:
        """How good the projections of the area's own series would have been."""
        return reliability.reliability(self.facts)

    @of_the_house
    def backtest(self) -> Fragment:
        """How warnings would have told misses of past targets on real indicators."""
        return reliability.backtest()

    @of_the_house
    def other_methods(self) -> Fragment:
        """How other systems' methods would call the same figures, folded."""
        return prospects.other_methods(self.facts)

    def definitions(self) -> Fragment:
        """Definitions of the area's indicators, folded."""
        return fold("指标定义、期间与来源", tables.definitions(self.facts))

    def sources(self) -> Fragment:
        """The releases behind the figures."""
        return tables.sources(self.facts)

    def reading_guide(self) -> Fragment:
        """How targets, states and charts of this page are to be read."""
        facts, settings = self.facts, self.facts.catalogue.settings
        shared = [
            "图中虚线为目标值，空心菱形为基期；数值直接标在线端，单位见标题。",
            f"“左右”按上下{settings.around_tolerance:g}个百分点理解，高于参考值不视为问题。",
            "率类指标的变化用相对百分比，百分数用百分点，千分数用千分点。",
            f"“多数情况”指{facts.question.level}%的可能范围；预测只说按目前走势会怎样。",
        ]
        own = [
            f"{facts.catalogue.plan.last_year}年前不称未达标，只称提前达标或尚未达到目标值；"
            "◐表示数字很小、偶然波动可能改变结论（已达到的称尚不稳固，未达到的称尚难断定）。",
            f"提示分级：{'，'.join(f'{words.WARNING_LEVEL[code]}为{word}' for code, word in words.LEVEL_MEANS.items())}。",
        ]
        compared = [f"只说高于、低于或持平于{facts.reference_target}，不作达标判断、不作预警。"]
        if facts.question.public:  # without warnings and projections, and with figures that are not shown
            own, shared = own[:1], [*shared[:-1], "※表示个别组例数太少或指标不宜公开，数字不列。"]
        return bullets((compared if facts.place.reference else own) + shared)

    @of_the_house
    def notes(self) -> Fragment:
        """The analysts' own words on this page and year."""
        return remarks.remarks(self.facts)

    def provenance(self) -> Fragment:
        """Parameters, data and versions this page was made from, folded."""
        question, known = self.facts.question, self.facts.catalogue
        rows = self.facts.judgement.observations
        own = rows[rows["indicator"].isin([entry.id for entry in self.facts.indicators])]
        hashed = pd.util.hash_pandas_object(own, index=False)
        digest = hashlib.sha256(hashed.to_numpy().tobytes()).hexdigest()
        body = [
            ["地区", f"{question.place} {self.facts.place.name}"],
            ["年份", str(question.year)],
            ["数据批次", question.as_of or "全部"],
            ["版本", words.EDITION[question.edition]],
            ["置信水平", f"{question.level}%"],
            ["规划", f"{known.plan.name}（{known.plan.document}）"],
            ["本页观测数据摘要", digest[:16]],
            ["planbook", __version__],
            *[[name, version(name)] for name in LIBRARIES],
        ]
        return fold("本页由来：参数、数据与程序版本", tables.table(["项目", "内容"], body))

    def _card(self, id: str) -> str:
        facts, reading = self.facts, self.facts.reading(id)
        entry = reading.indicator
        if reading.year is None:
            lacking = sentences.no_figure(facts, id)
            return f'<div class="card empty"><h4>{shown(entry.short)}</h4><b>{lacking}</b></div>'
        said = sentences.since(reading, "previous")
        since = sentences.compared("上年", said) if said else "上年数据未见"
        late = "" if reading.year == facts.question.year else f"<small>{reading.year}年数</small>"
        target = facts.target(id, reading.codes)
        goal = ""
        if target is not None:
            state = tables.attainment(target, facts).html
            goal = f"<p>{shown(tables.demand(target, facts))} {state}</p>"
        return (
            f'<div class="card"><h4>{shown(sentences.name(reading))}</h4><b>{shown(reading.text)}</b>{late}'
            f"<p>{shown(since)}</p>{goal}</div>"
        )
