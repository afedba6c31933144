"""Lines that an indicator is related to, as the catalogue writes them: `live_births.F`, `infant_mortality:numerator`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from planbook.catalogue.model import GROUPS, Indicator

Column = Literal["numerator", "denominator", "value"]


@dataclass(frozen=True)
class RelatedLine:
    """A figure, or one of its counts, by the breakdown in which it is asked for.

    Attributes
    ----------
    indicator : str
        Id of the indicator.
    codes : tuple of (str, str)
        Dimension and code of each group that is named; other dimensions are those of the figure it is held against.
    column : {"value", "numerator", "denominator"}
        Which number of the figure.
    """

    indicator: str
    codes: tuple[tuple[str, str], ...]
    column: Column

    @property
    def sexed(self) -> bool:
        """Whether it is one sex's figure."""
        return "sex" in dict(self.codes)


@cache
def parse(text: str) -> RelatedLine:
    """The line that a code names; a code that is of no dimension's groups stands with the dimension `?`."""
    line, _, column = text.partition(":")
    indicator, *codes = line.split(".")
    named = tuple((_dimension(code), code) for code in codes)
    return RelatedLine(indicator, named, cast(Column, column or "value"))  # the model's pattern has no other


def _dimension(code: str) -> str:
    return next((name for name in ("sex", "residence", "age") if re.fullmatch(GROUPS[name], code)), "?")


def all_of(entry: Indicator) -> dict[str, tuple[str, ...]]:
    """The codes of all lines an indicator is related to, by the field that names them."""
    counts = entry.counts_from
    found = {
        "counts_from.numerator": counts.numerator if counts else (),
        "counts_from.denominator": counts.denominator if counts else (),
        "sum_of": entry.sum_of,
        "holds": entry.holds,
        "part_of": entry.part_of,
    }
    return {field: codes for field, codes in found.items() if codes}
