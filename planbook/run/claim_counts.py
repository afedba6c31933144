"""How many things there are, counted again in a folder's tables: the rules of the checker for claims of a number of things."""

import math
import re
from collections.abc import Callable

from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables

SIZES = (4000, 6000, 8000, 10_000)  # births of other places, for comparison
PRINTED = 1e-8  # tables print ten digits
CountRule = Callable[
    [Tables, Row, str], float
]  # of a claim in a scope: a plan, an area, an objective, a unit or all


def scopes(tables: Tables, claim: Row) -> list[str]:
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


def _judged(tables: Tables, claim: Row, scope: str) -> float:
    """Targets of an objective that are judged; without a source of one of the page's objectives."""
    rows = _within(tables, tables["assessment"], scope)
    found: dict[str, float] = {}
    for row in rows:
        found[_clause(row)] = found.get(_clause(row), 0) + (row["attainment"] in ("met", "not_met"))
    value = plain.number(claim["value"])
    return value if value in found.values() else max(found.values(), default=math.nan)


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


def _of_measure(tables: Tables, claim: Row, scope: str) -> float:
    """Numeric targets that a measure sets itself; without a source those of one of the page's measures."""
    rows = [row for row in tables["measures"] if scope in (row["measure"], row["area"])]
    own = [plain.number(row["targets"]) for row in rows]
    value = plain.number(claim["value"])
    return value if value in own else max(own, default=math.nan)


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
        return float(
            sum(plain.pace(row, tables.due.get(row["target"], tables.deadline)) == code for row in rows)
        )

    return number


def _not_paced(tables: Tables, claim: Row, scope: str) -> float:
    """Numeric targets with a figure that are held to no time gone: what every unit is to reach."""
    rows = _within(tables, tables["assessment"], scope)
    return float(
        sum(bool(row["target_value"] and row["value"]) and row["rule"] == "every_unit" for row in rows)
    )


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


def figures(*states: str) -> CountRule:
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


def _open_of_unit(tables: Tables, claim: Row, scope: str) -> float:
    return float(sum(row["state"] == "open" and row["department"] == scope for row in tables["points"]))


def _raised(tables: Tables, claim: Row, scope: str) -> float:
    """Warnings, those that both plans share once, by the series of the targets that they name."""
    level = claim["verdict"].removeprefix("warnings.raised.")
    good = level == "warnings.favourable"
    series = set()
    for row in tables["warnings"]:
        target = _warned(tables, row)
        within = _within(tables, [target | {"responsible": row["responsible"]}], scope)
        if good != (row["reason"] == "favourable_jump"):
            continue  # counted apart
        if within and (good or level in ("warnings.raised", "matters.raised", row["level"])):
            series.add((row["code"], *(target[name] for name in plain.SERIES)))
    return float(len(series))


def _by_chance(tables: Tables, claim: Row, scope: str) -> float:
    whole = claim["page"] not in tables.areas  # no part of the place has an expectation of its own
    return sum(plain.number(row["expected"]) for row in tables["warning_budget"]) if whole else math.nan


def _ahead(tables: Tables, claim: Row, scope: str) -> float:
    """Series of an area that have a projection of the last year that pages look ahead to."""
    until = tables.deadline if tables.year < tables.deadline else tables.year + 5
    rows = [row for row in tables["projections"] if row["value"] and row["year"] == str(until)]
    entries = [tables.entries[row["indicator"]] for row in rows if row["indicator"] in tables.shown(scope)]
    return float(sum(not (one.get("pooled") and one["statistic"] == "count") for one in entries))


def _looked_back(of: str) -> CountRule:
    """Projections made again from earlier years: series, figures, those inside their range."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        rows = past_projections(tables, scope)
        told = plain.number(claim["value"])
        least, most = (sum(_inside(row, slack) for row in rows) for slack in (-PRINTED, PRINTED))
        beside = [row for row in tables.beside(claim) if row["verdict"] == "past_projections.inside_share"]
        shared = plain.number(beside[0]["value"]) * len(rows) / 100 if of == "inside" and beside else told
        if not plain.near(told, shared, 1e-6):
            return shared  # the share in the same sentence is of another number
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


def past_projections(tables: Tables, scope: str) -> list[Row]:
    """Projections made again from earlier years, of an area or all."""
    known = tables.shown(scope) if scope else set(tables.entries)
    return [row for row in tables["accuracy"] if row["indicator"] in known]


def _inside(row: Row, slack: float) -> bool:
    low, value, high = (plain.number(row[name]) for name in ("lower_80", "value", "upper_80"))
    room = slack * max(1.0, abs(value))
    return low - room <= value <= high + room


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
    if not own:
        last = claim["year"] == str(tables.year - 1)
        return known.get("_still", 0.0) + known.get("_gone", 0.0) if last else math.nan
    return known[""] - known.get("_gone" if own == "_still" else "_still", 0.0)


def _failing(tables: Tables, claim: Row, scope: str) -> float:
    """Townships whose figure does not keep the target that is set for the indicator, or for each of them."""
    rows = [
        row for row in tables["assessment"] if row["indicator"] == claim["indicator"] and row["target_value"]
    ]
    units = last_units(tables, claim)
    return (
        float(sum(not plain.keeps(plain.number(one["value"]), rows[0]) for one in units))
        if rows
        else math.nan
    )


def last_units(tables: Tables, claim: Row) -> list[Row]:
    """Figures of the townships in the last year that an indicator has them of."""
    rows = [
        row
        for row in tables["observations"]
        if row["indicator"] == claim["indicator"] and row["unit_area"] != "_T"
    ]
    known = [row for row in rows if row["value"]]
    last = max((row["year"] for row in known), default="")
    return [row for row in known if row["year"] == last]


def _units(tables: Tables, claim: Row, scope: str) -> float:
    return float(len(last_units(tables, claim)))


def below_range(tables: Tables, claim: Row, scope: str) -> float:
    """Townships whose share chance alone would hardly leave so low, were their true share the target value."""
    from scipy.special import bdtr

    rows = [
        row for row in tables["assessment"] if row["indicator"] == claim["indicator"] and row["target_value"]
    ]
    share, tail = plain.number(rows[0]["target_value"]) / 100 if rows else math.nan, (1 - tables.level) / 2
    units = [
        row
        for row in last_units(tables, claim)
        if (row["sex"], row["residence"], row["age"]) == ("_T", "_T", "_T")
    ]
    pairs = [(plain.number(row["value"]) / 100, round(plain.number(row["denominator"]))) for row in units]
    return float(sum(bool(bdtr(round(value * size), size, share) < tail) for value, size in pairs))


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


def _cases_in_column(tables: Tables, claim: Row, scope: str) -> float:
    """Cases, or what they are counted among; under a head of several years those of all the last years, no fewer."""
    first = claim["against_year"] or claim["year"]
    rows = [row for row in tables.line(claim) if first <= row["year"] <= claim["year"]]
    if claim["verdict"] == "cases.base":
        return sum(plain.number(row["denominator"]) for row in rows if row["denominator"])
    return _cases(tables, claim, scope)


def _listed_twice(tables: Tables, claim: Row, scope: str) -> float:
    """Warnings that several units answer for, counted once more for each unit after the first."""
    units = {
        (row["code"], *(target[name] for name in plain.SERIES)): set[str]()
        for row in tables["warnings"]
        for target in [_warned(tables, row)]
    }
    for row in tables["warnings"]:
        target = _warned(tables, row)
        key = (row["code"], *(target[name] for name in plain.SERIES))
        units[key].add(tables.unit(target | {"responsible": row["responsible"]}))
    return float(sum(len(one) - 1 for one in units.values()))


def _raised_again(tables: Tables, claim: Row, scope: str) -> float:
    """Whether a warning of last year, of a code and a series, stands again: 1 or 0."""
    found = [row for row in tables["warnings"] if row["code"] == claim["source"]]
    series = [tuple(_warned(tables, row)[name] for name in plain.SERIES) for row in found]
    return float(tuple(claim[name] for name in plain.SERIES) in series)


def _of_targets(kept: Callable[[Row], bool]) -> CountRule:
    """How many targets of a part of the place are of a kind."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        return float(sum(map(kept, _within(tables, tables["assessment"], scope))))

    return number


def _outlooks(code: str) -> CountRule:
    return _of_targets(lambda row: bool(row["target_value"]) and row["outlook"] == code)


def _decides(code: str) -> CountRule:
    """So many events in an exposure, where they say what is told of the indicator's target value."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        from scipy.special import gammainc

        events, exposure = plain.number(claim["value"]), plain.number(claim["against_value"])
        firm, entry = tables.settings["firm_probability"], tables.entries[claim["indicator"]]
        if events < 0 or claim["column"] not in ("", f"{events:.0f}例") or not _exposure(tables, claim):
            return math.nan
        for row in tables["assessment"]:
            if row["indicator"] == claim["indicator"] and row["target_value"]:
                aim = plain.number(row["target_value"]) / entry["multiplier"]
                chance = float(gammainc(events + 0.5, aim * exposure))
                if ("met" if chance >= firm else "not_met" if chance <= 1 - firm else "open") == code:
                    return events
        return math.nan

    return number


def _exposure(tables: Tables, claim: Row) -> bool:
    """Whether a claim's exposure is that of the years at the head of its row, at the mean of five years or at a shown size."""
    years = re.match(r"(\d)年 \| ", claim["row"])
    pairs = [pair for pair in map(plain.counts, tables.line(claim)) if pair][-5:]
    mean = sum(pair[1] for pair in pairs) / len(pairs) if pairs else math.nan
    told = plain.number(claim["against_value"])
    return not years or any(plain.near(told, int(years[1]) * one) for one in (*SIZES, mean))


def _indicators_lacking(tables: Tables, claim: Row, scope: str) -> float:
    return float(sum(bool(row["indicator"] and not row["value"]) for row in tables["assessment"]))


def _left_out_of_index(tables: Tables, claim: Row, scope: str) -> float:
    """Numeric targets with a figure that the composite index cannot take."""
    known = _numeric(*KNOWN)(tables, claim, "")
    return known - sum(plain.number(row["targets"]) for row in tables["index"])


def _drawn_ahead(tables: Tables, claim: Row, scope: str) -> float:
    """Years of a line's projection up to the one that pages look ahead to."""
    until = tables.deadline if tables.year < tables.deadline else tables.year + 5
    rows = [row for row in tables["projections"] if all(row[name] == claim[name] for name in plain.SERIES)]
    return float(sum(bool(row["value"]) and int(row["year"]) <= until for row in rows))


def _drawn_required(tables: Tables, claim: Row, scope: str) -> float:
    """Whether a line has the way drawn that it takes to its target: 1 or 0."""
    rows = [row for row in tables["assessment"] if all(row[name] == claim[name] for name in plain.SERIES)]
    rows = [row for row in rows if row["target_value"] and scope in ("", row["area"], row["plan"])]
    last = tables.line(claim)[-1]
    return float(any(_falls_short(tables, row, last) for row in rows[:1]))


def _falls_short(tables: Tables, row: Row, last: Row) -> bool:
    side = {">=": 1, ">": 1, "<=": -1, "<": -1}.get(row["operator"], 0)
    left = side * (plain.number(row["target_value"]) - plain.number(last["value"]))
    compared = tables.place.get("judged") == "reference"
    return left > 0 and not compared and int(last["year"]) < tables.due[row["target"]]


def _rows(table: str, filled: str = "") -> CountRule:
    """How many rows a table has, or has with a text in a column."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        return float(sum(not filled or bool(row[filled]) for row in _within(tables, tables[table], scope)))

    return number


def _marks(of: Callable[[Tables, Row], bool]) -> CountRule:
    """How many figures of a line are marked on its chart."""

    def number(tables: Tables, claim: Row, scope: str) -> float:
        return float(sum(of(tables, row) for row in tables.line(claim)))

    return number


def _lost(tables: Tables, claim: Row, scope: str) -> float:
    """Targets that were lost: those named beside, among them all that are warned of with evidence and not for being held."""
    red = {
        _warned(tables, row)["target"]
        for row in tables["warnings"]
        if (row["code"], row["level"]) == ("W4", "red")
    }
    red = {one for one in red if tables.targets[one]["evidence"] != "uncertain"}
    red = {one for one in red if tables.targets[one]["rule"] not in ("hold", "reach_and_hold")}
    beside = [row for row in tables.beside(claim) if row["verdict"] == "targets.now.not_met"]
    told = {tuple(row[name] for name in plain.SERIES) for row in beside}
    lost = {tuple(tables.targets[one][name] for name in plain.SERIES) for one in red}
    return float(len(beside)) if lost <= told else math.nan


def _now(tables: Tables, claim: Row, scope: str) -> float:
    """Whether a target is in the state that is told: 1 or 0."""
    same = [row for row in tables["assessment"] if claim["source"] in (row["target"], "")]
    same = [row for row in same if all(row[name] == claim[name] for name in plain.SERIES)]
    return float(any(row["attainment"] == claim["verdict"].rpartition(".")[2] for row in same))


def _judged_place(tables: Tables, claim: Row, scope: str) -> float:
    return float(tables.place.get("judged") != "reference")


def _projected(tables: Tables, claim: Row, scope: str) -> float:
    rows = _within(tables, tables["assessment"], scope)
    return float(sum(bool(row["projected"]) and tables.due[row["target"]] > tables.year for row in rows))


def _differ(tables: Tables, claim: Row, scope: str) -> float:
    """Years in which units count other cases than each other, of those that the same piece lists; in a year all or none."""
    listed = [row for row in tables.of_piece(claim) if row["verdict"] == "cases"]
    years = {row["year"]: {one["value"] for one in listed if one["year"] == row["year"]} for row in listed}
    apart = {year for year, values in years.items() if len(values) > 1}
    if claim["year"]:
        return math.nan if claim["year"] in apart else 0.0
    return float(len(apart))


def _counted(side: str) -> CountRule:
    def number(tables: Tables, claim: Row, scope: str) -> float:
        return plain.number((tables.at(claim, claim["year"]) or {}).get(side, ""))

    return number


def _mean_denominator(tables: Tables, claim: Row, scope: str) -> float:
    """Mean of the denominators of some years, those that have cases beside them."""
    rows = [row for row in tables.line(claim) if claim["against_year"] <= row["year"] <= claim["year"]]
    exposed = [pair[1] for pair in map(plain.counts, rows) if pair]
    return sum(exposed) / len(exposed) if exposed else math.nan


def _years_running(tables: Tables, claim: Row, scope: str) -> float:
    """Years from the first to this one, both counted."""
    return (
        float(tables.year - int(claim["against_year"]) + 1) if claim["year"] == str(tables.year) else math.nan
    )


def _of_unit(tables: Tables, claim: Row, scope: str) -> float:
    """Warnings that a unit answers for, those of both plans once, with the favourable ones."""
    level = claim["verdict"].removeprefix("warnings.of_unit").removeprefix(".")
    rows = [row for row in tables["warnings"] if level in ("", row["level"])]
    series = {
        (row["code"], *(target[name] for name in plain.SERIES))
        for row in rows
        for target in [_warned(tables, row)]
        if tables.unit(target | {"responsible": row["responsible"]}) == scope
    }
    return float(len(series))


def _warned(tables: Tables, row: Row) -> Row:
    """The target that a warning is of."""
    return tables.targets[row["evidence"].split("; ")[0].removeprefix("target=")]


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


OUTLOOKS = ("likely", "leaning_yes", "open", "leaning_no", "unlikely", "no_forecast")
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
    **{f"numeric_targets.pace.{code}": _paces(code) for code in ("met", "on_pace", "behind", "neutral")},
    "targets.asked": _of_objective("targets"),
    "targets.met": _of_objective("targets_met"),
    "targets.not_met": _targets("not_met"),
    "targets.judged": _judged,
    "targets.of_measure": _of_measure,
    "numeric_targets.not_paced": _not_paced,
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
    "figures.due": figures(),
    "figures.in": figures("in"),
    "figures.late": figures(*OWED),
    "figures.owed": figures(*OWED),
    "departments.owing": _owing,
    "points.open": _points("open"),
    "points.open_of_unit": _open_of_unit,
    "points.explained": _points("explained"),
    "warnings.raised": _raised,
    "matters.raised": _raised,
    "warnings.favourable": _raised,
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
    "townships.below_range": below_range,
    "deaths.share_of_age": _share_of_age,
    "deaths.of_cause": _cases,
    "deaths.of_years": _cases,
    "pooled": _cases,
    "cases": _cases_in_column,
    "cases.base": _cases_in_column,
    "warnings.listed_twice": _listed_twice,
    "warnings.still": _raised_again,
    "warnings.now": _raised_again,
    "targets.lost": _lost,
    "targets.countable": _of_targets(lambda row: row["rule"] != "evidence"),
    "targets.with_figure": _of_targets(lambda row: bool(row["value"])),
    "targets.of_unit": _of_targets(lambda row: row["rule"] != "evidence"),
    "targets.open": _of_targets(
        lambda row: row["attainment"] in ("not_met", "worse") or bool(row["indicator"] and not row["value"])
    ),
    "targets.outlook": _of_targets(lambda row: bool(row["target_value"] and row["outlook"])),
    "numeric_targets.paced": _of_targets(
        lambda row: bool(row["target_value"] and row["value"]) and row["rule"] != "every_unit"
    ),
    **{f"{name}.listed": _rows(name) for name in ("points", "revisions", "surveys", "index", "warnings")},
    "parents.listed": lambda tables, claim, scope: float(len(tables.place.get("parents", []))),
    **{f"evaluation.{name}": _rows("evaluation", name) for name in ("practice", "causes", "problems")},
    **{f"targets.outlook.{code}": _outlooks(code) for code in OUTLOOKS},
    **{f"decides.{code}": _decides(code) for code in ("met", "not_met", "open")},
    "indicators.lacking": _indicators_lacking,
    "index.left_out": _left_out_of_index,
    "marks.ahead": _drawn_ahead,
    "marks.required": _drawn_required,
    "marks.base": _marks(lambda tables, row: row["year"] == str(tables.place.get("baseline"))),
    "marks.unsure": _marks(lambda tables, row: row["status"] in ("P", "E")),
    "marks.broken": _marks(lambda tables, row: row["status"] == "B"),
    "targets.now.met": _now,
    "targets.now.not_met": _now,
    "place.judged": _judged_place,
    "targets.projected": _projected,
    "deaths.differ": _differ,
    "numerator": _counted("numerator"),
    "denominator": _counted("denominator"),
    "denominator.mean": _mean_denominator,
    "warnings.years": _years_running,
    **{f"warnings.of_unit{level}": _of_unit for level in ("", ".red", ".orange", ".yellow", ".review")},
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
