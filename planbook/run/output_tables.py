"""The numbers behind the pages as CSV files that Excel opens."""

from pathlib import Path

import pandas as pd

from planbook.core import left_files
from planbook.judge import public_edition, warnings
from planbook.judge.judgement import Judgement
from planbook.judge.place_year import PlaceYear
from planbook.render import text_tables

COLUMNS = {"warnings": warnings.COLUMNS}  # of tables that rooms read with more


def write(judged: Judgement, parameters: PlaceYear, folder: Path) -> None:
    """Write `tables/*.csv`: UTF-8 with BOM, codes and not prose, the same bytes for the same inputs."""
    for name, table in judged.tables().items():
        if parameters.public and name not in public_edition.TABLES:
            continue
        shown = _named(table, parameters) if name == "observations" else table[COLUMNS.get(name, list(table))]
        left_files.write(folder / "tables" / f"{name}.csv", csv(shown))


def csv(table: pd.DataFrame) -> bytes:
    """A table as CSV bytes with a byte order mark."""
    texts = table.select_dtypes(exclude=["number", "bool"]).columns
    safe = {name: table[name].map(_harmless, na_action="ignore") for name in texts}
    text = table.assign(**safe).to_csv(index=False, float_format="%.10g", lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _harmless(value: object) -> object:
    return text_tables.harmless(value) if isinstance(value, str) else value


def _named(rows: pd.DataFrame, parameters: PlaceYear) -> pd.DataFrame:
    known = parameters.catalogue.indicators
    names = {id: entry.name for id, entry in known.items()}
    units = {id: entry.unit for id, entry in known.items()}
    table = rows.copy()
    table.insert(1, "name", table["indicator"].map(names))
    table.insert(list(table).index("value") + 1, "unit", table["indicator"].map(units))
    return table
