"""Projections in words: the figure at the deadline, where it mostly lies, and whether the target is in reach."""

import pandas as pd

from planbook.core import labels
from planbook.judge.page_context import PageContext


def outlook_sentence(context: PageContext, row: pd.Series) -> str:
    """A projection as reports say it: the figure, where it mostly lies, and whether the target is in reach."""
    entry, deadline = context.indicator(row["indicator"]), context.catalogue.by_target[row["target"]].deadline
    figures = [
        labels.figure(row[name], entry.unit, entry.decimals)
        for name in ("projected", "projected_lower", "projected_upper")
    ]
    text = f"{breakdown_name(context, row)}：按目前走势，{deadline}年预计为{figures[0]}（多数情况在{figures[1]}～{figures[2]}之间）"
    if context.place.reference or not row["outlook"]:
        return text + "。"
    goal = labels.target_value(row["target_value"], row["operator"], row["unit"])
    return f"{text}，目标值{goal}，{labels.OUTLOOK[row['outlook']]}。"


def breakdown_name(context: PageContext, row: pd.Series) -> str:
    """Name of a row's indicator with its breakdown in words."""
    label = labels.breakdown(row["sex"], row["residence"], row["age"])
    name = context.indicator(row["indicator"]).name
    return f"{name}（{label}）" if label else name
