"""How good projections were: rolling origins, scores by kind and years ahead, and probabilities held to what came."""

import numpy as np
import pandas as pd

from analysis.forecasting.projection import LEVELS, project

BEYOND = {80: 10.0, 95: 40.0}  # what a figure beyond the interval costs, times its distance
NAIVE = {80: 1.2816, 95: 1.96}
BINS = 10
COLUMNS = ["series", "year", "value", "projected", "naive", "scale", "spread", "origin", "ahead"]


def rolling(history: pd.DataFrame, *, ahead: int = 5, origins: int = 5, project=project) -> pd.DataFrame:
    """Projections as they would have been made some years ago, beside what came.

    Parameters
    ----------
    history : pandas.DataFrame
        As for `forecasting.project`.
    ahead : int
        Years ahead that are looked at.
    origins : int
        Earlier origins: 1 to so many years before each series' last year.
    project : callable
        Takes histories and years ahead; what is to be held to what came.

    Returns
    -------
    pandas.DataFrame
        One row per series, origin and figure that came: `series, origin, year, ahead, value, projected, lower_80,
        …, naive` (last figure before the origin), `scale` (mean absolute change between the figures before the
        origin), `spread` (root of the mean squared change), and `pool` where the history has it.

    References
    ----------
    Tashman, L. J. (2000). International Journal of Forecasting 16, 437-450.
    """
    rows = history.dropna(subset=["value"]).sort_values(["series", "year"])
    last = rows.groupby("series")["year"].transform("max")
    parts = []
    for cut in range(1, origins + 1):
        known = rows[rows["year"] <= last - cut]
        if len(known):
            parts.append(beside(known, rows, project(known, ahead)))
    if not parts:
        return pd.DataFrame(columns=COLUMNS, dtype=float)
    return pd.concat(parts).drop_duplicates(["series", "origin", "year"], ignore_index=True)


def beside(known: pd.DataFrame, later: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Rows as of `rolling`: histories, the figures that came after them, and what was projected from them."""
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


def scores(rows: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Scores of compared projections, beside those of no change.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `rolling`; series that never moved before the origin (`scale` 0) are left out.
    by : list of str, optional
        Columns to score by; one row without it.

    Returns
    -------
    pandas.DataFrame
        `series, figures, mase, smape, owa` (beside no change: below 1 is better), `relative` (MASE beside that of
        no change), `coverage_80, coverage_95, msis, naive_msis`. sMAPE and OWA leave out zeros.

    References
    ----------
    Hyndman, R. J., Koehler, A. B. (2006). International Journal of Forecasting 22, 679-688.
    Makridakis, S. et al. (2020). International Journal of Forecasting 36, 54-74.
    """
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


def interval_score(value, lower, upper, level: int = 95):
    """Width of an interval and what lies beyond it, times 2/α (Gneiting and Raftery 2007, section 6.2)."""
    beyond = np.maximum(lower - value, 0) + np.maximum(value - upper, 0)
    return upper - lower + BEYOND[level] * beyond


def brier(probability, met) -> float:
    """Mean squared difference between probabilities and what came (1 met, 0 not)."""
    return float(np.mean((np.asarray(probability, float) - np.asarray(met, float)) ** 2))


def reliability(probability, met) -> pd.DataFrame:
    """Mean probability and share met in tenths of the probability: `said, came, number`."""
    probability, met = np.asarray(probability, float), np.asarray(met, float)
    tenth = np.minimum((probability * BINS).astype(int), BINS - 1)
    groups = pd.DataFrame({"said": probability, "came": met}).groupby(tenth)
    return groups.mean().assign(number=groups.size())


def calibration_error(probability, met) -> float:
    """Mean distance between what was said and what came, over the tenths of `reliability`, by their numbers."""
    table = reliability(probability, met)
    return float(np.average((table["said"] - table["came"]).abs(), weights=table["number"]))
