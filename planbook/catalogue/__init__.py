"""What is measured in any city, and what a plan asks: entries as data, checked on loading."""

from planbook.catalogue.model import (
    Area,
    Catalogue,
    Department,
    Indicator,
    Measure,
    Objective,
    Settings,
    Target,
)
from planbook.catalogue.reader import load

__all__ = [
    "Area",
    "Catalogue",
    "Department",
    "Indicator",
    "Measure",
    "Objective",
    "Settings",
    "Target",
    "load",
]
