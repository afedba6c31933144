"""Accuracy of projections: made again from earlier years, compared with the figures observed since, and scored."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Numbers, check_columns, reads
from analysis.forecasting.projection import LEVELS, project

BEYOND = {80: 10.0, 95: 40.0}  # what a figure beyond the interval costs, times its distance
NAIVE = {80: 1.2816, 95: 1.96}
BINS = 10
COLUMNS = ["series", "year", "value", "projected", "naive", "scale", "spread", "origin", "ahead"]


@reads(history=("series", "year", "value"))
def rolling_origins(
    history: pd.DataFrame,
    *,
    ahead: int = 5,
    origins: int = 5,
    project: Callable[[pd.DataFrame, int], pd.DataFrame] = project,
) -> pd.DataFrame:
    """Projections as they would have been made some years ago, with the figures observed since.

    Parameters
    ----------
    history : pandas.DataFrame
        As for `forecasting.project`.
    ahead : int
        Years ahead that are projected from each origin.
    origins : int
        Number of origins: one to so many years before each series' last year.
    project : callable
        Method that is tried: takes a history and years ahead, gives what `forecasting.project` gives. It is called
        once: the history has the series of each origin under a number of its own (`series`), with how many years
        before the last figure it ends (`back`), and pools and totals (`parts_of`) of their own.

    Returns
    -------
    pandas.DataFrame
        One row per series, origin and figure observed since, with the columns of `compared`.

    References
    ----------
    Tashman, L. J. (2000). International Journal of Forecasting 16, 437-450. doi:10.1016/S0169-2070(00)00065-0

    Examples
    --------
    >>> history = pd.DataFrame({"series": "a", "year": range(2015, 2025), "value": np.arange(10.0, 20)})
    >>> rolling_origins(history, ahead=2, origins=2)[["origin", "year", "value", "naive"]].values.tolist()
    [[2023.0, 2024.0, 19.0, 18.0], [2022.0, 2023.0, 18.0, 17.0], [2022.0, 2024.0, 19.0, 17.0]]
    """
    rows = history.dropna(subset=["value"]).sort_values(["series", "year"])
    last = rows.groupby("series")["year"].transform("max")
    known = pd.concat(
        [rows[rows["year"] <= last - back].assign(back=back) for back in range(1, origins + 1)],
        ignore_index=True,
    )
    if known.empty:
        return pd.DataFrame(columns=COLUMNS, dtype=float)
    number = known.groupby(["series", "back"], sort=False).ngroup()
    asked = known.assign(series=number)
    if "pool" in known:
        pools = known["pool"].astype(str)
        asked["pool"] = pools.where(pools.eq(""), pools + "·" + known["back"].astype(str))
        asked["kind"] = known.get("kind", pools)
    if "parts_of" in known:
        of = dict(zip(zip(known["series"], known["back"], strict=True), number, strict=True))
        pairs = zip(known["parts_of"], known["back"], strict=True)
        asked["parts_of"] = [of.get(one, np.nan) for one in pairs]
    made = project(asked, ahead)
    names = known.assign(number=number).drop_duplicates("number").set_index("number")[["series", "back"]]
    made = made.rename(columns={"series": "number"}).join(names, on="number")
    parts = [
        compared(own, rows, made[made["back"].eq(back)].drop(columns=["number", "back"]))
        for back, own in known.groupby("back")
    ]
    return pd.concat(parts).drop_duplicates(["series", "origin", "year"], ignore_index=True)


@reads(known=("series", "year", "value"), later=("series", "year", "value"), made=("series", "year", "value"))
def compared(known: pd.DataFrame, later: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Projections side by side with the figures observed later, and what scores need of the histories.

    Parameters
    ----------
    known : pandas.DataFrame
        `series, year, value`: histories that the projections were made from.
    later : pandas.DataFrame
        `series, year, value`, and where known `pool, kind`: figures observed later (others do no harm).
    made : pandas.DataFrame
        What `forecasting.project` gave for `known`.

    Returns
    -------
    pandas.DataFrame
        One row per series and year that has both: `series, year, value`, `pool, kind` where known, `projected`, the
        limits, `origin` (last year of the history), `naive` (its last figure), `scale` (mean absolute change between
        its figures), `spread` (root of the mean squared change), `ahead` (years from the origin).

    Examples
    --------
    >>> known = pd.DataFrame({"series": "a", "year": [2022, 2023, 2024], "value": [1.0, 3.0, 4.0]})
    >>> later = pd.DataFrame({"series": "a", "year": [2025], "value": [6.0]})
    >>> found = compared(known, later, later.assign(value=5.0))
    >>> found[["value", "projected", "naive", "scale", "ahead"]].values.tolist()
    [[6.0, 5.0, 4.0, 1.5, 1.0]]
    """
    known = known.sort_values(["series", "year"])
    made = made.rename(columns={"value": "projected"})
    change = known.groupby("series")["value"].diff()
    ends = pd.DataFrame(
        {
            "origin": known.groupby("series")["year"].max(),
            "naive": known.groupby("series")["value"].last(),
            "scale": change.abs().groupby(known["series"]).mean(),
            "spread": np.sqrt((change**2).groupby(known["series"]).mean()),
        }
    )
    kept = [name for name in ("series", "year", "value", "pool", "kind") if name in later]
    found = later[kept].merge(made.dropna(subset=["projected"]), on=["series", "year"])
    found = found.join(ends, on="series")
    return found.assign(ahead=found["year"] - found["origin"])


@reads(rows=("series", "scale"))
def scores(rows: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Scores of projections, in relation to those of no change.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `rolling_origins` or `compared`; series that never moved before the origin (`scale` 0) are left out.
    by : list of str, optional
        Columns to score by; one row for all without it.

    Returns
    -------
    pandas.DataFrame
        `series, figures` (their numbers), `mase` (mean absolute scaled error), `smape` (per cent), `relative` (MASE
        over that of no change) and `owa` (mean of `relative` and the same of sMAPE), both better below 1,
        `coverage_80, coverage_95` (part of the figures inside their interval), `msis, naive_msis` (mean scaled
        interval score of the 95 % interval, and of no change).

    Notes
    -----
    Errors are divided by `scale`, the mean absolute yearly change before the origin; sMAPE and OWA leave out figures
    of 0. The interval of no change is ±1.96 `spread` √`ahead`.

    References
    ----------
    Hyndman, R. J., Koehler, A. B. (2006). International Journal of Forecasting 22, 679-688.
    doi:10.1016/j.ijforecast.2006.03.001
    Makridakis, S., Spiliotis, E., Assimakopoulos, V. (2020). International Journal of Forecasting 36, 54-74.
    doi:10.1016/j.ijforecast.2019.04.014

    Examples
    --------
    12 was observed, 11 projected, 10 was the last figure; the series moved by 2 in a mean year:

    >>> row = {"series": "a", "year": 2022, "ahead": 1, "value": 12.0, "projected": 11.0, "naive": 10.0, "scale": 2.0}
    >>> row |= {"spread": 2.0, "lower_80": 9.0, "upper_80": 11.5, "lower_95": 8.0, "upper_95": 14.0}
    >>> scores(pd.DataFrame([row]))[["mase", "relative", "coverage_80", "coverage_95", "msis"]].values.tolist()
    [[0.5, 0.5, 0.0, 1.0, 3.0]]
    """
    if not (rows["scale"] > 0).any():
        return pd.DataFrame(columns=SCORES, dtype=float)
    limits = [f"{side}_{level}" for level in LEVELS for side in ("lower", "upper")]
    check_columns("accuracy.scores", rows, [*COLUMNS[:-2], "ahead", *limits])
    table = _scaled(rows[rows["scale"] > 0])
    groups = table.groupby(by, sort=False) if by else table.groupby(lambda _: "all")
    mean = groups[list(SCORED)].mean()
    result = pd.DataFrame({"series": groups["series"].nunique(), "figures": groups.size()})
    result["mase"], result["smape"] = mean["error"], 100 * mean["percent"]
    result["relative"] = mean["error"] / mean["naive_error"]
    result["owa"] = (result["relative"] + mean["percent"] / mean["naive_percent"]) / 2
    for name in ("coverage_80", "coverage_95", "msis", "naive_msis"):
        result[name] = mean[name]
    return result


SCORES = ["series", "figures", "mase", "smape", "relative", "owa"]
SCORES += ["coverage_80", "coverage_95", "msis", "naive_msis"]
SCORED = (
    *("error", "naive_error", "percent", "naive_percent", "coverage_80", "coverage_95"),
    *("msis", "naive_msis"),
)


def _scaled(rows: pd.DataFrame) -> pd.DataFrame:
    value, scale = rows["value"], rows["scale"]
    result = rows[[name for name in rows if name not in SCORED]].copy()
    zero = value.eq(0) | rows["naive"].eq(0)
    for name, made in (("", rows["projected"]), ("naive_", rows["naive"])):
        result[f"{name}error"] = (value - made).abs() / scale
        share = 2 * (value - made).abs() / (value.abs() + made.abs()).where(~zero)
        result[f"{name}percent"] = share
    for level in LEVELS:
        inside = value.between(rows[f"lower_{level}"], rows[f"upper_{level}"])
        result[f"coverage_{level}"] = inside.astype(float)
    half = NAIVE[95] * rows["spread"] * np.sqrt(rows["ahead"])
    result["msis"] = interval_score(value, rows["lower_95"], rows["upper_95"]) / scale
    result["naive_msis"] = interval_score(value, rows["naive"] - half, rows["naive"] + half) / scale
    return result


def interval_score(value: ArrayLike, lower: ArrayLike, upper: ArrayLike, level: int = 95) -> Numbers:
    """Interval score: width of the interval, and a penalty for a figure outside it (lower is better).

    Parameters
    ----------
    value, lower, upper : float or array_like of float, shape (n,)
        Observed figures and their prediction limits, in one unit.
    level : int
        Prediction level in per cent, 80 or 95.

    Returns
    -------
    numpy.ndarray, shape (n,), or a single number
        In the figures' unit.

    Notes
    -----
    u − l + (2/α) × the distance of the figure from the interval, with α = 1 − level.

    References
    ----------
    Gneiting, T., Raftery, A. E. (2007). Journal of the American Statistical Association 102, 359-378, section 6.2.
    doi:10.1198/016214506000001437

    Examples
    --------
    Inside, and 1 above an interval of width 6:

    >>> [float(interval_score(value, 8.0, 14.0)) for value in (10.0, 15.0)]
    [6.0, 46.0]
    """
    value, lower, upper = (np.asarray(one, float) for one in (value, lower, upper))
    beyond = np.maximum(lower - value, 0) + np.maximum(value - upper, 0)
    result: Numbers = upper - lower + BEYOND[level] * beyond
    return result


def brier(probability: ArrayLike, met: ArrayLike) -> float:
    """Brier score: mean squared difference between probabilities and outcomes (lower is better).

    Parameters
    ----------
    probability : array_like of float, shape (n,)
        Probabilities given beforehand.
    met : array_like of float or bool, shape (n,)
        1 where the target was met, 0 where not.

    Returns
    -------
    float
        0 for certainty that was right, 0.25 for a half throughout, 1 for certainty that was wrong.

    References
    ----------
    Brier, G. W. (1950). Monthly Weather Review 78, 1-3. doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> round(brier([0.9, 0.2], [1, 0]), 4)
    0.025
    """
    return float(np.mean((np.asarray(probability, float) - np.asarray(met, float)) ** 2))


def reliability(probability: ArrayLike, met: ArrayLike) -> pd.DataFrame:
    """Mean probability and part of the targets met, by tenths of the probability (reliability diagram).

    Parameters
    ----------
    probability : array_like of float, shape (n,)
        Probabilities given beforehand.
    met : array_like of float or bool, shape (n,)
        1 where the target was met, 0 where not.

    Returns
    -------
    pandas.DataFrame
        By tenth (0 to 9, those that occur): `probability` (mean), `observed` (part met), `number` (of targets).

    Examples
    --------
    >>> reliability([0.91, 0.99, 0.2], [1, 0, 0]).round(2).reset_index().values.tolist()
    [[2.0, 0.2, 0.0, 1.0], [9.0, 0.95, 0.5, 2.0]]
    """
    probability, met = np.asarray(probability, float), np.asarray(met, float)
    tenth = np.minimum((probability * BINS).astype(int), BINS - 1)
    groups = pd.DataFrame({"probability": probability, "observed": met}).groupby(tenth)
    return groups.mean().assign(number=groups.size())


def calibration_error(probability: ArrayLike, met: ArrayLike) -> float:
    """Expected calibration error: mean distance between probabilities and parts met, by tenths of the probability.

    Parameters
    ----------
    probability : array_like of float, shape (n,)
        Probabilities given beforehand.
    met : array_like of float or bool, shape (n,)
        1 where the target was met, 0 where not.

    Returns
    -------
    float
        0 where the probabilities are right in every tenth of `reliability`, weighed by the targets in it.

    Examples
    --------
    Twice 0.95 and once met, 0.2 and not met: (2 × 0.45 + 0.2) / 3.

    >>> round(calibration_error([0.95, 0.95, 0.2], [1, 0, 0]), 4)
    0.3667
    """
    table = reliability(probability, met)
    return float(np.average((table["probability"] - table["observed"]).abs(), weights=table["number"]))
