"""What each target is read from: the figure, its base, its recent course, its interval."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis import baselines, pooling, rates, trends
from analysis.forecasting import counts
from planbook.catalogue import Catalogue

FIELDS = ["id", "plan", "area", "clause", "indicator", "sex", "residence", "age", "rule", "operator"]
SERIES = ["indicator", "sex", "residence", "age"]


def targets(catalogue: Catalogue) -> pd.DataFrame:
    """One row per target, with what its indicator says of how it is read."""
    rows = []
    for target in catalogue.targets:
        indicator = catalogue.indicators.get(target.indicator or "")
        rows.append(
            {
                **target.model_dump(include={*FIELDS, "value", "tolerance", "unit", "deadline"}),
                "starts": target.starts or catalogue.plan.first_year,
                "direction": target.direction,
                "every_year": target.every_year,
                "dimension": target.dimension,
                "groups": target.groups,
                "relative_to": target.relative_to,
                "statistic": indicator.statistic if indicator else "",
                "multiplier": indicator.multiplier if indicator else np.nan,
                "register": bool(indicator and indicator.register_count),
                "lower_bound": indicator.lower_bound if indicator else None,
                "upper_bound": indicator.upper_bound if indicator else None,
                "body": indicator.body if indicator else "",
                "sentinel": bool(indicator and indicator.sentinel),
                "polarity": indicator.polarity if indicator else "",
                "due_yearly": bool(indicator and indicator.due_yearly),
                "cycle": indicator.cycle if indicator else "",
                "every": (indicator.every if indicator else None) or 1,
            }
        )
    table = pd.DataFrame(rows).rename(columns={"id": "target", "value": "target_value"})
    table["series"] = np.arange(len(table))
    table["unit"] = [_unit(row, catalogue) for row in table[["unit", "indicator"]].itertuples()]
    tolerance = table["tolerance"].astype(float)
    around = table["operator"].eq("around")
    relative = around & table["rule"].eq("relative")
    tolerance = tolerance.mask(around & tolerance.isna(), catalogue.settings.around_tolerance)
    table["tolerance"] = tolerance.mask(
        relative & table["tolerance"].isna(), catalogue.settings.relative_tolerance
    )
    return table.astype({"target_value": float, "lower_bound": float, "upper_bound": float})


def _unit(row: Any, catalogue: Catalogue) -> str:
    indicator = catalogue.indicators.get(row.indicator or "")
    return row.unit or (indicator.unit if indicator else "")


def base_years(catalogue: Catalogue, baseline: int | None) -> tuple[int, ...]:
    """Years a base may be from, in order of preference: the place's own, or the plan's, first."""
    years = catalogue.settings.baseline_years
    nearby = [year - years[0] for year in years]
    return baselines.base_years(years[0] if baseline is None else baseline, nearby)


def city_series(observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Figures of the whole place up to a year, one base of the denominator a series."""
    rows = observations[
        observations["unit_area"].eq("_T") & observations["year"].le(year) & observations["value"].notna()
    ].sort_values([*SERIES, "year", "base"])
    newest = rows.groupby(SERIES)["base"].transform("last")
    return rows[rows["base"] == newest].reset_index(drop=True)


def read(
    asked: pd.DataFrame,
    observations: pd.DataFrame,
    year: int,
    baseline_years: tuple,
    oldest: int | None,
    elections: Mapping[str, Sequence[int]],
) -> pd.DataFrame:
    """The targets with figure, base, recent change and reason for what is missing.

    Parameters
    ----------
    asked : pandas.DataFrame
        From `targets`.
    observations : pandas.DataFrame
        Newest observations of one place.
    year : int
        Year assessed.
    baseline_years : tuple of int
        In order of preference.
    oldest : int, optional
        Oldest year a figure may be from; without it as many years back as the indicator's cycle allows.
    elections : mapping of str to sequence of int
        Election years by body; a step series is read at its last election.
    """
    series = of_targets(asked, observations, year)
    table = asked.assign(**_elections(asked, year, elections))
    table = table.merge(_latest(series), left_on="series", right_index=True, how="left")
    table = _at_election(table, series)
    floor = (year - table["every"] + 1).astype(float) if oldest is None else oldest
    floor = table["election"].fillna(floor) if oldest is None else floor
    stale = table["year"].notna() & (table["year"] < floor)
    table.loc[stale, ["year", "numerator", "denominator", "value", "status"]] = np.nan
    table = table.join(_baseline(series, baseline_years), on="series")
    recent = trends.recent_yearly_change(series).rename("recent_change")
    table = table.join(recent, on="series")
    table = table.join(_pooled(history(table, series)), on="series")
    table["reason"] = _missing_reasons(table, observations, year, reference=oldest is not None)
    return table


def of_targets(table: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """The figures behind each target: `series` (the number of the target), `year, value, numerator, denominator, status`."""
    return table[["series", *SERIES]].merge(city_series(observations, year), on=SERIES)


def history(table: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Counts of the targets' series since their last break: `series, kind, year, numerator, denominator`."""
    kinds = table.set_index("series")["statistic"]
    kinds = kinds[kinds.isin(counts.KINDS) & ~table.set_index("series")["register"]]
    rows = trends.after_last_break(series.dropna(subset=["numerator", "denominator"]))
    rows = rows[rows["series"].isin(kinds.index)]
    return rows.assign(kind=rows["series"].map(kinds))[["series", "kind", "year", "numerator", "denominator"]]


def _elections(asked: pd.DataFrame, year: int, elections: Mapping[str, Sequence[int]]) -> dict:
    """Last election up to the year, and whether one is known but none was held since the plan began."""
    last = {body: max((y for y in years if y <= year), default=np.nan) for body, years in elections.items()}
    election = asked["body"].map(last).astype(float)
    waiting = asked["body"].isin(elections) & ~(election >= asked["starts"])
    return {"election": election.where(~waiting), "waiting": waiting}


def _at_election(table: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Step series at the first figure since their last election; `adjusted` where a later one differs."""
    asked = table.loc[table["election"].notna(), ["series", "election", "value"]]
    rows = asked.rename(columns={"value": "newest"}).merge(series, on="series")
    rows = rows[rows["year"] >= rows["election"]].sort_values("year").drop_duplicates("series")
    rows = rows.set_index("series")
    columns = ["year", "numerator", "denominator", "value", "status"]
    at = table["series"].isin(rows.index)
    elected = {name: table["series"].map(rows[name].to_dict()).where(at, table[name]) for name in columns}
    changed = rows.index[rows["newest"] != rows["value"]]
    types = {"year": float, "numerator": float, "denominator": float, "value": float}
    return table.assign(**elected, adjusted=table["series"].isin(changed)).astype(types)


def _latest(series: pd.DataFrame) -> pd.DataFrame:
    columns = ["year", "numerator", "denominator", "value", "status"]
    return series.sort_values("year").drop_duplicates("series", keep="last").set_index("series")[columns]


def _baseline(series: pd.DataFrame, preference: tuple[int, ...]) -> pd.DataFrame:
    chosen = baselines.base_rows(series, preference).set_index("series")
    breaks = series[series["status"] == "B"].groupby("series")["year"].max().rename("break_year")
    names = {"year": "baseline_year", "value": "baseline"}
    names |= {side: f"baseline_{side}" for side in ("numerator", "denominator")}
    base = chosen[list(names)].rename(columns=names)
    base = base.join(breaks, how="left")
    return base.assign(break_since_base=base["break_year"] > base["baseline_year"])


def pooled(line: pd.DataFrame) -> pooling.Window:
    """Cases and exposure of one yearly series added up over its last years, none from before its last break.

    Parameters
    ----------
    line : pandas.DataFrame
        `year, numerator, denominator, status`; years without counts do not count.

    Raises
    ------
    ValueError
        Where no year has counts.
    """
    return pooling.window(trends.after_last_break(line.assign(series=0)))


def _pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Tier by events a year; cases and denominators of the tier's window, and of its newest year."""
    events = counts.events_a_year(rows)
    tier = pd.Series(np.select([events >= 100, events >= 30, events >= 10], ["E1", "E2", "E3"], "E4"))
    tier.index = events.index
    last = rows.sort_values("year").drop_duplicates("series", keep="last").set_index("series")
    last = last[["numerator", "denominator"]].assign(years=1)
    used = pooling.windows(rows)[list(last)].where(tier.eq("E4"), last).add_prefix("window_")
    newest = last[["numerator", "denominator"]].add_prefix("newest_")
    return used.rename(columns={"window_years": "window"}).join(newest).assign(tier=tier)


def _missing_reasons(
    table: pd.DataFrame, observations: pd.DataFrame, year: int, *, reference: bool
) -> np.ndarray:
    said = observations[observations["status"].eq("M") & observations["year"].eq(year)]
    said = said[said["unit_area"].eq("_T")].drop_duplicates(SERIES)[[*SERIES, "reason"]]
    reported = table[SERIES].merge(said, on=SERIES, how="left")["reason"].fillna("").to_numpy()
    default = np.select(
        [table["cycle"].eq("尚无"), table["cycle"].isin(["上级抽样调查", "普查"])],
        ["no_county_data", "no_survey"],
        "not_yet_in",
    )
    missing = table["value"].isna().to_numpy()
    evidence = table["rule"].eq("evidence").to_numpy()
    given = np.where(reported != "", reported, "not_published" if reference else default)
    return np.select([evidence, missing], ["by_evidence", given], "")


def intervals(table: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """`lower` and `upper` of the reported figures; NaN for full counts and without counts."""
    bounds = pd.DataFrame(np.nan, index=table.index, columns=["lower", "upper"])
    counted = table["numerator"].notna() & table["denominator"].notna() & ~table["register"]
    for statistic, method in (("proportion", rates.proportion), ("rate", rates.rate)):
        rows = table[counted & table["statistic"].eq(statistic) & table["value"].notna()]
        found = method(rows["numerator"], rows["denominator"], level=level)
        for side in ("lower", "upper"):
            bounds.loc[rows.index, side] = found[side].to_numpy(float) * rows["multiplier"].to_numpy()
    return bounds
