"""Which figures rest on so few events that groups of theirs are told in cases and not held against each other."""

import math

from analysis import rates
from planbook.catalogue import Indicator

FEW = rates.EXACT_BELOW  # events, from which a year's figure speaks


def few(indicator: Indicator, cases: float) -> bool:
    """Whether a rate or a share rests on fewer than `FEW` events; never of a full register, nor where none are filed."""
    counted = indicator.statistic in ("rate", "proportion") and not indicator.register_count
    return counted and not math.isnan(cases) and cases < FEW
