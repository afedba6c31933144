"""From a printed figure back to the cell it came from."""

from analysis.data import places, prepare
from analysis.errors import Fault, UsageError, suggestion


def lines(place: str, indicator: str, year: int) -> list[str]:
    """Each figure of an indicator and year with file, cell and release; earlier releases indented.

    Raises
    ------
    UsageError
        When there is no such indicator, or no figure of it in that year.
    """
    known = places.plan_catalogue(place).indicators
    rows = prepare.rows(place)
    if indicator not in known:
        raise UsageError([Fault("indicator", repr(indicator), "an indicator", suggestion(indicator, known))])
    own = rows[rows["indicator"].eq(indicator)]
    found = own[own["year"].eq(year)].sort_values("release", ascending=False)
    if found.empty:
        years = ", ".join(map(str, sorted(own["year"].unique()))) or "none"
        raise UsageError(
            [Fault(f"{place} {indicator}", f"no figure for {year}", f"a year with one: {years}")]
        )
    titles = prepare.release_table(place).set_index("release")["title"]
    seen, said = set(), []
    for row in found.itertuples():
        group = (row.sex, row.residence, row.age, row.unit_area, row.base)
        lead = "  earlier: " if group in seen else ""
        seen.add(group)
        codes = " ".join(code for code in group if code not in ("_T", ""))
        said.append(
            f"{lead}{known[indicator].name} {year} {codes or 'total'}: {row.value:g} {known[indicator].unit}"
            f" ← {row.source} ({titles[row.release]})"
        )
    return said
