"""Yearly figures drawn around the truths: counts that add up, groups that make the total."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from invented_city.truths import Truth, read
from planbook.catalogue import Catalogue, Indicator, related
from planbook.contract import questionnaire
from planbook.contract.questionnaire import Line

# Counts that are another figure's numerator or denominator.
SAME = {
    "tertiary_male_share": ("tertiary_female_share", "rest"),
    "professional_women": ("professional_women_share", "numerator"),
    "senior_professional_women": ("senior_professional_women_share", "numerator"),
    "urban_unit_women": ("urban_unit_women_share", "numerator"),
    "hiv_infected_mothers": ("hiv_treatment", "denominator"),
    "hiv_child_infections": ("hiv_mother_to_child_transmission", "numerator"),
    "hbv_child_infections": ("hbv_mother_to_child_transmission", "numerator"),
    "syphilis_infected_mothers": ("syphilis_treatment", "denominator"),
    "syphilis_child_infections": ("congenital_syphilis", "numerator"),
    "child_drowning_deaths": ("child_drowning_mortality", "numerator"),
    "childcare_places_total": ("childcare_places", "numerator"),
    "juvenile_offenders": ("juvenile_offenders_share", "numerator"),
    "disabled_children_rehabilitated": ("disabled_children_rehabilitation", "numerator"),
    "public_kindergartens": ("public_kindergarten_share", "numerator"),
    "kindergartens": ("public_kindergarten_share", "denominator"),
    "domestic_violence_calls": ("domestic_violence_warning_rate", "denominator"),
    "domestic_violence_warnings": ("domestic_violence_warning_rate", "numerator"),
    "domestic_violence_protection_order_applications": (
        "domestic_violence_protection_order_grant_rate",
        "denominator",
    ),
    "domestic_violence_protection_orders": ("domestic_violence_protection_order_grant_rate", "numerator"),
    "preschool_children": ("gross_preschool_enrolment", "numerator"),
    "basic_medical_insurance_insured": ("basic_medical_insurance_coverage", "numerator"),
    "maternity_insurance_insured": ("maternity_insurance_coverage", "numerator"),
    "legal_aid_women": ("legal_aid_women_share", "numerator"),
    "family_disputes_mediated": ("family_dispute_mediation_success", "denominator"),
}
# Counts that are a part of another figure's numerator, and how large a part.
PARTS = {
    "child_drowning_deaths_summer": ("child_drowning_mortality", 0.7),
    "child_drowning_deaths_open_water": ("child_drowning_mortality", 0.8),
    "child_drowning_deaths_schools": ("child_drowning_mortality", 0.65),
    "child_drowning_deaths_police": ("child_drowning_mortality", 1.0),
}
ONE_LESS = ("child_drowning_deaths_police", 2024)  # a death the police did not register
BIRTHS, BIRTHS_2020 = "live_births", 7800
HELD = {  # rates whose cases hold those of others: deaths by age, and by cause
    "infant_mortality": ("neonatal_mortality",),
    "under_five_mortality": ("infant_mortality",),
    "child_injury_mortality": (
        "child_drowning_mortality",
        "child_traffic_mortality",
        "child_fall_burn_poisoning_mortality",
    ),
}
BEHIND = (4, 11)  # townships, by place, whose coverage falls below the plan's from 2024 on
RARE_SHARE, SMALL, RARE_COUNT = 0.05, 500, 500
OPPOSITE = {"F": "M", "U": "R"}
DIMENSION = {"F": "sex", "U": "residence"}


@dataclass(frozen=True)
class Figure:
    """A figure: its counts where it has them, and its value."""

    value: float
    numerator: float | None = None
    denominator: float | None = None


class City:
    """All figures of an invented city, by line code and year, the same every time.

    Parameters
    ----------
    known : Catalogue
        What is asked.
    seed : int
        Which city.
    scale : float
        Its size; 1 is about 970,000 people.
    """

    def __init__(self, known: Catalogue, seed: int, scale: float = 1.0):
        self.known, self.seed, self.scale, self.truths = known, seed, scale, read()
        self._drawn: dict[tuple[str, int], Figure] = {}
        self._told = dict(self._groups_told())

    def figures(self, entry: Indicator, year: int) -> Iterator[tuple[Line, Figure]]:
        """An indicator's figures of a year: the total and each group that forms ask for."""
        lines = list(questionnaire.lines(self.known, entry))
        for age in dict.fromkeys(line.age for line in lines):
            own = [line for line in lines if line.age == age]
            code = entry.id if age == "_T" else f"{entry.id}.{age}"
            total = self.total(entry, code, year)
            yield Line(entry, age=age), total
            for group in ("F", "U"):
                if any(getattr(line, DIMENSION[group]) == group for line in own):
                    one, other = self._groups(entry, code, year, group, total)
                    yield Line(entry, **{DIMENSION[group]: group}, age=age), one
                    yield Line(entry, **{DIMENSION[group]: OPPOSITE[group]}, age=age), other

    def total(self, entry: Indicator, code: str, year: int) -> Figure:
        """The whole city's figure of a year, drawn once."""
        if (code, year) not in self._drawn:
            self._drawn[code, year] = self._same(code, year) or self._draw(entry, code, year)
        return self._drawn[code, year]

    def townships(self, entry: Indicator, year: int, count: int) -> list[Figure]:
        """The total as townships: the same denominators in all, two far below the others in the end."""
        total, rng = self.total(entry, entry.id, year), self._rng(entry.id, year, "townships")
        weights = rng.uniform(0.5, 1.5, count)
        sizes = _parts(total.denominator, weights)
        if entry.townships:
            present = rng.multivariate_hypergeometric(np.asarray(sizes, int), int(total.numerator))
            return [
                Figure(_value(entry, part, size), float(part), float(size))
                for part, size in zip(present, sizes, strict=True)
            ]
        missed = rng.uniform(0.6, 1.4, count)
        missed[list(BEHIND)] = 6.0 if year >= 2024 else 1.5
        absent = _parts(total.denominator - total.numerator, missed * sizes)
        return [
            Figure(_value(entry, size - gone, size), float(size - gone), float(size))
            for size, gone in zip(sizes, absent, strict=True)
        ]

    def _groups_told(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Groups of a count that are a share's numerator, with the share: the girls among pupils, the town's people."""
        for entry in self.known.indicators.values():
            asked = entry.counts_from
            if asked and not asked.within and len(asked.numerator) == 1:
                line = related.parse(asked.numerator[0])
                other = self.known.indicators[line.indicator]
                if line.codes and other.id not in SAME and not other.sum_of:
                    yield (other.id, line.codes[0][1]), entry.id

    def _of_lines(self, entry: Indicator, part: str, year: int) -> float | None:
        """The sum of the lines that are an indicator's numerator or denominator, unless they are told by itself."""
        asked = entry.counts_from
        codes = getattr(asked, part) if asked and not asked.within else ()
        lines = [related.parse(code) for code in codes]
        if not lines or any(SAME.get(line.indicator, ("",))[0] == entry.id for line in lines):
            return None
        if any(
            self._told.get((line.indicator, group)) == entry.id for line in lines for _, group in line.codes
        ):
            other = self.known.indicators[lines[0].indicator]  # its groups are this share's
            return None if part == "numerator" else self.total(other, other.id, year).value
        return sum(self._line(line, year) for line in lines)

    def _line(self, line: related.RelatedLine, year: int) -> float:
        entry = self.known.indicators[line.indicator]
        figure = self.total(entry, entry.id, year)
        for dimension, group in line.codes:
            first = "F" if dimension == "sex" else "U"
            figure = self._groups(entry, entry.id, year, first, figure)[group != first]
        return getattr(figure, line.column)

    def _rng(self, code: str, year: int, what: str = "") -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(f"{code} {what}".encode()), year])

    def _truth(self, code: str) -> Truth:
        return self.truths[code]

    def _same(self, code: str, year: int) -> Figure | None:
        if code in PARTS:
            other, part = PARTS[code]
            whole = self.total(self.known.indicators[other], other, year).numerator
            drawn = self._rng(code, year).binomial(int(whole), part)
            return Figure(float(max(drawn - ((code, year) == ONE_LESS), 0)))
        if sum_of := self.known.indicators[code].sum_of if code in self.known.indicators else ():
            return Figure(float(sum(self._line(related.parse(one), year) for one in sum_of)))
        if code not in SAME:
            return None
        other, part = SAME[code]
        figure = self.total(self.known.indicators[other], other, year)
        if part == "rest":
            rest = figure.denominator - figure.numerator
            return Figure(
                _value(self.known.indicators[code], rest, figure.denominator), rest, figure.denominator
            )
        return Figure(getattr(figure, part))

    def _draw(self, entry: Indicator, code: str, year: int) -> Figure:
        truth, rng = self._truth(code), self._rng(code, year)
        level = truth.level(year, step=entry.step)
        level = _within(entry, level + truth.noise * rng.standard_normal())
        if entry.counted:
            return self._counted(entry, code, level, year, rng)
        if entry.statistic == "count":
            size = level * self.scale
            return Figure(float(rng.poisson(size) if _rare(entry, size) else round(size)))
        return Figure(round(level, entry.decimals))

    def _counted(self, entry: Indicator, code: str, level: float, year: int, rng) -> Figure:
        of = self._denominator(entry, code, year)
        made = self._of_lines(entry, "numerator", year) if code == entry.id else None
        if made is not None:
            return Figure(_value(entry, made, of), float(made), float(of))
        part = level / entry.multiplier
        drawn = entry.statistic == "rate" or (
            entry.statistic == "proportion"
            and not (entry.step or entry.register_count)
            and (part < RARE_SHARE or of >= SMALL)
        )
        if entry.id in HELD:
            held = [self.total(self.known.indicators[id], id, year).numerator for id in HELD[entry.id]]
            levels = [self._truth(id).level(year) for id in HELD[entry.id]]
            count = sum(held) + rng.poisson(of * max(part - sum(levels) / entry.multiplier, 0))
        elif drawn:
            count = rng.binomial(of, min(part, 1)) if part <= 1 else rng.poisson(of * part)
        else:
            count = round(part * of)
        if entry.statistic == "proportion":
            count = min(count, of)
        return Figure(_value(entry, count, of), float(count), float(of))

    def _denominator(self, entry: Indicator, code: str, year: int) -> int:
        truth = self._truth(code)
        lines = self._of_lines(entry, "denominator", year) if code == entry.id else None
        if lines is not None:
            return int(lines)
        if truth.follows == "births" and truth.of == BIRTHS_2020:
            return int(self.total(self.known.indicators[BIRTHS], BIRTHS, year).value)
        return max(round(truth.size(year) * self.scale), 1)

    def _groups(self, entry: Indicator, code: str, year: int, group: str, total: Figure):
        """Two groups that make the total: their counts add up to it."""
        truth = self._truth(code)
        ratio, share = truth.ratio(group, year)
        rng = self._rng(code, year, group)
        if told := self._groups_of_others(entry, code, year, group, total):
            return told
        if entry.id in HELD:
            return self._with_held(entry, year, group, total, ratio, rng)
        if total.denominator is not None:
            size = self._group_size(entry, code, year, group, total, share)
            return self._counted_groups(entry, total, ratio, size, rng)
        if entry.statistic == "count":
            one = (
                rng.binomial(int(total.value), min(share * ratio, 1))
                if _rare(entry, total.value)
                else (round(total.value * min(share * ratio, 1)))
            )
            return Figure(float(one)), Figure(total.value - one)
        one = round(_within(entry, total.value * ratio), entry.decimals)
        other = round((total.value - share * one) / (1 - share), entry.decimals)
        return Figure(one), Figure(other)

    def _groups_of_others(self, entry: Indicator, code: str, year: int, group: str, total: Figure):
        """Two groups that another indicator tells: the rate whose counts they are, a share, or the lines of a sum."""
        if code != entry.id:
            return None
        if entry.sum_of:
            lines = [self.known.indicators[one] for one in entry.sum_of]
            pairs = [self._groups(one, one.id, year, group, self.total(one, one.id, year)) for one in lines]
            return tuple(Figure(float(sum(pair[side].value for pair in pairs))) for side in (0, 1))
        if share := self._told.get((entry.id, group)):
            part = self.total(self.known.indicators[share], share, year).numerator
            return Figure(part), Figure(total.value - part)
        other, part = SAME.get(entry.id, ("", ""))
        if other and part != "rest" and DIMENSION[group] in self.known.indicators[other].breakdowns:
            rate = self.known.indicators[other]
            pair = self._groups(rate, other, year, group, self.total(rate, other, year))
            return tuple(Figure(getattr(figure, part)) for figure in pair)
        return None

    def _group_size(
        self, entry: Indicator, code: str, year: int, group: str, total: Figure, share: float
    ) -> int:
        """How many a group's denominator is: that of the line it comes from, where that has the group too."""
        of, asked = int(total.denominator), entry.counts_from
        if asked and not asked.within and len(asked.denominator) == 1 and code == entry.id:
            line = related.parse(asked.denominator[0])
            other = self.known.indicators[line.indicator]
            if DIMENSION[group] in other.breakdowns and SAME.get(other.id, ("",))[0] != entry.id:
                pair = self._groups(other, other.id, year, group, self.total(other, other.id, year))
                return int(getattr(pair[0], line.column))
        return min(max(round(of * share), 1), of - 1) if of > 1 else of

    def _with_held(self, entry: Indicator, year: int, group: str, total: Figure, ratio: float, rng):
        """Cases with those they hold: the group's own ones, and its part of the rest."""
        known = [
            (self.known.indicators[id], self.total(self.known.indicators[id], id, year))
            for id in HELD[entry.id]
        ]
        held = [self._groups(one, one.id, year, group, figure) for one, figure in known]
        sizes = [one.denominator for one in held[0]]
        share = sizes[0] / total.denominator
        rest = int(total.numerator - sum(figure.numerator for _, figure in known))
        n = sum(one.numerator for one, _ in held) + rng.binomial(rest, min(share * ratio, 1))
        counts = (n, total.numerator - n)
        return tuple(
            Figure(_value(entry, part, size), part, size) for part, size in zip(counts, sizes, strict=True)
        )

    def _counted_groups(self, entry: Indicator, total: Figure, ratio: float, size: int, rng):
        n, of = int(total.numerator), int(total.denominator)
        whole = entry.statistic == "proportion"
        if whole and n > of / 2:
            absent = of - n
            expected = size * max(1 - n / of * ratio, 0)
            part = size - _split(absent, expected, rng, size, of - size)
        else:
            part = _split(n, n / of * ratio * size, rng, size if whole else n, of - size if whole else n)
        one = Figure(_value(entry, part, size), float(part), float(size))
        if of == size:
            return one, Figure(0.0, 0.0, 1.0)
        return one, Figure(_value(entry, n - part, of - size), float(n - part), float(of - size))


def _split(count: int, expected: float, rng, most: int, most_of_other: int) -> int:
    """How many of `count` fall to a group that expects `expected` of them; large counts without chance."""
    part = rng.binomial(count, min(expected / count, 1)) if 0 < count < RARE_COUNT else round(expected)
    return int(min(max(part, count - most_of_other, 0), most, count))


def _parts(total: float, weights: np.ndarray) -> np.ndarray:
    """A whole number in parts as weighed, which add up to it."""
    shares = np.floor(total * np.cumsum(weights) / weights.sum() + 0.5)
    return np.diff(shares, prepend=0.0)


def _rare(entry: Indicator, size: float) -> bool:
    return size < RARE_COUNT and (entry.polarity == "lower" or size < 30) and not entry.register_count


def _value(entry: Indicator, count: float, of: float) -> float:
    return float(count) / float(of) * entry.multiplier


def _within(entry: Indicator, level: float) -> float:
    low = entry.lower_bound if entry.lower_bound is not None else -np.inf
    high = entry.upper_bound if entry.upper_bound is not None else np.inf
    return float(min(max(level, low), high))
