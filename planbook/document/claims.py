"""Claims, and sentences: a sentence is made of words without digits, of claims, and of named fields, and of nothing else.

A number comes into a sentence through a `Claim`, which says what is claimed of which series and from which rows, or through
a field of the catalogue, the plan or the place by its name. So each number that is printed can be made again from the
tables, and none can be typed by hand: `say` takes no other part, and refuses a template with a digit.
"""

import math
import string
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from dataclasses import field as attribute
from functools import lru_cache
from typing import Literal, LiteralString

from planbook.core import labels

CLAIMED = "application/vnd.planbook.claims+json"  # the form in which a cell hands over what its piece claims
Kind = Literal[
    "level", "change", "gap", "state", "projection", "count", "extreme", "missing", "warning", "demand"
]
NAN = float("nan")


@dataclass(frozen=True)
class Field:
    """A named field of the catalogue, the plan, the place or the run, and how a sentence prints it."""

    name: str
    printed: str

    @property
    def numbered(self) -> bool:
        """Whether a number stands in it."""
        return any(sign.isdigit() for sign in self.printed)


@dataclass(frozen=True)
class Sentence:
    """A text with the claims and the named fields that its numbers come from; equal where the texts are.

    Made by `say`, by a claim's methods, by `named` and its like; nothing else makes one.
    """

    text: str = ""
    claims: "tuple[Claim, ...]" = attribute(default=(), compare=False)
    fields: tuple[Field, ...] = attribute(default=(), compare=False)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __add__(self, other: "Sentence") -> "Sentence":
        return Sentence(self.text + other.text, self.claims + other.claims, self.fields + other.fields)


NOTHING = Sentence()


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a sentence claims; `value` is the number that is printed, `against_value` the one it is held against.

    Attributes
    ----------
    kind : str
        level (a figure), change (of a figure since another year), gap (between groups), state (of a target), projection,
        count (of things), extreme, missing, warning, demand (what a target asks).
    indicator, sex, residence, age, unit_area : str
        Which series; no indicator of a count of things.
    year : int or None
        Year of `value`.
    value, lower, upper : float
        In `unit`, with the limits of its range at `level` per cent.
    against_year, against_value : int or None, float
        Base of a change, deadline and value of a target.
    verdict : str
        Code of what is said: up, down, same, chance; an attainment; an outlook; what is counted; a target's rule.
    source : str
        Cell or rows behind it.
    unprinted : bool
        Whether it stands behind words that print none of its numbers.
    """

    kind: Kind
    indicator: str = ""
    sex: str = "_T"
    residence: str = "_T"
    age: str = "_T"
    unit_area: str = "_T"
    year: int | None = None
    value: float = NAN
    lower: float = NAN
    upper: float = NAN
    level: int | None = None
    unit: str = ""
    against_year: int | None = None
    against_value: float = NAN
    verdict: str = ""
    source: str = ""
    unprinted: bool = False

    @property
    def known(self) -> dict[str, str | int | float]:
        """What the claim says, by name: nothing of what it leaves open."""
        values = {name: getattr(self, name) for name in COLUMNS}
        return {name: value for name, value in values.items() if not _open(value)}

    def at(self, codes: Mapping[str, str] | Mapping[Hashable, str]) -> "Claim":
        """The claim of a breakdown: `codes` by `sex`, `residence`, `age`, `unit_area`; the total where one is left out."""
        names = ("sex", "residence", "age", "unit_area")
        sex, residence, age, area = (codes.get(name, "_T") for name in names)
        return replace(self, sex=sex, residence=residence, age=age, unit_area=area)

    def figure(self, decimals: int = 1) -> Sentence:
        """The value with its unit."""
        return self._printed(labels.figure(self.value, self.unit, decimals))

    def size(self, decimals: int = 1) -> Sentence:
        """The value with its unit and without its sign."""
        return self._printed(labels.figure(abs(self.value), self.unit, decimals))

    def number(self, decimals: int = 0) -> Sentence:
        """The value without its unit."""
        return self._printed(labels.number(self.value, decimals))

    def plain(self) -> Sentence:
        """The value without its unit, without separators and added decimals."""
        return self._printed(labels.plain(self.value))

    def short(self) -> Sentence:
        """The value to four digits that count, without its unit."""
        return self._printed(f"{self.value:.4g}")

    def range(self, decimals: int = 1) -> Sentence:
        """The limits with their unit; one number where they print alike."""
        return self._printed("～".join(self._limits(decimals)))

    def narrow(self, decimals: int = 1) -> bool:
        """Whether the limits print alike."""
        return len(self._limits(decimals)) == 1

    def _limits(self, decimals: int) -> list[str]:
        limits = [labels.figure(limit, self.unit, decimals) for limit in (self.lower, self.upper)]
        return list(dict.fromkeys(limits))

    def against(self, decimals: int = 1) -> Sentence:
        """What the value is held against, with its unit."""
        return self._printed(labels.figure(self.against_value, self.unit, decimals))

    @property
    def when(self) -> Sentence:
        """The year of the value."""
        return self._printed(f"{self.year}年")

    @property
    def bare_year(self) -> Sentence:
        """The year of the value without its word, as it stands in a list of years."""
        return self._printed(f"{self.year}")

    @property
    def span(self) -> Sentence:
        """The years from what the value is held against to its own: 2021—2025年; one year alone."""
        first = "" if self.against_year in (None, self.year) else f"{self.against_year}—"
        return self._printed(f"{first}{self.year}年")

    @property
    def since(self) -> Sentence:
        """The year of what the value is held against."""
        return self._printed(f"{self.against_year}年")

    def word(self, words: Mapping[str, str]) -> Sentence:
        """The word of the verdict."""
        return Sentence(words[self.verdict], self.silent().claims)

    def silent(self) -> Sentence:
        """The claim behind words that print none of its numbers."""
        return Sentence("", (replace(self, unprinted=True),))

    def _printed(self, text: str) -> Sentence:
        return Sentence(text, (self,))


COLUMNS = [one.name for one in fields(Claim) if one.name != "unprinted"]


def _open(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def say(template: LiteralString, **parts: Sentence) -> Sentence:
    """A sentence of fixed words and of parts that stand in braces.

    Raises
    ------
    ValueError
        When the template has a digit, or does not name exactly the parts given.

    Examples
    --------
    >>> rose = Claim(kind="change", value=1.25, unit="个百分点", year=2025, against_year=2020)
    >>> say("比{base}提高{size}。", base=rose.since, size=rose.size()).text
    '比2020年提高1.3个百分点。'
    >>> say("共3项。")
    Traceback (most recent call last):
    ValueError: '共3项。' has a digit: a number comes from a claim or a named field
    """
    made, used = Sentence(), set()
    for words, name in _parsed(template):
        made += Sentence(words)
        if name is not None:
            if name not in parts:
                raise ValueError(f"{template!r} names {name!r}, which is not given")
            made += parts[name]
            used.add(name)
    if lost := set(parts) - used:
        raise ValueError(f"{template!r} does not name {', '.join(sorted(lost))}")
    return made


@lru_cache(maxsize=4096)
def _parsed(template: str) -> tuple[tuple[str, str | None], ...]:
    parsed = tuple((words, name) for words, name, _, _ in string.Formatter().parse(template))
    if any(sign.isdigit() for words, _ in parsed for sign in words):
        raise ValueError(f"{template!r} has a digit: a number comes from a claim or a named field")
    return parsed


def joined(sentences: Iterable[Sentence], between: LiteralString = "") -> Sentence:
    """Sentences that are not empty, one after the other.

    Examples
    --------
    >>> joined([say("甲"), say(""), say("乙")], "、").text
    '甲、乙'
    """
    made = Sentence()
    for one in filter(None, sentences):
        made = made + say(between) + one if made else one
    return made


def retold(text: str, parts: Iterable[Sentence]) -> Sentence:
    """A text that a renderer made of sentences, with all that they claim."""
    return replace(joined(parts), text=text)


def count(
    number: float, of: LiteralString, *, indicator: str = "", unit_area: str = "_T", source: str = ""
) -> Sentence:
    """How many there are of something, by a code of what is counted.

    Examples
    --------
    >>> said = count(3, "numeric_targets.met")
    >>> said.text, said.claims[0].verdict
    ('3', 'numeric_targets.met')
    """
    claim = Claim(kind="count", value=float(number), verdict=of, indicator=indicator, source=source)
    return replace(claim, unit_area=unit_area).number()


def none(of: LiteralString, *, source: str = "", indicator: str = "") -> Sentence:
    """The claim behind words that say that there is none of something.

    Examples
    --------
    >>> said = none("warnings.raised") + say("本年没有触发提示规则的事项。")
    >>> said.text, said.claims[0].value
    ('本年没有触发提示规则的事项。', 0.0)
    """
    return count_in_words(0, of, source=source, indicator=indicator)


def count_in_words(number: float, of: LiteralString, *, source: str = "", indicator: str = "") -> Sentence:
    """The claim of how many there are of something, behind words that do not print it.

    Examples
    --------
    >>> said = count_in_words(2, "targets.lost") + say("达标后回落")
    >>> said.text, said.claims[0].value, said.claims[0].unprinted
    ('达标后回落', 2.0, True)
    """
    return count(number, of, source=source, indicator=indicator).claims[0].silent()


def share(part: float, whole: float, of: LiteralString, decimals: int = 1) -> Sentence:
    """A share of things counted in per cent, a dash of none."""
    value = 100 * part / whole if whole else NAN
    return Claim(kind="count", value=value, unit="%", verdict=of).figure(decimals)


def named(of: object, name: LiteralString) -> Sentence:
    """A named field of an entry of the catalogue, the plan, the place or the run.

    Raises
    ------
    AttributeError
        When the entry has no such field.
    """
    value = getattr(of, name)
    text = labels.plain(value) if isinstance(value, float) else str(value)
    return _field(f"{type(of).__name__}.{name}", text)


def _field(name: str, text: str) -> Sentence:
    return Sentence(text, (), (Field(name, text),))


def word(words: Mapping[str, str], code: str) -> Sentence:
    """The Chinese word of a code."""
    return _field("labels", words[code])


def breakdown(sex: str = "_T", residence: str = "_T", age: str = "_T") -> Sentence:
    """The words of a breakdown without its totals; empty of the total."""
    return _field("labels", labels.breakdown(sex, residence, age))


def group(dimension: str, code: str) -> Sentence:
    """The word of a group of a dimension."""
    return _field("labels", labels.group(dimension, code))


def goal(value: float, operator: str | None, unit: str) -> Sentence:
    """A target of the plan as a short phrase, such as ≤12/10万; without an operator the value alone."""
    bare = labels.plain(value) + labels.after_number(unit)
    text = labels.target_value(value, operator, unit) if operator else bare
    return _field("Target.value", text)


def constant(name: LiteralString, value: float, unit: LiteralString = "", decimals: int = 0) -> Sentence:
    """A number of the method by the name that it has in the code."""
    return _field(f"constant.{name}", labels.figure(value, unit, decimals))


def told(by: LiteralString, text: str) -> Sentence:
    """Words that somebody outside wrote, by where they stand: a department's explanation, a note, a name on file."""
    return _field(f"told.{by}", str(text))
