"""Pieces that a notebook asks for by indicators: sentences, charts and tables that answer a question."""

from planbook.document.claims import joined
from planbook.judge.page_context import PageContext
from planbook.text import sentences
from planbook.workbook import (
    area_tables,
    event_counts,
    group_comparisons,
    indicator_charts,
    rare_events,
    seats,
    townships,
)
from planbook.workbook.pieces import Piece, paragraph, shows


class IndicatorPieces:
    """Answers of one place and year; `facts` is what they read."""

    context: PageContext

    @shows("book.latest({ids})")
    def say(self, *ids: str) -> Piece:
        """What the figures of some indicators say, in sentences."""
        return paragraph(joined(sentences.indicator_sentence(self.context, id) for id in ids))

    @shows("book.series({id})")
    def trend(self, id: str) -> Piece:
        """Chart of one indicator with target, base and places to compare with."""
        return indicator_charts.trend(self.context, id)

    @shows("book.lines({ids})")
    def multiples(self, *ids: str) -> Piece:
        """Small charts of several indicators."""
        return indicator_charts.multiples(self.context, ids)

    @shows("book.groups({id}, {dimension})")
    def by_group(self, id: str, dimension: str) -> Piece:
        """Chart of one indicator by the groups of a dimension."""
        return indicator_charts.groups(self.context, id, dimension)

    @shows("book.table(\"gaps\", indicator=[{ids}]).query('dimension == {dimension}')")
    def gap(self, dimension: str, *ids: str) -> Piece:
        """Chart and sentences of the gap between two groups."""
        return indicator_charts.gap(self.context, ids, dimension)

    @shows("book.latest({ids})")
    def levels(self, title: str, *ids: str) -> Piece:
        """Bars of the latest figures of indicators of one unit."""
        return indicator_charts.levels(self.context, ids, title)

    @shows("book.figures({ids})")
    def figures_table(self, *ids: str) -> Piece:
        """Latest figures with breakdowns and sources; of all the area's indicators without ids."""
        shown = ids or [entry.id for entry in self.context.indicators]
        return area_tables.figures(self.context, shown, anchors=not ids)

    @shows(
        'counted = book.series({id}, sex="_T").dropna(subset=["numerator", "denominator"])\n'
        "five = pooling.windows(trends.after_last_break(counted.assign(series=0))).reset_index(drop=True)\n"
        'pooled = rates.rate(five["numerator"], five["denominator"], multiplier=book.indicator({id}).multiplier, level=book.level / 100)\n'
        "pd.concat([counted.tail(5), five.join(pooled)], ignore_index=True)"
    )
    def events(self, id: str) -> Piece:
        """A rare event in counts: what one does, and what can be said at all."""
        return rare_events.events(self.context, id)

    @shows('book.table("gaps", indicator={id}).query(\'dimension == {dimension} and verdict == "several"\')')
    def spread(self, id: str, dimension: str) -> Piece:
        """Highest and lowest of several townships or stages."""
        return group_comparisons.spread(self.context, id, dimension)

    @shows(
        'girls, boys = (book.wide({ids}, {cohort}, sex=sex) for sex in ("F", "M"))\n'
        'children = (100 * boys.pop({cohort}) / girls.pop({cohort})).rename("children")\n'
        'both = pd.concat([girls.stack(), boys.stack()], axis=1, keys=["F", "M"]).join(children, on="year").dropna()\n'
        'both.assign(parity=gaps.parity(both["F"], both["M"], both["children"]))'
    )
    def parity(self, *ids: str, cohort: str) -> Piece:
        """Enrolment of girls and boys against the children counted by the indicator `cohort`."""
        return group_comparisons.parity(self.context, *ids, cohort=cohort)

    @shows(
        'ages = book.groups({id}, "age").dropna(subset=["numerator", "denominator"])\n'
        'standard = ages[ages["year"].eq(book.baseline)].set_index("age")["denominator"].rename("standard")\n'
        'ages[ages["year"].eq(ages["year"].max())].join(standard, on="age")'
    )
    def standardised(self, id: str) -> Piece:
        """A rate with the base year's ages."""
        return group_comparisons.standardised(self.context, id)

    @shows("book.counts({ids})")
    def event_counts(self, *ids: str) -> Piece:
        """Counts of the last five years, and all together."""
        return event_counts.recent(self.context, ids)

    @shows('book.wide({whole}, {ids}, of="numerator").dropna(subset=[{whole}]).tail(8)')
    def causes(self, whole: str, *ids: str) -> Piece:
        """Deaths by cause and year."""
        return event_counts.causes(self.context, whole, ids)

    @shows(
        "whole = book.wide({ids}).dropna()\n"
        "whole.diff(axis=1).fillna(whole.iloc[:, [0]]).clip(lower=0).tail(8)"
    )
    def contributions(self, *ids: str) -> Piece:
        """What each age adds to nested mortalities."""
        return event_counts.contributions(self.context, ids)

    @shows(
        'slopes = book.assessment.query("rule == \'slope\'").dropna(subset=["baseline_year"])\n'
        'base = slopes.drop_duplicates("indicator").set_index("indicator")["baseline_year"].astype(int)\n'
        'lines = trends.after_last_break(book.lines({ids}), by="indicator").groupby("indicator", sort=False)\n'
        'pd.DataFrame([(id, *trends.slopes_around(own["year"], own["value"], at=base[id])) for id, own in lines if id in base], columns=["indicator", "before", "since"])'
    )
    def slopes(self, *ids: str) -> Piece:
        """Yearly rise before and since the base."""
        return event_counts.slopes(self.context, ids)

    @shows('book.counts({ids}).pivot(index="indicator", columns="year", values="count")')
    def reconciled(self, *ids: str) -> Piece:
        """The same events as several units count them."""
        return event_counts.reconciled(self.context, ids)

    @shows(
        'book.lines({ids}).dropna(subset=["numerator", "denominator"]).drop_duplicates("indicator", keep="last")'
    )
    def programme(self, *ids: str) -> Piece:
        """One programme's own cases step after step, folded."""
        return event_counts.programme(self.context, ids)

    @shows('book.latest({ids}).dropna(subset=["value"])')
    def seats(self, title: str, *ids: str) -> Piece:
        """Shares of women level by level, in seats still missing."""
        return seats.seats(self.context, title, ids)

    @shows("book.lines({ids})")
    def elections(self, *ids: str) -> Piece:
        """Step series at their elections."""
        return seats.elections(self.context, ids)

    @shows("book.wide({id}, {other}).dropna()")
    def beside(self, id: str, other: str) -> Piece:
        """A share beside the one it is to keep up with."""
        return seats.beside(self.context, id, other)

    @shows("book.latest({ids})")
    def chain(self, title: str, *ids: str) -> Piece:
        """Counts of the year step after step."""
        return indicator_charts.chain(self.context, title, ids)

    @shows("book.townships({id})")
    def every_township(self, id: str) -> Piece:
        """Every township's figure, the failing ones by name."""
        return townships.townships(self.context, id)
