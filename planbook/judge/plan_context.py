"""One of the two plans by itself: their reports are separate, while one judgement holds both."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.catalogue import Area, Catalogue
from planbook.judge import kept_judgements
from planbook.judge.judgement import NAMES, Judgement
from planbook.judge.page_context import WHOLE_YEAR, PageContext


class _Part(Judgement):
    """Some rows of a judgement, each table cut when it is first asked for."""

    judged: Judgement
    cut: Callable[[pd.DataFrame], pd.DataFrame]

    def __init__(self, judged: Judgement, cut: Callable[[pd.DataFrame], pd.DataFrame]):
        for name, value in {"judged": judged, "cut": cut}.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in NAMES:
            raise AttributeError(name)
        table = self.cut(getattr(self.judged, name))
        object.__setattr__(self, name, table)
        return table


@dataclass(frozen=True)
class PlanContext(PageContext):
    """What is known of one plan's year."""

    plan: str = ""

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue with the plan's areas alone."""
        known = self.parameters.catalogue
        own = {id: area for id, area in known.areas.items() if area.plan == self.plan}
        titles = known.plan.model_copy(update={"plans": {self.plan: known.plan.titles[self.plan]}})
        clauses = {
            name: tuple(one for one in getattr(known, name) if one.plan == self.plan)
            for name in ("objectives", "measures", "targets")
        }
        return known.model_copy(update={"areas": own, "plan": titles, **clauses})

    @cached_property
    def judgement(self) -> Judgement:
        """The year's tables with the plan's rows alone."""
        return self._own(kept_judgements.of(self.parameters))

    @cached_property
    def earlier(self) -> dict[int, Judgement]:
        """Earlier years' tables with the plan's rows alone."""
        return {
            year: self._own(judged)
            for year, judged in PageContext(self.parameters, WHOLE_YEAR).earlier.items()
        }

    def _own(self, judged: Judgement) -> Judgement:
        return _Part(judged, self.rows)

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """The plan's rows of a table; all of one that is by plans no more than by areas."""
        if "plan" in table:
            return table[table["plan"].eq(self.plan)].reset_index(drop=True)
        if "area" in table and "indicator" in table:
            return table[table["area"].isin([*self.catalogue.areas, "population"])].reset_index(drop=True)
        return table

    @property
    def areas(self) -> dict[str, Area]:
        """The plan's areas by id."""
        return self.catalogue.areas

    @property
    def title(self) -> str:
        """The plan's title without book marks; of an invented city one of its own."""
        entry, known = self.parameters.entry, self.parameters.catalogue.plan
        title = known.titles[self.plan].title
        return title.replace(known.city, entry.name, 1) if entry.name != known.city else title
