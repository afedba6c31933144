"""What one page reads: the area's indicators, figures, targets and sources."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from planbook import store
from planbook.catalogue import Catalogue, Indicator
from planbook.contract import places
from planbook.core import labels
from planbook.judge import kept_judgements, readings
from planbook.judge.judgement import Judgement
from planbook.judge.lookups import BREAKDOWN, LINE, Lookups, Reading, codes_of
from planbook.judge.place_year import PlaceYear

WHOLE_YEAR = "overview"
OF_THE_PLACE = (
    "judgement",
    "_series",
    "_places",
    "_columns",
    "_rows",
    "_bases",
    "_chances",
)  # the same for every area
__all__ = ["BREAKDOWN", "LINE", "WHOLE_YEAR", "PageContext", "Reading", "codes_of"]


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its texts as Python's own: rows are looked up one by one, which Arrow's are slow at."""
    texts = [name for name, kind in table.dtypes.items() if isinstance(kind, pd.StringDtype)]
    return table.astype(dict.fromkeys(texts, object))


def earlier_years(parameters: PlaceYear, known: Collection[int]) -> list[PlaceYear]:
    """The plan's years before this one, of those with figures, of which something is told beside this year's.

    Of a place that is not judged none; for the public, who sees no warnings, last year's verdicts alone.
    """
    first = parameters.year - 1 if parameters.public else parameters.catalogue.plan.first_year
    years = range(max(first, parameters.catalogue.plan.first_year), parameters.year)
    return (
        [] if parameters.entry.reference else [replace(parameters, year=one) for one in years if one in known]
    )


@dataclass(frozen=True, repr=False)
class PageContext(Lookups):
    """Everything the page of one area of one place and year shows."""

    parameters: PlaceYear
    area: str

    @property
    def place(self) -> places.Place:
        """The place's entry."""
        return self.parameters.entry

    @property
    def catalogue(self) -> Catalogue:
        """The plan and the indicators."""
        return self.parameters.catalogue

    @property
    def reference_target(self) -> str:
        """What the target value is called on the page of a place that is only compared."""
        return self.catalogue.plan.city + labels.REFERENCE_TARGET

    @cached_property
    def judgement(self) -> Judgement:
        """The year's tables, kept or made anew."""
        return kept_judgements.of(self.parameters)

    @cached_property
    def earlier(self) -> dict[int, Judgement]:
        """Judgements of the plan's years before this one that have figures, by today's data and code."""
        known = set(self.judgement.observations["year"])
        return {one.year: kept_judgements.of(one) for one in earlier_years(self.parameters, known)}

    @cached_property
    def _series(self) -> pd.DataFrame:
        """Figures of the whole place up to the year, in long form; `line` and `series` tell which are shown."""
        return _plain(readings.city_series(self.judgement.unrecorded("observations"), self.parameters.year))

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The area's rows of the assessment."""
        return _plain(self.judgement.rows("assessment", area=self.area).reset_index(drop=True))

    @cached_property
    def parents(self) -> dict[str, "PageContext"]:
        """PageContext of the places to compare with, by their names."""
        return {one.entry.name: PageContext(one, self.area) for one in self.parameters.parents}

    def of(self, area: str) -> "PageContext":
        """PageContext of another area of the same place and year, with what is known already."""
        if area not in self._others:
            other = self._others[area] = PageContext(self.parameters, area)
            other.__dict__.update({name: getattr(self, name) for name in OF_THE_PLACE})
        return self._others[area]

    def of_indicator(self, id: str) -> "PageContext":
        """Where an indicator is read: on this page, or for the whole year on its own area's."""
        area = self.indicator(id).area
        return self.of(area) if self.area == WHOLE_YEAR else self

    @cached_property
    def _others(self) -> dict[str, "PageContext"]:
        return {}

    @property
    def indicators(self) -> list[Indicator]:
        """The indicators the page shows, in the catalogue's order; all of them for the whole year."""
        known = self.catalogue
        ids = known.indicators if self.area == WHOLE_YEAR else known.area_indicators(self.area)
        return [known.indicators[id] for id in ids]

    @property
    def headlines(self) -> tuple[str, ...]:
        """Indicators of the cards that the page begins with, as the plan names them."""
        known = self.catalogue
        area = known.areas.get(self.area)
        return known.plan.headlines.get(self.area, ()) if area is None else area.headlines

    @property
    def indicator_ids(self) -> list[str]:
        """Ids of the indicators the page shows."""
        return [entry.id for entry in self.indicators]

    def indicator(self, id: str) -> Indicator:
        """An indicator by id or name, with a suggestion where there is none."""
        return self.catalogue.indicators[self.catalogue.indicator_id(id, f"notebook {self.area}, indicator")]

    @cached_property
    def evaluation(self) -> pd.DataFrame:
        """What was reported and found of each of the area's objectives and measures, by its id."""
        return self.judgement.rows("evaluation", area=self.area).set_index("clause")

    @cached_property
    def _notes(self) -> dict[tuple, str]:
        points = self.judgement.unrecorded("points")
        asked = points[points["unit_area"].eq("_T")]
        return {
            (id, sex, residence, age, int(year)): (
                f"情况说明：{explanation}" if explanation else f"待核实（{self.catalogue.review[rule].name}）"
            )
            for id, sex, residence, age, year, explanation, rule in asked[
                ["indicator", "sex", "residence", "age", "year", "explanation", "rule"]
            ].itertuples(index=False, name=None)
        }

    def note(self, reading: Reading) -> str:
        """The written explanation that stands beside a figure, or that one is still wanted; else nothing."""
        self.judgement.note("points", "indicator", reading.indicator.id)
        codes = (reading.codes[name] for name in BREAKDOWN)
        return self._notes.get((reading.indicator.id, *codes, reading.year), "")

    @property
    def base_years(self) -> tuple[int, ...]:
        """Years a base may be from, the place's own first."""
        return readings.base_years(self.catalogue, self.place.baseline)

    def responsible_id(self, row: pd.Series) -> str:
        """Id of the unit on whose page a warning or a target stands: the proposed one's where no known one is filed."""
        names = {one.name: id for id, one in self.catalogue.departments.items()}
        return names.get(row["responsible"]) or self._proposed_unit(row)

    def responsible_unit(self, row: pd.Series) -> str:
        """Responsible unit of a warning or a target; the one that its duties propose where no document names one."""
        return row["responsible"] or self.catalogue.departments[self._proposed_unit(row)].name

    def _proposed_unit(self, row: pd.Series) -> str:
        known = self.parameters.catalogue
        return known.proposed_unit(known.by_target[row["target"]])

    def data_source(self, indicator: Indicator) -> str:
        """Where a figure of an indicator would come from, in words."""
        unit = self.catalogue.departments[indicator.reporting_unit].name
        if indicator.cycle == "尚无":
            return f"目前没有统计来源，拟由{unit}研究建立"
        often = "每年" if indicator.every == 1 else f"每{indicator.every}年"
        return f"{indicator.cycle}，{often}一次，{unit}"

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The releases behind the area's figures."""
        used = self.series(*self.indicator_ids)
        return store.release_table(self.parameters.place, used["release"]).reset_index(drop=True)
