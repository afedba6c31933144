"""Groups of a figure side by side: two groups with their gap since the base, or several in one index."""

import numpy as np
import pandas as pd

from analysis import baselines, gaps, trends
from planbook.catalogue import Catalogue
from planbook.judge import readings, significance

STAGES = ("PRESCHOOL", "PRIMARY", "LOWER_SECONDARY", "UPPER_SECONDARY", "TERTIARY")
TWO = (("residence", "R", "U", "sex"), ("sex", "F", "M", "residence"))
KEY = ["indicator", "dimension"]
LARGE, LEAST_BEFORE, APART, BEYOND = (
    1000,
    6,
    3,
    2.66,
)  # of a register's gap: groups, years before, years compared, moves
VALUES = ["value_1", "value_2", "difference", "ratio"]
COUNTS = ["count_1", "exposure_1", "count_2", "exposure_2"]


def table(
    catalogue: Catalogue, observations: pd.DataFrame, year: int, base_years: tuple[int, ...]
) -> pd.DataFrame:
    """Newest gap of each indicator and dimension beside the base year's, with a verdict.

    Parameters
    ----------
    catalogue : Catalogue
        For the indicators' polarity and statistic.
    observations : pandas.DataFrame
        Newest observations of one place.
    year : int
        Year assessed.
    base_years : tuple of int
        Years a base may be from, in order of preference.

    Returns
    -------
    pandas.DataFrame
        Two groups: figures, `difference, ratio`, the base's, `verdict`, `how`, `ratio_of_ratios` with
        limits, `rate_effect, composition_effect` of the whole's change. Several groups (townships, school
        stages): highest and lowest, `index_absolute, index_relative`.
    """
    now, base, change = newest(catalogue, observations, year, base_years)
    now["how"] = _how(now, base, catalogue)
    now[["ratio_of_ratios", "lower", "upper"]] = change
    now = now.join(_effects(now, base))
    several = several_groups(observations, year)
    now = now.drop(columns=[*COUNTS, "narrowing"]).assign(index_absolute=np.nan, index_relative=np.nan)
    joined = pd.concat([now, several.reindex(columns=now.columns)]) if len(several) else now
    text = dict.fromkeys(["verdict", "how"], "")
    joined = joined.fillna(text).astype({"year": "Int64", "baseline_year": "Int64"})
    return joined.sort_values(KEY, kind="stable", ignore_index=True)


def newest(
    catalogue: Catalogue, observations: pd.DataFrame, year: int, base_years: tuple[int, ...]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The newest gap of each indicator and dimension, the base's in the same order, and the change of the ratio.

    The gap has `narrowing`, by the figures alone, and `verdict`, which tells chance too. The base's row is empty where
    no wanted year lies before the newest.
    """
    pairs = two_groups(observations, year)
    now = pairs.drop_duplicates(KEY, keep="last").reset_index(drop=True)
    base = _base(now, pairs, base_years)
    change = gaps.change_of_ratio(now.join(base[COUNTS].add_prefix("base_")))
    statistics = now["indicator"].map({id: one.statistic for id, one in catalogue.indicators.items()})
    of_chance = statistics.isin(["rate", "proportion"])
    change[~of_chance] = np.nan
    now["baseline_year"] = base["year"].astype("Int64")
    now[["baseline_difference", "baseline_ratio"]] = base[["difference", "ratio"]]
    now["narrowing"] = gaps.narrowing(now, base)
    now["verdict"] = gaps.with_evidence(now["narrowing"], now[COUNTS].where(of_chance), base, change)
    return now, base, change


def in_force(gap_year: pd.Series, every: pd.Series, year: int) -> pd.Series:
    """Whether gaps are new enough to be the year's: as many years back as their indicators' cycles allow."""
    return gap_year.astype(float) >= year - every.astype(float) + 1


def widened(catalogue: Catalogue, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Gaps between large groups that widened over three years by more than they ever move from year to year.

    Parameters
    ----------
    catalogue, observations, year
        As for `table`.

    Returns
    -------
    pandas.DataFrame
        `KEY` and `gap_widened`: True where the net widening of three years is material and beyond 2.66 times the mean
        yearly move of the gap before (six years at least since the last break), in groups of 1,000 and more. For full
        registers, whose figures have no chance that counts would tell.
    """
    series = trends.after_last_break(
        (rows := readings.city_series(observations, year)).assign(
            series=rows.groupby(readings.SERIES).ngroup()
        )
    )
    pairs = two_groups(series, year)
    apart = pairs.assign(gap=pairs["difference"].abs())
    before = apart[apart["year"] < year]
    moves = before.assign(move=before.groupby(KEY)["gap"].diff().abs()).groupby(KEY)["move"]
    now, ago = (apart[apart["year"].eq(when)].set_index(KEY) for when in (year, year - APART))
    net = (now["gap"] - ago["gap"]).dropna()
    usual = moves.mean().where(before.groupby(KEY).size() >= LEAST_BEFORE).reindex(net.index)
    large = now[["exposure_1", "exposure_2"]].astype(float).min(axis=1).reindex(net.index) >= LARGE
    units = pd.Series([catalogue.indicators[name].unit for name, _ in net.index], index=net.index, dtype=str)
    matters = significance.material(net, ago["gap"].reindex(net.index), units, catalogue.settings)
    found = (net > BEYOND * usual) & matters & large
    return found.rename("gap_widened").reset_index()


def two_groups(observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Town and country, women and men: one row per indicator, dimension and year both groups have."""
    series = readings.city_series(observations, year)
    series = series[series["age"].eq("_T")]
    found = [_pairs(series[series[other].eq("_T")], *names) for *names, other in TWO]
    return pd.concat(found, ignore_index=True).sort_values([*KEY, "year"], ignore_index=True)


def _pairs(rows: pd.DataFrame, dimension: str, first: str, second: str) -> pd.DataFrame:
    columns = ["indicator", "year", "value", "numerator", "denominator"]
    sides = [rows[rows[dimension].eq(code)][columns] for code in (first, second)]
    pair = sides[0].merge(sides[1], on=["indicator", "year"], suffixes=("_1", "_2"))
    names = {f"numerator_{n}": f"count_{n}" for n in (1, 2)} | {
        f"denominator_{n}": f"exposure_{n}" for n in (1, 2)
    }
    pair = pair.rename(columns=names).join(gaps.two_groups(pair["value_1"], pair["value_2"]))
    return pair.assign(dimension=dimension, group_1=first, group_2=second)[
        ["indicator", "dimension", "year", "group_1", "group_2", *VALUES, *COUNTS]
    ]


def _base(now: pd.DataFrame, pairs: pd.DataFrame, base_years: tuple[int, ...]) -> pd.DataFrame:
    chosen = baselines.base_rows(pairs, base_years, by=KEY)
    base = now[[*KEY, "year"]].merge(chosen, on=KEY, how="left", suffixes=("_now", ""))
    earlier = base["year"] < base["year_now"]
    return base[["year", *VALUES, *COUNTS]].where(earlier)


def _how(now: pd.DataFrame, base: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    polarity = pd.Series([catalogue.indicators[name].polarity for name in now["indicator"]], dtype=str)
    lower, higher = (gaps.narrowing_source(now, base, better) for better in ("lower", "higher"))
    word = np.where(polarity.eq("lower"), lower, higher)
    told = now["verdict"].str.startswith("narrowed") & polarity.ne("neutral")
    return np.where(told, word, "")


def _effects(now: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Rate and composition effect of the whole's change, where both groups' exposures are known in both years."""
    exposures = ["exposure_1", "exposure_2"]
    complete = now[exposures].notna().all(axis=1) & base[exposures].notna().all(axis=1)
    result = np.full((len(now), 2), np.nan)
    for place in np.flatnonzero(complete):
        result[place] = gaps.kitagawa(*(_composition(one.iloc[place]) for one in (now, base)))
    return pd.DataFrame(result, index=now.index, columns=["rate_effect", "composition_effect"])


def _composition(row: pd.Series) -> pd.DataFrame:
    exposed = row[["exposure_1", "exposure_2"]].astype(float)
    return pd.DataFrame(
        {"rate": row[["value_1", "value_2"]].to_numpy(float), "share": exposed / exposed.sum()}
    )


def several_groups(observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Townships (in no order) and school stages (in order): extremes and an index of their spread."""
    rows = observations[observations["value"].notna() & observations["year"].le(year)]
    rows = rows[rows["sex"].eq("_T") & rows["residence"].eq("_T")]
    townships = rows[rows["unit_area"].ne("_T") & rows["age"].eq("_T")].assign(group=lambda r: r["unit_area"])
    stages = rows[rows["unit_area"].eq("_T") & rows["age"].isin(STAGES)].assign(group=lambda r: r["age"])
    found = [
        _spread(str(indicator), dimension, group)
        for dimension, part in (("unit_area", townships), ("age", stages))
        for (indicator, at), group in part.groupby(["indicator", "year"])
        if len(group) > 2 and at == part["year"][part["indicator"] == indicator].max()
    ]
    return pd.DataFrame(found)


def _spread(indicator: str, dimension: str, rows: pd.DataFrame) -> dict:
    rows = rows.sort_values("value", ascending=False)
    high, low = rows.iloc[0], rows.iloc[-1]
    pair = gaps.two_groups([high["value"]], [low["value"]]).iloc[0]
    index = (np.nan, np.nan)
    if rows["denominator"].notna().all():
        ordered = rows.set_index("group").reindex([code for code in STAGES if code in set(rows["group"])])
        index = (
            gaps.ordered_groups(ordered["value"], ordered["denominator"])
            if dimension == "age"
            else gaps.unordered_groups(rows["value"], rows["denominator"])
        )
    return {
        "indicator": indicator,
        "dimension": dimension,
        "year": high["year"],
        "group_1": high["group"],
        "group_2": low["group"],
        "value_1": high["value"],
        "value_2": low["value"],
        **pair,
        "verdict": "several",
        "index_absolute": index[0],
        "index_relative": index[1],
    }
