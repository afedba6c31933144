"""Single series, readings and targets of a page, each looked up once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis import words
from analysis.assessment import readings
from analysis.catalogue import Indicator
from analysis.indicators import rates

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


def _since_break(rows: list[dict]) -> list[dict]:
    """A series' figures from its last break on: what lies before cannot be compared."""
    broken = [place for place, row in enumerate(rows) if row["status"] == "B"]
    return rows[broken[-1] :] if broken else rows


def _counts(row: dict | None) -> list[float]:
    """Numerator and denominator of a figure; NaN where there is none."""
    return [float("nan") if row is None else float(row[name]) for name in ("numerator", "denominator")]


class Lookups:
    """What is looked up by an indicator's id, over the tables of `Facts`."""

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
        """An indicator's figures as its target reads them, else its total, else a breakdown; with its codes."""
        if ("main", id) not in self._kept:
            self._kept["main", id] = self._main_line(id)
        return self._kept["main", id]

    def _main_line(self, id: str) -> tuple[dict[str, str], pd.DataFrame]:
        total = dict.fromkeys(BREAKDOWN, "_T")
        asked = self._numeric(id)[BREAKDOWN].to_dict("records")
        first = asked if len(asked) == 1 else []  # of several groups none speaks for all
        for codes in (*first, total, *asked):
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
            *self._by_chance(indicator, last, [by_year.get(year - 1), by_year.get(base_year)]),
        )

    def _by_chance(self, indicator: Indicator, last: dict, before: list[dict | None]) -> list[bool]:
        """Whether the change since each earlier figure may be chance: the interval of the difference covers 0."""
        method = {"rate": rates.rate, "proportion": rates.proportion}.get(indicator.statistic)
        counts = [_counts(row) for row in before]
        if method is None or indicator.register_count or np.isnan(_counts(last)).any():
            return [False] * len(before)
        known = [place for place, pair in enumerate(counts) if not np.isnan(pair).any()]
        if not known:
            return [False] * len(before)
        pairs = [_counts(last), *(counts[place] for place in known)]
        limits = method(*np.transpose(pairs), level=self.question.level / 100)
        apart = rates.difference(limits.iloc[[0] * len(known)], limits.iloc[1:])
        covers = (apart["lower"].to_numpy() <= 0) & (apart["upper"].to_numpy() >= 0)
        return [place in known and bool(covers[known.index(place)]) for place in range(len(before))]

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
