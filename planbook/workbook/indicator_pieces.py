"""Pieces that a notebook asks for by indicators: sentences, charts and tables that answer a question."""

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
from planbook.workbook.pieces import Piece, paragraph


class IndicatorPieces:
    """Answers of one place and year; `facts` is what they read."""

    context: PageContext

    def say(self, *ids: str) -> Piece:
        """What the figures of some indicators say, in sentences."""
        return paragraph("".join(sentences.indicator_sentence(self.context, id) for id in ids))

    def trend(self, id: str) -> Piece:
        """Chart of one indicator with target, base and places to compare with."""
        return indicator_charts.trend(self.context, id)

    def multiples(self, *ids: str) -> Piece:
        """Small charts of several indicators."""
        return indicator_charts.multiples(self.context, ids)

    def groups(self, id: str, dimension: str) -> Piece:
        """Chart of one indicator by the groups of a dimension."""
        return indicator_charts.groups(self.context, id, dimension)

    def gap(self, dimension: str, *ids: str) -> Piece:
        """Chart and sentences of the gap between two groups."""
        return indicator_charts.gap(self.context, ids, dimension)

    def levels(self, title: str, *ids: str) -> Piece:
        """Bars of the latest figures of indicators of one unit."""
        return indicator_charts.levels(self.context, ids, title)

    def figures_table(self, *ids: str) -> Piece:
        """Latest figures with breakdowns and sources; of all the area's indicators without ids."""
        shown = ids or [entry.id for entry in self.context.indicators]
        return area_tables.figures(self.context, shown, anchors=not ids)

    def events(self, id: str) -> Piece:
        """A rare event in counts: what one does, and what can be said at all."""
        return rare_events.events(self.context, id)

    def spread(self, id: str, dimension: str) -> Piece:
        """Highest and lowest of several townships or stages."""
        return group_comparisons.spread(self.context, id, dimension)

    def parity(self, *ids: str, cohort: str) -> Piece:
        """Enrolment of girls and boys against the children counted by the indicator `cohort`."""
        return group_comparisons.parity(self.context, *ids, cohort=cohort)

    def standardised(self, id: str) -> Piece:
        """A rate with the base year's ages."""
        return group_comparisons.standardised(self.context, id)

    def event_counts(self, *ids: str) -> Piece:
        """Counts of the last five years, and all together."""
        return event_counts.recent(self.context, ids)

    def causes(self, whole: str, *ids: str) -> Piece:
        """Deaths by cause and year."""
        return event_counts.causes(self.context, whole, ids)

    def contributions(self, *ids: str) -> Piece:
        """What each age adds to nested mortalities."""
        return event_counts.contributions(self.context, ids)

    def slopes(self, *ids: str) -> Piece:
        """Yearly rise before and since the base."""
        return event_counts.slopes(self.context, ids)

    def reconciled(self, *ids: str) -> Piece:
        """The same events as several units count them."""
        return event_counts.reconciled(self.context, ids)

    def programme(self, *ids: str) -> Piece:
        """One programme's own cases step after step, folded."""
        return event_counts.programme(self.context, ids)

    def seats(self, title: str, *ids: str) -> Piece:
        """Shares of women level by level, in seats still missing."""
        return seats.seats(self.context, title, ids)

    def elections(self, *ids: str) -> Piece:
        """Step series at their elections."""
        return seats.elections(self.context, ids)

    def beside(self, id: str, other: str) -> Piece:
        """A share beside the one it is to keep up with."""
        return seats.beside(self.context, id, other)

    def chain(self, title: str, *ids: str) -> Piece:
        """Counts of the year step after step."""
        return indicator_charts.chain(self.context, title, ids)

    def townships(self, id: str) -> Piece:
        """Every township's figure, the failing ones by name."""
        return townships.townships(self.context, id)
