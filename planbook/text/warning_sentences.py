"""Why a warning was raised, in words, with the numbers behind it."""

import pandas as pd

from planbook.core import labels
from planbook.judge.page_context import PageContext

NUMBERS = {
    "probability": "到期达到的概率",
    "value": "本年数",
    "tail": "偶然出现的概率",
    "units": "",
    "events": "例数",
}


def reason(context: PageContext, row: pd.Series) -> str:
    """Why a warning was raised, with the numbers behind it."""
    pairs = dict(pair.split("=", 1) for pair in row["evidence"].split("; ") if pair.count("=") == 1)
    names = {township.code: township.name for township in context.place.townships}
    if "units" in pairs:
        units = row["evidence"].split("units=", 1)[1].split("; ")
        pairs["units"] = "、".join(names.get(code, code) for code in units)
    said = [f"{NUMBERS[name]}{_number(name, pairs[name])}" for name in NUMBERS if name in pairs]
    return labels.WARNING_REASON[row["reason"]] + (f"（{'，'.join(said)}）" if said else "")


def _number(name: str, text: str) -> str:
    return f"{labels.number(100 * float(text), 1)}%" if name in ("probability", "tail") else text
