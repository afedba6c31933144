"""What the process that pages are forked from does once, so that no page has to: imports, fonts, templates, catalogue."""

import sys

from planbook.run import process_settings

FORK_SERVER = "multiprocessing.forkserver"


def warm() -> None:
    """Import what pages use, find the fonts, draw a chart, compile templates, read the catalogue, digest the source."""
    process_settings.settle()  # before anything imports jsonschema
    import io

    import pandas as pd

    from analysis import charts, rates
    from planbook import catalogue, workbook  # noqa: F401
    from planbook.core import digests
    from planbook.judge import kept_judgements
    from planbook.render import html, images, notebook_exporter
    from planbook.reports import briefing, evaluation_report, monitoring_report, yearbook  # noqa: F401
    from planbook.run import in_process_engine

    in_process_engine.register()
    line = pd.DataFrame({"year": [2020, 2021], "value": [1.0, 2.0], "status": "A"})
    images.webp(charts.trend(line, title="年"))
    pd.read_parquet(io.BytesIO(line.to_parquet()))
    rates.difference(rates.rate([1, 20], [100, 100]), rates.proportion([1, 20], [100, 100]))
    notebook_exporter.compile_templates()
    html.of(())
    catalogue.load()
    for rooms in ((), kept_judgements.ROOMS, digests.READERS):
        digests.code(*rooms)
    process_settings.keep_what_is_imported()


if FORK_SERVER in " ".join(
    sys.orig_argv
):  # what pages are forked from imports this module in order to warm up
    warm()
