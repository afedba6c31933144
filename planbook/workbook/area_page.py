"""The page of one area: each method gives a piece that a notebook's cell shows."""

import hashlib
from importlib.metadata import version

import pandas as pd

from planbook import __version__
from planbook.core import labels
from planbook.document.blocks import Card
from planbook.document.lines import Line
from planbook.judge.page_context import PageContext
from planbook.text import sentences
from planbook.workbook import (
    area_tables,
    clause_tables,
    gap_tables,
    outlook_tables,
    page_notes,
    pieces,
    projection_accuracy,
    target_distances,
    warning_tables,
)
from planbook.workbook.indicator_pieces import IndicatorPieces
from planbook.workbook.pieces import Piece, bullets, cards, fold, internal_only, paragraph

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

    def banner(self) -> Piece:
        """Place, year and data cut-off, and whether figures are invented or only compared."""
        context, place = self.context, self.context.place
        newest = context.sources["release"].max() if len(context.sources) else labels.NO_FIGURE
        parts = [place.name, f"{context.parameters.year}年", f"数据截至批次 {newest}"]
        text = paragraph(" · ".join(parts), "banner")
        if place.synthetic:
            text += paragraph(labels.SYNTHETIC, "synthetic")
        if place.reference:
            note = f"本页为{place.name}公布数据，{context.reference_target}用于对照，不作达标判断。"
            text += paragraph(note, "reference-note")
        return text

    def headlines(self, *ids: str) -> Piece:
        """Cards of the first screen: value, change, target and a word."""
        return cards(self.card(id) for id in ids)

    def conclusion(self) -> Piece:
        """The area in one sentence, and what is not in yet."""
        return paragraph(sentences.conclusion(self.context), "conclusion") + target_distances.lead(
            self.context
        )

    def main_points(self) -> Piece:
        """Computed sentences of what the targets' figures say, and what is missing."""
        context = self.context
        points = sentences.main_points(context) or [sentences.nothing_known(context)]
        return bullets(points) + paragraph(sentences.missing_points(context), "lacking")

    def glance(self) -> Piece:
        """The area's targets on one scale, and their status table."""
        return target_distances.at_a_glance(self.context)

    def gap_overview(self) -> Piece:
        """Gaps by sex, residence, age and township."""
        return gap_tables.overview(self.context)

    def objectives_table(self) -> Piece:
        """The area's objectives with their states."""
        return clause_tables.objectives(self.context)

    def measures_table(self) -> Piece:
        """The area's measures and the objectives they serve."""
        return clause_tables.measures(self.context)

    def open_points(self) -> Piece:
        """尚未达到和未填报指标."""
        return area_tables.open_points(self.context)

    def denominators(self) -> Piece:
        """Where births and population, the denominators of the other pages, come from."""
        said = self.context.place.denominators
        named = {"活产数": said.births, "人口数": said.population}
        rows = [[name, source or "未注明"] for name, source in named.items()]
        return pieces.table(["分母", "来源"], rows)

    @internal_only
    def outlook(self) -> Piece:
        """What the figures may be at the deadline."""
        return outlook_tables.outlook(self.context)

    @internal_only
    def attention(self) -> Piece:
        """What needs attention this year."""
        return warning_tables.attention(self.context)

    @internal_only
    def warning_budget(self) -> Piece:
        """How many of the year's warnings chance alone may have raised, by kind."""
        return warning_tables.budget(self.context)

    @internal_only
    def outlook_classes(self) -> Piece:
        """All targets by what is to be expected at their deadline."""
        return warning_tables.outlook_classes(self.context)

    @internal_only
    def reliability(self) -> Piece:
        """How good the projections of the area's own series would have been."""
        return projection_accuracy.reliability(self.context)

    @internal_only
    def backtest(self) -> Piece:
        """How warnings would have told misses of past targets on real indicators."""
        return projection_accuracy.backtest()

    @internal_only
    def other_methods(self) -> Piece:
        """How other systems' methods would call the same figures, folded."""
        return outlook_tables.other_methods(self.context)

    def definitions(self) -> Piece:
        """Definitions of the area's indicators, folded."""
        return fold("指标定义、期间与来源", area_tables.definitions(self.context))

    def sources(self) -> Piece:
        """The releases behind the figures."""
        return area_tables.sources(self.context)

    def reading_guide(self) -> Piece:
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
    def notes(self) -> Piece:
        """The analysts' own words on this page and year."""
        return page_notes.notes(self.context)

    def provenance(self) -> Piece:
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
        return fold("本页由来：参数、数据与程序版本", pieces.table(["项目", "内容"], body))

    def card(self, id: str) -> Card:
        """An indicator's card: value, change, target and a word."""
        context, reading = self.context, self.context.reading(id)
        entry = reading.indicator
        if reading.year is None:
            return Card(entry.short, sentences.no_figure(context, id), empty=True)
        said = sentences.since(reading, "previous")
        since = sentences.compared("上年", said) if said else "上年数据未见"
        late = "" if reading.year == context.parameters.year else f"{reading.year}年数"
        target = context.target(id, reading.codes)
        goal: tuple[Line, ...] = ()
        if target is not None:
            goal = ((f"{area_tables.demand(target, context)} ", area_tables.attainment(target, context)),)
        return Card(sentences.name(reading), reading.text, late, (since, *goal))
