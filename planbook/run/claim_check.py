"""Every claim of a folder made again from its tables by code of its own; what is false is named with what is true.

Each kind of claim has a function that gives what the tables say instead, or nothing where the claim is true. Of the
application only the places of its files are known here (`claim_tables`), so that an error in a sentence cannot repeat itself
in the check.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables

NO_RULE = "nothing that the checker could make it again from"
PRINTED = 1e-8  # tables print ten digits
EVIDENCE_DIGITS = 2e-3  # the numbers of a warning are printed with four digits
CountRule = Callable[
    [Tables, Row, str], float
]  # of a claim in a scope: a plan, an area, an objective, a unit or all


@dataclass(frozen=True)
class FalseClaim:
    """A claim that the tables do not bear out: where it stands, what it says, what they say."""

    claim: str
    page: str
    piece: str
    text: str
    said: str
    expected: str

    def __str__(self) -> str:
        return f"{self.page}, {self.piece} ({self.claim}): {self.said} in “{self.text}”; by the tables {self.expected}"


@dataclass(frozen=True)
class Checked:
    """What became of a folder's claims: how many there are, the false ones, and those that there is no rule for."""

    claims: int
    false: tuple[FalseClaim, ...]
    without_rule: Counter[tuple[str, str]]


def check(folder: Path) -> Checked:
    """Make every claim of a folder again from its tables.

    Parameters
    ----------
    folder : pathlib.Path
        What a run left.

    Returns
    -------
    Checked
        Claims without a rule are counted by kind and verdict: of them nothing is said.
    """
    tables = Tables(folder)
    told = [(row, instead(tables, row)) for row in tables["claims"]]
    false = [
        FalseClaim(
            row["claim"],
            row["page"],
            row["piece"],
            row["text"],
            f"{row['kind']} {row['verdict']} {row['value']}",
            expected,
        )
        for row, expected in told
        if expected not in ("", NO_RULE)
    ]
    left = Counter((row["kind"], row["verdict"]) for row, expected in told if expected == NO_RULE)
    return Checked(len(told), tuple(false), left)


def instead(tables: Tables, claim: Row) -> str:
    """What the tables say instead of a claim; nothing where it is true, `NO_RULE` where they cannot say."""
    return KINDS[claim["kind"]](tables, claim)


def _same(claim: Row, expected: float, name: str = "value", of: float = 1.0) -> str:
    """Nothing where a number of the claim is as expected, to the digits of what it was made `of`; else what is."""
    scale = max(abs(of), 1.0) if of == of else 1.0
    told = plain.number(claim[name])
    return "" if plain.near(told / scale, expected / scale) else f"{name} {expected:.10g}"


def _level(tables: Tables, claim: Row) -> str:
    """A figure: that of its series and year; added up over years where it says so."""
    rule = LEVELS.get(claim["verdict"])
    if rule:
        return rule(tables, claim)
    if claim["verdict"]:
        return NO_RULE
    row = tables.at(claim, claim["year"])
    return _same(claim, plain.number(row["value"])) if row else "no such figure"


def _pooled(tables: Tables, claim: Row) -> str:
    rows = [row for row in tables.line(claim) if claim["against_year"] <= row["year"] <= claim["year"]]
    pairs = [pair for pair in map(plain.counts, rows) if pair]
    if not pairs:
        return "no counts"
    multiplier = tables.entries[claim["indicator"]].get("multiplier", 1)
    cases, exposed = (sum(column) for column in zip(*pairs, strict=True))
    return _same(claim, multiplier * cases / exposed)


def _of_one_case(tables: Tables, claim: Row) -> str:
    pair = plain.counts(tables.at(claim, claim["year"]))
    if pair is None:
        return "no counts"
    return _same(claim, tables.entries[claim["indicator"]].get("multiplier", 1) / pair[1])


def _change(tables: Tables, claim: Row) -> str:
    """A change: its size, its sign, whether it is within chance, whether both figures print alike."""
    verdict = claim["verdict"]
    if verdict in ("rate_effect", "composition_effect"):
        gap = _gap_row(tables, claim)
        return _same(claim, plain.number(gap[verdict])) if gap else "no such gap"
    if verdict.startswith("yearly_"):
        return _yearly(tables, claim)
    if verdict.startswith("age_part"):
        return _age_part(tables, claim)
    now, before = (tables.at(claim, claim[name]) for name in ("year", "against_year"))
    if not now or not before:
        return "no two figures to compare"
    entry, pair = tables.entries[claim["indicator"]], [plain.number(row["value"]) for row in (now, before)]
    broken = any(
        row["status"] == "B" for row in tables.line(claim) if before["year"] < row["year"] <= now["year"]
    )
    if broken:
        return "figures of two definitions"
    relative = claim["unit"] == "%" and entry["unit"] != "%"
    size = 100 * (pair[0] / pair[1] - 1) if relative and pair[1] else pair[0] - pair[1]
    printed = [plain.half_up(one, entry["decimals"]) for one in pair]
    plainly = "same" if printed[0] == printed[1] else "up" if pair[0] > pair[1] else "down"
    sides = [plain.counts(row) for row in (now, before)]
    counted = entry["statistic"] in ("rate", "proportion") and not entry.get("register")
    if counted and sides[0] and sides[1] and plain.may_be_chance(entry["statistic"], sides[0], sides[1]):
        plainly = "chance"
    wrong = _same(claim, size, of=max(100.0, *map(abs, pair))) or _same(claim, pair[1], "against_value")
    return wrong or ("" if verdict == plainly else f"verdict {plainly}")


def _yearly(tables: Tables, claim: Row) -> str:
    rows, base = tables.line(claim), int(claim["against_year"])
    breaks = [row["year"] for row in rows if row["status"] == "B"]
    kept = [
        (int(row["year"]), plain.number(row["value"]))
        for row in rows
        if not breaks or row["year"] >= breaks[-1]
    ]
    points = [one for one in kept if (one[0] > base) == claim["verdict"].startswith("yearly_since")]
    if len(points) < 3:
        return "too few years"
    rise = plain.slope(points)
    way = "up" if rise > 0 else "down"
    return _same(claim, rise) or ("" if claim["verdict"].endswith(way) else f"verdict {way}")


def _age_part(tables: Tables, claim: Row) -> str:
    order = next(one for one in tables.settings["ascending"] if claim["indicator"] in one)
    place = order.index(claim["indicator"])
    own = [
        plain.number((tables.at(claim, claim[name]) or {}).get("value", ""))
        for name in ("year", "against_year")
    ]
    inner = [0.0, 0.0]
    if place:
        within = claim | {"indicator": order[place - 1]}
        inner = [
            plain.number((tables.at(within, claim[name]) or {}).get("value", ""))
            for name in ("year", "against_year")
        ]
    parts = [max(whole - part, 0.0) for whole, part in zip(own, inner, strict=True)]
    way = "down" if parts[0] < parts[1] else "up"
    return _same(claim, parts[0] - parts[1]) or ("" if claim["verdict"].endswith(way) else f"verdict {way}")


def _gap_row(tables: Tables, claim: Row) -> Row | None:
    dimension = claim["source"].partition(":")[0]
    rows = [row for row in tables["gaps"] if row["indicator"] == claim["indicator"]]
    named = [row for row in rows if row["dimension"] == dimension] if dimension else rows
    years = [row for row in named if claim["year"] in (row["year"], row["baseline_year"])]
    if not dimension:  # the public edition has no sources: the dimension whose gap it can be
        numbers = ("difference", "ratio", "baseline_difference", "rate_effect", "composition_effect")
        own = [row for row in years if any(_same(claim, plain.number(row[name])) == "" for name in numbers)]
        years = own or years
    return years[0] if years else None


def _gap(tables: Tables, claim: Row) -> str:
    """A gap: difference or ratio of its groups now or at the base, and the verdict on what became of it."""
    if claim["verdict"] in ("above", "below"):
        row = tables.at(claim, claim["year"])
        apart = plain.number(row["value"]) - plain.number(claim["against_value"]) if row else math.nan
        return _same(claim, apart) or (
            "" if (apart > 0) == (claim["verdict"] == "above") else "the other side"
        )
    row = _gap_row(tables, claim)
    if row is None:
        return "no such gap"
    if claim["year"] == row["baseline_year"] and not claim["verdict"]:
        return _same(claim, plain.number(row["baseline_difference"]))
    name = "ratio" if claim["unit"] == "倍" else "difference"
    return _same(claim, plain.number(row[name])) or (
        "" if claim["verdict"] == row["verdict"] else f"verdict {row['verdict']}"
    )


def _state(tables: Tables, claim: Row) -> str:
    """The state of a target, of an objective, or against the time gone."""
    found = [of(tables, claim, row) for of, row in _stated(tables, claim)]
    return "" if "" in found else found[0] if found else "no such target or objective"


def _stated(tables: Tables, claim: Row) -> list[tuple[Callable[[Tables, Row, Row], str], Row]]:
    """What a state may be of: its source's target or objective; without a source every one that it can be of."""
    if claim["source"] in tables.targets:
        return [(_target_state, tables.targets[claim["source"]])]
    if claim["indicator"]:
        same = [row for row in tables["assessment"] if all(row[name] == claim[name] for name in plain.SERIES)]
        return [(_target_state, row) for row in same]
    own = [row for row in tables["objectives"] if claim["source"] in (row["objective"], "")]
    return [(_objective_state, row) for row in own if claim["source"] or row["area"] == claim["page"]]


def _objective_state(tables: Tables, claim: Row, row: Row) -> str:
    return "" if row["state"] == claim["verdict"] else f"verdict {row['state']}"


def _target_state(tables: Tables, claim: Row, row: Row) -> str:
    value, aim = (plain.number(row[name]) for name in ("value", "target_value"))
    if not any(plain.near(plain.number(claim["value"]), one) for one in (value, abs(value - aim))):
        return f"value {value:.10g}"
    if not plain.near(plain.number(claim["against_value"]), aim):
        return f"against_value {aim:.10g}"
    if claim["verdict"].startswith("pace."):
        pace = _pace(row, int(claim["against_year"]))
        return "" if claim["verdict"] == f"pace.{pace}" else f"verdict pace.{pace}"
    return "" if claim["verdict"] == row["attainment"] else f"verdict {row['attainment']}"


def _keeps(value: float, row: Row) -> bool:
    aim = plain.number(row["target_value"])
    width = plain.number(row["tolerance"]) if row["operator"] == "around" else 0.0
    match row["operator"]:
        case "<=":
            return value <= aim
        case ">":
            return value > aim
    return value >= aim - width


def _pace(row: Row, deadline: int) -> str:
    """How a target stands to the time gone between its base year and its deadline."""
    if row["attainment"] in ("met", "better"):
        return "met"
    value, base, aim = (plain.number(row[name]) for name in ("value", "baseline", "target_value"))
    if math.isnan(base):
        return "neutral"
    if _keeps(base, row):
        return "not_met"
    gone = (int(row["year"]) - int(row["baseline_year"])) / (deadline - int(row["baseline_year"]))
    return "uncertain" if (value - base) / (aim - base) >= gone else "not_met"


def _projection(tables: Tables, claim: Row) -> str:
    """A figure ahead with its range: of a target at its deadline, of a series in a year."""
    if claim["source"]:
        row = tables.targets[claim["source"]]
        wrong = [_same(claim, plain.number(row[other]), name) for name, other in PROJECTED.items()]
        expected = "" if claim["verdict"] == row["outlook"] else f"verdict {row['outlook']}"
        return next(filter(None, wrong), "") or expected
    rows = tables.ahead(claim)
    if not rows:
        return "no such projection"
    names = {"value": "value", "lower": f"lower_{claim['level']}", "upper": f"upper_{claim['level']}"}
    return next(
        filter(None, (_same(claim, plain.number(rows[0][other]), name) for name, other in names.items())), ""
    )


def _extreme(tables: Tables, claim: Row) -> str:
    """The highest or lowest: of the units or groups of the same year, or of a series' last three years."""
    if claim["verdict"] == "figures.in.lowest":
        units = {row["department"] for row in tables["completeness"] if row["due"] == "True"}
        return _same(claim, min(_figures("in")(tables, claim, unit) for unit in units))
    if claim["verdict"] == "lowest_of_three":
        last = [plain.number(row["value"]) for row in tables.line(claim)[-3:]]
        return _same(claim, min(last))
    row = tables.at(claim, claim["year"])
    if row is None:
        return "no such figure"
    rows = [one for one in tables["observations"] if one["indicator"] == claim["indicator"] and one["value"]]
    rows = [one for one in rows if one["year"] == claim["year"] and one["sex"] == one["residence"] == "_T"]
    by_unit = claim["unit_area"] != "_T"
    rows = [one for one in rows if (one["unit_area"] != "_T") == by_unit and (one["age"] != "_T") != by_unit]
    most = (max if claim["verdict"] == "highest" else min)(plain.number(one["value"]) for one in rows)
    return _same(claim, plain.number(row["value"])) or _same(claim, most)


def _missing(tables: Tables, claim: Row) -> str:
    """That there is no figure, or none that is shown, and why."""
    same = [row for row in tables["assessment"] if all(row[name] == claim[name] for name in plain.SERIES)]
    if claim["verdict"] and any(row["reason"] == claim["verdict"] for row in same):
        return ""
    if claim["year"]:
        rows = [row for row in tables.rows(claim) if row["year"] == claim["year"]]
        return "a figure" if any(row["value"] for row in rows) else ""
    own = tables.targets.get(claim["source"], {})
    if own.get("indicator") == claim["indicator"] and (
        claim["verdict"] == "no_target_value" or not own["value"] or not own["baseline"]
    ):
        return "a target value" if claim["verdict"] == "no_target_value" and own["target_value"] else ""
    match claim["verdict"]:
        case "no_counts":
            return "cases" if any(row["numerator"] for row in tables.line(claim)[-5:]) else ""
        case "no_unit_area" | "no_sex" | "no_residence" | "no_age":
            dimension = claim["verdict"].removeprefix("no_")
            rows = [
                row
                for row in tables["observations"]
                if row["indicator"] == claim["indicator"] and row["value"]
            ]
            return f"figures by {dimension}" if any(row[dimension] != "_T" for row in rows) else ""
    asked = [row for row in tables["assessment"] if row["indicator"] == claim["indicator"]]
    if any(not row["value"] for row in asked):
        return ""
    shown = {row["year"] for row in tables.line(claim)}
    due = {row["year"] for row in tables["completeness"]} | {row["year"] for row in asked}
    return f"figures of {', '.join(sorted(shown & due))}" if shown & due else ""


def _warning(tables: Tables, claim: Row) -> str:
    """A warning with the number behind it, as the table of warnings has both."""
    own = [
        row
        for row in tables["warnings"]
        if row["code"] == claim["verdict"] and row["indicator"] == claim["indicator"]
    ]
    told = [dict(pair.split("=", 1) for pair in row["evidence"].split("; ")) for row in own]
    told = [one for one in told if one.get("target") == claim["source"]]
    if not told:
        return "no such warning"
    scale = 100 if claim["unit"] == "%" else 1
    numbers = [scale * float(text) for one in told for name, text in one.items() if name in MEASURED]
    value = plain.number(claim["value"])
    return "" if any(plain.near(value, one, EVIDENCE_DIGITS) for one in numbers) else f"value {numbers}"


def _count(tables: Tables, claim: Row) -> str:
    """How many things there are, in the part of the place that the claim is of."""
    rule = COUNTS.get(claim["verdict"])
    if rule is None:
        return NO_RULE
    expected = [rule(tables, claim, scope) for scope in _scopes(tables, claim)]
    wrong = [_same(claim, one) for one in expected]
    return "" if "" in wrong else wrong[0]


def _scopes(tables: Tables, claim: Row) -> list[str]:
    """The plan, area, objective or unit that a count is of: its source's, else its page's, else the whole place.

    In the public edition, which has no sources, a page of the whole year may speak of each plan and area.
    """
    plans = {row["plan"] for row in tables["assessment"]}
    document = claim["page"].removesuffix(".docx").rpartition("_")[2]
    if claim["source"]:
        return [claim["source"]]
    if claim["page"] in tables.areas or document in plans:
        return [claim["page"] if claim["page"] in tables.areas else document]
    return ["", *sorted(plans), *sorted(tables.areas)] if tables.public else [""]


def _within(tables: Tables, rows: list[Row], scope: str) -> list[Row]:
    """Rows of a plan, an area, a clause or a unit; all of them for no scope."""
    if not scope:
        return rows
    if scope in tables.departments.values():
        return [row for row in rows if row["indicator"] and tables.unit(row) == scope]
    names = ("plan", "area", "objective", "department", "target")
    return [row for row in rows if scope in (row.get(name) for name in names) or _clause(row) == scope]


def _clause(row: Row) -> str:
    return f"{row['area']}.{row['clause']}" if "clause" in row else ""


def _numeric(*classes: str) -> CountRule:
    """How many numeric targets stand in some classes."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = [row for row in _within(tables, tables["assessment"], scope) if row["target_value"]]
        return float(sum(_class(row) in classes for row in rows))

    return number


def _class(row: Row) -> str:
    """Class of a numeric target in a headline; nothing is known of what has no figure."""
    if row["attainment"] in ("met", "not_met"):
        return f"{row['attainment']}_{row['evidence']}"
    if row["attainment"] in ("better", "worse", "not_due") or row["value"]:
        return row["attainment"]
    return "suppressed" if row["reason"] == "suppressed" else "missing"


def _share(left_out: tuple[str, ...]) -> CountRule:
    """Share of the numeric targets that are met."""

    def share(tables: Tables, claim: Row, scope: str) -> float:
        whole = _numeric(*(code for code in CLASSES if code not in left_out))(tables, claim, scope)
        return 100 * _numeric(*MET)(tables, claim, scope) / whole if whole else math.nan

    return share


def _targets(*attainments: str) -> CountRule:
    """How many targets of any kind stand so."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = _within(tables, tables["assessment"], scope)
        return float(sum(not attainments or row["attainment"] in attainments for row in rows))

    return number


def _of_objective(name: str) -> CountRule:
    """Targets of an objective, or of an area where there is no such objective; without a source one of the page's."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        told = [
            plain.number(row[name])
            for row in tables["objectives"]
            if scope in (row["objective"], row["area"])
        ]
        whole = _targets(*(() if name == "targets" else ("met",)))(tables, claim, scope)
        value = plain.number(claim["value"])
        own = [*([] if claim["source"] in tables.areas else told), whole]
        return value if value in own else own[0]

    return number


def _demands(code: str) -> CountRule:
    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = _within(tables, tables["assessment"], scope)
        return float(sum(_demand(row) == code for row in rows if row["rule"] != "evidence"))

    return number


def _demand(row: Row) -> str:
    """Class of a demand that can be counted in the matrix of areas and states."""
    if row["attainment"] in ("better", "worse"):
        return row["attainment"]
    if row["reason"] == "suppressed":
        return "suppressed"
    if row["attainment"] in ("met", "not_met"):
        return "uncertain" if row["evidence"] == "uncertain" else row["attainment"]
    return "neutral" if row["value"] or row["attainment"] == "not_due" else "no_data"


def _paces(code: str) -> CountRule:
    """How many numeric targets stand so to the time gone; what every unit is to reach is held to none."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = _within(tables, tables["assessment"], scope)
        rows = [row for row in rows if row["target_value"] and row["value"] and row["rule"] != "every_unit"]
        return float(sum(_pace(row, tables.due.get(row["target"], tables.deadline)) == code for row in rows))

    return number


def _drawn(code: str) -> CountRule:
    """How many numeric targets are on the chart of an area, by their marks; nothing is a per cent of 0."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = _within(tables, tables["assessment"], scope)
        rows = [
            row for row in rows if row["target_value"] and row["value"] and plain.number(row["target_value"])
        ]
        return float(sum(code in ("", _mark(row)) for row in rows))

    return number


def _mark(row: Row) -> str:
    if row["rule"] == "every_unit" and row["attainment"] == "not_met":
        return "not_met"
    return "uncertain" if row["evidence"] == "uncertain" else row["attainment"]


def _lacking(tables: Tables, claim: Row, scope: str) -> float:
    rows = _within(tables, tables["assessment"], scope)
    rows = [row for row in rows if row["target_value"] and not row["value"] and row["reason"] != "suppressed"]
    return float(
        len({row["indicator"] for row in rows}) if claim["verdict"].startswith("indicators") else len(rows)
    )


def _clauses(kind: str, *states: str) -> CountRule:
    """Measures or objectives, all or those that the evaluation group found in some states."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = [row for row in _within(tables, tables["evaluation"], scope) if row["kind"] == kind]
        return float(sum(not states or row["state"] in states for row in rows))

    return number


def _areas(tables: Tables, claim: Row, scope: str) -> float:
    return float(len({row["area"] for row in _within(tables, tables["objectives"], scope)}))


def _figures(*states: str) -> CountRule:
    """Figures that are due, all or those in some states; as a share of all where the claim is in per cent."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        due = [row for row in tables["completeness"] if row["due"] == "True"]
        owner = "department" if scope in tables.departments.values() else ""
        rows = [row for row in due if row["department"] == scope] if owner else _within(tables, due, scope)
        found = float(sum(not states or row["state"] in states for row in rows))
        return 100 * found / len(rows) if claim["unit"] == "%" and rows else found

    return number


def _owing(tables: Tables, claim: Row, scope: str) -> float:
    rows = [row for row in tables["completeness"] if row["due"] == "True" and row["state"] in OWED]
    return float(len({row["department"] for row in rows}))


def _points(state: str) -> CountRule:
    def number(tables: Tables, claim: Row, scope: str) -> float:
        return float(sum(row["state"] == state for row in tables["points"]))

    return number


def _raised(tables: Tables, claim: Row, scope: str) -> float:
    """Warnings, those that both plans share once, by the series of the targets that they name."""
    level = claim["verdict"].removeprefix("warnings.raised.")
    series = set()
    for row in tables["warnings"]:
        target = tables.targets[row["evidence"].split("; ")[0].removeprefix("target=")]
        within = _within(tables, [target | {"responsible": row["responsible"]}], scope)
        if within and level in ("warnings.raised", "matters.raised", row["level"]):
            series.add((row["code"], *(target[name] for name in plain.SERIES)))
    return float(len(series))


def _by_chance(tables: Tables, claim: Row, scope: str) -> float:
    return sum(plain.number(row["expected"]) for row in tables["warning_budget"])


def _ahead(tables: Tables, claim: Row, scope: str) -> float:
    """Series of an area that have a projection of the last year that pages look ahead to."""
    until = tables.deadline if tables.year < tables.deadline else tables.year + 5
    rows = [row for row in tables["projections"] if row["value"] and row["year"] == str(until)]
    return float(sum(row["indicator"] in tables.shown(scope) for row in rows))


def _looked_back(of: str) -> CountRule:
    """Projections made again from earlier years: series, figures, those inside their range."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = _past(tables, scope)
        told = plain.number(claim["value"])
        least, most = (sum(_inside(row, slack) for row in rows) for slack in (-PRINTED, PRINTED))
        if of in ("inside", "share"):  # a figure on the very edge may stand on either side in print
            parts = (
                [float(least), float(most)]
                if of == "inside"
                else [100 * one / max(len(rows), 1) for one in (least, most)]
            )
            return told if parts[0] - PRINTED <= told <= parts[1] + PRINTED else parts[0]
        return float(
            len({tuple(row[name] for name in plain.SERIES) for row in rows}) if of == "series" else len(rows)
        )

    return number


def _past(tables: Tables, scope: str) -> list[Row]:
    known = tables.shown(scope) if scope else set(tables.entries)
    return [row for row in tables["accuracy"] if row["indicator"] in known]


def _inside(row: Row, slack: float) -> bool:
    low, value, high = (plain.number(row[name]) for name in ("lower_95", "value", "upper_95"))
    room = slack * max(1.0, abs(value))
    return low - room <= value <= high + room


def _relative_error(tables: Tables, claim: Row) -> str:
    """Errors of past projections beside those of no change, each in mean yearly changes."""
    expected = []
    for scope in _scopes(tables, claim):
        rows = [row for row in _past(tables, scope) if plain.number(row["scale"]) > 0]
        errors = [
            sum(
                abs(plain.number(row["value"]) - plain.number(row[name])) / plain.number(row["scale"])
                for row in rows
            )
            for name in ("projected", "naive")
        ]
        expected.append(100 * (errors[0] / errors[1] - 1) if errors[1] else math.nan)
    wrong = [_same(claim, one, of=100.0) for one in expected]
    return "" if "" in wrong else wrong[0]


def _backtest(tables: Tables, claim: Row) -> str:
    """Hits and lead time of the shipped backtest; the source names kind, years before and method."""
    kind, years, method = claim["source"].split(":")
    rows = [row for row in tables.backtest if row["kind"] == kind and row["method"] == method]
    rows = [row for row in rows if years in ("", row["years_before"])]
    name, scale = ("hits_10", 100) if claim["verdict"].endswith("hits") else ("lead_time", 1)
    return _same(claim, scale * plain.number(rows[0][name])) if rows else "no such row"


def _parity(tables: Tables, claim: Row) -> str:
    """Girls per boy enrolled over girls per boy among children; the sentence's other claim has the children."""
    sides = {
        name: plain.number((tables.at(claim | {"sex": name}, claim["year"]) or {}).get("value", ""))
        for name in "FM"
    }
    if claim["verdict"].endswith("men_per_hundred_women"):
        return _same(claim, 100 * sides["M"] / sides["F"], of=100.0)
    (cohort,) = (
        plain.number(row["value"]) for row in tables.beside(claim) if row["verdict"].endswith("women")
    )
    return _same(claim, sides["F"] / sides["M"] * cohort / 100)


def _years_over(tables: Tables, claim: Row, scope: str) -> float:
    first = int(tables.plan["first_year"])
    return 100 * (tables.year - first + 1) / (int(tables.plan["last_year"]) - first + 1)


def _targets_asked(name: str) -> CountRule:
    """Past targets of the backtest, and the share of them that were missed."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = [row for row in tables.backtest if row["kind"] == "all"]
        if name == "missed":
            return 100 * plain.number(min(rows, key=lambda row: int(row["years_before"]))["missed"])
        return max(plain.number(row["targets"]) for row in rows)

    return number


def _needed(cases: int) -> CountRule:
    """Exposure from which so few cases say that the true rate is within the target value, at 95 %."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        from scipy.special import gammaincinv

        multiplier, rows = tables.entries[claim["indicator"]]["multiplier"], tables["assessment"]
        aims = [
            plain.number(row["target_value"])
            for row in rows
            if row["indicator"] == claim["indicator"] and row["target_value"]
        ]
        found = [float(gammaincinv(cases + 1, 0.95)) / aim * multiplier for aim in aims]
        told = plain.number(claim["value"])
        return next((one for one in found if plain.near(one, told)), found[0] if found else math.nan)

    return number


def _beside_causes(tables: Tables, claim: Row, scope: str) -> float:
    """What is left of a year's deaths when those of the causes in the same sentence are taken off."""
    named = sum(
        plain.number(row["value"]) for row in tables.beside(claim) if row["verdict"] == "deaths.of_cause"
    )
    return _cases(tables, claim, scope) - named


def _window(tables: Tables, claim: Row, scope: str) -> float:
    """Years of the window that the same sentence adds up."""
    windows = [row for row in tables.beside(claim) if row["verdict"] in ("pooled", "deaths.of_years")]
    years = {int(row["year"]) - int(row["against_year"]) + 1 for row in windows}
    return float(min(years)) if years else math.nan


def _seats(tables: Tables, claim: Row, scope: str) -> float:
    """Persons that lack until the target value, of about until the lower edge of its band."""
    rows = [
        row for row in tables["assessment"] if row["indicator"] == claim["indicator"] and row["target_value"]
    ]
    pair = plain.counts(tables.line(claim)[-1])
    if not rows or pair is None:
        return math.nan
    band = plain.number(rows[0]["tolerance"]) if rows[0]["operator"] == "around" else 0.0
    return float(
        math.ceil((plain.number(rows[0]["target_value"]) - band) / 100 * pair[1] - PRINTED) - pair[0]
    )


def _still(tables: Tables, claim: Row, scope: str) -> float:
    """Last year's warnings are those that are still there and those that are gone."""
    known = {
        row["verdict"].removeprefix("warnings.of_last_year"): plain.number(row["value"])
        for row in tables.beside(claim)
    }
    own = claim["verdict"].removeprefix("warnings.of_last_year")
    return (
        known["_still"] + known["_gone"]
        if not own
        else known[""] - known["_gone" if own == "_still" else "_still"]
    )


def _failing(tables: Tables, claim: Row, scope: str) -> float:
    """Townships whose figure does not keep the target that is set for the indicator, or for each of them."""
    rows = [
        row for row in tables["assessment"] if row["indicator"] == claim["indicator"] and row["target_value"]
    ]
    units = _last_units(tables, claim)
    return float(sum(not _keeps(plain.number(one["value"]), rows[0]) for one in units)) if rows else math.nan


def _last_units(tables: Tables, claim: Row) -> list[Row]:
    rows = [
        row
        for row in tables["observations"]
        if row["indicator"] == claim["indicator"] and row["unit_area"] != "_T"
    ]
    known = [row for row in rows if row["value"]]
    last = max((row["year"] for row in known), default="")
    return [row for row in known if row["year"] == last]


def _units(tables: Tables, claim: Row, scope: str) -> float:
    return float(len(_last_units(tables, claim)))


def _share_of_age(tables: Tables, claim: Row, scope: str) -> float:
    order = next(one for one in tables.settings["ascending"] if claim["indicator"] in one)
    values = [
        plain.number((tables.at(claim | {"indicator": id}, claim["year"]) or {}).get("value", ""))
        for id in order
    ]
    parts = [max(now - before, 0.0) for before, now in zip([0.0, *values], values, strict=False)]
    return 100 * parts[order.index(claim["indicator"])] / sum(parts)


def _cases(tables: Tables, claim: Row, scope: str) -> float:
    """Cases of a year, or of several years together."""
    first = claim["against_year"] or claim["year"]
    rows = [row for row in tables.line(claim) if first <= row["year"] <= claim["year"]]
    filed = "numerator" if any(row["numerator"] for row in rows) else "value"
    return sum(plain.number(row[filed]) for row in rows if row[filed])


def _counted(side: str) -> CountRule:
    def number(tables: Tables, claim: Row, scope: str) -> float:
        return plain.number((tables.at(claim, claim["year"]) or {}).get(side, ""))

    return number


def _allowed(tables: Tables, claim: Row, scope: str) -> float:
    """Cases a year that the target value comes to with the year's denominator."""
    exposed = _counted("denominator")(tables, claim, scope)
    rows = [
        row for row in tables["assessment"] if row["indicator"] == claim["indicator"] and row["target_value"]
    ]
    aims = [
        plain.number(row["target_value"]) / tables.entries[claim["indicator"]]["multiplier"] * exposed
        for row in rows
    ]
    return next(
        (one for one in aims if plain.near(one, plain.number(claim["value"]), 1e-7)),
        aims[0] if aims else math.nan,
    )


def _linked(tables: Tables, claim: Row, scope: str) -> float:
    """Links to indicators: each area's own and those its targets are read from."""
    return float(sum(len(tables.shown(area)) for area in {*tables.areas, "population"}))


MEASURED = ("probability", "value", "tail", "events")
PROJECTED = {"value": "projected", "lower": "projected_lower", "upper": "projected_upper"}
LEVELS = {
    "pooled": _pooled,
    "rate.of_one_case": _of_one_case,
    "past_projections.relative_error": _relative_error,
    "backtest.hits": _backtest,
    "backtest.lead_time": _backtest,
    "gaps.parity": _parity,
    "gaps.men_per_hundred_women": _parity,
}
EVIDENCE = ("firm", "by_count", "not_stated", "uncertain")
MET, NOT_MET = (tuple(f"{code}_{sure}" for sure in EVIDENCE) for code in ("met", "not_met"))
KNOWN = (*MET, *NOT_MET, "better", "worse", "not_due", "not_assessable")
CLASSES = (*KNOWN, "missing", "suppressed")
OWED = ("not_yet_in", "not_taken")
FOUND = ("not_started", "under_way", "set_up", "effective", "with_results", "with_measures", "too_little")
COUNTS: dict[str, CountRule] = {
    "numeric_targets.asked": _numeric(*CLASSES),
    "numeric_targets.known": _numeric(*KNOWN),
    "numeric_targets.met": _numeric(*MET),
    "numeric_targets.met_uncertain": _numeric("met_uncertain"),
    "numeric_targets.uncertain": _numeric("met_uncertain", "not_met_uncertain"),
    "numeric_targets.not_met": _numeric(*NOT_MET),
    **{
        f"numeric_targets.{code}": _numeric(code)
        for code in ("better", "worse", "not_due", "not_assessable", "suppressed")
    },
    "numeric_targets.missing": _lacking,
    "indicators.missing": _lacking,
    "numeric_targets.met_of_all": _share(()),
    "numeric_targets.met_of_known": _share(("missing", "suppressed")),
    "numeric_targets.drawn": _drawn(""),
    **{f"drawn_targets.{code}": _drawn(code) for code in ("met", "uncertain", "not_met", "better", "worse")},
    **{f"numeric_targets.pace.{code}": _paces(code) for code in ("met", "uncertain", "not_met", "neutral")},
    "targets.asked": _of_objective("targets"),
    "targets.met": _of_objective("targets_met"),
    "targets.not_met": _targets("not_met"),
    **{
        f"demands.{code}": _demands(code)
        for code in ("met", "uncertain", "not_met", "neutral", "no_data", "suppressed", "better", "worse")
    },
    "areas": _areas,
    "objectives": _clauses("objective"),
    "measures.asked": _clauses("measure"),
    "measures.not_found": _clauses("measure", ""),
    **{f"measures.{code}": _clauses("measure", code) for code in FOUND},
    **{f"objectives.{code}": _clauses("objective", code) for code in FOUND},
    "figures.due": _figures(),
    "figures.in": _figures("in"),
    "figures.late": _figures(*OWED),
    "figures.owed": _figures(*OWED),
    "departments.owing": _owing,
    "points.open": _points("open"),
    "points.explained": _points("explained"),
    "warnings.raised": _raised,
    "matters.raised": _raised,
    **{f"warnings.raised.{level}": _raised for level in ("red", "orange", "yellow", "review")},
    "warnings.by_chance": _by_chance,
    "warnings.expected": _by_chance,
    "projections.series": _ahead,
    "past_projections.series": _looked_back("series"),
    "past_projections.made": _looked_back("made"),
    "past_projections.inside": _looked_back("inside"),
    "past_projections.inside_share": _looked_back("share"),
    "townships.failing": _failing,
    "townships.known": _units,
    "deaths.share_of_age": _share_of_age,
    "deaths.of_cause": _cases,
    "deaths.of_years": _cases,
    "pooled": _cases,
    "numerator": _counted("numerator"),
    "denominator": _counted("denominator"),
    "cases.allowed": _allowed,
    "indicators.linked": _linked,
    "plan_years.over": _years_over,
    "past_targets.asked": _targets_asked("targets"),
    "past_targets.missed_share": _targets_asked("missed"),
    "exposure_needed.0": _needed(0),
    "exposure_needed.1": _needed(1),
    "deaths.of_other_causes": _beside_causes,
    "years.drawn": _window,
    "pooled.years": _window,
    "seats.lacking": _seats,
    **{f"warnings.of_last_year{part}": _still for part in ("", "_still", "_gone")},
}
KINDS: dict[str, Callable[[Tables, Row], str]] = {
    "level": _level,
    "change": _change,
    "gap": _gap,
    "state": _state,
    "projection": _projection,
    "count": _count,
    "extreme": _extreme,
    "missing": _missing,
    "warning": _warning,
}
