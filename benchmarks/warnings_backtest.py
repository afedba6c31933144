"""Would the warnings have come in time? Targets set at past years on real indicators, and what became of them.

Usage: ``.venv/bin/python benchmarks/warnings_backtest.py M3_YEARLY.csv.gz PANEL.csv.gz`` writes
`planbook/judge/warnings_backtest.csv` (what the warnings page and README show) and prints it by kind.

Each series of the panel is given a target eight years after a base year, as plans set them: the base figure lowered
by 10, 20 or 30 %, or raised by as much of itself or of its room below 100 %; two base years a series where it is
long enough, five figures before the base at least. One to seven years before the deadline each method says how
far it expects the target to be missed, from the figures known then. Constants are learned from other families.
A method's hits are the later misses it warned of; its false alarms the targets met that it warned of.
"""

import sys
import warnings
from pathlib import Path

import forecast
import numpy as np
import pandas as pd
import train_forecast as training

from analysis import forecasting
from planbook.judge import reference_methods

OUT = Path(__file__).resolve().parents[1] / "planbook" / "judge" / "warnings_backtest.csv"
SPAN, BEFORE = 8, 5
SHARES = (0.1, 0.2, 0.3)
LEVELS = (0.1, 0.2)  # false alarms at which methods are compared
METHODS = ("planbook", "ratio", "anticipated", "no_change")
RATIO_WARNS, INDEX_WARNS, OURS_WARNS = 0.6, 10.0, 0.6  # where each method's own rules begin to warn


def targets(rows: pd.DataFrame) -> pd.DataFrame:
    """Targets of each series at its base years, with the figure that came at the deadline."""
    value = rows.set_index(["series", "year"])["value"]
    last = rows.groupby("series").agg(
        year=("year", "max"), first=("year", "min"), upper=("upper_bound", "first")
    )
    more = rows.groupby("series")[["kind", "direction"]].first()
    parts = []
    for shift in (0, 5):
        goals = last.join(more).reset_index()
        goals["deadline"] = goals["year"] - shift
        goals["baseline_year"] = goals["deadline"] - SPAN
        goals = goals[goals["baseline_year"] - goals["first"] >= BEFORE - 1]
        for name, year in (("baseline", "baseline_year"), ("came", "deadline")):
            at = pd.MultiIndex.from_frame(goals[["series", year]])
            goals[name] = value.reindex(at).to_numpy()
        parts.append(goals.dropna(subset=["baseline", "came"]).query("baseline > 0"))
    goals = pd.concat(parts, ignore_index=True)
    share = np.random.default_rng(7).choice(SHARES, len(goals))
    room = np.fmin(goals["baseline"], goals["upper"] - goals["baseline"])
    up = goals["direction"].eq("up")
    goals["target_value"] = goals["baseline"] + np.where(up, share * room, -share * goals["baseline"])
    goals["operator"] = np.where(up, ">=", "<=")
    goals["missed"] = np.where(up, 1, -1) * (goals["came"] - goals["target_value"]) < 0
    return goals.assign(target=goals.index)[goals["target_value"].ne(goals["baseline"])]


def said(rows: pd.DataFrame, goals: pd.DataFrame, before: int) -> pd.DataFrame:
    """What each method says some years before the deadline: the more, the likelier a miss."""
    asked = goals.assign(name=goals["series"] + "/" + goals["deadline"].astype(str))
    known = rows.merge(asked[["series", "name", "deadline"]], on="series")
    known = known[known["year"] <= known["deadline"] - before].assign(series=lambda t: t["name"])
    known = known.assign(pool=known["kind"])
    newest = known.sort_values("year").groupby("series").tail(1).set_index("series")
    asked = asked.assign(series=asked["name"])
    asked["year"], asked["value"] = (asked["series"].map(newest[name]) for name in ("year", "value"))
    asked = asked[asked["year"] > asked["baseline_year"]]
    known = known[known["series"].isin(asked["series"])]
    goal = asked.rename(columns={"target": "id"}).assign(target=asked["target_value"], year=asked["deadline"])
    chance = forecasting.probability(known, goal[["series", "year", "operator", "target"]])["probability"]
    other = reference_methods.table(
        asked.assign(base_count=np.nan), known[["series", "year", "value"]]
    ).set_index("target")
    asked = asked.set_index("target", drop=False).join(other[["ratio", "anticipated_index"]])
    sign = np.where(asked["operator"].eq(">="), 1, -1)
    left = sign * (asked["target_value"] - asked["value"]) / (asked["target_value"] - asked["baseline"]).abs()
    met = left <= 0
    found = {
        "planbook": 1 - chance.to_numpy(),
        "ratio": (-asked["ratio"]).mask(met, -np.inf).to_numpy(),
        "anticipated": asked["anticipated_index"].to_numpy(),
        "no_change": left.to_numpy(),
    }
    own = {
        "planbook": found["planbook"] >= OURS_WARNS,
        "ratio": found["ratio"] > -RATIO_WARNS,
        "anticipated": found["anticipated"] > INDEX_WARNS,
        "no_change": ~met.to_numpy(),
    }
    kept = asked[["target", "kind", "missed"]].reset_index(drop=True)
    warned = pd.DataFrame(own).add_prefix("own_")
    return kept.join(pd.DataFrame(found)).join(warned).assign(years_before=before)


def threshold(score: np.ndarray, missed: np.ndarray, level: float) -> float:
    """Least score to warn at, so that at most `level` of the targets met are warned of."""
    return float(np.quantile(score[~missed], 1 - level, method="higher"))


def hits(score: np.ndarray, missed: np.ndarray, level: float) -> float:
    """Share of the later misses above the score that `level` of the targets met exceed."""
    cut = threshold(score, missed, level)
    return float((score[missed] > cut).mean())


def summary(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Hits at equal false alarms, and by each method's own rule, by group."""
    parts = []
    for key, rows in table.dropna(subset=list(METHODS)).groupby(by):
        missed = rows["missed"].to_numpy(bool)
        for method in METHODS:
            score, own = rows[method].to_numpy(float), rows[f"own_{method}"].to_numpy(bool)
            one = dict(zip(by, key, strict=True)) | {"method": method, "targets": len(rows)}
            one |= {"missed": missed.mean(), "own_hits": own[missed].mean(), "own_false": own[~missed].mean()}
            one |= {f"hits_{round(100 * level)}": hits(score, missed, level) for level in LEVELS}
            ours = rows["planbook"].to_numpy(float)
            one["planbook_hits"] = hits(ours, missed, max(own[~missed].mean(), 1e-9))
            parts.append(one)
    return pd.DataFrame(parts)


def lead_times(table: pd.DataFrame, level: float = 0.1) -> pd.Series:
    """Mean years before the deadline from which later misses were warned of without a break; 0 if never."""
    rows = table.dropna(subset=list(METHODS))
    kept = rows.groupby("target")["years_before"].transform("size") == rows["years_before"].nunique()
    rows, found = rows[kept].sort_values("years_before"), {}
    for method in METHODS:
        warned = rows[method] > rows["years_before"].map(
            {
                k: threshold(own[method].to_numpy(float), own["missed"].to_numpy(bool), level)
                for k, own in rows.groupby("years_before")
            }
        )
        unbroken = warned.astype(int).groupby(rows["target"]).cumprod()
        found[method] = (
            unbroken.groupby(rows["target"]).sum()[rows.groupby("target")["missed"].first()].mean()
        )
    return pd.Series(found, name="lead_time")


def main(path_m3: str, path_panel: str) -> None:
    """Run, write, print."""
    warnings.simplefilter("ignore")
    directions = pd.read_csv(path_panel, usecols=["indicator", "direction"], low_memory=False)
    directions = directions.drop_duplicates("indicator").set_index("indicator")["direction"]
    parts = []
    for _, rows in forecast.held_back(training.m3(path_m3), training.indicators(path_panel)):
        rows = rows.assign(direction=rows["indicator"].map(directions))
        goals = targets(rows)
        goals["target"] = goals["series"] + "/" + goals["deadline"].astype(str)
        parts += [said(rows, goals, before) for before in range(1, SPAN)]
    table = pd.concat(parts, ignore_index=True)
    whole = summary(table, ["years_before"]).assign(kind="all")
    kinds = summary(table[table["years_before"].isin([1, 3, 5])], ["years_before", "kind"])
    made = pd.concat([whole, kinds]).round(4)
    made["lead_time"] = made["method"].map(lead_times(table)).where(made["kind"].eq("all")).round(2)
    made.to_csv(OUT, index=False)
    print(made.to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
