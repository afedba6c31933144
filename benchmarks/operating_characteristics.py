"""How often each method says what, when the truth is known: simulated yearly counts through `assess`.

Six yearly Poisson counts 2020–2025, exposure 10,000, target 0.7 × the true rate of 2020, judged in 2025.
Worlds: ahead (true 2030 half of the target's base), flat, worsening (true 2030 = 1.5 × 2020).
"Good" is met·firm, likely or leaning_yes for ours; achieved or on track for the reference methods.

Usage: ``.venv/bin/python benchmarks/operating_characteristics.py [WORLDS]``; exit status 1 if a bar is missed.
"""

import sys
import time

import numpy as np
import pandas as pd

from planbook import catalogue
from planbook.catalogue import Catalogue
from planbook.contract.schema import COLUMNS
from planbook.judge import assessment, reference_methods, warnings

SEED = 20261123
EVENTS = (1.5, 5, 30, 60, 300, 3000)
WORLDS = {"ahead": 0.5, "flat": 1.0, "worsening": 1.5}
YEARS = np.arange(2020, 2026)
EXPOSURE = 10_000.0
GOOD = ("likely", "leaning_yes")


def plan(number: int, limit: float, multiplier: float = 1.0) -> Catalogue:
    """The package's catalogue with `number` targets of one rate each, all with the same ceiling."""
    known = catalogue.load()
    indicator = known.indicators["maternal_mortality"].model_copy(
        update={"multiplier": multiplier, "sentinel": False}
    )
    target = next(t for t in known.targets if t.id == "women_health.O2.1")
    names = [f"series_{n:06d}" for n in range(number)]
    indicators = {name: indicator.model_copy(update={"id": name}) for name in names}
    targets = tuple(
        target.model_copy(update={"id": f"women_health.O2.{n}", "indicator": name, "value": limit})
        for n, name in enumerate(names, 1)
    )
    return known.model_copy(update={"indicators": known.indicators | indicators, "targets": targets})


def observed(counts: np.ndarray, multiplier: float = 1.0, years: np.ndarray = YEARS) -> pd.DataFrame:
    """Observations of counts, one series a row of the array."""
    number, length = counts.shape
    table = pd.DataFrame("_T", index=range(number * length), columns=COLUMNS)
    table["indicator"] = np.repeat([f"series_{n:06d}" for n in range(number)], length)
    table["year"] = np.tile(years, number)
    table["numerator"], table["denominator"] = counts.ravel().astype(float), EXPOSURE
    table["value"] = table["numerator"] / EXPOSURE * multiplier
    return table.assign(
        ref_area="x", base="", status="A", reason="", department="health", release="2026-01-01", source="s"
    )


def counts_of(world: str, mean: float, number: int, random: np.random.Generator) -> np.ndarray:
    """Poisson counts whose rate goes evenly, on the log scale, to the world's rate of 2030."""
    growth = np.log(WORLDS[world]) / 10
    return random.poisson(mean * np.exp(growth * (YEARS - YEARS[0])), (number, len(YEARS)))


def shares(world: str, mean: float, number: int, random: np.random.Generator) -> dict:
    """Share of series each method calls good, or away from the target."""
    rows = observed(counts_of(world, mean, number, random))
    judged = assessment.full(plan(number, 0.7 * mean / EXPOSURE), rows, year=2025)
    firm = judged["attainment"].eq("met") & judged["evidence"].eq("firm")
    series = rows.merge(judged[["series", "indicator"]], on="indicator")
    compared = reference_methods.table(judged.assign(base_count=np.inf), series)
    ratio, ahead = compared["ratio_status"], compared["anticipated_status"]
    return {
        "events": mean,
        "world": world,
        "good": (firm | judged["outlook"].isin(GOOD)).mean(),
        "unlikely": judged["outlook"].eq("unlikely").mean(),
        "open": judged["outlook"].isin(["open", "leaning_no"]).mean(),
        "ratio good": ratio.isin(["target_achieved", "significant_progress"]).sum() / number,
        "regression good": ahead.eq("maintain").sum() / number,
    }


def missed(row: dict) -> bool:
    """Whether a row misses its bar."""
    if row["world"] == "flat":
        return row["good"] > (0.07 if row["events"] < 5 else 0.03)
    if row["world"] == "worsening":
        return row["good"] > 0.02
    return row["good"] < {300: 0.90, 3000: 0.99}.get(row["events"], 0)


def alarms(number: int, random: np.random.Generator) -> float:
    """Warnings W1–W5 a year that 60 stable indicators raise which meet their targets with room."""
    means = np.tile([3, 10, 30, 100, 300, 1000], number // 6).astype(float)
    counts = random.poisson(means[:, None], (number, len(YEARS)))
    known, total = plan(number, 1.0), 0
    limits = dict(zip([t.id for t in known.targets], 1.5 * means / EXPOSURE, strict=True))
    targets = tuple(t.model_copy(update={"value": limits[t.id]}) for t in known.targets)
    known = known.model_copy(update={"targets": targets})
    rows = observed(counts)
    judged = assessment.full(known, rows, year=2025)
    raised = warnings.table(judged, rows, 2025, known.settings)
    total = raised["code"].isin(["W1", "W2", "W3", "W4", "W5"]) & raised["level"].ne("review")
    return 60 * total.sum() / number


def main(worlds: str = "4000") -> None:
    number, random, started = int(worlds), np.random.default_rng(SEED), time.perf_counter()
    rows = [shares(world, mean, number, random) for mean in EVENTS for world in WORLDS]
    table = pd.DataFrame(rows)
    table["bar"] = ["MISSED" if missed(row) else "" for row in rows]
    print(table.round(3).to_string(index=False))
    rate = alarms(6000, random)
    print(f"60 stable indicators with room: {rate:.2f} warnings W1-W5 a year (bar 1)")
    print(f"{time.perf_counter() - started:.0f} s")
    sys.exit(int(any(map(missed, rows)) or rate > 1))


if __name__ == "__main__":
    main(*sys.argv[1:])
