"""Arrays by what they hold, as signatures name them; arguments may be any array-like where `ArrayLike` stands."""

import functools
import inspect
from collections.abc import Callable, Hashable, Iterable
from typing import ParamSpec, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int_]
Flags = NDArray[np.bool_]
Words = NDArray[np.str_ | np.object_]
P = ParamSpec("P")
Made = TypeVar("Made")


def reads(**columns: tuple[str, ...]) -> Callable[[Callable[P, Made]], Callable[P, Made]]:
    """Say which columns a function reads of its tables, and refuse a table that lacks one.

    Parameters
    ----------
    **columns : tuple of str
        By the name of a parameter, the columns its table must have.

    Returns
    -------
    callable
        A decorator.

    Raises
    ------
    TypeError
        Where the function is called with something else than a table.
    ValueError
        Where it is called with a table that lacks a column.

    Examples
    --------
    >>> @reads(table=("year", "value"))
    ... def newest(table: pd.DataFrame) -> float:
    ...     return float(table.sort_values("year")["value"].iloc[-1])
    >>> newest(pd.DataFrame({"jahr": [2025], "value": [9.0]}))
    Traceback (most recent call last):
    ValueError: arrays.newest: the table lacks 'year'; found 'jahr', 'value'; expected 'year', 'value'
    """

    def checking(function: Callable[P, Made]) -> Callable[P, Made]:
        places = list(inspect.signature(function).parameters)
        asked = [(places.index(name), name, needed) for name, needed in columns.items()]
        call = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"

        @functools.wraps(function)
        def checked(*given: P.args, **named: P.kwargs) -> Made:
            for place, name, needed in asked:
                if place < len(given) or name in named:
                    check_columns(call, given[place] if place < len(given) else named[name], needed)
            return function(*given, **named)

        return checked

    return checking


def check_columns(call: str, table: object, needed: Iterable[Hashable]) -> None:
    """Refuse a table that lacks what a function reads, naming what it has.

    Parameters
    ----------
    call : str
        The function, for the message.
    table : object
        What it was given; a `pandas.DataFrame` if all is well.
    needed : iterable of hashable
        Columns it reads.

    Raises
    ------
    TypeError
        Where it is no table.
    ValueError
        Where a column is lacking.

    Examples
    --------
    >>> check_columns("trends.pace", pd.DataFrame({"year": [2025]}), ["year", "value"])
    Traceback (most recent call last):
    ValueError: trends.pace: the table lacks 'value'; found 'year'; expected 'year', 'value'
    """
    needed = list(needed)
    if not isinstance(table, pd.DataFrame):
        raise TypeError(
            f"{call}: found a {type(table).__name__}; expected a pandas DataFrame with {_listed(needed)}"
        )
    if lacking := [name for name in needed if name not in table.columns]:
        found = _listed(table.columns) or "no columns"
        raise ValueError(
            f"{call}: the table lacks {_listed(lacking)}; found {found}; expected {_listed(needed)}"
        )


def _listed(names: Iterable[Hashable]) -> str:
    return ", ".join(map(repr, names))
