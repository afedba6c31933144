"""One target judged from raw numbers, slowly and in plain words: what `judge.assess` is held to (METHODS, sections 0, 2, 3 and 7).

Nothing here is shared with the application but the catalogue's entries and settings, which are read by name.
"""

import itertools
from math import exp, isnan, log, sqrt
from statistics import NormalDist

from scipy.stats import beta, chi2, gamma

Z = NormalDist().inv_cdf(0.975)
NUMERIC = ("ceiling", "floor", "reach_and_hold", "hold", "around")
GROUPS = {"residence": ("R", "U"), "sex": ("F", "M")}  # the first is held against the second
UNKNOWN = {"evidence": "", "failing_units": "", "required_change": None}


def judge(target, indicator, rows, year, settings, elections):
    """What is to be said of a target in a year: `rows` are all observations of the place, as dictionaries."""
    rows = [row for row in rows if row["year"] <= year]
    line = series(rows, target.indicator, sex=target.sex, residence=target.residence, age=target.age)
    held = elections.get(indicator.body, ()) if indicator.body else None
    election = max((one for one in held if one <= year), default=None) if held is not None else None
    starts = target.starts or settings["first_year"]
    waiting = bool(held) and (election is None or election < starts)
    figure = newest(line, year, indicator.every or 1, None if waiting else election)
    base = base_of(line, settings["baseline_years"])
    broken = base is not None and any(row["status"] == "B" and row["year"] > base["year"] for row in line)
    found = UNKNOWN | {
        "year": figure and figure["year"], "value": figure and figure["value"],
        "baseline_year": base and base["year"], "baseline": base and base["value"],
    }  # fmt: skip
    gap = gap_of(rows, target, indicator, year, settings) if target.rule == "gap_narrows" else None
    units = [row for row in rows if row["year"] == year and row["unit_area"] != "_T" and same(row, target)]
    met = verdict(target, indicator, rows, line, figure, base, broken, gap, units, year, settings)
    if waiting or starts > year:
        attainment = "not_due"
    else:
        attainment = "not_assessable" if met is None else "met" if met else "not_met"
    found["attainment"] = attainment
    if attainment in ("met", "not_met"):
        sure = certainty(target, indicator, line, figure, base, gap, units, met, settings)
        found["evidence"] = sure
    if target.rule == "every_unit":
        known = [row for row in units if row["value"] is not None]
        found["failing_units"] = {
            row["unit_area"] for row in known if not keeps(row["value"], target, settings)
        }
    if target.value is not None and figure and attainment != "met" and target.rule != "every_unit":
        left = target.deadline - figure["year"]
        found["required_change"] = (target.value - figure["value"]) / left if left > 0 else None
    return found


def same(row, target):
    """Whether a row is of a target's indicator and breakdown."""
    return all(row[name] == getattr(target, name) for name in ("indicator", "sex", "residence", "age"))


def series(rows, indicator, sex="_T", residence="_T", age="_T"):
    """The yearly figures of the whole place, oldest first, on the base of the denominator that the newest has."""
    codes = {"indicator": indicator, "sex": sex, "residence": residence, "age": age, "unit_area": "_T"}
    own = [
        row for row in rows if row["value"] is not None and all(row[name] == codes[name] for name in codes)
    ]
    own.sort(key=lambda row: (row["year"], row["base"]))
    return [row for row in own if row["base"] == own[-1]["base"]]


def newest(line, year, every, election):
    """The figure that counts: at the last election where there is one, else the last, if its cycle lets it count."""
    since = [row for row in line if election is not None and row["year"] >= election]
    figure = since[0] if since else line[-1] if line else None
    oldest = election if election is not None else year - every + 1
    return figure if figure and figure["year"] >= oldest else None


def base_of(line, wanted):
    """The figure of the first wanted year that is not the last of the series; else the last, if its year is wanted."""
    last = line[-1]["year"] if line else None
    known = {row["year"]: row for row in line}
    order = [one for one in wanted if one != last] + [one for one in wanted if one == last]
    return next((known[one] for one in order if one in known), None)


def keeps(value, target, settings):
    """Whether a figure keeps a target's number; the band of about is reached from its lower edge up."""
    match target.operator:
        case "<=":
            return value <= target.value
        case ">=":
            return value >= target.value
        case ">":
            return value > target.value
        case "around":
            return value >= target.value - (target.tolerance or settings["around_tolerance"])


def verdict(target, indicator, rows, line, figure, base, broken, gap, units, year, settings):
    """Met or not; None where it cannot be said."""
    if target.rule in NUMERIC:
        return None if figure is None else keeps(figure["value"], target, settings)
    if target.rule == "direction":
        if figure is None or base is None or base["year"] == figure["year"] or broken:
            return None
        sign = 1 if target.direction == "up" else -1
        moved = (figure["value"] - base["value"]) * sign
        if target.every_year:
            steps = [row["value"] for row in line if row["year"] >= base["year"]]
            return moved > 0 and all((b - a) * sign > 0 for a, b in itertools.pairwise(steps))
        end = indicator.upper_bound if sign > 0 else indicator.lower_bound
        return moved > 0 or (moved == 0 and figure["value"] == end)
    if target.rule == "gap_narrows":
        known = gap is not None and gap["word"] not in ("no_base", "not_assessable")
        return gap["word"] == "narrowed" if known else None
    if target.rule == "slope":
        if figure is None or base is None:
            return None
        kept = after_break(line)
        before, after = (
            [row for row in kept if (row["year"] > base["year"]) == side] for side in (False, True)
        )
        if len(before) < 3 or len(after) < 3:
            return None
        return (round(slope(after), 10) - round(slope(before), 10) < 0) == (target.direction == "down")
    if target.rule == "every_unit":
        known = [keeps(row["value"], target, settings) for row in units if row["value"] is not None]
        unseen = any(row["reason"] == "suppressed" for row in units)
        return None if not known or (all(known) and unseen) else all(known)
    if target.rule == "relative":
        other = [row for row in series(rows, target.relative_to) if figure and row["year"] == figure["year"]]
        if not other:
            return None
        apart = figure["value"] - other[0]["value"]
        width = target.tolerance or settings["relative_tolerance"]
        return {"around": abs(apart) <= width, ">=": apart >= 0, ">": apart > 0, "<=": apart <= 0}[
            target.operator
        ]


def certainty(target, indicator, line, figure, base, gap, units, met, settings):
    """How sure a verdict is."""
    if target.rule == "direction":
        change = figure["value"] - base["value"]
        asked = (change > 0) == (target.direction == "up") and change != 0
        said = asked if met else change != 0 and not asked
        if indicator.register_count:
            end = indicator.upper_bound if target.direction == "up" else indicator.lower_bound
            kept = change == 0 and figure["value"] == end
            return (
                "by_count"
                if kept or (said and material(change, base["value"], indicator.unit, settings))
                else "uncertain"
            )
        if not (counted(figure) and counted(base)) or indicator.statistic not in ("rate", "proportion"):
            return "not_stated"
        return "firm" if said and not by_chance(indicator.statistic, figure, base) else "uncertain"
    if indicator.register_count:
        return "by_count"
    cases = figure["numerator"] if figure else None
    few = cases is not None and cases < 10 and indicator.statistic in ("rate", "proportion")
    if target.rule == "gap_narrows" and few:
        return "uncertain"
    if target.rule == "gap_narrows" and gap["evidence"] is not None:
        return "firm" if gap["evidence"] else "uncertain"
    if target.value is None or indicator.statistic not in ("rate", "proportion"):
        return "not_stated"
    if target.rule == "every_unit":
        each = [probability(target, indicator, row, settings) for row in units if row["value"] is not None]
        p = None if None in each else product(each)
        return (
            "not_stated"
            if p is None
            else "firm"
            if (p if met else 1 - p) >= settings["firm"]
            else "uncertain"
        )
    if not counted(figure):
        return "not_stated"
    years = window(line, indicator.statistic)
    pooled = {name: sum(row[name] for row in years) for name in ("numerator", "denominator")}
    p, own = (probability(target, indicator, one, settings) for one in (pooled, figure))
    sides = [one if met else 1 - one for one in (p, own)]
    rare = events(line, indicator.statistic) < 10
    firm = sides[0] >= settings["firm"] and (not rare or (len(years) >= 3 and sides[1] >= 0.5))
    return "firm" if firm else "uncertain"


def product(chances):
    """Chance of all of several independent things."""
    return exp(sum(log(one) for one in chances)) if all(chances) else 0.0


def counted(row):
    """Whether a row has cases out of somebody."""
    return row["numerator"] is not None and row["denominator"] is not None and row["denominator"] > 0


def after_break(line):
    """The rows from the last break on."""
    breaks = [row["year"] for row in line if row["status"] == "B"]
    return [row for row in line if not breaks or row["year"] >= breaks[-1]]


def recent(line):
    """The rows with counts since the last break."""
    counts = [row for row in line if row["numerator"] is not None and row["denominator"] is not None]
    return after_break(counts)


def events(line, statistic):
    """Mean yearly number of events of the last five calendar years; of a share the rarer outcome."""
    kept = recent(line)
    kept = [row for row in kept if row["year"] > kept[-1]["year"] - 5]
    rarer = [
        row["numerator"]
        if statistic == "rate"
        else min(row["numerator"], row["denominator"] - row["numerator"])
        for row in kept
    ]
    return sum(rarer) / len(rarer)


def window(line, statistic):
    """The newest year; under ten events a year five consecutive ones, three until there are five."""
    kept = recent(line)
    if events(line, statistic) >= 10:
        return kept[-1:]
    unbroken = [row for n, row in enumerate(reversed(kept)) if row["year"] == kept[-1]["year"] - n]
    return unbroken[: 5 if len(unbroken) >= 5 else 3 if len(unbroken) >= 3 else 1]


def probability(target, indicator, row, settings):
    """P(the true rate keeps the target) by Jeffreys' posterior; None without counts."""
    if not counted(row):
        return None
    x, n = row["numerator"], row["denominator"]
    edge = target.value - (target.tolerance or settings["around_tolerance"]) * (target.operator == "around")
    limit = edge / indicator.multiplier
    below = (
        gamma.cdf(limit * n, x + 0.5)
        if indicator.statistic == "rate"
        else beta.cdf(limit, x + 0.5, n - x + 0.5)
    )
    return below if target.operator == "<=" else 1 - below


def slope(rows):
    """Least squares."""
    mean = [sum(row[name] for row in rows) / len(rows) for name in ("year", "value")]
    across = sum((row["year"] - mean[0]) * (row["value"] - mean[1]) for row in rows)
    return across / sum((row["year"] - mean[0]) ** 2 for row in rows)


def material(change, before, unit, settings):
    """Two points of a share; a fifth of what was before of anything else."""
    if unit == "%":
        return abs(change) >= settings["material_points"]
    return change != 0 if before == 0 else abs(change) / abs(before) >= settings["material_part"]


def interval(statistic, x, n):
    """Wilson's interval of a share, Garwood's of fewer than ten events, Byar's of more."""
    if statistic == "proportion":
        p, centre = x / n, 2 * x + Z * Z
        width = Z * sqrt(Z * Z + 4 * x * (1 - p))
        return p, (centre - width) / (2 * (n + Z * Z)), (centre + width) / (2 * (n + Z * Z))
    if x < 10:
        lower = 0 if x == 0 else chi2.ppf(0.025, 2 * x) / 2
        return x / n, lower / n, chi2.ppf(0.975, 2 * x + 2) / 2 / n
    lower = x * (1 - 1 / (9 * x) - Z / (3 * sqrt(x))) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + Z / (3 * sqrt(x + 1))) ** 3
    return x / n, lower / n, upper / n


def by_chance(statistic, now, base):
    """Whether the 95 % interval of the difference covers 0 (Newcombe's way from the two intervals)."""
    (p, low, high), (p0, low0, high0) = (
        interval(statistic, one["numerator"], one["denominator"]) for one in (now, base)
    )
    lower, upper = (
        p - p0 - sqrt((p - low) ** 2 + (high0 - p0) ** 2),
        p - p0 + sqrt((high - p) ** 2 + (p0 - low0) ** 2),
    )
    return lower <= 0 <= upper


def gap_of(rows, target, indicator, year, settings):
    """The newest gap beside its base; None where none is of this year's cycle."""
    sides = [
        {row["year"]: row for row in series(rows, target.indicator, **{target.dimension: code})}
        for code in GROUPS[target.dimension]
    ]
    years = sorted(set(sides[0]) & set(sides[1]))
    if not years or years[-1] < year - (indicator.every or 1) + 1:
        return None
    then = next((one for one in settings["baseline_years"] if one in years and one < years[-1]), None)
    if then is None:
        return {"word": "no_base", "evidence": None}
    now, base = ([side[at] for side in sides] for at in (years[-1], then))
    absolute = round(abs(now[0]["value"] - now[1]["value"]), 10) - round(
        abs(base[0]["value"] - base[1]["value"]), 10
    )
    relative = [
        abs(log(a["value"] / b["value"])) if a["value"] > 0 and b["value"] > 0 else None
        for a, b in (now, base)
    ]
    of_chance = indicator.statistic in ("rate", "proportion")
    if None in relative:
        word = _of_zeros(now, base, absolute)
        told = word in ("narrowed", "widened") and of_chance and all(map(_filed, now + base))
        return {"word": word, "evidence": False if told else None}
    signs = {_sign(absolute), _sign(relative[0] - relative[1])}
    word = {frozenset({-1}): "narrowed", frozenset({1}): "widened", frozenset({0}): "no_change"}.get(
        frozenset(signs), "mixed"
    )
    if word not in ("narrowed", "widened") or not of_chance or not all(map(_filed, now + base)):
        return {"word": word, "evidence": None}
    enough = all(row["numerator"] >= 30 for row in now + base)
    return {"word": word, "evidence": enough and _beyond(now, base)}


def _filed(row):
    return row["numerator"] is not None


def _sign(number):
    return 0 if abs(number) < 5e-11 else 1 if number > 0 else -1


def _of_zeros(now, base, absolute):
    """A group without a case has no ratio to the other, unless it is 0 on top: then the relative gap is without end."""
    tops = [pair[0]["value"] == 0 and pair[1]["value"] > 0 for pair in (now, base)]
    bottoms = [pair[1]["value"] == 0 for pair in (now, base)]
    if any(bottoms) or all(tops):
        return "not_assessable"
    change = 1 if tops[0] else -1  # without end now, or then
    return {-2: "narrowed", 2: "widened"}.get(change + _sign(absolute), "mixed")


def _beyond(now, base):
    """Whether the ratio of the two ratios is away from 1 beyond chance."""
    rate = [row["numerator"] / row["denominator"] for row in now + base]
    if isnan(sum(rate)) or 0 in rate:
        return False
    change = log(rate[0] / rate[1]) - log(rate[2] / rate[3])
    return abs(change) > Z * sqrt(sum(1 / row["numerator"] for row in now + base))
