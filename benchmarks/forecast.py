"""Scores of the projections on M3 and on the indicator panel, beside naive, drift and other methods.

Usage: ``.venv/bin/python benchmarks/forecast.py M3_YEARLY.csv.gz PANEL.csv.gz [--final]``. Without `--final`
M3 is scored on the last six years of its training part; with it, once, on the test part. The panel is scored on
families that the constants were not trained on (three folds). Prints OWA, MASE, sMAPE, coverage, MSIS, Brier,
calibration error and milliseconds a series.
"""

import sys
import time
import warnings

import numpy as np
import pandas as pd
import train_forecast as training
from scipy import special

from analysis.forecasting import projection

FOLDS = 3


def split(rows: pd.DataFrame, horizon: int, longest: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """History and the last years that were withheld."""
    ago = rows.groupby("series")["year"].transform("max") - rows["year"]
    history, later = rows[ago >= horizon], rows[ago < horizon]
    size = history.groupby("series")["year"].transform("size")
    history = history[size >= 5]
    if longest:
        history = history[history.groupby("series").cumcount(ascending=False) < longest]
    return history, later[later["series"].isin(history["series"])].sort_values(["series", "year"])


def scored(history: pd.DataFrame, later: pd.DataFrame, horizon: int, name: str) -> list[dict]:
    started = time.perf_counter()
    made = projection.project(history, horizon)
    each = 1000 * (time.perf_counter() - started) / history["series"].nunique()
    last = history.sort_values("year").groupby("series")["value"]
    came = later["value"].to_numpy().reshape(-1, horizon)
    shape = (len(came), horizon)
    naive = np.repeat(last.last().to_numpy()[:, None], horizon, axis=1)
    span = (last.size() - 1).to_numpy()[:, None]
    drift = naive + (naive - last.first().to_numpy()[:, None]) / span * np.arange(1, horizon + 1)
    ours = {key: made[key].to_numpy().reshape(shape) for key in made.columns[2:-1]}
    size = (
        history.sort_values(["series", "year"])
        .groupby("series")["value"]
        .agg(lambda v: np.abs(np.diff(v)).mean())
    )
    kind = history.groupby("series")["kind"].first().to_numpy()
    common = {"set": name, "ms": each}
    rows = [
        common | {"kind": word} | row(ours, naive, drift, came, size.to_numpy(), mask)
        for word, mask in [("all", kind == kind), *((one, kind == one) for one in np.unique(kind))]
        if mask.any()
    ]
    rows[0] |= brier(history, later, came)
    return rows


def row(ours: dict, naive, drift, came, size, mask) -> dict:
    mask = mask & (size > 0)
    scale = size[mask][:, None]
    nonzero = mask & (came != 0).all(axis=1) & (naive[:, 0] != 0)

    def percent(made):
        made, real = made[nonzero], came[nonzero]
        return (200 * np.abs(real - made) / (np.abs(real) + np.abs(made))).mean()

    def scaled(made):
        return (np.abs(came[mask] - made[mask]) / scale).mean()

    def relative(made):
        return (percent(made) / percent(naive) + scaled(made) / scaled(naive)) / 2

    inside = {
        level: (came >= ours[f"lower_{level}"]) & (came <= ours[f"upper_{level}"]) for level in (80, 95)
    }
    low, high = ours["lower_95"][mask], ours["upper_95"][mask]
    beyond = 40 * (np.maximum(low - came[mask], 0) + np.maximum(came[mask] - high, 0))
    return {
        "n": int(mask.sum()),
        "OWA": relative(ours["value"]),
        "drift": relative(drift),
        "MASE": scaled(ours["value"]) / scaled(naive),
        "c80": inside[80][mask].mean(),
        "c95": inside[95][mask].mean(),
        "MSIS": ((high - low + beyond) / scale).mean(),
    }


def brier(history: pd.DataFrame, later: pd.DataFrame, came: np.ndarray) -> dict:
    """P(the last withheld figure reaches a target set half a typical move beyond the newest one)."""
    random = np.random.default_rng(1)
    ends = later.groupby("series").agg(year=("year", "max"), value=("value", "last")).reset_index()
    last = (
        history.sort_values("year")
        .groupby("series")["value"]
        .agg(["last", lambda v: np.abs(np.diff(v)).mean()])
    )
    last.columns = ["last", "move"]
    table = ends.merge(last, left_on="series", right_index=True)
    table["target"] = table["last"] + random.normal(0, 2, len(table)) * table["move"]
    table["operator"] = random.choice(["<=", ">="], len(table))
    found = projection.probability(history, table[["series", "year", "operator", "target"]])
    table = table.merge(found[["series", "probability"]], on="series")
    met = np.where(
        table["operator"].eq("<="), table["value"] <= table["target"], table["value"] >= table["target"]
    )
    distance = (table["target"] - table["last"]) / (table["move"] * np.sqrt(came.shape[1])).replace(0, np.nan)
    walk = special.ndtr(np.where(table["operator"].eq("<="), distance, -distance))
    walk = np.nan_to_num(walk, nan=0.5)
    p = table["probability"].to_numpy()
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(
        abs(p[bins == b].mean() - met[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    return {"brier": ((p - met) ** 2).mean(), "walk": ((walk - met) ** 2).mean(), "calibration": error}


def main(path_m3: str, path_panel: str, final: str = "") -> None:
    warnings.simplefilter("ignore")
    rows_m3, rows_panel = training.m3(path_m3), training.indicators(path_panel)
    whole = pd.concat([rows_m3, training.m3(path_m3, "test")]) if final else rows_m3
    found = []
    for longest, word in ((None, "M3"), (5, "M3 last 5")):
        found += scored(*split(whole, 6, longest), 6, word)[:1]
    family = rows_panel["family"].astype(str)
    fold = family.map({name: n % FOLDS for n, name in enumerate(sorted(family.unique()))})
    shipped, parts = projection.constants(), {None: [], 5: []}
    for held in range(FOLDS):
        made = training.train(rows_m3, rows_panel[fold.ne(held)])
        shipped.update(made)
        for longest, scores in parts.items():
            history, later = split(rows_panel[fold.eq(held)], 5, longest)
            scores += scored(
                history.assign(pool=history["kind"]), later, 5, f"panel {longest or ''} fold {held}"
            )
    found += parts[None] + parts[5]
    print(pd.DataFrame(found).round(3).to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
