"""Which figures rest on so few events that groups of theirs are told in cases and not held against each other."""

import math

import pandas as pd

from analysis import rates
from planbook.catalogue import Indicator

FEW = rates.EXACT_BELOW  # events, from which a year's figure speaks
STATISTICS = ("rate", "proportion")  # that events are counted for


def few(indicator: Indicator, cases: float) -> bool:
    """Whether a rate or a share rests on fewer than `FEW` events; never of a full register, nor where none are filed."""
    counted = indicator.statistic in STATISTICS and not indicator.register_count
    return counted and not math.isnan(cases) and cases < FEW


def few_of(table: pd.DataFrame) -> pd.Series:
    """The same of the figures of a table with `statistic, register, numerator`."""
    counted = table["statistic"].isin(STATISTICS) & ~table["register"].astype(bool)
    return counted & (table["numerator"].astype(float) < FEW)
