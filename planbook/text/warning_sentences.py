"""Why a warning was raised, in words, with the numbers behind it."""

import pandas as pd

from planbook.core import labels
from planbook.judge.page_context import PageContext

NUMBERS = {
    "probability": "到期达到的概率",
    "value": "本年数",
    "tail": "偶然出现的概率",
    "events": "例数",
}


def reason(context: PageContext, row: pd.Series) -> str:
    """Why a warning was raised, with the numbers behind it."""
    names = {township.code: township.name for township in context.place.townships}
    units = "、".join(names.get(code, code) for code in labels.listed(row["units"]))
    said = [f"{word}{_number(name, row[name])}" for name, word in NUMBERS.items() if pd.notna(row[name])]
    said += [units] if units else []
    return labels.WARNING_REASON[row["reason"]] + (f"（{'，'.join(said)}）" if said else "")


def _number(name: str, value: float) -> str:
    return f"{labels.number(100 * value, 1)}%" if name in ("probability", "tail") else f"{value:.4g}"
