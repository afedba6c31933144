"""Imported once by the process that pages are forked from: everything slow that no page changes is done here."""

import gc

import pandas as pd

from analysis import catalogue, pages
from analysis.batch import inprocess, publish
from analysis.charts import figures, style

__all__ = ["inprocess", "pages"]


def warm() -> None:
    """Fonts found, a chart drawn, templates compiled, the catalogue read."""
    style.use()
    line = pd.DataFrame({"year": [2020, 2021], "value": [1.0, 2.0], "status": "A"})
    figures.png(figures.trend({"": line}, title="年"))
    publish.compile_templates()
    catalogue.load()
    gc.collect()
    gc.freeze()


warm()
