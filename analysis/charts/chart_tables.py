"""What charts ask of their tables: columns, numbers, one figure a year; faults are told before drawing."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.arrays import check_columns

STATUSES = ("A", "P", "E", "B", "M")
LOWER = re.compile(r"lower_(\d+(?:\.\d+)?)")
MOST = 5  # faulty values that a message names


def checked(
    chart: str, table: pd.DataFrame, needed: Sequence[Hashable], numbers: Iterable[Hashable] = ()
) -> pd.DataFrame:
    """The table, once it has rows, the columns `needed`, and numbers in the columns `numbers` that it has.

    Parameters
    ----------
    chart : str
        Name of the chart, for messages.
    table : pandas.DataFrame
        What was given to the chart.
    needed : sequence of str
        Columns it must have.
    numbers : iterable of str
        Columns that must hold numbers, where the table has them.

    Returns
    -------
    pandas.DataFrame
        The table; numbers that were written as text are numbers.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    ValueError
        If it is empty, lacks a column, or has something other than numbers where numbers are expected.

    Examples
    --------
    >>> checked("trend", pd.DataFrame({"year": ["2025"]}), ["year"], ["year"])["year"].tolist()
    [2025]
    """
    check_columns(f"charts.{chart}", table, needed)
    if table.empty:
        expected = f"one row of {_listed(needed)}" if needed else "one row and one column"
        raise ValueError(f"charts.{chart}: the table is empty; expected at least {expected}")
    return _numeric(chart, table, [name for name in numbers if name in table])


def without_rows(table: pd.DataFrame, needed: Sequence[Hashable]) -> bool:
    """Whether a table has what a chart needs but for its rows.

    Parameters
    ----------
    table : pandas.DataFrame
        What was given to the chart.
    needed : sequence of str
        Columns it must have.

    Returns
    -------
    bool
        False of what is no table too.

    Examples
    --------
    >>> without_rows(pd.DataFrame(columns=["year", "value"]), ["year", "value"])
    True
    """
    return isinstance(table, pd.DataFrame) and table.empty and set(needed) <= set(table.columns)


def _numeric(chart: str, table: pd.DataFrame, names: Sequence[Any]) -> pd.DataFrame:
    """The table with its columns `names` as numbers, if they are."""
    for name in names:
        if pd.api.types.is_numeric_dtype(table[name].dtype):
            continue
        made = pd.to_numeric(table[name], errors="coerce")
        if (wrong := made.isna() & table[name].notna()).any():
            found = _listed(table.loc[wrong, name].head(MOST))
            raise ValueError(
                f"charts.{chart}: {int(wrong.sum())} of `{name}` are no numbers, such as {found}"
            )
        table = table.assign(**{name: made})
    return table


def lines_by(chart: str, table: pd.DataFrame, by: str | None) -> dict[Hashable, pd.DataFrame]:
    """The lines of a table of `year, value`: one for each value of the column `by`, in order of appearance.

    Parameters
    ----------
    chart : str
        Name of the chart, for messages.
    table : pandas.DataFrame
        `year, value`, and where known `lower, upper, status`.
    by : str or None
        Column that tells lines apart; None if there is one line.

    Returns
    -------
    dict of pandas.DataFrame
        Rows of each line by its value of `by` (without `by` under ""), by year and with `status`, from the
        first year with a value to the last.

    Raises
    ------
    ValueError
        If a column is missing, the table or a line has no value, a year occurs twice in a line, a status is
        unknown.

    Examples
    --------
    >>> table = pd.DataFrame({"kind": ["b", "a", "b"], "year": [2021, 2021, 2020], "value": [3.0, 2.0, 1.0]})
    >>> {label: rows["value"].tolist() for label, rows in lines_by("trend", table, "kind").items()}
    {'b': [1.0, 3.0], 'a': [2.0]}
    """
    bounds = ["lower", "upper"] if "lower" in table or "upper" in table else []
    table = checked(chart, table, ["year", "value", *bounds], ["year", "value", *bounds])
    if "status" in table:
        _check_status(chart, table["status"])
    else:
        table = table.assign(status="A")
    return {label: _line(chart, label, rows) for label, rows in _parts(chart, table, by).items()}


def fans(
    chart: str, ahead: pd.DataFrame | None, by: str | None, labels: Sequence[Hashable]
) -> dict[Hashable, pd.DataFrame]:
    """Rows of the years ahead by the line they continue: that of the column `by`, without which it is the first.

    Parameters
    ----------
    chart : str
        Name of the chart, for messages.
    ahead : pandas.DataFrame or None
        `year, value`, and limits such as `lower_80, upper_80`.
    by : str or None
        Column that tells lines apart; None if there is one line.
    labels : sequence of hashable
        The lines there are, as `lines_by` names them.

    Returns
    -------
    dict of pandas.DataFrame
        Rows with a value of each line that is continued, by year.

    Raises
    ------
    ValueError
        If a column is missing, a year occurs twice, or there is no such line.

    Examples
    --------
    >>> ahead = pd.DataFrame({"year": [2027, 2026], "value": [5.0, 4.0]})
    >>> fans("trend", ahead, None, [""])[""]["value"].tolist()
    [4.0, 5.0]
    """
    if ahead is None or not len(ahead):
        return {}
    limits = [f"{side}_{level}" for level in levels(ahead) for side in ("lower", "upper")]
    ahead = checked(f"{chart}, ahead", ahead, ["year", "value", *limits], ["year", "value", *limits])
    ahead = ahead[ahead["value"].notna()]
    parts = _parts(chart, ahead, by) if by in ahead else {labels[0]: ahead} if len(ahead) else {}
    if unknown := [label for label in parts if label not in labels]:
        raise ValueError(f"charts.{chart}, ahead: no line {_listed(unknown)}; found lines {_listed(labels)}")
    return {label: _by_year(f"{chart}, ahead", label, parts[label]) for label in labels if label in parts}


def levels(ahead: pd.DataFrame) -> list[str]:
    """Levels of the prediction intervals that a table has columns of, the widest first.

    Parameters
    ----------
    ahead : pandas.DataFrame
        Years ahead, with limits such as `lower_80, upper_80`.

    Returns
    -------
    list of str
        Levels as the columns write them, in percent.

    Examples
    --------
    >>> levels(pd.DataFrame(columns=["year", "value", "lower_80", "upper_80", "lower_95", "upper_95"]))
    ['95', '80']
    """
    found = [match[1] for name in ahead.columns if (match := LOWER.fullmatch(str(name)))]
    return sorted(found, key=float, reverse=True)


def known_arguments(
    chart: str, panel: Mapping[str, object], needed: Sequence[str], known: Sequence[str]
) -> None:
    """Nothing, once a panel has the arguments `needed` and none but those `known`.

    Parameters
    ----------
    chart : str
        Name of the chart, for messages.
    panel : mapping
        Arguments of one panel by name.
    needed, known : sequence of str
        Names it must have and names it may have.

    Raises
    ------
    ValueError
        Naming what is missing or unknown, and what is expected.

    Examples
    --------
    >>> known_arguments("multiples", {"titel": "Town"}, [], ["title"])
    Traceback (most recent call last):
    ValueError: charts.multiples has unknown 'titel'; expected some of 'title'
    """
    lacking = [name for name in needed if name not in panel]
    unknown = [name for name in panel if name not in known]
    if lacking or unknown:
        said = [f"lacks {_listed(lacking)}"] * bool(lacking) + [f"has unknown {_listed(unknown)}"] * bool(
            unknown
        )
        raise ValueError(f"charts.{chart} {' and '.join(said)}; expected some of {_listed(known)}")


def _parts(chart: str, table: pd.DataFrame, by: str | None) -> dict[Hashable, pd.DataFrame]:
    if by is None:
        return {"": table}
    if by not in table:
        raise ValueError(f"charts.{chart}: no column {by!r} to draw lines by; found {_listed(table.columns)}")
    if table[by].isna().any():
        raise ValueError(f"charts.{chart}: {int(table[by].isna().sum())} rows have no {by!r}; each needs one")
    return dict(iter(table.groupby(by, sort=False, observed=True)))


def _line(chart: str, label: Hashable, rows: pd.DataFrame) -> pd.DataFrame:
    rows = _by_year(chart, label, rows)
    known = np.flatnonzero(rows["value"].notna())
    if not len(known):
        raise ValueError(f"charts.{chart}: {_named(label)} has no value in any year; leave it out")
    return rows.iloc[known[0] : known[-1] + 1]


def _by_year(chart: str, label: Hashable, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows in order of year, each year once."""
    years = rows["year"]
    if (wrong := ~np.isclose(years % 1, 0)).any():
        found = _listed(years[wrong].head(MOST))
        raise ValueError(f"charts.{chart}: {_named(label)} has years {found}; expected whole numbers")
    if (twice := years.duplicated()).any():
        found = _listed(years[twice].unique()[:MOST])
        raise ValueError(
            f"charts.{chart}: {_named(label)} has several rows of {found}; expected one row a year: "
            "name the column that tells lines apart as `by`"
        )
    return rows if years.is_monotonic_increasing else rows.sort_values("year")


def _check_status(chart: str, status: pd.Series) -> None:
    if (wrong := status.notna() & ~status.isin(STATUSES)).any():
        found = _listed(status[wrong].unique()[:MOST])
        raise ValueError(f"charts.{chart}: `status` has {found}; expected {_listed(STATUSES)}")


def _named(label: Hashable) -> str:
    return "the line" if label == "" else f"line {label!r}"


def _listed(names: Iterable[object]) -> str:
    return ", ".join(repr(name.item() if isinstance(name, np.generic) else name) for name in names)
