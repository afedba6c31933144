"""What of a year's judgement the public edition holds: figures and verdicts, nothing that is for the office alone."""

import pandas as pd

WITHHELD = (  # tables of the house: warnings, projections and their odds, what units owe, reported and revised
    *("warnings", "warning_budget", "projections", "accuracy", "reference_methods", "index", "ledger"),
    *("completeness", "reminders", "surveys", "points", "revisions"),
)
BLANK = {  # columns of tables that are shown otherwise
    "assessment": (
        *("outlook", "probability", "probability_level", "projected", "projected_lower", "projected_upper"),
        *("required_change", "responsible", "failing_units"),
    ),
    "measures": ("self_state", "state"),
    "evaluation": (
        *(
            "departments",
            "self_state",
            "state",
            "grounds",
            "implementation",
            "next_year",
            "problems",
            "causes",
        ),
        *("countermeasures", "practice"),
    ),
}
TABLES = ("assessment", "objectives", "measures", "gaps", "headline", "observations")  # handed out as files


def published(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The judgement's tables without warnings, probabilities, units and free text; their columns stay as they are."""
    kept = {name: table.iloc[:0] if name in WITHHELD else table for name, table in tables.items()}
    for name, columns in BLANK.items():
        kept[name] = kept[name].assign(**{column: _blank(kept[name][column]) for column in columns})
    return kept


def _blank(column: pd.Series) -> pd.Series:
    empty = float("nan") if pd.api.types.is_numeric_dtype(column) else ""
    return pd.Series(empty, index=column.index, dtype=column.dtype)
