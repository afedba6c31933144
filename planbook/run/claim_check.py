"""Every claim of a folder made again from its tables by code of its own; what is false is named with what is true.

Each kind of claim has a function that gives what the tables say instead, or nothing where the claim is true. Of the
application only the places of its files are known here (`claim_tables`), so that an error in a sentence cannot repeat itself
in the check.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from planbook.run import (
    claim_cells,
    claim_heads,
    claim_pages,
    claim_phrases,
    claim_texts,
    claim_wholes,
    claim_words,
)
from planbook.run import claim_counts as counts
from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables

NO_RULE = "nothing that the checker could make it again from"
EVIDENCE_DIGITS = 2e-3  # the numbers of a warning are printed with four digits


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
    return checked(Tables(folder))


def checked(tables: Tables, pages: Iterable[claim_pages.Page] | None = None) -> Checked:
    """What becomes of the claims of some tables, of the numbers that their sentences print, and of what pages say besides.

    Without `pages` they are those of the folder.
    """
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
    wrong = (one for said in claim_texts.sentences(tables) for one in _misworded(tables, said))
    shown = claim_pages.read(tables.folder) if pages is None else pages
    beside = (one for page in shown for one in _shown(tables, page))
    return Checked(len(told), (*false, *wrong, *_misplaced(tables), *beside), left)


def _shown(tables: Tables, page: claim_pages.Page) -> Iterator[FalseClaim]:
    """What a page says without a claim that is not so."""
    for where, text, expected in claim_cells.wrong(tables, page):
        yield FalseClaim("", page.name, where, text, "shows", expected)


def _misplaced(tables: Tables) -> Iterator[FalseClaim]:
    """Claims of what is first that is not."""
    for row, expected in claim_wholes.orders(tables):
        where = (row["claim"], row["page"], row["piece"], row["text"])
        yield FalseClaim(*where, "another order", expected)


def _misworded(tables: Tables, said: claim_texts.Said) -> Iterator[FalseClaim]:
    """Numbers of a sentence that nothing it was made of prints, and verdicts that its words do not tell."""
    where = (said.sentence, said.page, said.piece, said.text)
    if said.unclaimed:
        yield FalseClaim(*where, f"prints {'、'.join(said.unclaimed)}", "no such number in its claims")
    for rule in WORDS:
        for one in rule(said, tables):
            yield FalseClaim(*where, "other words", one)


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
    if target := tables.targets.get(claim["source"]):
        return _of_target(claim, target)
    row = tables.at(claim, claim["year"])
    return _same(claim, plain.number(row["value"])) if row else "no such figure"


def _of_target(claim: Row, target: Row) -> str:
    """The figure that a target is judged by, or its base: which of them the year says."""
    if other := _other_series(claim, target):
        return other
    pairs = [(target["year"], target["value"]), (target["baseline_year"], target["baseline"])]
    if claim["column"] and claim["column"].startswith("基期"):
        pairs = pairs[1:]
    known = [value for year, value in pairs if year == claim["year"]]
    wrong = [_same(claim, plain.number(one)) for one in known]
    return "" if "" in wrong else wrong[0] if wrong else f"year {target['year']}"


def _of_assessment(tables: Tables, claim: Row) -> str:
    """A yearly change that a target has made or needs."""
    wrong = [_same(claim, plain.number(row[claim["verdict"]])) for row in _asked_of(tables, claim)]
    return "" if "" in wrong else wrong[0] if wrong else "no such target"


def _way(tables: Tables, claim: Row) -> str:
    """How much of the way to its value a target has gone, or of the time, in per cent."""
    wrong = [_same(claim, _gone(tables, row)[claim["verdict"]]) for row in _asked_of(tables, claim)]
    return "" if "" in wrong else wrong[0] if wrong else "no such target"


def _asked_of(tables: Tables, claim: Row) -> list[Row]:
    same = [row for row in tables["assessment"] if all(row[name] == claim[name] for name in plain.SERIES)]
    return [row for row in same if claim["source"] in (row["target"], "")]


def _gone(tables: Tables, row: Row) -> dict[str, float]:
    value, base, aim = (plain.number(row[name]) for name in ("value", "baseline", "target_value"))
    if math.isnan(base):
        return {"way.done": math.nan, "way.gone": math.nan}
    first = int(row["baseline_year"])
    gone = 100 * (int(row["year"]) - first) / (tables.due[row["target"]] - first)
    met, kept = row["attainment"] in ("met", "better"), plain.keeps(base, row)
    done = math.nan if kept else 100.0 if met else 100 * (value - base) / (aim - base)
    return {"way.done": done, "way.gone": gone}


def _pooled(tables: Tables, claim: Row) -> str:
    rows = [row for row in tables.line(claim) if claim["against_year"] <= row["year"] <= claim["year"]]
    pairs = [pair for pair in map(plain.counts, rows) if pair]
    if not pairs:
        return "no counts"
    if not {claim["against_year"], claim["year"]} <= {row["year"] for row in rows}:
        return "years without figures"
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
    alike = printed[0] == printed[1] or plain.half_up(size, 1 if relative else entry["decimals"]) == 0
    plainly = "same" if alike else "up" if pair[0] > pair[1] else "down"
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
    if wrong := _same(claim, parts[0] - parts[1]) or _same(claim, parts[1], "against_value"):
        return wrong
    if claim["year"] != (last := tables.line(claim)[-1]["year"]):
        return f"year {last}"
    if not claim["verdict"].endswith(way):
        return f"verdict {way}"
    most = max(abs(_moved_age(tables, claim, order, one)) for one in order)
    return "" if abs(parts[0] - parts[1]) >= most - EVIDENCE_DIGITS / 1e3 else f"another age by {most:.10g}"


def _moved_age(tables: Tables, claim: Row, order: list[str], id: str) -> float:
    """By how much the part of an age in the mortality of all changed."""
    place = order.index(id)
    known = [
        [
            plain.number((tables.at(claim | {"indicator": one}, claim[name]) or {}).get("value", ""))
            for name in ("year", "against_year")
        ]
        for one in order[max(place - 1, 0) : place + 1]
    ]
    inner = known[0] if place else [0.0, 0.0]
    parts = [max(whole - part, 0.0) for whole, part in zip(known[-1], inner, strict=True)]
    return 0.0 if math.isnan(parts[0] - parts[1]) else parts[0] - parts[1]


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
        last = _last_together(tables, claim)
        wrong = _same(claim, apart) or ("" if claim["year"] == last else f"year {last}")
        return wrong or ("" if (apart > 0) == (claim["verdict"] == "above") else "the other side")
    row = _gap_row(tables, claim)
    if row is None:
        return "no such gap"
    groups = claim["source"].partition(":")[2]
    if groups not in ("", f"{row['group_1']}-{row['group_2']}"):
        return f"groups {row['group_1']}-{row['group_2']}"
    first, second = (plain.number(row[name]) for name in ("value_1", "value_2"))
    if not plain.near(
        plain.number(row["difference"]) / max(abs(first), 1), (first - second) / max(abs(first), 1)
    ):
        return f"groups of {first:.10g} and {second:.10g}"
    if claim["year"] == row["baseline_year"] and not claim["verdict"]:
        return _same(claim, plain.number(row["baseline_difference"]))
    name = "ratio" if claim["unit"] == "倍" else "difference"
    if claim["against_year"] != row["baseline_year"]:
        return f"against_year {row['baseline_year']}"
    if base := _same(claim, plain.number(row["baseline_difference"]), "against_value"):
        return base
    return _same(claim, plain.number(row[name])) or (
        "" if claim["verdict"] == row["verdict"] else f"verdict {row['verdict']}"
    )


def _demand(tables: Tables, claim: Row) -> str:
    """What a target asks: its value, its deadline and its rule."""
    wrong = [_asked(tables, claim, row) for row in _asked_of(tables, claim)]
    return "" if "" in wrong else wrong[0] if wrong else "no such target"


def _asked(tables: Tables, claim: Row, row: Row) -> str:
    if claim["verdict"] != row["rule"]:
        return f"verdict {row['rule']}"
    if int(claim["against_year"]) != tables.due[row["target"]]:
        return f"against_year {tables.due[row['target']]}"
    return _same(claim, plain.number(row["target_value"]))


def _elected(place: int) -> Callable[[Tables, Row], str]:
    """A rule of a figure of an election: the last, or the one before it, that there is a figure of."""

    def figure(tables: Tables, claim: Row) -> str:
        held = [str(one) for one in claim_wholes.elections(tables, claim["indicator"])]
        known = [row for row in tables.line(claim) if row["year"] in held]
        if len(known) < -place or claim["year"] != known[place]["year"]:
            return f"year {[row['year'] for row in known][place:]}"
        return _same(claim, plain.number(known[place]["value"]))

    return figure


def _since_election(tables: Tables, claim: Row) -> str:
    """A figure that is no longer the last election's."""
    held = [str(one) for one in claim_wholes.elections(tables, claim["indicator"])]
    known, last = tables.line(claim), [row for row in tables.line(claim) if row["year"] in held]
    if not last or claim["year"] != known[-1]["year"] or claim["year"] <= last[-1]["year"]:
        return "no figure since the last election"
    return _same(claim, plain.number(known[-1]["value"]))


def _last_together(tables: Tables, claim: Row) -> str:
    """The last year that two shares both have a figure of: of seats the last election's, where there is one."""
    others = [
        one
        for one in tables.beside(claim)
        if one["kind"] == "level" and one["indicator"] != claim["indicator"]
    ]
    beside = tables.line(others[0]) if others else []
    years = {row["year"] for row in tables.line(claim)} & {row["year"] for row in beside}
    held = {str(one) for one in claim_wholes.elections(tables, claim["indicator"])}
    return max(years & held or years, default="")


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


def _other_series(claim: Row, row: Row) -> str:
    """Nothing where a claim is of the series that its row is of; else which that is."""
    own = [
        name for name in plain.SERIES if claim[name] != (row[name] or ("" if name == "indicator" else "_T"))
    ]
    return ", ".join(f"{name} {row[name]}" for name in own)


def _target_state(tables: Tables, claim: Row, row: Row) -> str:
    if other := _other_series(claim, row):
        return other
    value, aim = (plain.number(row[name]) for name in ("value", "target_value"))
    if not any(plain.near(plain.number(claim["value"]), one) for one in (value, abs(value - aim))):
        return f"value {value:.10g}"
    if not plain.near(plain.number(claim["against_value"]), aim):
        return f"against_value {aim:.10g}"
    if int(claim["against_year"]) != tables.due[row["target"]]:
        return f"against_year {tables.due[row['target']]}"
    if claim["year"] != row["year"]:
        return f"year {row['year']}"
    if claim["verdict"].startswith("pace."):
        pace = plain.pace(row, int(claim["against_year"]))
        return "" if claim["verdict"] == f"pace.{pace}" else f"verdict pace.{pace}"
    return "" if claim["verdict"] == row["attainment"] else f"verdict {row['attainment']}"


def _projection(tables: Tables, claim: Row) -> str:
    """A figure ahead with its range: of a target at its deadline, of a series in a year."""
    if claim["verdict"].startswith("probability"):
        return _odds(tables, claim)
    if claim["source"]:
        row = tables.targets[claim["source"]]
        if other := _other_series(claim, row):
            return other
        wrong = [_same(claim, plain.number(row[other]), name) for name, other in PROJECTED.items()]
        due = str(tables.due[row["target"]])
        wrong += [f"year {due}" if claim[name] != due else "" for name in ("year", "against_year")]
        expected = "" if claim["verdict"] == row["outlook"] else f"verdict {row['outlook']}"
        return next(filter(None, wrong), "") or expected
    rows = tables.ahead(claim)
    if not rows:
        return "no such projection"
    dues = {
        tables.due[row["target"]] for row in tables["assessment"] if row["indicator"] == claim["indicator"]
    }
    ahead = tables.deadline if tables.year < tables.deadline else tables.year + 5
    if int(claim["year"]) not in {ahead, *dues}:
        return f"year {ahead}"
    behind = "true_" if claim["verdict"] == "level_behind" else ""
    names = {"value": "value"} | {name: f"{behind}{name}_{claim['level']}" for name in ("lower", "upper")}
    return next(
        filter(None, (_same(claim, plain.number(rows[0][other]), name) for name, other in names.items())), ""
    )


def _odds(tables: Tables, claim: Row) -> str:
    """How likely a target is met, in per cent; without a source that of any target of the series."""
    own = [row for row in tables["assessment"] if all(row[name] == claim[name] for name in plain.SERIES)]
    own = [row for row in own if claim["source"] in (row["target"], "")]
    wrong = [_same(claim, 100 * plain.number(row[claim["verdict"]])) for row in own]
    return "" if "" in wrong else wrong[0] if wrong else "no such target"


def _extreme(tables: Tables, claim: Row) -> str:
    """The highest or lowest: of the units or groups of the same year, or of a series' last three years."""
    if claim["verdict"] == "figures.in.lowest":
        units = {row["department"] for row in tables["completeness"] if row["due"] == "True"}
        return _same(claim, min(counts.figures("in")(tables, claim, unit) for unit in units))
    if claim["verdict"] == "farthest":
        return claim_wholes.farthest(tables, claim)
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
    if not by_unit and not claim["age"].startswith("Y"):  # of school stages, beside which there may be ages
        rows = [one for one in rows if not one["age"].startswith("Y")]
    most = (max if claim["verdict"] == "highest" else min)(plain.number(one["value"]) for one in rows)
    return _same(claim, plain.number(row["value"])) or _same(claim, most)


def _missing(tables: Tables, claim: Row) -> str:
    """That there is no figure, or none that is shown, and why."""
    same = [row for row in tables["assessment"] if all(row[name] == claim[name] for name in plain.SERIES)]
    if claim["verdict"] and any(row["reason"] == claim["verdict"] for row in same):
        return ""
    if claim["verdict"] == "suppressed" and not claim["year"]:
        rows = [row for name in ("assessment", "observations") for row in tables[name]]
        hidden = any(row["reason"] == "suppressed" for row in rows if row["indicator"] == claim["indicator"])
        return "" if hidden else "nothing is hidden"
    if claim["verdict"] == "no_cases":
        row = tables.at(claim, claim["year"]) or {"numerator": "", "value": ""}
        counted = tables.entries[claim["indicator"]]["statistic"] == "count"
        return "cases" if row["numerator"] or (counted and row["value"]) else ""
    if claim["year"]:
        rows = [row for row in tables.rows(claim) if row["year"] == claim["year"]]
        return "a figure" if any(row["value"] for row in rows) else ""
    if rule := LACKING.get(claim["verdict"].partition(".")[0]):
        return rule(tables, claim)
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


def _no_election(tables: Tables, claim: Row) -> str:
    held = [str(one) for one in claim_wholes.elections(tables, claim["indicator"])]
    found = [row["year"] for row in tables.line(claim) if row["year"] in held]
    return f"figures of {', '.join(found)}" if found else ""


def _no_pairs(tables: Tables, claim: Row) -> str:
    return "cases" if any(map(plain.counts, tables.line(claim))) else ""


def _no_slopes(tables: Tables, claim: Row) -> str:
    """That there are not three years to compare on both sides of the base."""
    rows = [row for row in tables["assessment"] if row["indicator"] == claim["indicator"]]
    rows = [row for row in rows if row["rule"] == "slope" and row["baseline_year"]]
    for row in rows:
        asked = (
            claim
            | {name: row[name] for name in plain.SERIES}
            | {"against_year": row["baseline_year"], "value": "0"}
        )
        found = [_yearly(tables, asked | {"verdict": f"yearly_{when}.up"}) for when in ("before", "since")]
        if "too few years" not in found:
            return "three years on both sides"
    return ""


def _no_gap(tables: Tables, claim: Row) -> str:
    dimension = claim["verdict"].partition(".")[2]
    asked = {claim["indicator"]} if claim["indicator"] else tables.shown(claim["source"] or claim["page"])
    found = [row for row in tables["gaps"] if row["dimension"] == dimension and row["indicator"] in asked]
    return f"gaps of {found[0]['indicator']}" if found else ""


def _no_sexes(tables: Tables, claim: Row) -> str:
    """That enrolment and children have no year in common with both sexes."""
    of = {one["indicator"]: claim | {"indicator": one["indicator"]} for one in tables.beside(claim)}
    years = {
        id: set.intersection(*({row["year"] for row in tables.line(one | {"sex": sex})} for sex in "FM"))
        for id, one in of.items()
    }
    *own, cohort = years.values()
    return "both sexes" if any(one & cohort for one in own) else ""


def _no_ages(tables: Tables, claim: Row) -> str:
    """That the base year and the last year have no counts of the same ages."""
    base, last = _of_ages(tables, claim)
    return "counts by age" if base and base.keys() == last.keys() else ""


def _few_of_ages(tables: Tables, claim: Row) -> str:
    """That the counts of the ages, which the base year has too, are few together in the last year."""
    base, last = _of_ages(tables, claim)
    if not base or base.keys() != last.keys():
        return "no counts by age"
    many = sum(cases for cases, _ in last.values())
    return "" if many < plain.FEW else f"{many:.10g} cases"


def _of_ages(tables: Tables, claim: Row) -> list[dict[str, tuple[float, float]]]:
    """Cases and numbers by age of an indicator's base year and of its last year."""
    rows = [
        row for row in tables["observations"] if row["indicator"] == claim["indicator"] and row["age"] != "_T"
    ]
    rows = [row for row in rows if row["sex"] == row["residence"] == "_T" and plain.counts(row)]
    years = str(tables.place.get("baseline", "")), max((row["year"] for row in rows), default="")
    known = [(row, plain.counts(row)) for row in rows]
    return [{row["age"]: pair for row, pair in known if row["year"] == year and pair} for year in years]


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
    if claim["year"] != own[0]["year"]:
        return f"year {own[0]['year']}"
    scale = 100 if claim["unit"] == "%" else 1
    numbers = [scale * float(text) for one in told for name, text in one.items() if name in MEASURED]
    value = plain.number(claim["value"])
    return "" if any(plain.near(value, one, EVIDENCE_DIGITS) for one in numbers) else f"value {numbers}"


def _count(tables: Tables, claim: Row) -> str:
    """How many things there are, in the part of the place that the claim is of."""
    rule = counts.COUNTS.get(claim["verdict"])
    if rule is None:
        return NO_RULE
    expected = [rule(tables, claim, scope) for scope in counts.scopes(tables, claim)]
    wrong = [_same(claim, one) for one in expected]
    return "" if "" in wrong else wrong[0]


def _relative_error(tables: Tables, claim: Row) -> str:
    """Errors of past projections beside those of no change, each in mean yearly changes.

    An error is the difference of two figures as printed, so that it is known to their digits, not to its own.
    """
    expected: list[float] = []
    sizes: list[float] = []
    for scope in counts.scopes(tables, claim):
        rows = [row for row in counts.past_projections(tables, scope) if plain.number(row["scale"]) > 0]
        errors = [
            sum(
                abs(plain.number(row["value"]) - plain.number(row[name])) / plain.number(row["scale"])
                for row in rows
            )
            for name in ("projected", "naive")
        ]
        expected.append(100 * (errors[0] / errors[1] - 1) if errors[1] else math.nan)
        sizes.append(sum(abs(plain.number(row["value"])) / plain.number(row["scale"]) for row in rows))
        sizes[-1] = 100 * max(sizes[-1] / errors[1], 1) if errors[1] else 100.0
    wrong = [_same(claim, one, of=size) for one, size in zip(expected, sizes, strict=True)]
    return "" if "" in wrong else wrong[0]


def _backtest(tables: Tables, claim: Row) -> str:
    """Hits and lead time of the shipped backtest; the source names kind, years before and method."""
    kind, years, method = claim["source"].split(":")
    rows = [row for row in tables.backtest if row["kind"] == kind and row["method"] == method]
    rows = [row for row in rows if years in ("", row["years_before"])]
    of = claim["verdict"].removeprefix("backtest.")
    name, scale = ("hits_10", 100) if of == "hits" else (of, 1 if of == "lead_time" else 100)
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


WORDS = (claim_words.unsaid, claim_phrases.wrong, claim_heads.wrong, claim_wholes.wrong)
LACKING = {
    "no_election": _no_election,
    "no_pairs": _no_pairs,
    "no_slopes": _no_slopes,
    "no_gap": _no_gap,
    "no_gaps": _no_gap,
    "no_sexes_together": _no_sexes,
    "no_counts_by_age": _no_ages,
    "few_of_ages": _few_of_ages,
}
MEASURED = ("probability", "value", "tail", "events", "heading", "numerator", "denominator")
PROJECTED = {
    "value": "projected",
    "lower": "projected_lower",
    "upper": "projected_upper",
    "against_value": "target_value",
}
LEVELS = {
    "required_change": _of_assessment,
    "recent_change": _of_assessment,
    "way.done": _way,
    "way.gone": _way,
    "elected": _elected(-1),
    "elected_before": _elected(-2),
    "since_election": _since_election,
    "pooled": _pooled,
    "rate.of_one_case": _of_one_case,
    "past_projections.relative_error": _relative_error,
    "backtest.hits": _backtest,
    "backtest.lead_time": _backtest,
    "backtest.own_hits": _backtest,
    "backtest.own_false": _backtest,
    "gaps.parity": _parity,
    "gaps.men_per_hundred_women": _parity,
}
KINDS: dict[str, Callable[[Tables, Row], str]] = {
    "demand": _demand,
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
