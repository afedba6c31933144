"""Pieces that a notebook asks for by indicators: sentences, charts and tables that answer a question."""

from analysis.pages import comparisons, pictures, pipelines, rare, sentences, tables, tallies
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, paragraph


class Pieces:
    """Answers of one place and year; `facts` is what they read."""

    facts: Facts

    def say(self, *ids: str) -> Fragment:
        """What the figures of some indicators say, in sentences."""
        return paragraph("".join(sentences.indicator_sentence(self.facts, id) for id in ids))

    def trend(self, id: str) -> Fragment:
        """Chart of one indicator with target, base and places to compare with."""
        return pictures.trend(self.facts, id)

    def multiples(self, *ids: str) -> Fragment:
        """Small charts of several indicators."""
        return pictures.multiples(self.facts, ids)

    def groups(self, id: str, dimension: str) -> Fragment:
        """Chart of one indicator by the groups of a dimension."""
        return pictures.groups(self.facts, id, dimension)

    def gap(self, dimension: str, *ids: str) -> Fragment:
        """Chart and sentences of the gap between two groups."""
        return pictures.gap(self.facts, ids, dimension)

    def levels(self, title: str, *ids: str) -> Fragment:
        """Bars of the latest figures of indicators of one unit."""
        return pictures.levels(self.facts, ids, title)

    def figures_table(self, *ids: str) -> Fragment:
        """Latest figures with breakdowns and sources; of all the area's indicators without ids."""
        shown = ids or [entry.id for entry in self.facts.indicators]
        return tables.figures(self.facts, shown, anchors=not ids)

    def events(self, id: str) -> Fragment:
        """A rare event in counts: what one does, and what can be said at all."""
        return rare.events(self.facts, id)

    def spread(self, id: str, dimension: str) -> Fragment:
        """Highest and lowest of several townships or stages."""
        return comparisons.spread(self.facts, id, dimension)

    def parity(self, *ids: str, cohort: str) -> Fragment:
        """Enrolment of girls and boys against the children counted by the indicator `cohort`."""
        return comparisons.parity(self.facts, *ids, cohort=cohort)

    def standardised(self, id: str) -> Fragment:
        """A rate with the base year's ages."""
        return comparisons.standardised(self.facts, id)

    def tallies(self, *ids: str) -> Fragment:
        """Counts of the last five years, and all together."""
        return tallies.tallies(self.facts, ids)

    def causes(self, whole: str, *ids: str) -> Fragment:
        """Deaths by cause and year."""
        return tallies.causes(self.facts, whole, ids)

    def contributions(self, *ids: str) -> Fragment:
        """What each age adds to nested mortalities."""
        return tallies.contributions(self.facts, ids)

    def slopes(self, *ids: str) -> Fragment:
        """Yearly rise before and since the base."""
        return tallies.slopes(self.facts, ids)

    def reconciled(self, *ids: str) -> Fragment:
        """The same events as several units count them."""
        return tallies.reconciled(self.facts, ids)

    def programme(self, *ids: str) -> Fragment:
        """One programme's own cases step after step, folded."""
        return tallies.programme(self.facts, ids)

    def seats(self, title: str, *ids: str) -> Fragment:
        """Shares of women level by level, in seats still missing."""
        return pipelines.seats(self.facts, title, ids)

    def elections(self, *ids: str) -> Fragment:
        """Step series at their elections."""
        return pipelines.elections(self.facts, ids)

    def beside(self, id: str, other: str) -> Fragment:
        """A share beside the one it is to keep up with."""
        return pipelines.beside(self.facts, id, other)

    def chain(self, title: str, *ids: str) -> Fragment:
        """Counts of the year step after step."""
        return pipelines.chain(self.facts, title, ids)

    def townships(self, id: str) -> Fragment:
        """Every township's figure, the failing ones by name."""
        return pipelines.townships(self.facts, id)
