"""The page of one area: each method gives a piece that a notebook's cell shows."""

import hashlib
from importlib.metadata import version

import pandas as pd

from planbook import __version__
from planbook.core import labels
from planbook.judge.page_context import PageContext
from planbook.render import html_tables
from planbook.render.html import Fragment, bullets, fold, internal_only, paragraph, shown
from planbook.text import sentences
from planbook.workbook import (
    area_tables,
    clause_tables,
    gap_tables,
    outlook_tables,
    page_notes,
    projection_accuracy,
    target_distances,
    warning_tables,
)
from planbook.workbook.indicator_pieces import IndicatorPieces

LIBRARIES = ("pandas", "numpy", "scipy", "statsmodels", "matplotlib", "papermill", "nbconvert")


class AreaPage(IndicatorPieces):
    """One notebook's page over one place and year.

    Parameters
    ----------
    facts : PageContext
        What the page reads.
    """

    def __init__(self, context: PageContext):
        self.context = context

    def banner(self) -> Fragment:
        """Place, year and data cut-off, and whether figures are invented or only compared."""
        context, place = self.context, self.context.place
        newest = context.sources["release"].max() if len(context.sources) else labels.NO_FIGURE
        parts = [place.name, f"{context.parameters.year}年", f"数据截至批次 {newest}"]
        text = Fragment(f'<p class="banner">{shown(" · ".join(parts))}</p>')
        if place.synthetic:
            text += paragraph(labels.SYNTHETIC, "synthetic")
        if place.reference:
            note = f"本页为{place.name}公布数据，{context.reference_target}用于对照，不作达标判断。"
            text += paragraph(note, "reference-note")
        return text

    def headlines(self, *ids: str) -> Fragment:
        """Cards of the first screen: value, change, target and a word."""
        return Fragment(f'<div class="cards">{"".join(self._card(id) for id in ids)}</div>')

    def conclusion(self) -> Fragment:
        """The area in one sentence, and what is not in yet."""
        return paragraph(sentences.conclusion(self.context), "conclusion") + target_distances.lead(
            self.context
        )

    def main_points(self) -> Fragment:
        """Computed sentences of what the targets' figures say, and what is missing."""
        context = self.context
        points = sentences.main_points(context) or [sentences.nothing_known(context)]
        return bullets(points) + paragraph(sentences.missing_points(context), "lacking")

    def glance(self) -> Fragment:
        """The area's targets on one scale, and their status table."""
        return target_distances.at_a_glance(self.context)

    def gap_overview(self) -> Fragment:
        """Gaps by sex, residence, age and township."""
        return gap_tables.overview(self.context)

    def objectives_table(self) -> Fragment:
        """The area's objectives with their states."""
        return clause_tables.objectives(self.context)

    def measures_table(self) -> Fragment:
        """The area's measures and the objectives they serve."""
        return clause_tables.measures(self.context)

    def open_points(self) -> Fragment:
        """尚未达到和未填报指标."""
        return area_tables.open_points(self.context)

    def denominators(self) -> Fragment:
        """Where births and population, the denominators of the other pages, come from."""
        said = self.context.place.denominators
        named = {"活产数": said.births, "人口数": said.population}
        rows = [[name, source or "未注明"] for name, source in named.items()]
        return html_tables.table(["分母", "来源"], rows)

    @internal_only
    def outlook(self) -> Fragment:
        """What the figures may be at the deadline."""
        return outlook_tables.outlook(self.context)

    @internal_only
    def attention(self) -> Fragment:
        """What needs attention this year."""
        return warning_tables.attention(self.context)

    @internal_only
    def warning_budget(self) -> Fragment:
        """How many of the year's warnings chance alone may have raised, by kind."""
        return warning_tables.budget(self.context)

    @internal_only
    def outlook_classes(self) -> Fragment:
        """All targets by what is to be expected at their deadline."""
        return warning_tables.outlook_classes(self.context)

    @internal_only
    def reliability(self) -> Fragment:
        """How good the projections of the area's own series would have been."""
        return projection_accuracy.reliability(self.context)

    @internal_only
    def backtest(self) -> Fragment:
        """How warnings would have told misses of past targets on real indicators."""
        return projection_accuracy.backtest()

    @internal_only
    def other_methods(self) -> Fragment:
        """How other systems' methods would call the same figures, folded."""
        return outlook_tables.other_methods(self.context)

    def definitions(self) -> Fragment:
        """Definitions of the area's indicators, folded."""
        return fold("指标定义、期间与来源", area_tables.definitions(self.context))

    def sources(self) -> Fragment:
        """The releases behind the figures."""
        return area_tables.sources(self.context)

    def reading_guide(self) -> Fragment:
        """How targets, states and charts of this page are to be read."""
        context, settings = self.context, self.context.catalogue.settings
        shared = [
            "图中虚线为目标值，空心菱形为基期；数值直接标在线端，单位见标题。",
            f"“左右”按上下{labels.plain(settings.around_tolerance)}个百分点理解，高于参考值不视为问题。",
            "率类指标的变化用相对百分比，百分数用百分点，千分数用千分点。",
            f"“多数情况”指{context.parameters.level}%的可能范围；预测只说按目前走势会怎样。",
        ]
        own = [
            f"{context.catalogue.plan.last_year}年前不称未达标，只称提前达标或尚未达到目标值；"
            "◐表示数字很小、偶然波动可能改变结论（已达到的称尚不稳固，未达到的称尚难断定）。",
            f"提示分级：{'，'.join(f'{labels.WARNING_LEVEL[code]}为{word}' for code, word in labels.LEVEL_MEANS.items())}。",
        ]
        compared = [f"只说高于、低于或持平于{context.reference_target}，不作达标判断、不作预警。"]
        if context.parameters.public:  # without warnings and projections, and with figures that are not shown
            own, shared = own[:1], [*shared[:-1], "※表示个别组例数太少或指标不宜公开，数字不列。"]
        return bullets((compared if context.place.reference else own) + shared)

    @internal_only
    def notes(self) -> Fragment:
        """The analysts' own words on this page and year."""
        return page_notes.notes(self.context)

    def provenance(self) -> Fragment:
        """Parameters, data and versions this page was made from, folded."""
        parameters, known = self.context.parameters, self.context.catalogue
        own = self.context.judgement.rows("observations", indicator=self.context.indicator_ids)
        hashed = pd.util.hash_pandas_object(own, index=False)
        digest = hashlib.sha256(hashed.to_numpy().tobytes()).hexdigest()
        body = [
            ["地区", f"{parameters.place} {self.context.place.name}"],
            ["年份", str(parameters.year)],
            ["数据批次", parameters.as_of or "全部"],
            ["版本", labels.EDITION[parameters.edition]],
            ["置信水平", f"{parameters.level}%"],
            ["规划", f"{known.plan.name}（{known.plan.document}）"],
            ["本页观测数据摘要", digest[:16]],
            ["planbook", __version__],
            *[[name, version(name)] for name in LIBRARIES],
        ]
        return fold("本页由来：参数、数据与程序版本", html_tables.table(["项目", "内容"], body))

    def _card(self, id: str) -> str:
        context, reading = self.context, self.context.reading(id)
        entry = reading.indicator
        if reading.year is None:
            lacking = sentences.no_figure(context, id)
            return f'<div class="card empty"><h4>{shown(entry.short)}</h4><b>{lacking}</b></div>'
        said = sentences.since(reading, "previous")
        since = sentences.compared("上年", said) if said else "上年数据未见"
        late = "" if reading.year == context.parameters.year else f"<small>{reading.year}年数</small>"
        target = context.target(id, reading.codes)
        goal = ""
        if target is not None:
            state = area_tables.attainment(target, context).html
            goal = f"<p>{shown(area_tables.demand(target, context))} {state}</p>"
        return (
            f'<div class="card"><h4>{shown(sentences.name(reading))}</h4><b>{shown(reading.text)}</b>{late}'
            f"<p>{shown(since)}</p>{goal}</div>"
        )
