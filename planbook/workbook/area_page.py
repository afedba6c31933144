"""The page of one area: each method gives a piece that a notebook's cell shows."""

from importlib.metadata import version

from planbook import __version__
from planbook.core import labels
from planbook.document.blocks import Card
from planbook.document.claims import NOTHING, Sentence, constant, joined, named, say, word
from planbook.document.lines import Link, Words
from planbook.judge import series_projections, significance
from planbook.text import cut_off_sentences, demands, sentences
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
from planbook.workbook.called_indicators import by_name
from planbook.workbook.indicator_pieces import IndicatorPieces
from planbook.workbook.pieces import (
    Piece,
    bullets,
    cards,
    fold,
    in_order,
    internal_only,
    paragraph,
    section,
    shows,
)
from planbook.workbook.tables import LIBRARIES, observations_digest
from planbook.workbook.trials import Trials

GAPS = "总数达到不等于各组都达到；这里列出本领域全部有分组数的指标，与基期的差距相比。"
MEASURES = "措施有没有效果，看它应当推动的数字动了没有。"
JUDGED = "措施做得怎样看自评和认定；"  # which stand beside them only inside the house
RELIABILITY = "退回到几年前再预测一次，看后来公布的数落在哪里。"


class AreaPage(IndicatorPieces, Trials):
    """One notebook's page over one place and year.

    Parameters
    ----------
    context : PageContext
        What the page reads.
    """

    @shows('book.assessment.dropna(subset=["target_value"])')
    def opening(self) -> Piece:
        """How the page begins: the place and the day, cards, the conclusion, the points and the targets at a glance."""
        ids = self.context.headlines
        parts = [self.banner(), self.headlines(*ids) if ids else Piece()]
        if self.context.area in self.context.catalogue.areas:
            parts += [
                self.conclusion(),
                section("要点", self.main_points()),
                section("目标一览", self.glance()),
            ]
        return in_order(parts)

    @shows("book.figures()")
    def closing(self) -> Piece:
        """How the page ends: gaps, outlook, objectives, measures, open points, guide, data, notes and provenance."""
        about = section(
            "数据与定义", self.figures_table(), self.definitions(), self.other_methods(), self.sources()
        )
        if self.context.area not in self.context.catalogue.areas:
            return in_order([about, self.review(), *self._end()])
        parts = [
            section("性别、城乡、年龄和乡镇差距", self.gap_overview(), lead=GAPS),
            section("前景与需重点关注事项", self.outlook(), self.attention()),
            section("主要目标", self.objectives_table()),
            section("策略措施", self.measures_table(), lead=self._of_measures()),
            section("尚未达到和未填报指标", self.open_points()),
            section("怎样读这一页", self.reading_guide()),
            about,
            self.review(),
            section("预测有多可靠？", self.reliability(), lead=RELIABILITY),
        ]
        return in_order([*parts, *self._end()])

    def _end(self) -> tuple[Piece, Piece]:
        """The analysts' notes and what the page was made from."""
        return section("分析人员笔记", self.notes()), self.provenance()

    @internal_only
    @shows("book.observations")
    def review(self) -> Piece:
        """The way to the page that says of every number here how it is made, and from which cells."""
        link = Link(say("复核：本页每个数怎样算出、取自哪些单元格"), f"review/{self.context.area}.html")
        return paragraph((link,))

    def _of_measures(self) -> str:
        return JUDGED + MEASURES if clause_tables.judgements(self.context) else MEASURES

    @shows(
        'book.place_facts.loc[["name", "year", "newest_release", "newest_review", "synthetic", "reference"]]'
    )
    def banner(self) -> Piece:
        """Place, year and data cut-off, and whether figures are invented or only compared."""
        context, place = self.context, self.context.place
        name = named(place, "name")
        year = say("{year}年", year=named(context.parameters, "year"))
        text = paragraph(joined([name, year, cut_off_sentences.cut_off(context)], " · "), "banner")
        if place.synthetic:
            text += paragraph(say(labels.SYNTHETIC), "synthetic")
        if place.reference:
            target = sentences.reference_target(context)
            note = sentences.only_compared() + say(
                "本页为{name}公布数据，{target}用于对照，不作达标判断。", name=name, target=target
            )
            text += paragraph(note, "reference-note")
        return text

    @shows("book.latest({ids})")
    def headlines(self, *ids: str) -> Piece:
        """Cards of the first screen: value, change, target and a word."""
        return cards(self.card(id) for id in ids)

    @shows('book.assessment.dropna(subset=["target_value"])')
    def conclusion(self) -> Piece:
        """The area in one sentence, and what is not in yet."""
        return paragraph(sentences.conclusion(self.context), "conclusion") + target_distances.lead(
            self.context
        )

    @shows('book.assessment.dropna(subset=["value"])')
    def main_points(self) -> Piece:
        """Computed sentences of what the targets' figures say, and what is missing."""
        context = self.context
        points = sentences.main_points(context) or [sentences.nothing_known(context)]
        return bullets(points) + paragraph(sentences.missing_points(context), "lacking")

    @shows("book.assessment.query('rule != \"evidence\"')")
    def glance(self) -> Piece:
        """The area's targets on one scale, and their status table."""
        return target_distances.at_a_glance(self.context)

    @shows("book.gaps")
    def gap_overview(self) -> Piece:
        """Gaps by sex, residence, age and township."""
        return gap_tables.overview(self.context)

    @shows("book.objectives")
    def objectives_table(self) -> Piece:
        """The area's objectives with their states."""
        return clause_tables.objectives(self.context)

    @shows("book.measures")
    def measures_table(self) -> Piece:
        """The area's measures and the objectives they serve."""
        return clause_tables.measures(self.context)

    @shows(
        "rows = book.assessment\n"
        'behind = rows[rows["attainment"].isin(["not_met", "worse"])]\n'
        'pd.concat([behind, rows[rows["value"].isna() & rows["indicator"].notna()]])'
    )
    def open_points(self) -> Piece:
        """尚未达到和未填报指标."""
        return area_tables.open_points(self.context)

    @shows('book.place_facts.loc[["births", "population"]]')
    def denominators(self) -> Piece:
        """Where births and population, the denominators of the other pages, come from."""
        said = self.context.place.denominators
        given = {"活产数": said.births, "人口数": said.population}
        rows = [[name, source or "未注明"] for name, source in given.items()]
        return pieces.table(["分母", "来源"], rows)

    @internal_only
    @shows('book.assessment.dropna(subset=["projected"])')
    def outlook(self) -> Piece:
        """What the figures may be at the deadline."""
        return outlook_tables.outlook(self.context)

    @internal_only
    @shows("book.warnings")
    def attention(self) -> Piece:
        """What needs attention this year."""
        return warning_tables.attention(self.context)

    @internal_only
    @shows('book.table("warning_budget")')
    def warning_budget(self) -> Piece:
        """How many of the year's warnings chance alone may have raised, by kind."""
        return warning_tables.budget(self.context)

    @internal_only
    @shows(
        'rows = book.assessment.dropna(subset=["target_value", "outlook"])\n'
        'rows.query(\'outlook != ""\').groupby("outlook", as_index=False).size()'
    )
    def outlook_classes(self) -> Piece:
        """All targets by what is to be expected at their deadline."""
        return warning_tables.outlook_classes(self.context)

    @internal_only
    @shows('book.table("accuracy")')
    def reliability(self) -> Piece:
        """How good the projections of the area's own series would have been."""
        return projection_accuracy.reliability(self.context)

    @internal_only
    @shows("book.tested_warnings")
    def backtest(self) -> Piece:
        """How warnings would have told misses of past targets on real indicators."""
        return projection_accuracy.backtest()

    @internal_only
    @shows('book.assessment.merge(book.table("reference_methods"), on="target")')
    def other_methods(self) -> Piece:
        """How other systems' methods would call the same figures, folded."""
        return outlook_tables.other_methods(self.context)

    @shows("book.indicators")
    def definitions(self) -> Piece:
        """Definitions of the area's indicators, folded."""
        return fold(say("指标定义、期间与来源"), area_tables.definitions(self.context))

    @shows("book.releases")
    def sources(self) -> Piece:
        """The releases behind the figures."""
        return area_tables.sources(self.context)

    @shows("book.settings")
    def reading_guide(self) -> Piece:
        """How targets, states and charts of this page are to be read."""
        context, known = self.context, self.context.catalogue
        shared = [
            say("图中虚线为目标值，空心菱形为基期；数值直接标在线端，单位见标题。"),
            say(
                "“左右”按上下{points}个百分点理解，高于参考值不视为问题。",
                points=named(known.settings, "around_tolerance"),
            ),
            say("率类指标的变化用相对百分比，百分数用百分点，千分数用千分点。"),
            say(
                "变化是否只是偶然波动，一律按{sure}的把握判断；其他偶然波动范围按{level}%的把握。",
                sure=constant("significance.CHANGE_LEVEL", 100 * significance.CHANGE_LEVEL, "%"),
                level=named(context.parameters, "level"),
            ),
            say(
                "“多数情况”指{level}%的可能范围；预测只说按目前走势会怎样。",
                level=constant("series_projections.RANGE", series_projections.RANGE),
            ),
        ]
        own = [
            say(
                "{last}年前不称未达标，只称提前达标或尚未达到目标值；只要求方向的，说较基期提高、下降或基本持平；"
                "◐表示数字很小、偶然波动可能改变结论（已达到的称尚不稳固，未达到的称尚难断定）。",
                last=named(known.plan, "last_year"),
            ),
            say("提示分级（■越多越重）：{levels}。", levels=_levels()),
        ]
        compared = say(
            "只说高于、低于或持平于{target}，不作达标判断、不作预警。",
            target=sentences.reference_target(context),
        )
        if context.parameters.public:  # without warnings and projections, and with figures that are not shown
            own = own[:1]
            shared = [*shared[:-1], say("※表示个别组例数太少或指标不宜公开，数字不列。")]
        return bullets(([compared] if context.place.reference else own) + shared)

    @internal_only
    @shows("book.remarks")
    def notes(self) -> Piece:
        """The analysts' own words on this page and year."""
        return page_notes.notes(self.context)

    @shows("pd.concat([book.inputs, book.versions])")
    def provenance(self) -> Piece:
        """Parameters, data and versions this page was made from, folded."""
        parameters, known = self.context.parameters, self.context.catalogue
        body = [
            ["地区", f"{parameters.place} {self.context.place.name}"],
            ["年份", str(parameters.year)],
            ["数据批次", parameters.as_of or "全部"],
            ["版本", labels.EDITION[parameters.edition]],
            ["置信水平", f"{parameters.level}%"],
            ["规划", f"{known.plan.name}（{known.plan.document}）"],
            ["本页观测数据摘要", observations_digest(self.context)[:16]],
            ["planbook", __version__],
            *[[name, version(name)] for name in LIBRARIES],
        ]
        return fold(say("本页由来：参数、数据与程序版本"), pieces.table(["项目", "内容"], body))

    @by_name
    def card(self, id: str) -> Card:
        """An indicator's card: value, change, target and a word."""
        context, reading = self.context, self.context.reading(id)
        entry = reading.indicator
        if reading.year is None:
            return Card(named(entry, "short"), sentences.no_figure(context, id), empty=True)
        since = sentences.beside_last_year(context, reading) or say("上年数据未见")
        newest = reading.year == context.parameters.year
        late = NOTHING if newest else say("{when}数", when=sentences.level(reading).when)
        target = context.target(id, reading.codes)
        goal: tuple[Words, ...] = ()
        if target is not None:
            asked = demands.demand(target, context)
            goal = ((asked, say(" "), area_tables.attainment(target, context)),)
        return Card(sentences.name(reading), sentences.figure(reading), late, (since, *goal))


def _levels() -> Sentence:
    """What the levels of warnings mean."""
    return joined(
        (
            say(
                "{level}为{means}",
                level=word(labels.WARNING_LEVEL, code),
                means=word(labels.LEVEL_MEANS, code),
            )
            for code in labels.LEVEL_MEANS
        ),
        "，",
    )
