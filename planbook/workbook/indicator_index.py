"""All indicators with what there is of each: a catalogue to look things up in."""

import pandas as pd

from planbook.judge import readings
from planbook.judge.page_context import PageContext

COLUMNS = ["name", "area", "unit", "first_year", "last_year", "years", "value", "source", "reporting_unit"]


def table(context: PageContext, words: str = "") -> pd.DataFrame:
    """Indicators whose name, definition, area or id has all of some words.

    Parameters
    ----------
    context : PageContext
        The page; indicators of all areas are looked through.
    words : str
        Parts of words with spaces between; case does not matter.

    Returns
    -------
    pandas.DataFrame
        By `indicator`, in the catalogue's order: `COLUMNS`; years and value are those of the whole place up to the year.
    """
    known, year = context.catalogue, context.parameters.year
    rows = readings.city_series(context.judgement.observations, year)
    newest = rows.sort_values(["indicator", "sex", "residence", "age", "year"], kind="stable")
    newest = newest.sort_values("year", kind="stable").drop_duplicates("indicator", keep="last")
    years = rows.groupby("indicator")["year"].agg(["min", "max", "nunique"])
    seen = newest.set_index("indicator")[["value", "source"]].join(years)
    titles = {id: area.title for id, area in known.areas.items()}
    found = pd.DataFrame(
        {
            "name": {id: one.name for id, one in known.indicators.items()},
            "area": {id: titles.get(one.area, one.area) for id, one in known.indicators.items()},
            "unit": {id: one.unit for id, one in known.indicators.items()},
            "reporting_unit": {
                id: known.departments[one.reporting_unit].name for id, one in known.indicators.items()
            },
        }
    ).rename_axis("indicator")
    found = found.join(seen.set_axis(["value", "source", "first_year", "last_year", "years"], axis=1))
    texts = [" ".join((id, one.name, one.short, one.definition)) for id, one in known.indicators.items()]
    texts = [f"{text} {area}".lower() for text, area in zip(texts, found["area"], strict=True)]
    asked = words.lower().split()
    kept = [all(word in text for word in asked) for text in texts]
    whole = dict.fromkeys(("first_year", "last_year", "years"), "Int64")
    return found.loc[kept, COLUMNS].astype(whole)
