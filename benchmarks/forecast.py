"""Scores of the projections on M3 and on the indicator panel, beside other methods.

Usage: ``.venv/bin/python benchmarks/forecast.py M3_YEARLY.csv.gz PANEL.csv.gz [SMALL_AREAS.csv.gz] [--final]
[--libraries N] [--statsforecast PYTHON]``. Without `--final` M3 is scored on the last six years of its training
part, series held back from the training in three folds; with it, once, on the test part. The panel is scored on
families that the constants were not trained on (three folds), five years ahead, and nine for the horizons; each
series is cut before its own end, and once more all at the same year.
`--libraries` scores statsmodels' ETS and Theta, naive and drift on the same N series of each; `--statsforecast`
names an interpreter of an environment with `benchmarks/statsforecast.txt`, whose AutoETS and AutoTheta join them. The last part times 23,000 series.
"""

import argparse
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import train_forecast as training
from other_methods import METHODS
from scipy import special, stats

from analysis import forecasting
from analysis.forecasting import accuracy, count_projections, counts, distribution, local_level

HERE = Path(__file__).resolve().parent
ONE_CUT = (
    2019  # last year of the histories' sequel where all are cut at one year, before the pandemic's breaks
)
SHOWN = ["series", "relative", "owa", "coverage_80", "coverage_95", "msis", "naive_msis"]
BANDS = [-1, 10, 100, np.inf]


def held_back(rows_m3: pd.DataFrame, rows_panel: pd.DataFrame):
    """For each fold: constants learned without it in place, and the two sets' rows of the fold."""
    shipped = dict(distribution.constants())
    family = rows_panel["family"].astype(str)
    fold = family.map({name: n % 3 for n, name in enumerate(sorted(family.unique()))})
    number = rows_m3["series"].str[1:].astype(int) % 3
    for held in range(3):
        made = training.train(rows_m3[number.ne(held)], rows_panel[fold.ne(held)])
        distribution.constants().update(made)
        yield rows_m3[number.eq(held)], rows_panel[fold.eq(held)]
    distribution.constants().update(shipped)


def pieces(rows: pd.DataFrame, name: str, ahead: int, pool: str | None, longest=None, cut: int = 0):
    """Histories and later figures of one set, with the projections of this fold's constants."""
    known, later = training.split(rows, ahead, cut=cut, longest=longest)
    known = known.assign(pool=known[pool]) if pool else known
    started = time.perf_counter()
    made = forecasting.project(known, ahead)
    each = 1000 * (time.perf_counter() - started) / known["series"].nunique()
    found = accuracy.compared(known, later, made).assign(set=name, each=each)
    return known, later, found


def ending(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Figures up to a year, of the series that have one in it."""
    rows = rows[rows["year"] <= year]
    return rows[rows["series"].isin(rows.loc[rows["year"].eq(year), "series"])]


def probabilities(known: pd.DataFrame, later: pd.DataFrame, name: str) -> pd.DataFrame:
    """P(the last figure meets a target set around what no change would bring), and a random walk's."""
    random = np.random.default_rng(1)
    size = training.mean_change(known)
    squares = known.sort_values(["series", "year"]).groupby("series")["value"].diff() ** 2
    deviation = np.sqrt(squares.groupby(known["series"]).mean())
    goals = later.sort_values("year").groupby("series").tail(1).set_index("series")
    last = known.sort_values("year").groupby("series")["value"].last()
    goals = goals.assign(last=last, size=size, deviation=deviation)
    goals["target"] = goals["last"] + random.normal(0, 2, len(goals)) * goals["size"]
    goals["operator"] = random.choice(["<=", ">="], len(goals))
    goals = goals.reset_index()
    found = forecasting.probability(known, goals[["series", "year", "operator", "target"]])
    sign = np.where(goals["operator"].eq("<="), 1, -1)
    away = sign * (goals["target"] - goals["last"]) / (goals["deviation"] * np.sqrt(goals["ahead"]))
    met = sign * (goals["target"] - goals["value"]) >= 0
    table = pd.DataFrame({"p": found["probability"].to_numpy(), "walk": special.ndtr(away), "met": met})
    return table.assign(set=name, kind=goals["kind"]).dropna(subset="p")


def held_to(table: pd.DataFrame) -> pd.Series:
    """Brier score beside a random walk's, and the calibration error."""
    return pd.Series(
        {
            "targets": len(table),
            "brier": accuracy.brier(table["p"], table["met"]),
            "walk": accuracy.brier(table["walk"], table["met"]),
            "calibration": accuracy.calibration_error(table["p"], table["met"]),
        }
    )


def beside_libraries(parts: list, number: int, python: str | None) -> pd.DataFrame:
    """Every method on the same `number` series of each set."""
    found = []
    for name, known, later, own in parts:
        kept = pd.Series(sorted(own["series"].unique())).sample(frac=1, random_state=1).head(number)
        known, later = (table[table["series"].isin(kept)] for table in (known, later))
        ahead = int(own["ahead"].max())
        made = {method: run(known, ahead) for method, run in METHODS.items()}
        made |= in_other_python(python, known, ahead) if python else {}
        found.append(own[own["series"].isin(kept)].assign(set=name, method="planbook"))
        for method, table in made.items():
            found.append(accuracy.compared(known, later, table).assign(set=name, method=method))
    return pd.concat(found)


def in_other_python(python: str, known: pd.DataFrame, ahead: int) -> dict:
    """Statsforecast's forecasts, made by another interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        given, back = Path(folder) / "known.csv", Path(folder) / "made.csv"
        known[["series", "year", "value"]].to_csv(given, index=False)
        script = str(HERE / "statsforecast_methods.py")
        subprocess.run([python, script, str(given), str(ahead), str(back)], check=True)
        made = pd.read_csv(back)
    return {name: table.drop(columns="method") for name, table in made.groupby("method")}


def small_counts(path: str) -> pd.DataFrame:
    """Coverage and log score of counts one to three years ahead, grid weights from other indicators."""
    rows = training.small_areas(path)
    rows = rows.assign(value=rows["numerator"] / rows["denominator"] * rows["multiplier"])
    indicator = sorted(rows["indicator"].unique())
    shipped, found = local_level.grid_weights(), []
    for half in range(2):
        own = rows["indicator"].isin(indicator[half::2])
        shipped[:] = training.fitted_moving(rows[~own])
        for cut, ahead in ((0, 1), (1, 1), (3, 1), (0, 3), (2, 3)):
            found.append(counted_ahead(rows[own], cut, ahead))
    local_level.grid_weights.cache_clear()
    table = pd.concat(found)
    table["events"] = pd.cut(table["events"], BANDS, labels=["0-10", "10-100", "100+"])
    return table.groupby("events", observed=True).mean().assign(figures=table.groupby("events").size())


def counted_ahead(rows: pd.DataFrame, cut: int, ahead: int) -> pd.DataFrame:
    """One origin of the counts: inside the limits or not, and log scores beside Poisson at the pooled rate."""
    last = rows.groupby("series")["year"].transform("max") - cut
    known, later = rows[rows["year"] <= last - ahead], rows[rows["year"] == last]
    known = known[known.groupby("series")["year"].transform("size") >= 5]
    later = later[later["series"].isin(known["series"])].set_index("series")
    known, parts = count_projections.count_histories(known), []
    for year, goals in later.groupby("year"):
        own = known[known["series"].isin(goals.index)]
        predicted = counts.posterior(own, int(year)).loc[goals.index]
        exposed, count = goals["denominator"].to_numpy(float), goals["numerator"].to_numpy(float)
        sums = own.groupby("series")[["numerator", "denominator"]].sum().loc[goals.index]
        mean = (sums["numerator"] + 0.5) / sums["denominator"] * exposed
        score = {
            "log_score": counts.log_score(predicted, count, exposed),
            "poisson": stats.poisson(mean).logpmf(count),
        }
        for level in (80, 95):
            limits = counts.interval(predicted, exposed, level=level / 100).mul(exposed, axis=0)
            inside = count >= limits["lower"].to_numpy(), count <= limits["upper"].to_numpy()
            score[f"coverage_{level}"] = (inside[0] & inside[1]).astype(float)
        events = own.groupby("series")["numerator"].mean().loc[goals.index].to_numpy()
        parts.append(pd.DataFrame(score).assign(events=events))
    table = pd.concat(parts)
    return table.assign(poisson=table["poisson"].clip(lower=-50))


def speed() -> str:
    """Milliseconds a series of 23,000, and seconds of a city's 600, in one call."""
    random = np.random.default_rng(1)
    values = 100 * np.exp(random.normal(0.01, 0.05, (23_000, 25)).cumsum(axis=1))
    series = np.repeat([f"s{n:05d}" for n in range(len(values))], values.shape[1])
    years = np.tile(range(2000, 2025), len(values))
    table = pd.DataFrame({"series": series, "year": years, "value": values.ravel()})
    taken = []
    for number in (23_000, 600):
        part = table.head(number * 25)
        started = time.perf_counter()
        forecasting.project(part, 6)
        taken.append(time.perf_counter() - started)
    return f"23,000 series: {1000 * taken[0] / 23_000:.3f} ms each; 600 series: {taken[1]:.2f} s"


def show(title: str, table: pd.DataFrame) -> None:
    """Print a table."""
    print(f"\n{title}\n{table.round(3).to_string()}", flush=True)


def main() -> None:
    """Print all tables."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="+")
    parser.add_argument("--final", action="store_true")
    parser.add_argument("--libraries", type=int, default=0)
    parser.add_argument("--statsforecast")
    given = parser.parse_args()
    rows_m3, rows_panel = training.m3(given.data[0]), training.indicators(given.data[1])
    figures, goals, parts = [], [], []
    for own_m3, own_panel in held_back(rows_m3, rows_panel):
        for longest, word in ((None, ""), (5, ", last 5")):
            if not given.final:
                known, later, found = pieces(own_m3, f"M3{word}", 6, None, longest)
                figures.append(found)
                parts += [("M3", known, later, found)] if longest is None else []
            known, later, found = pieces(own_panel, f"panel{word}", 5, "kind", longest)
            figures.append(found)
            goals.append(probabilities(known, later, f"panel{word}"))
        known, later, found = pieces(ending(own_panel, ONE_CUT), "panel, one cut", 5, "kind")
        figures.append(found)
        goals.append(probabilities(known, later, "panel, one cut"))
        known, later, found = pieces(own_panel, "panel, nine years", 9, "kind")
        figures.append(found)
        parts.append(("panel", known, later, found))
    if given.final:
        whole = pd.concat([rows_m3, training.m3(given.data[0], "test")])
        for longest, word in ((None, ""), (5, ", last 5")):
            known, later, found = pieces(whole, f"M3 test{word}", 6, None, longest)
            figures.append(found)
            parts += [("M3 test", known, later, found)] if longest is None else []
    table = pd.concat(figures)
    show("all", accuracy.scores(table, ["set"])[SHOWN].assign(ms=table.groupby("set")["each"].mean()))
    own = table[table["set"].str.startswith("panel")]
    show("by kind", accuracy.scores(own, ["set", "kind"])[SHOWN])
    show(
        "by years ahead",
        accuracy.scores(table[table["set"].isin(["panel, nine years", "M3", "M3 test"])], ["set", "ahead"])[
            SHOWN
        ],
    )
    chances = pd.concat(goals)
    show("P(target met)", chances.groupby("set").apply(held_to))
    show("P(target met) by kind", chances.groupby(["set", "kind"]).apply(held_to))
    if len(given.data) > 2:
        show("counts", small_counts(given.data[2]))
    if given.libraries:
        beside = beside_libraries(joined(parts), given.libraries, given.statsforecast)
        show("beside libraries", accuracy.scores(beside, ["set", "method"])[SHOWN])
        beside = beside[beside["set"].eq("panel")]
        show("beside libraries, by kind", accuracy.scores(beside, ["kind", "method"])[SHOWN])
        ahead = accuracy.scores(beside, ["method", "ahead"]).reset_index()
        ahead = ahead.pivot_table(index="method", columns="ahead", values="relative")
        show("beside libraries, panel, MASE beside no change by years ahead", ahead)
    print("\n" + speed())


def joined(parts: list) -> list:
    """The folds of each set put together."""
    names = list(dict.fromkeys(part[0] for part in parts))
    return [
        (name, *(pd.concat([part[n] for part in parts if part[0] == name]) for n in (1, 2, 3)))
        for name in names
    ]


if __name__ == "__main__":
    main()
