"""Imported once by the process that pages are forked from: everything slow that no page changes is done here."""

import gc
import io

import pandas as pd
import scipy.stats  # noqa: F401 - asked for late by what seldom needs it; pages do
import statsmodels.stats.proportion  # noqa: F401

from analysis import catalogue, pages
from analysis.assessment import judgement
from analysis.batch import inprocess, publish
from analysis.charts import figures, style
from analysis.data import digests
from analysis.indicators import rates

__all__ = ["inprocess", "pages"]


def warm() -> None:
    """Fonts found, a chart drawn, templates compiled, the catalogue read; from which source, by its digests."""
    style.use()
    line = pd.DataFrame({"year": [2020, 2021], "value": [1.0, 2.0], "status": "A"})
    figures.webp(figures.trend({"": line}, title="年"))
    pd.read_parquet(io.BytesIO(line.to_parquet()))
    rates.difference(rates.rate([1, 20], [100, 100]), rates.proportion([1, 20], [100, 100]))
    publish.compile_templates()
    catalogue.load()
    for rooms in ((), judgement.ROOMS, digests.READERS):
        digests.code(*rooms)
    gc.collect()
    gc.freeze()


warm()
