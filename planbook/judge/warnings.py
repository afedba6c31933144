"""Early warnings W1–W8: what predictably misses, swings, was lost, lies open, or needs a review."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.forecasting import counts
from planbook.catalogue import Settings
from planbook.catalogue.model import HELD_RULES
from planbook.judge.outlook import decisive, meets_probability

SERIES = ["sex", "residence", "age"]
NUMBERS = [
    "target",
    *SERIES,
    "probability",
    "value",
    "tail",
    "events",
    "heading",
    "numerator",
    "denominator",
    "units",
]  # behind a warning, not in its file
ONE = ["code", "indicator", *SERIES]  # what makes two rows one warning, however many targets or pages name it
COLUMNS = ["code", "level", "area", "indicator", "year", "reason", "evidence", "responsible", "response"]
BUDGET = ["code", "tested", "warnings", "expected"]
MEASURED = ("probability", "value", "tail", "events", "heading", "numerator", "denominator")
FAVOURABLE = "favourable_jump"
CASES = 10  # fewer in the window are told, and nothing is red of them
ORDER = ("red", "orange", "yellow", "review")
NOT_DUE = ("not_applicable", "not_carried_out", "withheld", "no_county_data", "no_survey")


def table(judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings) -> pd.DataFrame:
    """Warnings of a year, the gravest first.

    Parameters
    ----------
    judged : pandas.DataFrame
        From `assessment.full` of a place judged by its own plan.
    observations : pandas.DataFrame
        Newest observations of the place: whether a figure has been missing for two cycles.
    year : int
        Year assessed.
    settings : Settings
        Probabilities the levels follow.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS` and `NUMBERS`; `reason` is a code, `units` a list of codes. `evidence` is the text of the numbers for
        who reads the table as a file; of our code the checker of claims alone, which has nothing else, reads it. A series has a warning of a kind once an area, by the
        target of which it is gravest; `once` tells how many there are of a place.
    """
    rules = (_likely_miss, _drift, _swing, _lost, _gap, _data, _sentinel, _units)
    found = [warning for rule in rules for warning in rule(judged, observations, year, settings)]
    rows = pd.DataFrame(found, columns=[*COLUMNS[:4], "reason", "evidence", "responsible", *NUMBERS])
    rows = rows.astype({name: float if name in MEASURED else str for name in rows})
    rank = rows["level"].map({level: n for n, level in enumerate(ORDER)}).astype(int)
    rows = rows.assign(year=year, response="", rank=rank).sort_values(["rank", "code"], kind="stable")
    return rows.drop_duplicates([*ONE, "area"], ignore_index=True)[[*COLUMNS, *NUMBERS]]


def once(rows: pd.DataFrame) -> pd.DataFrame:
    """Warnings as they are counted: one that both plans share is one."""
    return rows.drop_duplicates(ONE)


def shared(rows: pd.DataFrame) -> pd.Series:
    """Whether each warning stands in more than one area's rows, such as those of both plans."""
    return rows.duplicated(ONE, keep=False)


def favourable(rows: pd.DataFrame) -> pd.Series:
    """Whether each is a figure better than its own projection: to be verified, counted apart."""
    return rows["reason"].eq(FAVOURABLE)


def none() -> pd.DataFrame:
    """The table of a place that is only compared."""
    return pd.DataFrame(columns=[*COLUMNS, *NUMBERS], dtype=str)


def backtest() -> pd.DataFrame:
    """How warnings would have told misses of past targets on real indicators, beside other methods.

    Returns
    -------
    pandas.DataFrame
        One row per kind of series, years before the deadline and method: `targets, missed` (share), `hits_10`,
        `hits_20` (share of the later misses found where that per cent of the targets met are warned of too),
        `own_hits, own_false` (at the method's own limit), `lead_time` (mean years of unbroken warning; kind `all`).

    Notes
    -----
    Made by `benchmarks/warnings_backtest.py` and shipped as it came.
    """
    return pd.read_csv(Path(__file__).with_name("warnings_backtest.csv"))


def expected(judged: pd.DataFrame, observed: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """How many warnings normal fluctuation alone would raise in a year, by code.

    Parameters
    ----------
    judged : pandas.DataFrame
        From `assessment.full`.
    observed : pandas.DataFrame
        From `table`.
    settings : Settings
        Tail probabilities of the tests.

    Returns
    -------
    pandas.DataFrame
        `code, tested, warnings, expected`: series tested, warnings raised, of them expected by chance.

    Notes
    -----
    W1: the sum of the probabilities that the target is met all the same. W2, W3: the test's tail times the
    series tested. W4, W5: one side of a 95 % test. W6–W8 are facts, not tests.
    """
    series = judged.drop_duplicates(["indicator", *SERIES])
    asked = judged.drop_duplicates(["indicator", *SERIES, "operator", "target_value", "deadline"])
    flagged = decisive(asked)[asked["outlook"].isin(["unlikely", "leaning_no"])]
    tests = {
        "W1": (int(asked["probability"].notna().sum()), float(flagged.sum())),
        "W2": (n := int(series["drifting"].notna().sum()), n * settings.drift / 2),
        "W3": (n := int(series["tail"].notna().sum()), n * 2 * settings.beyond_chance),
        "W4": (
            n := int((judged["last_attainment"].eq("met") & judged["last_evidence"].eq("firm")).sum()),
            n * 0.025,
        ),
        "W5": (n := int(judged["gap_verdict"].fillna("").str.contains("_").sum()), n * 0.025),
    }
    raised = once(observed)["code"].value_counts()
    rows = [
        (code, tested, int(raised.get(code, 0)), round(chance, 3)) for code, (tested, chance) in tests.items()
    ]
    return pd.DataFrame(rows, columns=BUDGET)


def _likely_miss(
    judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings
) -> Iterator[tuple]:
    """W1: the target will predictably be missed; of few events the pooled years have to say so too.

    How grave follows from the published figure: red is a target outside its printed range.
    """
    side = pd.Series(meets_probability(judged, "window"), index=judged.index)
    alike = judged["tier"].ne("E4") | side.isna() | (side < 0.5)
    rows = judged[judged["outlook"].isin(["unlikely", "leaning_no"]) & alike]
    few = _cases(rows) < CASES
    p = rows["probability"]
    level: list[str] = np.select(
        [few, p <= settings.red_probability, p <= 1 - settings.likely_probability],
        ["yellow", "red", "orange"],
        "yellow",
    ).tolist()
    each = zip(rows.itertuples(), level, few.tolist(), decisive(rows), strict=True)
    for row, colour, told, chance in each:
        counted = {name: getattr(row, name) for name in ("numerator", "denominator")} if told else {}
        numbers = {"probability": chance, **counted, "tier": row.tier, "window": row.window}
        yield _warning("W1", colour, row, str(row.outlook), **numbers)


def _cases(rows: pd.DataFrame) -> pd.Series:
    """What a verdict rests on: the rarer of events and others in the window, in a full register the units short of the target."""
    cases, all_ = (rows[f"window_{side}"].astype(float) for side in ("numerator", "denominator"))
    found = cases.where(rows["statistic"].eq("rate"), np.minimum(cases, all_ - cases))
    own, of = (rows[side].astype(float) for side in ("numerator", "denominator"))
    short = (rows["target_value"] / rows["multiplier"] * of - own).abs()
    counted = rows["statistic"].isin(counts.KINDS)
    return found.where(~rows["register"], short).where(counted).fillna(np.inf)


def _drift(
    judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings
) -> Iterator[tuple]:
    """W2: five years in the wrong direction, beyond chance and material, that lead out of, or away from, what is asked."""
    wrong = _direction(judged) * judged["slope"].astype(float) < 0
    rows = judged[judged["drifting"].eq(True) & wrong & judged["drift_material"].eq(True)]
    for row in rows[_leads_away(rows)].itertuples():
        yield _warning("W2", "orange", row, "drift", slope=row.slope, heading=row.heading)


def _leads_away(rows: pd.DataFrame) -> pd.Series:
    """Whether a figure is projected out of, or farther from, its target; of a direction: to worse than its base."""
    way, ahead = _direction(rows), rows["heading"].astype(float)
    asked = rows["target_value"].astype(float)
    edge = asked - np.where(rows["operator"].eq("around"), rows["tolerance"].astype(float).fillna(0), 0)
    out, farther = way * (ahead - edge) < 0, way * (ahead - rows["value"].astype(float)) < 0
    worse = way * (ahead - rows["baseline"].astype(float)) < 0
    return out.where(asked.notna(), worse) & (farther | asked.isna())


def _swing(
    judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings
) -> Iterator[tuple]:
    """W3: the newest figure is beyond chance and material; a favourable jump is to be verified."""
    rows = judged[
        judged["stability"].eq("beyond_chance") & judged["material"].eq(True) & judged["year"].eq(year)
    ]
    direction = _direction(rows)
    for row, way in zip(rows.itertuples(), direction, strict=True):
        good = way * row.jump > 0
        if good and row.operator == "around":
            continue  # above its band a figure is reached
        level, reason = ("review", FAVOURABLE) if good else ("orange", "beyond_chance")
        yield _warning("W3", level, row, reason, jump=row.jump, tail=row.tail)


def _lost(judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings) -> Iterator[tuple]:
    """W4: met firmly (or held) last year, not met now, by more than chance (or, without counts, not by little)."""
    held = judged["rule"].isin(HELD_RULES)
    before = judged["last_attainment"].eq("met") & (judged["last_evidence"].isin(["firm", "by_count"]) | held)
    now = judged["attainment"].eq("not_met") & judged["target_value"].notna()
    sure = judged["tail"].isna() | judged["evidence"].eq("firm")
    moved = (judged["material"].eq(True) & sure) | judged["stability"].eq("beyond_chance")
    for row in judged[before & now & moved].itertuples():
        firm = row.evidence in ("firm", "by_count")
        yield _warning("W4", "red" if firm else "orange", row, "target_lost", value=row.value, jump=row.jump)


def _gap(judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings) -> Iterator[tuple]:
    """W5: a gap that was to narrow has widened: with evidence, in a full register by more than it ever moves."""
    widened = (
        judged["gap_verdict"]
        .eq("widened_evidence")
        .where(~judged["register"], judged["gap_widened"].eq(True))
    )
    for row in judged[judged["rule"].eq("gap_narrows") & widened].itertuples():
        yield _warning("W5", "orange", row, "gap_widened", dimension=row.dimension)


def _data(judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings) -> Iterator[tuple]:
    """W6: a yearly figure that is due has been missing for two years, or its definition broke."""
    known = observations[observations["value"].notna() & observations["year"].isin([year, year - 1])]
    due = judged["due_yearly"] & judged["value"].isna() & ~judged["reason"].isin([*NOT_DUE, "by_evidence"])
    for row in judged[due & ~judged["indicator"].isin(known["indicator"])].itertuples():
        yield _warning("W6", "yellow", row, "missing_two_years")
    broken = judged["status"].eq("B") & judged["year"].eq(year)
    for row in judged[broken].itertuples():
        yield _warning("W6", "yellow", row, "break")


def _sentinel(
    judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings
) -> Iterator[tuple]:
    """W7: an event each of which opens a case review."""
    rows = judged[judged["sentinel"] & judged["year"].eq(year) & (judged["numerator"] > 0)]
    for row in rows.drop_duplicates(["area", "indicator"]).itertuples():
        yield _warning("W7", "review", row, "case_review", events=row.numerator)


def _units(
    judged: pd.DataFrame, observations: pd.DataFrame, year: int, settings: Settings
) -> Iterator[tuple]:
    """W8: a township or sub-district that misses what every one is to reach."""
    for row in judged[judged["failing_units"].ne("")].itertuples():
        yield _warning("W8", "orange", row, "units_failing", units=row.failing_units)


def _direction(rows: pd.DataFrame) -> pd.Series:
    """1 where higher is better, or missed from below, -1 where lower is better; 0 where neither is said."""
    by_operator = rows["operator"].map({"<=": -1, ">=": 1, ">": 1, "around": 1})
    by_polarity = rows["polarity"].map({"higher": 1, "lower": -1, "neutral": 0})
    return by_operator.astype(float).fillna(by_polarity.astype(float)).fillna(0)


def _warning(code: str, level: str, row: Any, reason: str, **numbers: Any) -> tuple:
    pairs = {"target": row.target, **{name: _short(number) for name, number in numbers.items()}}
    said = "; ".join(f"{name}={value}" for name, value in pairs.items() if value != "")
    codes = {name: getattr(row, name) for name in SERIES}
    typed = ({"target": row.target} | codes | numbers).get
    own = (typed(name, float("nan") if name in MEASURED else "") for name in NUMBERS)
    return (code, level, row.area, row.indicator, reason, said, row.responsible, *own)


def _short(number: Any) -> str:
    if isinstance(number, str):
        return number
    return "" if pd.isna(number) else f"{number:.4g}"
