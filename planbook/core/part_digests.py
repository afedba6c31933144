"""Digests of a table and of its parts, by which a later run tells whether those rows have changed."""

import hashlib
from collections.abc import Collection

import numpy as np
import pandas as pd

WHOLE = ""
LENGTH = 20  # signs of a digest


def of(table: pd.DataFrame, columns: Collection[str]) -> dict[str, str]:
    """Digest of a table, and of its rows by each value of some columns.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; the order of rows and the names of columns count.
    columns : collection of str
        Columns whose values rows are asked for by; one that the table has not is passed over.

    Returns
    -------
    dict of str to str
        By `key(column, value)`, and the whole table's by `WHOLE`. A value without rows is not among them.
    """
    hashed = pd.util.hash_pandas_object(table, index=False).to_numpy()
    header = "\n".join(map(str, table.columns)).encode()

    def digest(rows: np.ndarray) -> str:
        return hashlib.sha256(header + rows.tobytes()).hexdigest()[:LENGTH]

    found = {WHOLE: digest(hashed)}
    for column in columns:
        if column in table:
            places = table.groupby(column, sort=False, dropna=True).indices
            found |= {key(column, str(value)): digest(hashed[rows]) for value, rows in places.items()}
    return found


def key(column: str, value: str) -> str:
    """What a part goes by."""
    return f"{column}={value}"
