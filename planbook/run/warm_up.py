"""Imported once by the process that pages are forked from: everything slow that no page changes is done here."""

import gc
import io

import pandas as pd
import scipy.stats  # noqa: F401 - asked for late by what seldom needs it; pages do
import statsmodels.stats.proportion  # noqa: F401

from analysis import charts, rates
from planbook import catalogue, workbook
from planbook.core import digests
from planbook.judge import judgement
from planbook.render import html_pages, images
from planbook.run import in_process_engine

__all__ = ["in_process_engine", "workbook"]


def warm() -> None:
    """Fonts found, a chart drawn, templates compiled, the catalogue read; from which source, by its digests."""
    line = pd.DataFrame({"year": [2020, 2021], "value": [1.0, 2.0], "status": "A"})
    images.webp(charts.trend(line, title="年"))
    pd.read_parquet(io.BytesIO(line.to_parquet()))
    rates.difference(rates.rate([1, 20], [100, 100]), rates.proportion([1, 20], [100, 100]))
    html_pages.compile_templates()
    catalogue.load()
    for rooms in ((), judgement.ROOMS, digests.READERS):
        digests.code(*rooms)
    gc.collect()
    gc.freeze()


warm()
