"""The workbook's plain tables: what analysts reckon with, and what the pieces of a page are made of."""

import hashlib
from collections.abc import Collection, Iterable
from importlib.metadata import version
from typing import Self

import numpy as np
import pandas as pd

from analysis.forecasting.coherence import Constraint
from planbook import __version__
from planbook.catalogue import Indicator
from planbook.catalogue.model import GROUPS
from planbook.contract.places import Place
from planbook.core import labels
from planbook.core.errors import Fault, UsageError, near, suggestion
from planbook.judge import cut_offs, group_gaps, readings, series_projections, warnings
from planbook.judge.judgement import NAMES, Judgement
from planbook.judge.page_context import BREAKDOWN, LINE, WHOLE_YEAR, PageContext, Reading
from planbook.store import analyst_notes, completeness
from planbook.workbook import indicator_index, plan_targets
from planbook.workbook.called_indicators import by_name
from planbook.workbook.plan_targets import TargetStatus

LIBRARIES = ("pandas", "numpy", "scipy", "statsmodels", "matplotlib", "papermill", "nbconvert")
LIMITS = ["lower", "upper"]
YEARLY = ["year", "numerator", "denominator", "value", *LIMITS, "status", "release", "source"]
COMPARED = ["previous", "base_year", "base", "target_value", "status", "release", "source", "reason"]
LATEST = ["indicator", *BREAKDOWN, "year", "numerator", "denominator", "value", *COMPARED]
INDICATOR = ["area", "name", "short", "definition", "unit", "statistic", "multiplier", "decimals", "polarity"]
WHERE_FROM = ["period", "level", "cycle", "reporting_unit"]
TWO = {"sex": ("F", "M"), "residence": ("U", "R")}
YEARS = 5
INNER = {"context", "card"}  # that pages are made from
UNTOLD = {
    "尚无": "no_county_data",
    "上级抽样调查": "no_survey",
    "普查": "no_survey",
}  # where nothing is filed
FEW = 8  # codes that a message lists in full


class Tables:
    """Tables of one place and year, as a page reads them.

    An area's page has the rows of its own area and its indicators, a page of the whole year has all of them. Codes are
    those of the tables that a run leaves; figures are in the catalogue's unit. Nothing that is returned is shared: it
    can be changed.
    """

    def __init__(self, context: PageContext):
        self.context = context

    def __repr__(self) -> str:
        asked = self.context.parameters
        words = [self.context.place.name, f"{asked.year}年", labels.EDITION[asked.edition], f"{asked.level}%"]
        return f"<workbook {self.context.area} · {' · '.join(words)}>"

    def __dir__(self) -> list[str]:
        """What Tab offers: what a reader asks for, without what pages are made from."""
        return sorted(name for name in super().__dir__() if not name.startswith("_") and name not in INNER)

    @by_name
    def series(
        self,
        id: str,
        *,
        sex: str | None = None,
        residence: str | None = None,
        age: str | None = None,
        unit_area: str | None = None,
    ) -> pd.DataFrame:
        """One indicator's figures year by year, oldest first.

        Parameters
        ----------
        id : str
            An indicator's id, or its name.
        sex, residence, age : str, optional
            Codes of the breakdown: `F`, `U`, `Y0T6`, `_T` for all. Where none is given the page's main line is
            returned: the figures that the indicator's target reads, else its total, else a breakdown.
        unit_area : str, optional
            A township's code; the whole place without it.

        Returns
        -------
        pandas.DataFrame
            `year, numerator, denominator, value, lower, upper, status, release, source`. `value` and its limits at the
            book's level are in the indicator's unit; the limits are Wilson's of a proportion, exact or Byar's of a
            rate, and NaN without counts, for full counts, and for other statistics. Empty where there is no figure.

        Raises
        ------
        CatalogueError
            Where there is no such indicator.
        UsageError
            Where a code is none of its dimension, or no township of the place has it.
        """
        given = {"sex": sex, "residence": residence, "age": age, "unit_area": unit_area}
        codes = {dimension: code for dimension, code in given.items() if code is not None}
        if not codes:
            return self._with_limits(self.context.of_indicator(id).main_line(id)[1].assign(indicator=id))[
                YEARLY
            ]
        self._check_codes(id, codes)
        area = codes.pop("unit_area", "_T")
        rows = self.context.line(id, **codes) if area == "_T" else self._townships(id, **codes)
        rows = rows if area == "_T" else rows[rows["unit_area"].eq(area)]
        return self._with_limits(rows.assign(indicator=id))[YEARLY]

    @by_name
    def lines(self, *ids: str) -> pd.DataFrame:
        """Main lines of several indicators, one below the other.

        Parameters
        ----------
        *ids : str
            Indicators' ids or names; all of the page's where none is given.

        Returns
        -------
        pandas.DataFrame
            `indicator, sex, residence, age` and the columns of `series`.
        """
        known = {id: self.context.of_indicator(id).main_line(id) for id in ids or self.context.indicator_ids}
        tables = [line.assign(indicator=id, **codes) for id, (codes, line) in known.items()]
        return self._with_limits(_joined(tables, ["indicator", *BREAKDOWN, *LINE]))

    @by_name
    def wide(self, /, *ids: str, of: str = "value", **codes: str) -> pd.DataFrame:
        """Lines of several indicators side by side.

        Parameters
        ----------
        *ids : str
            Indicators' ids or names.
        of : str
            A column of `series`: `value`, `numerator`, ….
        **codes : str
            Codes of a breakdown, as for `series`; main lines without any.

        Returns
        -------
        pandas.DataFrame
            One row per year that any of them has, one column per indicator in the order given; NaN where there is none.
        """
        _check("column of a series", of, YEARLY)
        known = {id: self.series(id, **codes).set_index("year")[of] for id in ids}
        return pd.DataFrame(known).sort_index().rename_axis(index="year", columns="indicator")

    @by_name
    def groups(self, id: str, by: str) -> pd.DataFrame:
        """One indicator's figures by the groups of a dimension.

        Parameters
        ----------
        id : str
            An indicator's id, or its name.
        by : str
            `sex`, `residence`, `age` or `unit_area` (townships).

        Returns
        -------
        pandas.DataFrame
            One row per group and year: a column of the dimension's name with the group's code, and the columns of
            `series`. Other dimensions are totals. Empty where no group has a figure.

        Raises
        ------
        CatalogueError, UsageError
            Where there is no such indicator or dimension.
        """
        _check("dimension", by, labels.DIMENSION)
        context = self.context
        if by == "unit_area":
            rows = self._townships(id)
            tables = [rows[[by, *LINE]]]
        else:
            codes = dict.fromkeys(one[by] for one in context.breakdowns(context.indicator(id).id))
            tables = [context.line(id, **{by: code}).assign(**{by: code}) for code in codes if code != "_T"]
        return self._with_limits(_joined(tables, [by, *LINE]).assign(indicator=id))[[by, *YEARLY]]

    @by_name
    def pair(self, id: str, by: str) -> pd.DataFrame:
        """Two groups side by side: town and country, or women and men, in the years that both have.

        Parameters
        ----------
        id : str
            An indicator's id.
        by : str
            `residence` or `sex`.

        Returns
        -------
        pandas.DataFrame
            `year, group_1, group_2, value_1, value_2, count_1, exposure_1, count_2, exposure_2`, as
            `gaps.over_years` takes it.
        """
        _check("dimension of two groups", by, TWO)
        id = self.context.indicator(id).id
        rows = group_gaps.two_groups(self.context.judgement.rows("observations", indicator=id), self.year)
        rows = rows[rows["dimension"].eq(by)].reset_index(drop=True)
        return rows[["year", "group_1", "group_2", "value_1", "value_2", *group_gaps.COUNTS]]

    @by_name
    def composition(self, id: str, by: str, year: int | None = None) -> pd.DataFrame:
        """Rates of groups and their shares of the whole in one year, as `gaps.kitagawa` takes them.

        Parameters
        ----------
        id : str
            An indicator's id.
        by : str
            A dimension, as for `groups`.
        year : int, optional
            The newest in which any group has counts, where it is left out.

        Returns
        -------
        pandas.DataFrame
            By group `rate` (the figure) and `share` (of all denominators); no row without counts.
        """
        rows = self.groups(id, by).dropna(subset=["denominator", "value"])
        rows = rows[rows["year"].eq(rows["year"].max() if year is None else year)].set_index(by)
        whole = rows["denominator"].sum()
        return pd.DataFrame({"rate": rows["value"], "share": rows["denominator"] / whole})

    @property
    def base_years(self) -> tuple[int, ...]:
        """Years a base may be from, the place's own first."""
        return self.context.base_years

    @by_name
    def townships(self, id: str, year: int | None = None) -> pd.DataFrame:
        """Every township's figure of a year, the lowest first.

        Parameters
        ----------
        id : str
            An indicator's id.
        year : int, optional
            The newest year that any township has, where it is left out.

        Returns
        -------
        pandas.DataFrame
            `unit_area, name` and the columns of `series`; all years together are `groups(id, "unit_area")`.
        """
        names = {one.code: one.name for one in self.context.place.townships}
        rows = self.groups(id, "unit_area")
        rows = rows[rows["year"].eq(rows["year"].max() if year is None else year)]
        rows = rows.sort_values("value", kind="stable", ignore_index=True)
        rows.insert(1, "name", rows["unit_area"].map(names).fillna(rows["unit_area"]).astype(object))
        return rows

    @by_name
    def compare(self, id: str, /, places: Iterable[str] = (), **codes: str) -> pd.DataFrame:
        """One indicator's figures here and in other places, of the same edition, year and last release.

        Parameters
        ----------
        id : str
            An indicator's id.
        places : iterable of str, optional
            Folders of `data/raw`; the places above where none is named.
        **codes : str
            Codes of a breakdown, as for `series`; each place's main line without any.

        Returns
        -------
        pandas.DataFrame
            `place, name` and the columns of `series`, this place first; a place without a figure has no row. Sources
            may differ in kind from place to place.

        Raises
        ------
        UsageError
            Where there is no such place.
        """
        above = [one.parameters.place for one in self.context.parents.values()]
        asked = [places] if isinstance(places, str) else list(places)
        tables = [
            one.series(id, **codes).assign(place=one.context.parameters.place, name=one.place.name)
            for one in (self, *map(self.of_place, asked or above))
        ]
        return _joined(tables, ["place", "name", *YEARLY])

    def of_place(self, place: str) -> Self:
        """The workbook of another place over the same year, edition, last release and level.

        Parameters
        ----------
        place : str
            A folder of `data/raw`.

        Raises
        ------
        UsageError
            Where there is no such place.
        """
        context = self.context
        above = {one.parameters.place: one for one in context.parents.values()}
        other = above.get(place) or PageContext(context.parameters.of_place(place).check(), context.area)
        return type(self)(other)

    def target(self, word: str, **codes: str) -> TargetStatus:
        """What the plan asks, and how the year's figure stands to it, as one object.

        Parameters
        ----------
        word : str
            An indicator's id or name, a target's id (`women_health.O2.1`), or a clause (`O2`, `women_health.M5`). Of an
            indicator the number that is asked, and of several steps the one in force; what else the plan asks of it (that
            its gap narrows) by the id that `assessment` has.
        **codes : str
            Breakdown of an indicator's target, where it has several: `age="PRIMARY"`.

        Returns
        -------
        TargetStatus
            `limit, operator, deadline, multiplier, value, state, evidence, outlook, …`; with a blank `id` and NaN for
            `limit` where the plan asks nothing of the indicator.

        Raises
        ------
        UsageError
            Where there is nothing of that name, or a clause has several, which are named.
        """
        return plan_targets.status(self.context, word, codes)

    @by_name
    def history(self, *ids: str) -> pd.DataFrame:
        """All series of some indicators since their last break, as `forecasting.project` takes them.

        Parameters
        ----------
        *ids : str
            Indicators' ids. One that moves at elections has no rows: nothing is projected.

        Returns
        -------
        pandas.DataFrame
            `series` (the id, and the codes of a group behind it: `maternal_mortality U`), `indicator, sex, residence,
            age, year, value, numerator, denominator`, the bounds, multiplier and kind that projections need, and
            `parts_of`.
        """
        wanted = [self.context.indicator(id).id for id in ids]
        rows = self.context.judgement.rows("observations", indicator=wanted)
        found = series_projections.histories(self.context.catalogue, rows, self.year)
        names = series_projections.names(found)
        parts = found["parts_of"].map(names)
        return found.assign(series=found["series"].map(names), parts_of=parts).reset_index(drop=True)

    def constraints(self, history: pd.DataFrame) -> list[Constraint]:
        """What projections of a history must keep, as `forecasting.reconcile` takes it.

        Parameters
        ----------
        history : pandas.DataFrame
            From `history`.
        """
        return series_projections.constraints(history, self.context.catalogue)

    def find(self, words: str = "") -> pd.DataFrame:
        """Indicators of all areas whose name, definition, area or id has some words.

        Parameters
        ----------
        words : str
            Words or parts of them with spaces between, all of which must be there: `"宫颈 筛查"`, `"mortality"`. All
            indicators without any.

        Returns
        -------
        pandas.DataFrame
            By `indicator`: `name, area, unit, first_year, last_year, years` (that have a figure of the whole place),
            `value` (the newest), `source, reporting_unit`.
        """
        return indicator_index.table(self.context, words)

    @property
    def place(self) -> Place:
        """The place: `name`, `code`, `baseline`, `townships`, `parents`, …."""
        return self.context.place

    @by_name
    def latest(self, *ids: str) -> pd.DataFrame:
        """Newest figure of each indicator's main line, beside last year's, the base year's and its target value.

        Parameters
        ----------
        *ids : str
            Indicators' ids or names; all of the page's where none is given.

        Returns
        -------
        pandas.DataFrame
            One row per indicator: `indicator, sex, residence, age, year, numerator, denominator, value,
            previous, base_year, base, target_value, status, release, source, reason`. Where there is no figure `value` is NaN and `reason` says
            why, as observations and `completeness` do.
        """
        asked = ids or self.context.indicator_ids
        return _compared([self._latest(self.context.of_indicator(id).reading(id)) for id in asked])

    @by_name
    def figures(self, *ids: str) -> pd.DataFrame:
        """Newest figure of each indicator and each of its breakdowns.

        Parameters
        ----------
        *ids : str
            Indicators' ids or names; all of the page's where none is given.

        Returns
        -------
        pandas.DataFrame
            The columns of `latest`, one row per breakdown that has a figure or one that is not shown, and one for an
            indicator without any.
        """
        rows: list[dict] = []
        for id in ids or self.context.indicator_ids:
            context = self.context.of_indicator(id)
            known = context.breakdowns(context.indicator(id).id)
            unseen = [codes for codes in context.suppressed_groups(id) if codes not in known]
            rows += [self._latest(context.reading(id, **codes)) for codes in (*known, *unseen)]
            rows += [] if known or unseen else [self._latest(context.reading(id))]
        return _compared(rows)

    @by_name
    def counts(self, *ids: str) -> pd.DataFrame:
        """Cases of the last five years: the numerators, and the figures of what is itself a count.

        Parameters
        ----------
        *ids : str
            Indicators' ids or names.

        Returns
        -------
        pandas.DataFrame
            One row per indicator and year: `indicator, year, count, denominator, status`; years without a count are
            left out.
        """
        rows = self.lines(*ids)
        counted = [id for id in ids if self.context.indicator(id).statistic == "count"]
        count = rows["numerator"].mask(rows["indicator"].isin(counted), rows["value"])
        rows = rows.assign(count=count)[["indicator", "year", "count", "denominator", "status"]]
        known = rows["count"].notna() & rows["year"].gt(self.year - YEARS)
        return rows[known].reset_index(drop=True)

    def table(self, name: str, **of: str | list[str]) -> pd.DataFrame:
        """Rows of one of the year's tables: the page's own, or those with some values in some columns.

        Parameters
        ----------
        name : str
            `assessment`, `objectives`, `gaps`, … as the files in `tables` are named.
        **of : str or list of str
            By column, the value or values that are wanted, in the whole place: `indicator="…"`.

        Returns
        -------
        pandas.DataFrame
            The table's columns; an area's page has the rows of its area, its indicators or its targets.

        Raises
        ------
        UsageError
            Where there is no such table or column.
        """
        _check("table", name, NAMES)
        return self._rows(self.context.judgement, name, of)

    def earlier(self, name: str) -> pd.DataFrame:
        """The page's rows of one of last year's tables, as that year is judged by today's data.

        Parameters
        ----------
        name : str
            As for `table`.

        Returns
        -------
        pandas.DataFrame
            The table's columns; no row where last year has no figures, or the place is only compared.
        """
        before = self.context.earlier.get(self.year - 1)
        return self.table(name).iloc[:0] if before is None else self._rows(before, name, {})

    @property
    def assessment(self) -> pd.DataFrame:
        """The page's targets with figure, base, state and outlook: one row per target."""
        return self.table("assessment")

    @property
    def objectives(self) -> pd.DataFrame:
        """The page's objectives with their states."""
        return self.table("objectives")

    @property
    def measures(self) -> pd.DataFrame:
        """The page's measures with the objectives they serve and what was reported and found."""
        return self.table("measures")

    @property
    def projections(self) -> pd.DataFrame:
        """Projected figures of the page's indicators by breakdown and year, with ranges at 80 and 95 per cent."""
        return self.table("projections")

    @property
    def gaps(self) -> pd.DataFrame:
        """Newest gap of each of the page's indicators and dimensions beside the base year's."""
        return self.table("gaps")

    @property
    def warnings(self) -> pd.DataFrame:
        """The page's warnings, the gravest first."""
        return self.table("warnings")

    @property
    def completeness(self) -> pd.DataFrame:
        """Figures that are asked for on the page's subject, with what became of each in the year."""
        return self.table("completeness")

    @property
    def observations(self) -> pd.DataFrame:
        """All figures of the page's indicators up to the year, with townships and what is missing for a reason."""
        return self.table("observations")

    @property
    def indicators(self) -> pd.DataFrame:
        """The page's indicators as the catalogue defines them, by id.

        `area, name, short, definition, unit, statistic, multiplier, decimals, polarity, period, level, cycle,
        reporting_unit`, and `caveats` and `data_source` in words.
        """
        entries = self.context.indicators
        rows = [
            {name: getattr(entry, name) for name in (*INDICATOR, *WHERE_FROM)}
            | {"caveats": "；".join(entry.caveats), "data_source": self.context.data_source(entry)}
            for entry in entries
        ]
        index = pd.Index([entry.id for entry in entries], name="indicator")
        return pd.DataFrame(rows, index, [*INDICATOR, *WHERE_FROM, "caveats", "data_source"])

    @by_name
    def indicator(self, id: str) -> Indicator:
        """An indicator as the catalogue defines it: `multiplier`, `unit`, `statistic`, ….

        Raises
        ------
        CatalogueError
            Where there is no such indicator.
        """
        return self.context.indicator(id)

    @property
    def areas(self) -> pd.DataFrame:
        """The plan's areas: `area, plan, number, title`, and how many objectives, measures and targets each has."""
        known = self.context.catalogue
        rows = [
            {"area": id, "plan": one.plan, "number": one.number, "title": one.title}
            | {
                name: sum(entry.area == id for entry in getattr(known, name))
                for name in ("objectives", "measures", "targets")
            }
            for id, one in known.areas.items()
        ]
        return pd.DataFrame(rows)

    @property
    def releases(self) -> pd.DataFrame:
        """The releases behind the page's figures: `release, title, publisher, published, …`."""
        return self.context.sources.reset_index(drop=True)

    @property
    def parents(self) -> pd.DataFrame:
        """Newest figures of the places above, of the page's numeric targets that have a figure here.

        `indicator, sex, residence, age, place, year, value`; a place without a figure has no row.
        """
        rows = self.assessment.dropna(subset=["target_value", "value"])
        keys = rows[["indicator", *BREAKDOWN]].drop_duplicates().to_dict("records")
        found = [
            (one, name, parent.reading(one["indicator"], **{key: one[key] for key in BREAKDOWN}))
            for one in keys
            for name, parent in self.context.parents.items()
        ]
        known = [
            one | {"place": name, "year": reading.year, "value": reading.value}
            for one, name, reading in found
            if reading.year is not None
        ]
        return pd.DataFrame(known, columns=["indicator", *BREAKDOWN, "place", "year", "value"])

    @property
    def settings(self) -> pd.DataFrame:
        """The plan's first and last year and the published settings of the judgement, by `item`: `value`."""
        plan, known = self.context.catalogue.plan, self.context.catalogue.settings
        items = {"first_year": plan.first_year, "last_year": plan.last_year, "level": self.level}
        return _items(items | known.model_dump())

    @property
    def place_facts(self) -> pd.DataFrame:
        """What is known of the place, the year and the newest releases behind the page, by `item`: `value`.

        `newest_review` is the newest one with self-reports, findings, explanations or signatures of the year; empty on
        an area's page.
        """
        place, whole = self.context.place, self.context.area == WHOLE_YEAR
        items = {
            **{"place": self.context.parameters.place, "name": place.name, "year": self.year},
            **{"newest_release": cut_offs.figures(self.context), "baseline": place.baseline},
            **{"newest_review": cut_offs.review(self.context.parameters) if whole else ""},
            **{"synthetic": place.synthetic, "reference": place.reference},
            **{"births": place.denominators.births, "population": place.denominators.population},
        }
        return _items(items)

    @property
    def inputs(self) -> pd.DataFrame:
        """Parameters, plan and data that the page is made from, by `item`: `value`."""
        plan = self.context.catalogue.plan
        known = {
            "plan": plan.name,
            "document": plan.document,
            "observations": observations_digest(self.context),
        }
        return _items(self.context.parameters.by_name | known)

    @property
    def versions(self) -> pd.DataFrame:
        """Versions of this program and of the libraries that figures and charts come from, by `item`: `value`."""
        return _items({"planbook": __version__} | {name: version(name) for name in LIBRARIES})

    @property
    def remarks(self) -> pd.DataFrame:
        """The analysts' own notes on this page and year: `heading, text`; none in the public edition."""
        asked = self.context.parameters
        found = [] if asked.public else analyst_notes.read(asked.place, asked.year, self.context.area)
        return pd.DataFrame([vars(one) for one in found], columns=["heading", "text"])

    @property
    def tested_warnings(self) -> pd.DataFrame:
        """How warnings would have told misses of past targets on real indicators, beside other methods.

        One row per kind of series, years before the deadline and method: `targets, missed, hits_10, hits_20, own_hits,
        own_false, lead_time`.
        """
        return warnings.backtest()

    @property
    def year(self) -> int:
        """The year that is looked at."""
        return self.context.parameters.year

    @property
    def level(self) -> int:
        """Level of the intervals, per cent."""
        return self.context.parameters.level

    @property
    def baseline(self) -> int:
        """The place's base year."""
        return self.context.place.baseline

    @property
    def horizon(self) -> int:
        """Year up to which pages look ahead."""
        return self.context.ahead_to

    def returns(self, by: str) -> pd.DataFrame:
        """Figures due in the year and what became of them.

        Parameters
        ----------
        by : str
            `department`, `area`, another column of `completeness`, or `breakdown` (`total`, `sex`, `residence`, `age`,
            `unit_area`).

        Returns
        -------
        pandas.DataFrame
            One row per value of `by`: `due, in, missing, not_taken, not_yet_in`, and `share` of those due that are
            in, in per cent.

        Raises
        ------
        UsageError
            Where there is no such column.
        """
        lines = self.completeness
        lines = lines.assign(breakdown=completeness.breakdown(lines))
        _check("column", by, lines.columns)
        return completeness.summary(lines, by)

    def unit_of(self, rows: pd.DataFrame) -> pd.Series:
        """Names of the units responsible for some warnings or targets.

        Parameters
        ----------
        rows : pandas.DataFrame
            Rows of `warnings` or `assessment` that have an indicator.

        Returns
        -------
        pandas.Series
            A name per row, on the rows' index: the responsible unit, or the reporting one where no document names it.
        """
        units = [self.context.responsible_unit(row) for _, row in rows.iterrows()]
        return pd.Series(units, rows.index, dtype=object, name="unit")

    def _with_limits(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Figures of some indicators with their limits at the book's level, codes first."""
        entries = {id: self.context.indicator(id) for id in rows["indicator"].unique()}
        read = {"statistic": "statistic", "multiplier": "multiplier", "register": "register_count"}
        known = {
            column: rows["indicator"].map({id: getattr(entry, name) for id, entry in entries.items()})
            for column, name in read.items()
        }
        limits = readings.intervals(rows.assign(**known).astype({"register": bool}), self.level / 100)
        first = [name for name in rows.columns if name not in LINE]
        return rows.assign(**{side: limits[side] for side in LIMITS})[[*first, *YEARLY]].reset_index(
            drop=True
        )

    def _townships(self, id: str, **codes: str) -> pd.DataFrame:
        """Townships' figures up to the year, one base a township, by township and year."""
        wanted = dict.fromkeys(BREAKDOWN, "_T") | codes
        rows = self.context.judgement.rows("observations", indicator=self.context.indicator(id).id)
        rows = rows[rows["unit_area"].ne("_T") & rows[list(wanted)].eq(pd.Series(wanted)).all(axis=1)]
        told = readings.city_series(rows.assign(indicator=rows["unit_area"], unit_area="_T"), self.year)
        return told.assign(unit_area=told["indicator"], indicator=id)

    def _check_codes(self, id: str, codes: dict[str, str]) -> None:
        where = f"series of {self.context.indicator(id).id}"
        for dimension, code in codes.items():
            if dimension == "unit_area":
                named = {one.code for one in self.context.place.townships}
                found = set(self._townships(id)["unit_area"])
                _check(f"{where}, unit_area", code, {"_T", *named, *found})
            elif not pd.Series([code]).str.fullmatch(f"_T|{GROUPS[dimension]}").item():
                known = {one[dimension] for one in self.context.breakdowns(id)}
                _check(f"{where}, {dimension}", code, {"_T", *known, *TWO.get(dimension, ())})

    def _latest(self, reading: Reading) -> dict:
        """A row of `latest`."""
        context, id = self.context.of_indicator(reading.indicator.id), reading.indicator.id
        target = context.target(id, reading.codes)
        seen, last = reading.year is not None, context.line(id, **reading.codes).tail(1)
        unseen = [] if seen else context.suppressed(id, **reading.codes)
        return {
            **{"indicator": id, **reading.codes},
            **{"year": unseen[-1] if unseen else reading.year, "value": reading.value},
            **{side: last[side].item() if seen else np.nan for side in ("numerator", "denominator")},
            **{name: getattr(reading, name) for name in ("previous", "base_year", "base")},
            **{"target_value": np.nan if target is None else float(target["target_value"])},
            **{name: getattr(reading, name) for name in ("status", "release", "source")},
            "reason": "" if seen else self._reason(context, id),
        }

    def _reason(self, context: PageContext, id: str) -> str:
        """Why an indicator has no figure, as a code."""
        if context.suppressed_groups(id):
            return "suppressed"
        if context.place.reference:
            return "not_published"
        rows = context.judgement.rows("observations", indicator=id)
        said = rows[rows["unit_area"].eq("_T") & rows["reason"].ne("")].sort_values("year")["reason"]
        lines = context.judgement.rows("completeness", indicator=id)["state"]
        known = [*said.tail(1), *lines.head(1)]
        return known[0] if known else UNTOLD.get(context.indicator(id).cycle, "not_published")

    def _rows(self, judged: Judgement, name: str, of: dict) -> pd.DataFrame:
        columns = judged.unrecorded(name).columns
        for column in of:
            _check(f"table {name}, column", column, columns)
        return judged.rows(name, **(of or self._own_rows(columns))).reset_index(drop=True)

    def _own_rows(self, columns: pd.Index) -> dict:
        """By which column, and which of its values, a table's rows are the page's."""
        context = self.context
        if context.area == WHOLE_YEAR:
            return {}
        own = {"area": context.area, "indicator": context.indicator_ids}
        column = next((name for name in own if name in columns), "")
        return {column: own[column]} if column else self._own_targets(columns)

    def _own_targets(self, columns: pd.Index) -> dict:
        return {"target": list(self.context.targets["target"])} if "target" in columns else {}


def observations_digest(context: PageContext) -> str:
    """SHA-256 of the observations of a page's indicators."""
    own = context.judgement.rows("observations", indicator=context.indicator_ids)
    hashed = pd.util.hash_pandas_object(own, index=False)
    return hashlib.sha256(hashed.to_numpy().tobytes()).hexdigest()


def _check(where: str, word: str, known: Collection[str]) -> None:
    if word not in known:
        few = len(known) <= FEW
        expected = f"one of {', '.join(sorted(known))}" if few else "a known one"
        found = near(word, known)
        remedy = f"Did you mean `{found}`?" if found else "" if few else suggestion(word, known)
        raise UsageError([Fault(where, repr(word), expected, remedy)])


def _joined(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def _compared(rows: list[dict]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=LATEST)
    return table.astype({"year": "Int64", "base_year": "Int64"})


def _items(known: dict) -> pd.DataFrame:
    return pd.DataFrame({"value": pd.Series(known, dtype=object)}).rename_axis("item")
