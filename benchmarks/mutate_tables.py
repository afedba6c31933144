"""Tables altered after the claims were made: what the checker of claims notices of it.

Usage: ``.venv/bin/python benchmarks/mutate_tables.py OUTPUT_DIR [NUMBER] [SEED]``. Each time a claim is drawn, every kind
as often as any other, and one cell behind it is altered in memory: a sign, a size, a year, a verdict, the figures of a
wrong row, a stale group. The claims of the same indicator are then made again; an alteration that none of them
contradicts is listed, with why it may be none (a cell that no sentence reads).
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from planbook.run import claim_check
from planbook.run.claim_tables import SERIES, Row, Tables

OTHER = {
    "met": "not_met", "not_met": "met", "narrowed": "widened", "widened": "narrowed", "likely": "unlikely",
    "unlikely": "likely", "open": "likely", "leaning_yes": "leaning_no", "leaning_no": "leaning_yes",
}  # fmt: skip
READ = {  # per kind of claim: the tables and columns that it is made again from
    "level": {"observations": ("value", "year", "wrong row")},
    "change": {"observations": ("value", "year", "wrong row")},
    "state": {"assessment": ("attainment", "value", "target_value", "wrong row")},
    "gap": {"gaps": ("verdict", "year", "value_1", "value_2", "wrong row")},
    "projection": {"assessment": ("projected", "projected_lower", "projected_upper", "outlook")},
    "warning": {"warnings": ("code", "evidence")},
    "extreme": {"observations": ("value", "year")},
}


def altered(tables: Tables, name: str, row: Row, column: str, draw: random.Random) -> tuple[str, Row]:
    """What was done, and the row as it is then; the same row where nothing can be done."""
    if column == "wrong row":
        value = "value_1" if name == "gaps" else "value"
        others = [one[value] for one in tables[name] if one[value] not in ("", row[value])]
        return "figure of a wrong row", row | {value: draw.choice(others)}
    text = row[column]
    if column == "year" and text:
        return "year", row | {column: str(int(text) + draw.choice([-1, 1]))}
    if column == "code":
        return "code", row | {column: draw.choice([one for one in ("W1", "W2", "W4", "W7") if one != text])}
    if column == "evidence":
        first, *numbers = text.split("; ")
        told = [one.split("=")[0] + "=7777" if one[-1:].isdigit() else one for one in numbers]
        return "number of the evidence", row | {column: "; ".join([first, *told])}
    if text in OTHER:
        return "verdict", row | {column: OTHER[text]}
    try:
        number = float(text)
    except ValueError:
        return "", row
    how, made = draw.choice([("sign", -number), ("one more", number + 1), ("a tenth more", number * 1.1)])
    return (how, row | {column: repr(made)}) if made != number else ("", row)


def behind(tables: Tables, claim: Row, name: str) -> list[Row]:
    """Rows of a table that a claim may be made again from."""
    rows = tables[name]
    if claim["source"] and name in ("assessment", "projections"):
        return [row for row in rows if row.get("target") == claim["source"]]
    if name == "warnings":
        return [
            row
            for row in rows
            if f"target={claim['source']}" in row["evidence"] and row["code"] == claim["verdict"]
        ]
    if name == "gaps":
        return [row for row in rows if row["indicator"] == claim["indicator"] and row["verdict"] != "several"]
    same = [row for row in rows if all(row[one] == claim[one] for one in SERIES if one in row)]
    same = [row for row in same if row.get("unit_area", "_T") == (claim["unit_area"] or "_T")]
    return [row for row in same if row["year"] in (claim["year"], claim["against_year"])]


def changed(tables: Tables, name: str, old: Row, new: Row) -> Tables:
    """The tables with one row replaced, and everything that was worked out from them forgotten."""
    fresh = Tables(tables._folder.parent)
    fresh._known = dict(tables._known)
    fresh._known[name] = [new if row is old else row for row in tables[name]]
    return fresh


def mutations(tables: Tables, number: int, seed: int) -> Iterator[tuple[str, Row, Callable[[], bool]]]:
    """So many alterations: what was done, to which row, and whether a claim contradicts it."""
    draw, claims = random.Random(seed), tables["claims"]
    kinds = {kind: [one for one in claims if one["kind"] == kind] for kind in READ}
    for name in ("observations", "assessment", "gaps", "warnings", "projections", "objectives"):
        tables[name]  # read once
    made = 0
    while made < number:
        kind = draw.choice([one for one, own in kinds.items() if own])
        claim = draw.choice(kinds[kind])
        name, columns = draw.choice(list(READ[kind].items()))
        rows = behind(tables, claim, name)
        if not rows:
            continue
        row = draw.choice(rows)
        what, new = altered(tables, name, row, draw.choice(columns), draw)
        if not what:
            continue
        made += 1
        yield (
            f"{kind}: {what} in {name}",
            row,
            lambda row=row, new=new, name=name: noticed(tables, name, row, new),
        )


def noticed(tables: Tables, name: str, row: Row, new: Row) -> bool:
    """Whether some claim of the same indicator is false by the altered tables."""
    fresh = changed(tables, name, row, new)
    own = [one for one in tables["claims"] if one["indicator"] == row["indicator"]]
    for one in own:
        try:
            if claim_check.instead(fresh, one) not in ("", claim_check.NO_RULE):
                return True
        except (KeyError, ValueError, IndexError, ZeroDivisionError):
            return True
    return False


def main(folder: str, number: str = "300", seed: str = "20261127") -> None:
    """Print how many alterations were noticed, by kind, and those that were not."""
    tables = Tables(Path(folder))
    told, missed = Counter(), []
    for what, row, look in mutations(tables, int(number), int(seed)):
        told[what] += 1
        if not look():
            missed.append((what, {name: text for name, text in row.items() if text and len(text) < 40}))
    for what, many in sorted(told.items()):
        print(f"{many:4} {what}")
    print(f"{sum(told.values())} alterations, {sum(told.values()) - len(missed)} noticed")
    for what, row in missed:
        print("NOT NOTICED", what, row)


if __name__ == "__main__":
    main(*sys.argv[1:])
