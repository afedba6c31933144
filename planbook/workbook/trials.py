"""Trials on a workbook: a target altered, an indicator of one's own; each gives another workbook and leaves the first."""

from collections.abc import Mapping
from contextlib import suppress
from numbers import Real
from typing import Self

import pandas as pd

from analysis import rounding
from planbook.catalogue import Indicator
from planbook.catalogue.model import Target
from planbook.core.errors import Fault, UsageError, suggestion
from planbook.judge import trial_judgements
from planbook.judge.judgement import NAMES, Judgement
from planbook.judge.page_context import BREAKDOWN, PageContext
from planbook.judge.place_year import PlaceYear
from planbook.judge.readings import SERIES
from planbook.workbook.tables import Tables

RULES = {"<=": "ceiling", ">=": "floor", ">": "floor", "around": "around"}
FIGURE = ("value", "numerator", "denominator")
OWN = "O0"  # clause of a target that no plan sets


class Trials(Tables):
    """What-if questions: each answer is a workbook like the first, with something altered."""

    def what_if(
        self,
        id: str,
        *,
        target: float | None = None,
        tolerance: float | None = None,
        deadline: int | None = None,
        value: float | None = None,
        level: int | None = None,
    ) -> Self:
        """The workbook as it would be if a target, a deadline, the newest figure or the level were another.

        Parameters
        ----------
        id : str
            An indicator's id; all its targets that print a number are altered alike.
        target : float, optional
            Another number, in the target's unit.
        tolerance : float, optional
            Another half band of a target that asks for about a number.
        deadline : int, optional
            Another year by which it is due.
        value : float, optional
            Another newest figure of the main line, in the indicator's unit; its denominator stays and the numerator
            follows.
        level : int, optional
            Another level of the intervals, per cent.

        Returns
        -------
        AreaPage
            Another workbook, of which `target(id)`, `projections`, `warnings` and `trend(id)` tell the answer; this one
            is as it was.

        Raises
        ------
        UsageError
            Where the plan sets no number for the indicator, or there is no figure to alter.

        Examples
        --------
        `book.what_if("maternal_mortality", target=9).target("maternal_mortality")`
        """
        context = self.context
        trial = {"target": target, "tolerance": tolerance, "deadline": deadline, "value": value}
        if faults := _numbers_wrong("what_if", **trial, level=level):
            raise UsageError(faults)
        entry, asked = context.indicator(id), context.parameters
        changes = {"value": target, "tolerance": tolerance, "deadline": deadline}
        given = {name: new for name, new in changes.items() if new is not None}
        own = [one for one in context.catalogue.targets if one.indicator == entry.id and one.numeric]
        if given and not own:
            raise UsageError(
                [
                    Fault(
                        f"what_if, target of {entry.id}",
                        "none with a number in the plan",
                        "an indicator that has one; `derive` sets one of your own",
                    )
                ]
            )
        altered = tuple(
            one.model_copy(update=given) if one in own else one for one in context.catalogue.targets
        )
        catalogue = trial_judgements.with_entries(context.catalogue, targets=altered)
        rows = context.judgement.observations
        if value is not None:
            rows = _with_newest(context, rows, entry, value)
        tried = trial_judgements.parameters(asked, catalogue, asked.level if level is None else level)
        return self._tried(tried, rows, {entry.id})

    def derive(
        self,
        name: str,
        *,
        numerator: str | pd.DataFrame,
        denominator: str | pd.DataFrame,
        multiplier: float = 100,
        unit: str = "%",
        statistic: str = "proportion",
        polarity: str = "higher",
        decimals: int = 1,
        target: float | None = None,
        operator: str = ">=",
        deadline: int | None = None,
    ) -> Self:
        """The workbook with an indicator of one's own, made from two, which is judged, projected and warned of as any.

        Parameters
        ----------
        name : str
            Its name, which is its id too.
        numerator, denominator : str or pandas.DataFrame
            An indicator's id, whose figures are taken; `id.numerator` or `id.denominator` for the counts behind one; or
            a table with `year, value`. Breakdowns and townships that both have are made too.
        multiplier : float
            By which the quotient is multiplied: 100 for per cent.
        unit : str
            Unit of the figures.
        statistic : str
            `proportion` (a part of a whole), `rate` (cases over an exposure) or `ratio` (neither: no intervals).
        polarity : str
            `higher`, `lower` or `neutral`: which way is better.
        decimals : int
            Decimals that are printed.
        target : float, optional
            Number that is to be reached.
        operator : str
            `>=`, `<=`, `>` or `around`.
        deadline : int, optional
            Year by which it is; the plan's last without it.

        Returns
        -------
        AreaPage
            Another workbook, in which the name stands for the indicator in every call.

        Raises
        ------
        UsageError
            Where the name is taken, a word or a column is not known, or no year has both.

        Examples
        --------
        `own = book.derive("每万人口托位", numerator="childcare_places_total", denominator="resident_population", …)`
        """
        context = self.context
        parts = {"numerator": numerator, "denominator": denominator}
        faults = [*_words_wrong(context, name, statistic, polarity, operator)]
        faults += _numbers_wrong("derive", multiplier=multiplier, target=target, deadline=deadline)
        if faults:
            raise UsageError(faults)
        about = {"unit": unit, "statistic": statistic, "multiplier": multiplier, "polarity": polarity}
        entry = _entry(context, name, parts, about | {"decimals": decimals})
        rows = _quotient(context, entry, parts)
        over = rows.loc[rows["numerator"] > rows["denominator"], "year"]
        if statistic == "proportion" and len(over):
            above = f"a numerator above its denominator in {int(over.min())}"
            expected = 'parts of wholes; `statistic="ratio"` or `"rate"` for others'
            raise UsageError([Fault(f"derive, {name}", above, expected)])
        catalogue = trial_judgements.with_entries(
            context.catalogue,
            indicators={**context.catalogue.indicators, name: entry},
            targets=(
                *context.catalogue.targets,
                *_own_target(context, entry, target, operator, deadline),
            ),
        )
        asked = context.parameters
        tried = trial_judgements.parameters(asked, catalogue, asked.level)
        found = self._tried(tried, _with(context.judgement, rows), {name})
        found.context.__dict__["parents"] = {
            title: _with_indicator(parent, entry, parts) for title, parent in context.parents.items()
        }
        return found

    def _tried(self, asked: PlaceYear, observations: pd.DataFrame, ids: set[str]) -> Self:
        """A workbook of the same page over a trial's tables."""
        context = PageContext(asked, self.context.area)
        known = self.context.judgement
        context.__dict__["judgement"] = trial_judgements.judged(asked, known, observations, ids)
        shared = self.context.__dict__
        context.__dict__.update({name: shared[name] for name in ("earlier", "parents") if name in shared})
        return type(self)(context)


def _entry(
    context: PageContext, name: str, parts: Mapping[str, str | pd.DataFrame], about: Mapping[str, object]
) -> Indicator:
    """The catalogue's entry of an indicator that is made from two."""
    above, below = (_said(given) for given in parts.values())
    return Indicator.model_validate(
        {
            **{"id": name, "name": name, "short": name, "definition": f"{above}与{below}之比", **about},
            **{"numerator": above, "denominator": below, "area": _area(context, parts["numerator"])},
            **{"level": "county", "cycle": "部门台账", "every": 1, "disclosure": "internal"},
            **{"period": "calendar_year", "reporting_unit": _unit(context, parts["numerator"])},
        }
    )


def _quotient(
    context: PageContext, entry: Indicator, parts: Mapping[str, str | pd.DataFrame]
) -> pd.DataFrame:
    """Observations of an indicator that is made from two."""
    both = _joined({side: _figures(context, given) for side, given in parts.items()}, entry.id)
    values = entry.multiplier * both["numerator"] / both["denominator"].where(both["denominator"].ne(0))
    rows = both.assign(indicator=entry.id, value=values, ref_area=context.parameters.place)
    return rows.assign(**dict.fromkeys(("base", "reason", "department"), ""))


def _with(known: Judgement, rows: pd.DataFrame) -> pd.DataFrame:
    """Observations of a judgement with some more."""
    before = known.observations
    more = rows.reindex(columns=before.columns).astype(before.dtypes.to_dict())
    return pd.concat([before, more], ignore_index=True)


def _with_indicator(
    context: PageContext, entry: Indicator, parts: Mapping[str, str | pd.DataFrame]
) -> PageContext:
    """Another place with an indicator that is made from two of its own, where it has both."""
    known = context.catalogue
    catalogue = trial_judgements.with_entries(known, indicators={**known.indicators, entry.id: entry})
    asked = context.parameters
    other = PageContext(trial_judgements.parameters(asked, catalogue, asked.level), context.area)
    tables = {name: context.judgement.unrecorded(name) for name in NAMES}
    with suppress(UsageError):
        tables["observations"] = _with(context.judgement, _quotient(context, entry, parts))
    other.__dict__["judgement"] = Judgement(**tables)
    return other


def _with_newest(context: PageContext, rows: pd.DataFrame, entry: Indicator, value: float) -> pd.DataFrame:
    """Observations with another newest figure of an indicator's main line."""
    own = context.of_indicator(entry.id)
    codes, line = own.main_line(entry.id)
    if line.empty:
        raise UsageError([Fault(f"newest figure of {entry.id}", "none", "an indicator that has a figure")])
    last = line.iloc[-1]
    at = rows["indicator"].eq(entry.id) & rows["unit_area"].eq("_T") & rows["year"].eq(last["year"])
    at &= rows[BREAKDOWN].eq(pd.Series(codes)).all(axis=1) & rows["value"].notna()
    counted = value * rows.loc[at, "denominator"] / entry.multiplier
    rows = rows.copy()
    rows.loc[at, "numerator"] = rounding.half_up(counted, 0) if entry.counted else rows.loc[at, "numerator"]
    rows.loc[at, "value"] = value
    return rows


def _words_wrong(
    context: PageContext, name: str, statistic: str, polarity: str, operator: str
) -> list[Fault]:
    asked: Mapping[str, tuple[str, tuple[str, ...]]] = {
        "statistic": (statistic, ("proportion", "rate", "ratio")),
        "polarity": (polarity, ("higher", "lower", "neutral")),
        "operator": (operator, tuple(RULES)),
    }
    faults = [
        Fault(f"derive, {word}", repr(given), f"one of {', '.join(known)}", suggestion(given, known))
        for word, (given, known) in asked.items()
        if given not in known
    ]
    if name in context.catalogue.indicators or not name.strip():
        faults.append(Fault("derive, name", repr(name), "a name that no indicator has"))
    return faults


def _numbers_wrong(call: str, **given: object) -> list[Fault]:
    return [
        Fault(f"{call}, {word}", repr(value), "a number, not a text")
        for word, value in given.items()
        if value is not None and (isinstance(value, bool) or not isinstance(value, Real))
    ]


def _said(given: str | pd.DataFrame) -> str:
    return given if isinstance(given, str) else "自备数据"


def _area(context: PageContext, given: str | pd.DataFrame) -> str:
    """The area whose page shows it: this one, or for the whole year the numerator's."""
    if context.area in context.catalogue.areas or not isinstance(given, str):
        return context.area
    return context.indicator(given.partition(".")[0]).area


def _unit(context: PageContext, given: str | pd.DataFrame) -> str:
    """The unit that would report it: the numerator's."""
    if isinstance(given, str):
        return context.indicator(given.partition(".")[0]).reporting_unit
    return next(iter(context.catalogue.departments))


def _figures(context: PageContext, given: str | pd.DataFrame) -> pd.DataFrame:
    """Figures of one side with the codes of their series, up to the year."""
    if isinstance(given, pd.DataFrame):
        if not {"year", "value"} <= set(given.columns):
            found = ", ".join(map(str, given.columns))
            raise UsageError([Fault("derive, a table", f"the columns {found}", "`year` and `value`")])
        rows = given.assign(**dict.fromkeys([*BREAKDOWN, "unit_area"], "_T"))
        return rows.reindex(columns=[*KEY, "value", *ABOUT]).fillna(dict.fromkeys(ABOUT, ""))
    id, _, column = given.partition(".")
    if (column or "value") not in FIGURE:
        expected = "an indicator's id, alone or with .numerator or .denominator"
        raise UsageError([Fault("derive", repr(given), expected, suggestion(column, FIGURE))])
    rows = context.judgement.rows("observations", indicator=context.indicator(id).id)
    rows = rows.assign(value=rows[column or "value"]).dropna(subset=["value"])
    rows = rows[rows["year"].le(context.parameters.year)].sort_values([*KEY, "base"])
    return rows.drop_duplicates(KEY, keep="last")[[*KEY, "value", *ABOUT]]


KEY = [*SERIES[1:], "unit_area", "year"]
ABOUT = ["status", "release", "source"]


def _joined(sides: dict[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Both sides where both are known: what is provisional or broken in one is so in the quotient."""
    tables = {side: table.rename(columns={"value": side}) for side, table in sides.items()}
    both = tables["numerator"].merge(tables["denominator"], on=KEY, suffixes=("", "_of_denominator"))
    if both.empty:
        raise UsageError([Fault(f"derive {name!r}", "no year in which both have a figure", "one at least")])
    other = both["status_of_denominator"]
    status = both["status"].mask(other.isin(["B", "P", "E"]) & both["status"].isin(["A", ""]), other)
    release = both[["release", "release_of_denominator"]].max(axis=1)
    source = both["source"] + " ÷ " + both["source_of_denominator"]
    return both.assign(status=status.replace("", "A"), release=release, source=source)


def _own_target(
    context: PageContext,
    entry: Indicator,
    value: float | None,
    operator: str,
    deadline: int | None,
) -> list[Target]:
    """The target of one's own, if a number is given."""
    if value is None:
        return []
    area, areas = entry.area, context.catalogue.areas
    made = {
        **{"id": f"{area}.{OWN}.{entry.id}", "clause": OWN, "area": area, "indicator": entry.id},
        **{"plan": areas[area].plan if area in areas else next(iter(context.catalogue.plan.plans))},
        **{"rule": RULES[operator], "operator": operator, "value": value, "unit": entry.unit},
        "deadline": context.catalogue.plan.last_year if deadline is None else deadline,
    }
    return [Target.model_validate(made)]
