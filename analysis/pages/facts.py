"""What one page reads: the area's indicators, figures, targets and sources."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis import words
from analysis.assessment import judgement, readings
from analysis.assessment.judgement import Judgement, Question
from analysis.catalogue import Catalogue, Indicator
from analysis.data import places, prepare
from analysis.errors import CatalogueError, Fault, suggestion
from analysis.indicators import rates

WHOLE_YEAR = "overview"
BREAKDOWN = ["sex", "residence", "age"]
LINE = ["year", "value", "status", "release", "source", "numerator", "denominator"]


@dataclass(frozen=True)
class Reading:
    """One figure with what it is compared with; NaN and None where there is none."""

    indicator: Indicator
    codes: dict[str, str]
    year: int | None
    value: float
    previous: float
    base_year: int | None
    base: float
    release: str = ""
    source: str = ""
    status: str = ""
    previous_chance: bool = False
    base_chance: bool = False

    @property
    def label(self) -> str:
        """Words of the breakdown; empty for the total."""
        return words.breakdown(*(self.codes[name] for name in BREAKDOWN))

    @property
    def text(self) -> str:
        """The figure with its unit."""
        return words.figure(self.value, self.indicator.unit, self.indicator.decimals)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its texts as Python's own: rows are looked up one by one, which Arrow's are slow at."""
    texts = [name for name, kind in table.dtypes.items() if isinstance(kind, pd.StringDtype)]
    return table.astype(dict.fromkeys(texts, object))


def _since_break(rows: list[dict]) -> list[dict]:
    """A series' figures from its last break on: what lies before cannot be compared."""
    broken = [place for place, row in enumerate(rows) if row["status"] == "B"]
    return rows[broken[-1] :] if broken else rows


@dataclass(frozen=True)
class Facts:
    """Everything the page of one area of one place and year shows."""

    question: Question
    area: str

    @property
    def place(self) -> places.Place:
        """The place's entry."""
        return self.question.entry

    @property
    def catalogue(self) -> Catalogue:
        """The plan and the indicators."""
        return self.question.catalogue

    @property
    def reference_target(self) -> str:
        """What the target value is called on the page of a place that is only compared."""
        return self.catalogue.plan.city + words.REFERENCE_TARGET

    @cached_property
    def judgement(self) -> Judgement:
        """The year's tables, kept or made anew."""
        return judgement.of(self.question)

    @cached_property
    def earlier(self) -> dict[int, Judgement]:
        """Judgements of the plan's years before this one that have figures, by today's data and code."""
        asked, first = self.question, self.catalogue.plan.first_year
        known = set(self.judgement.observations["year"])
        years = [year for year in range(first, asked.year) if year in known]
        return {year: judgement.of(replace(asked, year=year)) for year in years}

    @cached_property
    def series(self) -> pd.DataFrame:
        """Figures of the whole place up to the year, in long form."""
        return _plain(readings.city_series(self.judgement.observations, self.question.year))

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The area's rows of the assessment."""
        table = self.judgement.assessment
        return _plain(table[table["area"].eq(self.area)].reset_index(drop=True))

    @cached_property
    def parents(self) -> dict[str, "Facts"]:
        """Facts of the places to compare with, by their names."""
        asked = [Question(p, self.question.year, "", self.question.level) for p in self.place.parents]
        return {question.entry.name: Facts(question, self.area) for question in asked}

    def of(self, area: str) -> "Facts":
        """Facts of another area of the same place and year, with what is known already."""
        other = Facts(self.question, area)
        other.__dict__["judgement"] = self.judgement
        return other

    @property
    def indicators(self) -> list[Indicator]:
        """The indicators the page shows, in the catalogue's order; all of them for the whole year."""
        known = self.catalogue
        ids = known.indicators if self.area == WHOLE_YEAR else known.area_indicators(self.area)
        return [known.indicators[id] for id in ids]

    def indicator(self, id: str) -> Indicator:
        """An indicator by id, with a suggestion where there is none."""
        known = self.catalogue.indicators
        if id not in known:
            where = f"notebook {self.area}, indicator"
            raise CatalogueError([Fault(where, repr(id), "an indicator's id", suggestion(id, known))])
        return known[id]

    @cached_property
    def _places(self) -> dict[tuple, np.ndarray]:
        return self.series.groupby(readings.SERIES, sort=False).indices

    @cached_property
    def _columns(self) -> pd.DataFrame:
        return self.series[LINE]

    @cached_property
    def _kept(self) -> dict[tuple, object]:
        """What this page has looked up already."""
        return {}

    def line(self, id: str, sex: str = "_T", residence: str = "_T", age: str = "_T") -> pd.DataFrame:
        """One yearly series, oldest first: the columns `LINE`."""
        key = (self.indicator(id).id, sex, residence, age)
        if key not in self._kept:
            self._kept[key] = self._columns.iloc[self._places.get(key, [])].reset_index(drop=True)
        return self._kept[key]

    def main_line(self, id: str) -> tuple[dict[str, str], pd.DataFrame]:
        """An indicator's total, else its first breakdown that has figures, with the breakdown's codes."""
        if ("main", id) not in self._kept:
            self._kept["main", id] = self._main_line(id)
        return self._kept["main", id]

    def _main_line(self, id: str) -> tuple[dict[str, str], pd.DataFrame]:
        total = dict.fromkeys(BREAKDOWN, "_T")
        asked = self._numeric(id)[BREAKDOWN].to_dict("records")
        for codes in (total, *asked):
            if len(line := self.line(id, **codes)):
                return codes, line
        groups = self.breakdowns(id)
        codes = total if groups.empty else groups.iloc[0].to_dict()
        return codes, self.line(id, **codes)

    def projection(self, id: str) -> pd.DataFrame:
        """Projected figures of an indicator's main line; empty where there are none."""
        key = (id, *(self.main_line(id)[0][name] for name in BREAKDOWN))
        rows = self._projected
        return rows.iloc[self._projections.get(key, [])].reset_index(drop=True)

    @cached_property
    def _projected(self) -> pd.DataFrame:
        rows = self.judgement.projections
        return rows[rows["value"].notna()]

    @cached_property
    def _projections(self) -> dict[tuple, np.ndarray]:
        return self._projected.groupby(readings.SERIES, sort=False).indices

    def reading(self, id: str, **codes: str) -> Reading:
        """The latest figure of a series up to the year, beside last year's and the base year's."""
        key = ("reading", id, *sorted(codes.items()))
        if key not in self._kept:
            self._kept[key] = self._reading(id, codes)
        return self._kept[key]

    def _reading(self, id: str, codes: dict[str, str]) -> Reading:
        indicator = self.indicator(id)
        codes, line = (codes, self.line(id, **codes)) if codes else self.main_line(id)
        codes = dict.fromkeys(BREAKDOWN, "_T") | codes
        if line.empty:
            return Reading(indicator, codes, None, float("nan"), float("nan"), None, float("nan"))
        rows = _since_break(
            [dict(zip(LINE, row, strict=True)) for row in line.itertuples(index=False, name=None)]
        )
        last, by_year = rows[-1], {int(row["year"]): row for row in rows}
        year = int(last["year"])
        base_year = next((y for y in self.base_years if y in by_year and y < year), None)
        nothing = {"value": float("nan")}
        return Reading(
            indicator,
            codes,
            year,
            float(last["value"]),
            float(by_year.get(year - 1, nothing)["value"]),
            base_year,
            float(by_year.get(base_year, nothing)["value"]),
            last["release"],
            last["source"],
            last["status"],
            self._by_chance(indicator, last, by_year.get(year - 1)),
            self._by_chance(indicator, last, by_year.get(base_year)),
        )

    def _by_chance(self, indicator: Indicator, last: dict, before: dict | None) -> bool:
        """Whether the change since an earlier figure may be chance: the interval of the difference covers 0."""
        method = {"rate": rates.rate, "proportion": rates.proportion}.get(indicator.statistic)
        if before is None or method is None or indicator.register_count:
            return False
        counts = [[float(row[name]) for row in (before, last)] for name in ("numerator", "denominator")]
        if np.isnan(counts).any():
            return False
        limits = method(*counts, level=self.question.level / 100)
        apart = rates.difference(limits.tail(1), limits.head(1)).iloc[0]
        return bool(apart["lower"] <= 0 <= apart["upper"])

    @cached_property
    def evaluation(self) -> pd.DataFrame:
        """What was reported and found of each objective and measure, by its id."""
        return self.judgement.evaluation.set_index("clause")

    @cached_property
    def _notes(self) -> dict[tuple, str]:
        points = self.judgement.points
        asked = points[points["unit_area"].eq("_T")]
        return {
            (row.indicator, row.sex, row.residence, row.age, int(row.year)): (
                f"情况说明：{row.explanation}" if row.explanation else f"待核实（{words.REVIEW[row.rule]}）"
            )
            for row in asked.itertuples()
        }

    def note(self, reading: Reading) -> str:
        """The written explanation that stands beside a figure, or that one is still wanted; else nothing."""
        codes = (reading.codes[name] for name in BREAKDOWN)
        return self._notes.get((reading.indicator.id, *codes, reading.year), "")

    @property
    def base_years(self) -> tuple[int, ...]:
        """Years a base may be from, the place's own first."""
        years = self.catalogue.settings.baseline_years
        return (self.place.baseline, *(year for year in years if year != self.place.baseline))

    def target(self, id: str, codes: dict[str, str]) -> pd.Series | None:
        """The area's first numeric target of an indicator at a breakdown, if the plan sets one."""
        rows = self._numeric(id)
        if rows.empty:
            return None
        rows = rows[(rows[BREAKDOWN] == [codes[name] for name in BREAKDOWN]).all(axis=1)]
        return None if rows.empty else rows.iloc[0]

    def _numeric(self, id: str) -> pd.DataFrame:
        return self._with_value.iloc[self._asked.get(id, [])]

    @cached_property
    def _with_value(self) -> pd.DataFrame:
        return self.targets[self.targets["target_value"].notna()]

    @cached_property
    def _asked(self) -> dict[str, np.ndarray]:
        return self._with_value.groupby("indicator", sort=False).indices

    def breakdowns(self, id: str) -> pd.DataFrame:
        """Breakdowns of an indicator that have figures: `sex, residence, age`."""
        rows = pd.DataFrame(self._groups.get(id, []), columns=BREAKDOWN, dtype=str)
        return rows.sort_values(["residence", "sex", "age"], ignore_index=True)

    @cached_property
    def _groups(self) -> dict[str, list[tuple]]:
        found: dict[str, list[tuple]] = {}
        for id, *codes in self._places:
            found.setdefault(id, []).append(tuple(codes))
        return found

    def whence(self, indicator: Indicator) -> str:
        """Where a figure of an indicator would come from, in words."""
        unit = self.catalogue.departments[indicator.reporting_unit].name
        if indicator.cycle == "尚无":
            return f"目前没有统计来源，拟由{unit}研究建立"
        often = "每年" if indicator.every == 1 else f"每{indicator.every}年"
        return f"{indicator.cycle}，{often}一次，{unit}"

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The releases behind the area's figures."""
        used = self.series[self.series["indicator"].isin([entry.id for entry in self.indicators])]
        table = prepare.release_table(self.question.place)
        return table[table["release"].isin(used["release"])].reset_index(drop=True)
