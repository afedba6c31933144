"""What must hold between entries of the catalogue."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from planbook.catalogue import related
from planbook.catalogue.model import (
    COUNTED,
    Area,
    Department,
    Indicator,
    Measure,
    Objective,
    Plan,
    ReviewRule,
    Target,
)
from planbook.core.errors import Fault, suggestion


def references(
    plan: Plan | None,
    departments: dict[str, Department],
    indicators: dict[str, Indicator],
    areas: dict[str, Area],
    objectives: Sequence[Objective],
    measures: Sequence[Measure],
    targets: Sequence[Target],
    review: dict[str, ReviewRule],
) -> list[Fault]:
    """Faults between entries: unknown ids, gaps in numbering, units that differ."""
    return [
        *_reporting_units(indicators, departments),
        *_responsible_units("target", targets, departments),
        *_responsible_units("measure", measures, departments),
        *_relations(indicators),
        *_review_cases(review, indicators),
        *_numbering("objective", objectives, areas),
        *_numbering("measure", measures, areas),
        *_moves(measures, objectives),
        *_charts(areas, indicators),
        *_headlines(plan, areas, indicators),
        *_targets(targets, indicators, [*objectives, *measures]),
        *_years(targets, plan),
        *_target_numbers(targets),
        *_objectives_without_target(objectives, targets),
    ]


def _reporting_units(indicators: dict[str, Indicator], departments: dict[str, Department]) -> Iterator[Fault]:
    for entry in indicators.values():
        if departments and entry.reporting_unit not in departments:
            yield Fault(
                f"{entry.area}.toml indicator {entry.id}, `reporting_unit`",
                repr(entry.reporting_unit),
                "a department of departments.toml",
                suggestion(entry.reporting_unit, departments),
            )


def _responsible_units(
    kind: str, rows: Iterable[Target | Measure], departments: dict[str, Department]
) -> Iterator[Fault]:
    for row in rows:
        unit = row.responsible_unit
        if unit and departments and unit not in departments:
            where = f"{row.area}.toml {kind} {row.id}, `responsible_unit`"
            yield Fault(where, repr(unit), "a department of departments.toml", suggestion(unit, departments))


def _relations(indicators: dict[str, Indicator]) -> Iterator[Fault]:
    """Lines named by `counts_from`, `parity`, `sum_of`, `holds` and `part_of` that no form can have."""
    for entry in indicators.values():
        where = f"{entry.area}.toml indicator {entry.id}"
        for field, codes in related.all_of(entry).items():
            for code in codes:
                yield from _related_line(entry, code, f"{where}, `{field}`", indicators)
        if entry.counts_from and not entry.counted:
            expected = f"an indicator of the statistics {', '.join(COUNTED)}"
            yield Fault(f"{where}, `counts_from`", f"a {entry.statistic}", expected)
        if entry.parity:
            code = entry.parity.of + (f".{entry.parity.first}" if entry.parity.first else "")
            yield from _related_line(entry, code, f"{where}, `parity`", indicators, same_unit=False)


def _related_line(
    entry: Indicator, code: str, where: str, indicators: dict[str, Indicator], *, same_unit: bool = True
) -> Iterator[Fault]:
    line = related.parse(code)
    other = indicators.get(line.indicator)
    if other is None or other is entry:
        found = "itself" if other else repr(line.indicator)
        yield Fault(where, found, "another known indicator", suggestion(line.indicator, indicators))
        return
    for dimension, group in line.codes:
        if dimension not in other.breakdowns:
            yield Fault(where, repr(code), f"a group ({group}) of {list(other.breakdowns)}")
    counted = other.counted
    if (line.column != "value") != counted and same_unit:
        expected = f"{code}:numerator or :denominator" if counted else "a figure without :numerator"
        yield Fault(where, repr(code), expected)
    summed = where.endswith(("`sum_of`", "`holds`", "`part_of`"))
    if summed and line.column == "value" and other.unit != entry.unit:
        yield Fault(where, f"{code} in {other.unit}", f"a line in {entry.unit}, as the indicator has it")


def _review_cases(review: dict[str, ReviewRule], indicators: dict[str, Indicator]) -> Iterator[Fault]:
    for rule in review.values():
        for case in (*rule.passes, *rule.fails):
            if case.indicator not in indicators:
                remedy = suggestion(case.indicator, indicators)
                where = f"review_rules.toml rule {rule.id}"
                yield Fault(where, repr(case.indicator), "a known indicator", remedy)


def _numbering(kind: str, rows: Iterable[Objective | Measure], areas: dict[str, Area]) -> Iterator[Fault]:
    for area in areas:
        numbers = [row.number for row in rows if row.area == area]
        if numbers != list(range(1, len(numbers) + 1)):
            yield Fault(f"{area}.toml {kind}s", f"numbers {numbers}", "1, 2, 3 … in order")


def _moves(measures: Iterable[Measure], objectives: Iterable[Objective]) -> Iterator[Fault]:
    known = {(row.area, row.number) for row in objectives}
    for row in measures:
        for number in row.moves:
            if (row.area, number) not in known:
                yield Fault(
                    f"{row.area}.toml measure {row.number}, `moves`", str(number), "an objective's number"
                )


def _charts(areas: dict[str, Area], indicators: dict[str, Indicator]) -> Iterator[Fault]:
    for area in areas.values():
        for number, chart in enumerate(area.charts, start=1):
            for id in chart.indicators:
                if id not in indicators:
                    where = f"{area.id}.toml area, charts {number}, `indicators`"
                    yield Fault(where, repr(id), "an indicator's id", suggestion(id, indicators))


def _headlines(
    plan: Plan | None, areas: dict[str, Area], indicators: dict[str, Indicator]
) -> Iterator[Fault]:
    """Cards of indicators that there are not."""
    pages = {f"plan.toml headlines, `{page}`": ids for page, ids in (plan.headlines if plan else {}).items()}
    pages |= {f"{area.id}.toml area, `headlines`": area.headlines for area in areas.values()}
    for where, ids in pages.items():
        for id in ids:
            if id not in indicators:
                yield Fault(where, repr(id), "an indicator's id", suggestion(id, indicators))


def _targets(
    targets: Iterable[Target],
    indicators: dict[str, Indicator],
    clauses: Iterable[Objective | Measure],
) -> Iterator[Fault]:
    ids = {row.id for row in clauses}
    for target in targets:
        where = f"{target.area}.toml target {target.id}"
        if f"{target.area}.{target.clause}" not in ids:
            yield Fault(f"{where}, `clause`", repr(target.clause), "an objective or measure of this area")
        if not re.fullmatch(rf"{target.area}\.{target.clause}\.\d+", target.id):
            yield Fault(f"{where}, `id`", repr(target.id), f"{target.area}.{target.clause}.<number>")
        for field in ("indicator", "relative_to"):
            used = getattr(target, field)
            if used and used not in indicators:
                yield Fault(
                    f"{where}, `{field}`", repr(used), "a known indicator", suggestion(used, indicators)
                )
        yield from _against_indicator(target, indicators.get(target.indicator or ""), where)


def _years(targets: Iterable[Target], plan: Plan | None) -> Iterator[Fault]:
    """Years of targets that the plan does not have."""
    if plan is None:
        return
    for target in targets:
        for field, year in (("deadline", target.deadline), ("starts", target.starts)):
            if year is not None and not plan.first_year <= year <= plan.last_year:
                expected = f"a year of the plan, {plan.first_year} to {plan.last_year}"
                yield Fault(f"{target.area}.toml target {target.id}, `{field}`", repr(year), expected)


def _against_indicator(target: Target, indicator: Indicator | None, where: str) -> Iterator[Fault]:
    if indicator is None:
        return
    if target.numeric and target.unit != indicator.unit:
        yield Fault(f"{where}, `unit`", repr(target.unit), f"{indicator.unit!r}, as the indicator has it")
    asked = {name for name, code in target.breakdown.items() if code != "_T"}
    if target.dimension:
        asked.add(target.dimension)
    for name in sorted(asked - set(indicator.breakdowns)):
        yield Fault(f"{where}, `{name}`", "a breakdown", f"one of {list(indicator.breakdowns)}")
    sense = {"<=": "lower", ">=": "higher", ">": "higher"}.get(target.operator or "")
    if target.numeric and sense and indicator.polarity not in (sense, "neutral"):
        yield Fault(f"{where}, `operator`", repr(target.operator), f"one for polarity {indicator.polarity}")


def _target_numbers(targets: Iterable[Target]) -> Iterator[Fault]:
    for id, times in Counter(target.id for target in targets).items():
        if times > 1:
            yield Fault(f"target {id}", f"the id {times} times", "one entry an id")


def _objectives_without_target(objectives: Iterable[Objective], targets: Iterable[Target]) -> Iterator[Fault]:
    covered = {f"{target.area}.{target.clause}" for target in targets}
    for row in objectives:
        if row.id not in covered:
            yield Fault(
                f"{row.area}.toml objective {row.number}", "no target", "a target or an evidence entry"
            )
