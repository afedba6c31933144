"""Learn the constants of the projections: shares of growth and widths of intervals.

Usage: ``.venv/bin/python benchmarks/train_forecast.py M3_YEARLY.csv.gz PANEL.csv.gz`` writes
`analysis/forecasting/constants.json`. M3: its training part only. A second run gives the same file.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special
from scipy.optimize import minimize

from analysis.forecasting import panel as panels
from analysis.forecasting import projection, scales

HOME = Path(__file__).resolve().parents[1] / "analysis" / "forecasting"
FEATURES = len(panels.FEATURES)
BORROW = {"pool": 30.0, "series": 6.0, "width": 2.0, "usual": 0.72}
MOST_ERROR = 25.0


def m3(path: str, part: str = "train") -> pd.DataFrame:
    """M3's yearly series as history rows; `kind` is m3."""
    table = pd.read_csv(path)
    table = table[table["part"].eq(part)]
    table = table.assign(
        kind="m3", family=table["series"], value=table["y"], lower_bound=np.nan, upper_bound=np.nan
    )
    return table[["series", "kind", "family", "year", "value", "lower_bound", "upper_bound"]]


def indicators(path: str) -> pd.DataFrame:
    """The indicator panel's last unbroken runs as history rows."""
    table = pd.read_csv(path, low_memory=False)
    table["series"] = (
        table.groupby(["source_repo", "indicator", "place", "group"]).ngroup().map("p{:05d}".format)
    )
    table = table.sort_values(["series", "year"])
    step = table.groupby("series")["year"].diff().ne(1).groupby(table["series"]).cumsum()
    table = table[step.eq(step.groupby(table["series"]).transform("max"))]
    share = table["unit"].astype(str).str.startswith("%") | table["unit"].eq("percentage")
    least, most = (table.groupby("series")["value"].transform(name) for name in ("min", "max"))
    table["lower_bound"] = np.where(least >= 0, 0.0, np.nan)
    table["upper_bound"] = np.where(share & (most <= 100), 100.0, np.nan)
    return table[["series", "kind", "family", "year", "value", "lower_bound", "upper_bound"]]


def origin(rows: pd.DataFrame, horizon: int, cut: int = 0, longest: int | None = None, least: int = 5):
    """History up to an origin and what came: the panel, its parts, and the figures on the scale."""
    ago = rows.groupby("series")["year"].transform("max") - rows["year"]
    history, later = rows[ago >= horizon + cut], rows[(ago < horizon + cut) & (ago >= cut)]
    size = history.groupby("series")["year"].transform("size")
    history = history[size >= least]
    if longest:
        history = history[history.groupby("series").cumcount(ascending=False) < longest]
    later = later[later["series"].isin(history["series"])]
    panel = panels.read(history.assign(pool=history["kind"]))
    came = later.pivot_table(index="series", columns="year", values="value")
    came = later.sort_values(["series", "year"])["value"].to_numpy().reshape(len(panel.series), horizon)
    return panel, panels.parts(panel, horizon), came


def fitted_growth(sets) -> np.ndarray:
    """Shares of growth that make the mean scaled error least, all sets alike."""

    def loss(flat):
        weights, total = flat.reshape(4, FEATURES), 1e-3 * (flat**2).sum()
        for weight, _, said, moved in sets:
            size = np.maximum(said.size, 1e-9)[:, None]
            error = np.minimum(np.abs(moved - projection.growth(said, weights)) / size, MOST_ERROR)
            still = np.minimum(np.abs(moved) / size, MOST_ERROR)
            total += weight * np.sqrt(error**2 + 0.01).mean() / still.mean()
        return total

    found = minimize(loss, np.zeros(4 * FEATURES), method="L-BFGS-B", options={"maxiter": 80})
    return found.x.reshape(4, FEATURES)


def fitted_width(sets, weights, level: int) -> np.ndarray:
    """Coefficients of the log half width that holds `level` per cent of the errors."""
    share = level / 100

    def loss(flat):
        total = 1e-4 * (flat**2).sum()
        for weight, _, said, moved in sets:
            size = np.maximum(said.size, 1e-9)[:, None]
            miss = np.minimum(np.abs(moved - projection.growth(said, weights)) / size, 4 * MOST_ERROR)
            width = projection.half_width(said, moved.shape[1], level, {str(level): flat}) / size
            short = np.log(miss + 1e-3) - np.log(width)
            smooth = np.sqrt(short**2 + 1e-3)
            total += weight * (0.5 * smooth + (share - 0.5) * short).mean()
        return total

    start = np.zeros(FEATURES + 2)
    start[0], start[-2] = special.ndtri(0.5 + share / 2) * 0.6, 0.5
    return minimize(loss, start, method="L-BFGS-B", options={"maxiter": 60}).x


def training_sets(rows_m3: pd.DataFrame, rows_panel: pd.DataFrame) -> list:
    """Origins of both worlds: long and short histories, weights of the two worlds alike."""
    plans = [(rows_m3, 6, cut, None, 0.7) for cut in (0, 3, 6)] + [(rows_m3, 6, 0, 5, 0.7)]
    plans += [(rows_panel, 5, cut, None, 1.0) for cut in (0, 4)] + [(rows_panel, 5, 0, 6, 0.8)]
    sets = []
    for rows, horizon, cut, longest, weight in plans:
        panel, said, came = origin(rows, horizon, cut, longest)
        moved = scales.onto(came, panel.scale, panel.lower, panel.upper) - said.last[:, None]
        good = np.isfinite(moved).all(axis=1) & (said.size > 0) & ~said.still
        kept = panels.Parts(
            *(getattr(said, name)[good] for name in ("steps", "features", "size", "last", "still"))
        )
        sets.append((weight, panel, kept, moved[good]))
    return sets


def train(rows_m3: pd.DataFrame, rows_panel: pd.DataFrame) -> dict:
    sets = training_sets(rows_m3, rows_panel)
    weights = fitted_growth(sets)
    width = {str(level): fitted_width(sets, weights, level).round(4).tolist() for level in projection.LEVELS}
    return {"growth": weights.round(4).tolist(), "width": width, "borrow": BORROW}


def main(path_m3: str, path_panel: str) -> None:
    warnings.simplefilter("ignore")
    made = train(m3(path_m3), indicators(path_panel))
    note = "learned by benchmarks/train_forecast.py from M3's yearly training part and an indicator panel"
    text = json.dumps({"note": note, "features": panels.FEATURES, **made}, indent=1)
    (HOME / "constants.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
