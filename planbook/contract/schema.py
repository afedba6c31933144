"""The contract of observations: names of columns and codes, and what each may hold."""

from typing import get_args

import pandas as pd
import pandera.pandas as pa

from planbook.catalogue.model import AGE, Residence, Sex
from planbook.contract import release
from planbook.core.errors import Fault, ObservationError, quoted

SEXES, RESIDENCES = get_args(Sex), get_args(Residence)
STATUSES = ("A", "P", "E", "B", "M")
REASONS = (
    "not_yet_in",
    "no_survey",
    "no_county_data",
    "not_carried_out",
    "not_applicable",
    "withheld",
    "suppressed",
    "not_taken",
)
BASES = ("", "resident", "registered", "insured_due", "served", "enrolled", "employed")

KEY = ["indicator", "ref_area", "year", "sex", "residence", "age", "unit_area", "base"]
COLUMNS = [
    *KEY,
    "numerator",
    "denominator",
    "value",
    "status",
    "reason",
    "department",
    "release",
    "source",
]

FIGURE = ["indicator", "year", "sex", "residence", "age", "unit_area"]  # which figure, without its base
EXPLANATION_COLUMNS = [*FIGURE, "value", "release", "source", "note"]
STATEMENT_COLUMNS = ["clause", "kind", "state", "year", "department", "field", "text", "release", "source"]
POINT_COLUMNS = [
    *FIGURE,
    *["rule", "value", "found", "expected", "state", "explanation", "department", "release", "source"],
]
RELEASE_COLUMNS = ["release", "title", "publisher", "published", "department", "url", "note"]
FILE_COLUMNS = ["release", "file", "sha256", "department", "cells", "taken", "not_taken", "blank"]


def _text(*checks: pa.Check) -> pa.Column:
    """A column of text, in whichever memory pandas keeps it (`mode.string_storage`)."""
    return pa.Column(None, [pa.Check(pd.api.types.is_string_dtype, name="text"), *checks])


SCHEMA = pa.DataFrameSchema(
    {
        "indicator": _text(),
        "ref_area": _text(),
        "year": pa.Column("int64", pa.Check.in_range(1900, 2100)),
        "sex": _text(pa.Check.isin(SEXES)),
        "residence": _text(pa.Check.isin(RESIDENCES)),
        "age": _text(pa.Check.str_matches(AGE)),
        "unit_area": _text(),
        "base": _text(pa.Check.isin(BASES)),
        "numerator": pa.Column(float, pa.Check.ge(0), nullable=True),
        "denominator": pa.Column(float, pa.Check.gt(0), nullable=True),
        "value": pa.Column(float, nullable=True),
        "status": _text(pa.Check.isin(STATUSES)),
        "reason": _text(pa.Check.isin(("", *REASONS))),
        "department": _text(),
        "release": _text(pa.Check.str_matches(release.NAME.pattern)),
        "source": _text(),
    },
    checks=[
        pa.Check(
            lambda rows: (rows["status"] == "M") == rows["value"].isna(),
            name="a value, or the status M",
        ),
        pa.Check(
            lambda rows: (rows["status"] == "M") == (rows["reason"] != ""),
            name="a reason exactly with the status M",
        ),
    ],
    unique=[*KEY, "release"],
    strict=True,
    ordered=True,
)


def check(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, if they keep the contract of observations (`COLUMNS` and what is checked below).

    Raises
    ------
    ObservationError
        With each broken rule, its column and the values found.
    """
    try:
        return SCHEMA.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.groupby(["column", "check"], dropna=False, sort=True)
        faults = [
            Fault(f"observations, `{column}`", quoted(found["failure_case"]), str(rule))
            for (column, rule), found in cases
        ]
        raise ObservationError(faults) from None


def newest(rows: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
    """Of each key the row of the newest release, none later than `as_of`."""
    if as_of:
        rows = rows[rows["release"] <= release.check_as_of(as_of)]
    ordered = rows.sort_values([*KEY, "release"], kind="stable")
    return ordered.drop_duplicates(KEY, keep="last").reset_index(drop=True)
