"""Single series, readings and targets of a page, each looked up once."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis import baselines
from planbook.catalogue import Catalogue, Indicator
from planbook.core import labels
from planbook.judge import readings, series_projections, significance
from planbook.judge.judgement import Judgement
from planbook.judge.place_year import PlaceYear

BREAKDOWN = ["sex", "residence", "age"]
LINE = ["year", "value", "status", "release", "source", "numerator", "denominator"]
NOTHING = dict.fromkeys(("value", "numerator", "denominator"), float("nan"))


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
        return labels.breakdown(*(self.codes[name] for name in BREAKDOWN))

    @property
    def text(self) -> str:
        """The figure with its unit."""
        return labels.figure(self.value, self.indicator.unit, self.indicator.decimals)


def codes_of(row: pd.Series) -> dict[str, str]:
    """The breakdown that a row of a table is about."""
    return {name: row[name] for name in BREAKDOWN}


def _since_break(rows: list[dict]) -> list[dict]:
    """A series' figures from its last break on: what lies before cannot be compared."""
    broken = [place for place, row in enumerate(rows) if row["status"] == "B"]
    return rows[broken[-1] :] if broken else rows


def _counts(row: dict) -> list[float]:
    """Numerator and denominator of a figure; NaN where there is none."""
    return [float(row[name]) for name in ("numerator", "denominator")]


class Lookups(ABC):
    """What is looked up by an indicator's id, over the tables of `PageContext`."""

    parameters: PlaceYear

    @property
    @abstractmethod
    def catalogue(self) -> Catalogue:
        """The plan and the indicators."""

    @property
    @abstractmethod
    def judgement(self) -> Judgement:
        """The year's tables."""

    @property
    @abstractmethod
    def targets(self) -> pd.DataFrame:
        """The area's rows of the assessment."""

    @property
    @abstractmethod
    def base_years(self) -> tuple[int, ...]:
        """Years a base may be from, in order of preference."""

    @property
    @abstractmethod
    def _series(self) -> pd.DataFrame:
        """Figures of the whole place up to the year, in long form."""

    @abstractmethod
    def indicator(self, id: str) -> Indicator:
        """An indicator by id."""

    @cached_property
    def _places(self) -> dict[Any, Any]:
        return self._series.groupby(readings.SERIES, sort=False).indices

    @cached_property
    def _bases(self) -> dict[tuple, int]:
        """The base year of each series, by its codes."""
        rows = baselines.base_rows(self._series, self.base_years, by=readings.SERIES)
        return {
            tuple(key): int(year) for *key, year in rows[[*readings.SERIES, "year"]].itertuples(False, None)
        }

    @cached_property
    def _columns(self) -> pd.DataFrame:
        return self._series[LINE]

    @cached_property
    def _kept(self) -> dict[tuple, Any]:
        """What this page has looked up already."""
        return {}

    def line(self, id: str, sex: str = "_T", residence: str = "_T", age: str = "_T") -> pd.DataFrame:
        """One yearly series, oldest first: the columns `LINE`."""
        key = (self.indicator(id).id, sex, residence, age)
        if key not in self._kept:
            self.judgement.note("observations", "indicator", id)
            self._kept[key] = self._columns.iloc[self._places.get(key, [])].reset_index(drop=True)
        return self._kept[key]

    def series(self, *ids: str) -> pd.DataFrame:
        """Figures of the whole place up to the year of some indicators, in long form."""
        for id in ids:
            self.judgement.note("observations", "indicator", id)
        return self._series[self._series["indicator"].isin(ids)]

    def main_line(self, id: str) -> tuple[dict[str, str], pd.DataFrame]:
        """An indicator's figures as its target reads them, else its total, else a breakdown; with its codes."""
        if ("main", id) not in self._kept:
            self._kept["main", id] = self._main_line(id)
        return self._kept["main", id]

    def _main_line(self, id: str) -> tuple[dict[str, str], pd.DataFrame]:
        total = ("_T", "_T", "_T")
        asked = self._asked.get(id, [])
        first = asked if len(asked) == 1 else []  # of several groups none speaks for all
        known = self._groups.get(id, [])
        tried = (*(codes for codes, _ in first), total, *(codes for codes, _ in asked), *known)
        codes = next((codes for codes in tried if codes in known), total)
        named = dict(zip(BREAKDOWN, codes, strict=True))
        return named, self.line(id, **named)

    def projection(self, id: str) -> pd.DataFrame:
        """Projected figures of an indicator's main line, up to the year that pages speak of; empty where there are none."""
        self.judgement.note("projections", "indicator", id)
        key = (id, *(self.main_line(id)[0][name] for name in BREAKDOWN))
        rows = self._projected.iloc[self._projections.get(key, [])]
        return rows[rows["year"].le(self.ahead_to)].reset_index(drop=True)

    @property
    def ahead_to(self) -> int:
        """Year up to which pages look ahead: the plan's last while it lies ahead, else some years on."""
        year, last = self.parameters.year, self.catalogue.plan.last_year
        return last if year < last else year + series_projections.AHEAD

    @cached_property
    def _projected(self) -> pd.DataFrame:
        rows = self.judgement.unrecorded("projections")
        return rows[rows["value"].notna()]

    @cached_property
    def _projections(self) -> dict[Any, Any]:
        return self._projected.groupby(readings.SERIES, sort=False).indices

    def reading(self, id: str, **codes: str) -> Reading:
        """The latest figure of a series up to the year, beside last year's and the base year's."""
        key = ("reading", id, *sorted(codes.items()))
        if key not in self._kept:
            self._kept[key] = self._reading(id, codes)
        return self._kept[key]

    def _reading(self, id: str, codes: dict[str, str]) -> Reading:
        indicator = self.indicator(id)
        codes = dict.fromkeys(BREAKDOWN, "_T") | codes if codes else self.main_line(id)[0]
        self.judgement.note("observations", "indicator", id)
        if (id, *(codes[name] for name in BREAKDOWN)) not in self._places:
            return Reading(indicator, codes, None, float("nan"), float("nan"), None, float("nan"))
        last, previous, base = self._compared(id, codes)
        return Reading(
            indicator,
            codes,
            int(last["year"]),
            float(last["value"]),
            float(previous["value"]),
            base.get("year"),
            float(base["value"]),
            last["release"],
            last["source"],
            last["status"],
            *self._chances.get((id, *(codes[name] for name in BREAKDOWN)), (False, False)),
        )

    def _compared(self, id: str, codes: dict[str, str]) -> tuple[dict, dict, dict]:
        """A series' last figure, the one of the year before, and its base since its last break."""
        self.judgement.note("observations", "indicator", id)
        return self._at_hand((id, *(codes[name] for name in BREAKDOWN)))

    def _at_hand(self, series: tuple) -> tuple[dict, dict, dict]:
        """The same of a series by its codes, without a word of it being read."""
        rows = _since_break([self._rows[place] for place in self._places[series]])
        last = rows[-1]
        by_year: dict[int | None, dict] = {row["year"]: row for row in rows}
        base_year = self._bases.get(series)
        base = NOTHING if base_year == last["year"] else by_year.get(base_year, NOTHING)
        return last, by_year.get(last["year"] - 1, NOTHING), base

    @cached_property
    def _rows(self) -> list[dict]:
        """The rows of every series, one after the other as `_places` tells where they stand."""
        columns = self._columns.astype({"year": int})
        return [dict(zip(LINE, row, strict=True)) for row in columns.itertuples(False, None)]

    @cached_property
    def _chances(self) -> dict[tuple, list[bool]]:
        """By series, whether the change since the year before and since the base may be chance; no series without counts."""
        found: dict[tuple, list[bool]] = {}
        for statistic in significance.METHODS:
            asked = [series for series in self._places if self._counted(series[0]) == statistic]
            rows = [[_counts(row) for row in self._at_hand(series)] for series in asked]
            counts = np.array(rows, float).reshape(-1, 3, 2)
            covers = [
                significance.by_chance(statistic, counts[:, 0], counts[:, earlier]) for earlier in (1, 2)
            ]
            found |= dict(zip(asked, np.transpose(covers).tolist(), strict=True))
        return found

    def _counted(self, id: str) -> str:
        """The statistic of an indicator whose changes may be chance, or nothing."""
        known = self.catalogue.indicators.get(id)
        return "" if known is None or known.register_count else known.statistic

    def sure(self, reading: Reading) -> bool:
        """Whether a figure's change from its base is beyond chance or, in a full register, material; none without counts."""
        indicator = reading.indicator
        if reading.year is None or np.isnan(reading.base):
            return False
        last, _, base = self._compared(indicator.id, reading.codes)
        if indicator.register_count:
            unit, change = pd.Series([indicator.unit]), [reading.value - reading.base]
            return bool(significance.material(change, [reading.base], unit, self.catalogue.settings)[0])
        counted = (
            indicator.statistic in significance.METHODS
            and not np.isnan([*_counts(last), *_counts(base)]).any()
        )
        return bool(counted) and not reading.base_chance

    @cached_property
    def target_rows(self) -> list[pd.Series]:
        """The area's rows of the assessment, one by one."""
        return [row for _, row in self.targets.iterrows()]

    def target(self, id: str, codes: dict[str, str]) -> pd.Series | None:
        """The area's first numeric target of an indicator at a breakdown, if the plan sets one."""
        asked = tuple(codes[name] for name in BREAKDOWN)
        return next((row for known, row in self._asked.get(id, []) if known == asked), None)

    @cached_property
    def _asked(self) -> dict[str, list[tuple[tuple, pd.Series]]]:
        """The area's numeric targets by indicator, each with the breakdown it is set for."""
        found: dict[str, list[tuple[tuple, pd.Series]]] = {}
        for row in self.target_rows:
            if pd.isna(row["target_value"]):
                continue
            found.setdefault(row["indicator"], []).append((tuple(row[name] for name in BREAKDOWN), row))
        return found

    def suppressed(self, id: str, sex: str = "_T", residence: str = "_T", age: str = "_T") -> list[int]:
        """Years of a series whose figures are there and not shown."""
        self.judgement.note("observations", "indicator", id)
        return self._suppressed.get((id, sex, residence, age), [])

    def suppressed_groups(self, id: str) -> list[dict[str, str]]:
        """Breakdowns of an indicator of which some figure is there and not shown."""
        self.judgement.note("observations", "indicator", id)
        return [dict(zip(BREAKDOWN, codes, strict=True)) for one, *codes in self._suppressed if one == id]

    @cached_property
    def _suppressed(self) -> dict[tuple, list[int]]:
        rows = self.judgement.unrecorded("observations")
        rows = rows[rows["reason"].eq("suppressed") & rows["unit_area"].eq("_T")]
        rows = rows[rows["year"].le(self.parameters.year)].sort_values("year")
        return {key: list(own) for key, own in rows.groupby(readings.SERIES)["year"]}

    def breakdowns(self, id: str) -> list[dict[str, str]]:
        """Breakdowns of an indicator that have figures, by residence, sex and age."""
        self.judgement.note("observations", "indicator", id)
        return [dict(zip(BREAKDOWN, codes, strict=True)) for codes in self._groups.get(id, [])]

    @cached_property
    def _groups(self) -> dict[str, list[tuple]]:
        found: dict[str, list[tuple]] = {}
        for id, sex, residence, age in sorted(self._places, key=lambda key: (key[2], key[1], key[3])):
            found.setdefault(id, []).append((sex, residence, age))
        return found
