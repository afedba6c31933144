"""One SELECT over tables in memory: nothing is written, no other file is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd
import pyarrow as pa

from planbook.core.errors import Fault, UsageError, suggestion
from planbook.render import text_tables

Columns = Mapping[str, str]  # SQL type by name
WRITES = "The database is made anew from the raw files for every query; nothing can be written into it."
PIVOTS = "Name the columns a PIVOT is to have: `PIVOT … ON year IN (2023, 2024) USING …`."
UNKNOWN_TABLE = re.compile(r"Table with name \"?(.+?)\"? does not exist")
UNKNOWN_COLUMN = re.compile(r'column "(.+?)" not found|a column named "(.+?)"')
NUMERIC = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$")
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "temp_directory": "",
    "python_enable_replacements": "false",
}


@dataclass(frozen=True)
class Answer:
    """The rows a query gave."""

    header: list[str]
    rows: list[tuple]
    types: list[str]

    def as_table(self) -> str:
        """The rows as a text table."""
        return text_tables.as_table(
            self.header, self.rows, [bool(NUMERIC.match(kind)) for kind in self.types]
        )

    def as_csv(self) -> str:
        """The rows as CSV."""
        return text_tables.as_csv(self.header, self.rows, end="\n")


def check(statement: str) -> None:
    """Refuse what is not one SELECT.

    Raises
    ------
    UsageError
        When it is none, several, another statement, or no SQL.
    """
    with duckdb.connect(config=SETTINGS) as connection:
        try:
            found = [one.type.name for one in connection.extract_statements(statement)]
        except duckdb.Error as error:
            raise _refusal(error, statement, {}) from None
    if len(found) != 1:
        raise UsageError([Fault("query", f"{len(found) or 'no'} statements", "one SELECT")])
    if found != ["SELECT"]:
        raise UsageError([_not_select(found[0])])


def answer(statement: str, tables: Mapping[str, pd.DataFrame], columns: Mapping[str, Columns]) -> Answer:
    """What one SELECT over tables gives.

    Parameters
    ----------
    statement : str
        DuckDB's SQL.
    tables : mapping of str to pandas.DataFrame
        Tables by name.
    columns : mapping of str to mapping of str to str
        SQL types of each table's columns, in order; others of the table are texts after them.

    Raises
    ------
    UsageError
        When the query writes, reads anything else, or cannot be run.
    """
    check(statement)
    with duckdb.connect(config=SETTINGS) as connection:
        for name, kinds in columns.items():
            _load(connection, name, tables[name], kinds)
        for setting in ("enable_external_access = false", "lock_configuration = true"):
            connection.execute(f"SET {setting}")
        connection.execute("BEGIN TRANSACTION READ ONLY")
        try:
            result = connection.execute(statement)
            header, types = zip(*((name, str(kind)) for name, kind, *_ in result.description), strict=True)
            return Answer(list(header), result.fetchall(), list(types))
        except duckdb.Error as error:
            raise _refusal(error, statement, {name: list(kinds) for name, kinds in columns.items()}) from None


def _load(connection: duckdb.DuckDBPyConnection, name: str, table: pd.DataFrame, kinds: Columns) -> None:
    kinds = {**kinds, **{str(column): "VARCHAR" for column in table if column not in kinds}}
    table = table.reindex(columns=list(kinds))
    connection.register("loaded", pa.Table.from_pandas(table, preserve_index=False))
    casts = ", ".join(f'CAST("{column}" AS {kind}) AS "{column}"' for column, kind in kinds.items())
    connection.execute(f'CREATE TABLE "{name}" AS SELECT {casts} FROM loaded')  # noqa: S608 (our own names)
    connection.unregister("loaded")


def _not_select(kind: str) -> Fault:
    if kind == "MULTI":
        return Fault("query", "a PIVOT without the columns it is to have", "one SELECT", PIVOTS)
    return Fault("query", f"a statement of the kind {kind}", "one SELECT", WRITES)


def _refusal(error: duckdb.Error, statement: str, tables: Mapping[str, list[str]]) -> UsageError:
    line = str(error).splitlines()[0].rstrip("!.: ")
    if "read-only" in line:
        return UsageError([Fault("query", "a statement that writes", "one SELECT", WRITES)])
    if isinstance(error, duckdb.PermissionException):
        only = f"only the tables {', '.join(tables)}"
        return UsageError([Fault("query", "a file or setting outside of the database", only)])
    return UsageError([Fault("query", line, "SQL that DuckDB can run", _near(line, statement, tables))])


def _near(line: str, statement: str, tables: Mapping[str, list[str]]) -> str:
    """The table or column that was perhaps meant."""
    if found := UNKNOWN_TABLE.search(line):
        return suggestion(found[1], tables)
    if found := UNKNOWN_COLUMN.search(line):
        said = set(re.findall(r"\w+", statement.lower()))
        named = [name for name in tables if name in said] or tables
        return suggestion(found[1] or found[2], {column for name in named for column in tables[name]})
    return ""
