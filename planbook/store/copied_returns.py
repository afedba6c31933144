"""Last year's figures in this year's return: single ones, and many of one return."""

from collections.abc import Iterator

import pandas as pd

from planbook.contract.schema import FIGURE
from planbook.core import cell_references, labels
from planbook.store.reviewed_rows import NUMBERS, ReviewedRows, points_of

LEAST_COPIED = 10  # events below which the same figure twice is no surprise
EXAMPLES = 3  # figures that are named of a return


def copies(rows: ReviewedRows) -> Iterator[pd.DataFrame]:
    """Figures that repeat last year's: each one by its counts (`copy`), those of a copied return in one (`return`)."""
    both = _comparable(rows)
    same = both[_alike(both)]
    copied = _copied_returns(both, same, rows)
    for key in copied:
        yield _told_once(same[same["return"].eq(key)], both[both["return"].eq(key)], rows)
    single = same[~same["return"].isin(list(copied)) & same["numerator"].notna()]
    if len(single):
        found = [
            f"分子{labels.plain(n)}、分母{labels.plain(of)}"
            for n, of in single[["numerator", "denominator"]].itertuples(index=False)
        ]
        yield points_of(single, "copy", found, "本年的数（与上年完全相同），或写明确实未变")


def _comparable(rows: ReviewedRows) -> pd.DataFrame:
    """Figures that would hardly be last year's again, with last year's."""
    last = rows.before.assign(year=rows.before["year"] + 1).set_index(FIGURE)[NUMBERS].add_prefix("last_")
    both = rows.own.join(last[~last.index.duplicated()], on=FIGURE)
    events = both["numerator"].where(both["statistic"].ne("count"), both["value"])
    full = both["numerator"].ge(both["denominator"])
    telling = both["last_value"].notna() & ~both["step"].astype(bool) & events.ge(LEAST_COPIED) & ~full
    received = [cell_references.received(source) for source in both["source"]]
    both["return"] = [
        f"{department} {year} {file}"
        for department, year, file in zip(both["department"], both["year"], received, strict=True)
    ]
    return both[telling]


def _alike(both: pd.DataFrame) -> pd.Series:
    alike = [
        both[name].eq(both[f"last_{name}"]) | (both[name].isna() & both[f"last_{name}"].isna())
        for name in NUMBERS
    ]
    return alike[0] & alike[1] & alike[2]


def _copied_returns(both: pd.DataFrame, same: pd.DataFrame, rows: ReviewedRows) -> list[str]:
    settings = rows.known.settings
    all_, alike = both["return"].value_counts(), same["return"].value_counts()
    many = alike.ge(settings.review_copied_rows) & alike.ge(
        settings.review_copied_part * all_.reindex(alike.index)
    )
    return sorted(map(str, alike.index[many]))


def _told_once(same: pd.DataFrame, both: pd.DataFrame, rows: ReviewedRows) -> pd.DataFrame:
    """One point of a return, at the first of its repeated figures."""
    ordered = same.sort_values(FIGURE, kind="stable")
    names = dict.fromkeys(rows.known.indicators[id].name for id in ordered["indicator"])
    shown = "、".join(f"“{name}”" for name in list(names)[:EXAMPLES])
    more = "等" if len(names) > EXAMPLES else ""
    found = f"：本表可与上年比较的{len(both)}个数中有{len(same)}个与上年完全相同（{shown}{more}）"
    return points_of(
        ordered.head(1), "return", [found], "本年的数；误用上年数字的请重新填报，确实未变的写明原因"
    )
