"""What has improved most since the base: firm gains in the wished direction, and no others."""

import numpy as np
import pandas as pd

from planbook.judge.page_context import BREAKDOWN, PageContext

WISHED = {"<=": -1, ">=": 1, ">": 1}  # the way that a target's operator asks a figure to go


def gains(context: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    """Targets whose figure has gained on its base, the largest part of the base first.

    Parameters
    ----------
    context : PageContext
        Of any page of the place's year.
    rows : pandas.DataFrame
        Rows of the assessment.

    Returns
    -------
    pandas.DataFrame
        Rows whose change goes the way the target asks, is beyond chance (in a full register: material), and crosses
        no break; with `gain`, the change in parts of the base. A base of 0 has no part.
    """
    wished = rows["operator"].map(WISHED).astype(float)
    series = rows[["indicator", *BREAKDOWN]].itertuples(index=False, name=None)
    readings = [context.reading(id, **dict(zip(BREAKDOWN, codes, strict=True))) for id, *codes in series]
    sure = np.array([context.sure(one) for one in readings], bool)
    base = np.array([one.base for one in readings], float)
    gain = wished * (rows["value"] / np.where(base > 0, base, np.nan) - 1)
    found = rows.assign(gain=gain)[sure & gain.gt(0)]
    return found.sort_values("gain", ascending=False, kind="stable")
