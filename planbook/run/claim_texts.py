"""Numbers in what pages and documents say: each is printed of a claim, or of a named field, as the tables have both.

`claims.csv` and `fields.csv` say of every sentence what it was made of; here its text is read as any reader does, and a
number that neither prints is named. Nothing of the application is used.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables

WHERE = ("page", "piece", "sentence", "text")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
VALUES = ("value", "lower", "upper", "against_value")
YEARS = ("year", "against_year")
SCALES = (1.0, 1e4, 1e8)  # 人, 万人, 亿人
MOST_DECIMALS = 4
QUOTED = "'"  # before a text that a spreadsheet would take for a formula


@dataclass(frozen=True)
class Said:
    """A sentence of a page or a document with what it was made of."""

    page: str
    piece: str
    sentence: str
    text: str
    claims: tuple[Row, ...]
    printed: tuple[str, ...]
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def numbers(self) -> list[str]:
        """Its numbers that no named field prints."""
        left = self.text
        for one in sorted(self.printed, key=len, reverse=True):
            left = without(left, one)
        return NUMBER.findall(left)

    @property
    def unclaimed(self) -> list[str]:
        """Its numbers that neither a claim nor a named field prints."""
        known = {form for claim in self.claims for form in forms(claim)}
        return [one for one in self.numbers if one.replace(",", "") not in known]


def sentences(tables: Tables) -> Iterator[Said]:
    """All sentences of a folder that claim something or print a number of a named field."""
    claims, fields = (plain.grouped(tables[name], WHERE) for name in ("claims", "fields"))
    for key in dict.fromkeys((*claims, *fields)):
        page, piece, sentence, text = key
        named = tuple((row["field"], _bare(row["printed"])) for row in fields[key])
        printed = tuple(text for _, text in named)
        yield Said(page, piece, sentence, _bare(text), tuple(claims[key]), printed, named)


def without(text: str, part: str) -> str:
    """A text with a blank where a part of it stood; a number is no part of a longer one."""
    before = r"(?<!\d)(?<!\d[.,])" if part[0].isdigit() else ""
    after = r"(?!\d|[.,]\d)" if part[-1].isdigit() else ""
    return re.sub(before + re.escape(part) + after, "　", text)


def _bare(text: str) -> str:
    return text.removeprefix(QUOTED)


def forms(claim: Row) -> Iterator[str]:
    """The ways in which a claim's numbers may be printed, without their signs and separators."""
    yield from (claim[name] for name in YEARS if claim[name])
    yield from NUMBER.findall(claim["unit"])  # 例/10万
    for value in (abs(plain.number(claim[name])) for name in VALUES if claim[name]):
        yield f"{value:.4g}"
        yield f"{value:.6g}"
        for scale in SCALES:
            shown = [f"{plain.half_up(value / scale, n):.{n}f}" for n in range(MOST_DECIMALS + 1)]
            yield from shown if scale == 1 else (one.rstrip("0").rstrip(".") for one in shown[:3])
