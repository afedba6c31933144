"""Why a warning was raised, in words, with the numbers behind it."""

import pandas as pd

from planbook.core import labels
from planbook.document.claims import Claim, Sentence, joined, say, told, word
from planbook.judge.page_context import PageContext
from planbook.text import outlook_sentences

SHARES = {"probability": say("到期达到的概率"), "tail": say("偶然出现的概率")}
NUMBERS = {"value": say("本年数"), "events": say("例数"), "heading": say("按目前走势到期为")}
COUNTED = ("numerator", "denominator")


def reason(context: PageContext, row: pd.Series) -> Sentence:
    """Why a warning was raised, with the numbers behind it."""
    claims = {
        name: Claim(
            kind="warning",
            indicator=row["indicator"],
            year=int(row["year"]),
            value=100 * row[name] if name in SHARES else row[name],
            unit="%" if name in SHARES else "",
            verdict=row["code"],
            source=row["target"],
        )
        for name in (*SHARES, *NUMBERS, *COUNTED)
        if pd.notna(row[name])
    }
    said = [
        SHARES[name] + outlook_sentences.odds(claim) if name in SHARES else NUMBERS[name] + claim.short()
        for name, claim in claims.items()
        if name not in COUNTED
    ]
    if "numerator" in claims:
        said.append(_cases(context, row, claims))
    names = {township.code: township.name for township in context.place.townships}
    units = [told("place.townships", names.get(code, code)) for code in labels.listed(row["units"])]
    said += [joined(units, "、")] if units else []
    why = word(labels.WARNING_REASON, row["reason"])
    return say("{why}（{said}）", why=why, said=joined(said, "，")) if said else why


def _cases(context: PageContext, row: pd.Series, claims: dict[str, Claim]) -> Sentence:
    """The few cases that a warning rests on: 17 of which 15, or so many events."""
    cases, all_ = (claims[name].short() for name in COUNTED)
    if context.indicator(row["indicator"]).statistic == "proportion":
        return say("本年{all}例（个）中{cases}例（个），例数少", all=all_, cases=cases)
    return say("本年{cases}例，例数少", cases=cases)
