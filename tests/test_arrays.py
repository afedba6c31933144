"""Tables that lack a column are refused by name, in whatever function of `analysis` they are given to."""

import importlib
import inspect
import pkgutil

import pandas as pd
import pytest

import analysis

INNER = {"count_parts", "local_level"}  # which other functions of `analysis` alone call
WITHOUT = {
    "stacked",
    "status_matrix",
    "without_rows",
    "levels",
    "by_lead",
    "projected_from_counts",
}  # any columns
GIVEN = {"DataFrame": pd.DataFrame({"jahr": [2025]}), "str": "rate", "list": ["a"], "": 1}


def takers() -> list:
    """Public functions of `analysis` whose first argument is a table with columns of its own."""
    found = []
    for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
        known = importlib.import_module(module.name)
        for name, one in vars(known).items():
            own = inspect.isfunction(one) and one.__module__ == module.name and not name.startswith("_")
            first = next(iter(inspect.signature(one).parameters.values()), None) if own else None
            if first is not None and "pandas.DataFrame" in str(first.annotation) and "|" not in str(first):
                found.append(one)
    return [
        one for one in found if one.__name__ not in WITHOUT and one.__module__.split(".")[-1] not in INNER
    ]


def call(function, table: object) -> object:
    """What a function gives of some table, and of something in each other place that must be filled."""
    asked = inspect.signature(function).parameters.values()
    needed = [one for one in asked if one.default is inspect.Parameter.empty]
    known = {one.name: next(GIVEN[word] for word in GIVEN if word in str(one.annotation)) for one in needed}
    return function(**known | {needed[0].name: table})


@pytest.mark.parametrize("function", takers(), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_a_table_without_what_a_function_reads_is_refused_by_name(function):
    with pytest.raises(ValueError, match=r"the table lacks .*; found 'jahr'; expected '"):
        call(function, GIVEN["DataFrame"])
    with pytest.raises(TypeError, match=r"found a list; expected a pandas DataFrame with '"):
        call(function, [2025])
