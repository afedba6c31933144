"""A target of the plan as an object: what it asks, how the year's figure stands to it, what may come."""

import json
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from planbook.core.errors import CatalogueError, Fault, UsageError, suggestion
from planbook.document.blocks import Text, claimed
from planbook.document.claims import CLAIMED, Sentence, named, say
from planbook.document.lines import sentences
from planbook.judge.lookups import BREAKDOWN, codes_of
from planbook.judge.page_context import PageContext
from planbook.render import html
from planbook.text import demands, series_claims
from planbook.text import sentences as figures
from planbook.workbook import area_tables


@dataclass(frozen=True)
class TargetStatus:
    """What the plan asks of one indicator, and how the figure of the year stands to it.

    Attributes
    ----------
    id, indicator, clause : str
        The target's id, its indicator's, and the clause of the plan that sets it (`women_health.O2`); blank where the
        plan asks nothing of the indicator.
    rule, operator, deadline
        What is asked (`ceiling`, `floor`, `direction`, …), how it is compared (`<=`, `>=`, `>`, `around`), by which year.
    limit, tolerance : float
        The number that is asked, in the unit that is printed, and half the band of `around`; NaN where there is none.
    multiplier : float
        By which cases over exposure are multiplied to be in that unit: 100,000 of a mortality per 100,000.
    year, numerator, denominator, value, lower, upper
        The figure that is judged, its counts and the limits of its interval.
    baseline_year, baseline
        What it is compared with.
    state : str
        `met`, `not_met`, `not_due`, `not_assessable`; of a place that is only compared `better`, `worse`.
    stands : str
        The state in the words of the pages, which say how sure it is.
    evidence, reason : str
        How sure the state is (`firm`, `uncertain`, `by_count`, `not_stated`), and why there is none.
    outlook : str
        What is to be expected at the deadline (`likely`, …, `unlikely`, `no_forecast`).
    probability, probability_level : float
        That the figure published for the deadline meets the target, and that the level behind it does.
    projected, projected_lower, projected_upper : float
        The figure that is foretold for the deadline, with its range at 80 per cent.
    required_change, recent_change : float
        What has to change each year from now on, and what has changed each year of late.
    failing_units : str
        Codes of the townships that miss what every township must reach.
    """

    id: str
    indicator: str
    clause: str
    sex: str
    residence: str
    age: str
    rule: str
    operator: str
    limit: float
    tolerance: float
    unit: str
    multiplier: float
    deadline: int | None
    year: int | None
    numerator: float
    denominator: float
    value: float
    lower: float
    upper: float
    baseline_year: int | None
    baseline: float
    state: str
    stands: str
    evidence: str
    reason: str
    outlook: str
    probability: float
    probability_level: float
    projected: float
    projected_lower: float
    projected_upper: float
    required_change: float
    recent_change: float
    failing_units: str
    words: Sentence = field(compare=False)

    def __repr__(self) -> str:
        return str(self.words)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The line as text and as HTML, with what it claims."""
        block = Text(self.words, role="target")
        rows = claimed((block,), f"target({self.id or self.indicator})")
        shown = {"text/plain": str(self.words), "text/html": html.of((block,))}
        return shown | {CLAIMED: json.dumps(rows, ensure_ascii=False)}

    def asked(self, history: pd.DataFrame) -> pd.DataFrame:
        """The target as `forecasting.probability` takes it, of its own series in a history.

        Parameters
        ----------
        history : pandas.DataFrame
            From `book.history`.

        Returns
        -------
        pandas.DataFrame
            `series, year, operator, target, tolerance`: one row; none where there is no number or no such series.
        """
        own = history["indicator"].eq(self.indicator)
        for name in BREAKDOWN:
            own &= history[name].eq(getattr(self, name))
        series = history.loc[own, "series"].drop_duplicates()
        given = {"year": self.deadline, "operator": self.operator, "target": self.limit}
        rows = pd.DataFrame({"series": series}).assign(**given, tolerance=self.tolerance)
        return rows.dropna(subset=["target"]).reset_index(drop=True)


def status(context: PageContext, word: str, codes: dict[str, str]) -> TargetStatus:
    """A target by its id, by the clause of the page that sets it, or by its indicator.

    Parameters
    ----------
    context : PageContext
        The page.
    word : str
        `women_health.O2.1`, `women_health.O2` or `O2`, or an indicator's id; of several deadlines of one indicator the
        step in force.
    codes : dict of str to str
        Breakdown that an indicator's target is set for, where it has several.

    Raises
    ------
    UsageError
        Where there is none of that name, or several, which are named.
    """
    known = context.judgement.rows("assessment", **_own_area(context, word))
    target, clause = known["target"], known["area"] + "." + known["clause"]
    if word in context.catalogue.by_target or clause.isin(_clauses(context, word)).any():
        rows = known[target.eq(word) | clause.isin(_clauses(context, word))]
    else:
        rows = _of_indicator(context, known, word, codes)
    if rows.empty:
        return _none(context, context.indicator(word).id, codes)
    if len(rows) > 1:
        found = "、".join(rows["target"])
        raise UsageError([Fault(f"target {word!r}", f"{len(rows)} of them: {found}", "the id of one")])
    return of_row(context, rows.iloc[0])


def _own_area(context: PageContext, word: str) -> dict[str, str]:
    """Whose rows of the assessment are read: the page's, those of the area that is named, or all."""
    if context.area in context.catalogue.areas:
        named = word.partition(".")[0]
        return {"area": named if named in context.catalogue.areas else context.area}
    return {}


def _clauses(context: PageContext, word: str) -> list[str]:
    return [word, f"{context.area}.{word}"]


def _of_indicator(
    context: PageContext, known: pd.DataFrame, word: str, codes: dict[str, str]
) -> pd.DataFrame:
    """Rows of an indicator's targets: those with a number before others, the total's before those of groups."""
    names = {*context.catalogue.indicators, *known["target"], *(known["area"] + "." + known["clause"])}
    try:
        id = context.indicator(word).id
    except CatalogueError:
        expected = "an indicator, a target or a clause of the page"
        raise UsageError([Fault("target", repr(word), expected, suggestion(word, names))]) from None
    rows = known[known["indicator"].eq(id)]
    for name, code in codes.items():
        rows = rows[rows[name].eq(code)]
    numeric = rows[rows["target_value"].notna()]
    rows = numeric if len(numeric) else rows
    total = rows[rows[BREAKDOWN].isin(["_T"]).all(axis=1)]
    rows = total if len(total) and not codes else rows
    return rows if len(rows[BREAKDOWN].drop_duplicates()) > 1 else _in_force(context, rows)


def _in_force(context: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    """Of the steps of one series the one that counts: the next that is due, or after all of them the last."""
    due = rows["target"].map(lambda name: context.catalogue.by_target[name].deadline)
    ahead = due[due >= context.parameters.year]
    step = ahead.min() if len(ahead) else due.max()
    return rows[due.eq(step)].head(1)


def of_row(context: PageContext, row: pd.Series) -> TargetStatus:
    """The object of a row of the assessment."""
    id = row["indicator"] if pd.notna(row["indicator"]) else ""
    area = context if context.area == row["area"] else context.of(row["area"])
    entry = context.catalogue.by_target[row["target"]]
    told: dict[str, Any] = {
        name: _plain(row[name]) for name in TargetStatus.__dataclass_fields__ if name in row.index
    }
    told |= {name: _whole(row[name]) for name in ("year", "baseline_year")}
    told |= {"id": row["target"], "indicator": id, "clause": f"{row['area']}.{row['clause']}"}
    told |= {"limit": float(row["target_value"]), "deadline": entry.deadline, "state": row["attainment"]}
    told["stands"] = str(_stands(area, row))
    told["multiplier"] = float(area.indicator(id).multiplier) if id else 1.0
    return TargetStatus(**told, words=_words(area, row))


def _plain(value: Any) -> Any:
    """A text or a number of a table's cell as Python's own."""
    if isinstance(value, str):
        return value
    return float("nan") if pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _stands(context: PageContext, row: pd.Series) -> Sentence:
    (stands,) = sentences((area_tables.attainment(row, context),))
    return stands


def _words(context: PageContext, row: pd.Series) -> Sentence:
    """The target in a line: what is asked, by when, the figure, and its state."""
    entry, asked = context.catalogue.by_target[row["target"]], demands.demand(row, context)
    due = say("（{deadline}年）", deadline=named(entry, "deadline"))
    stands = _stands(context, row)
    if not isinstance(row["indicator"], str) or not row["indicator"]:
        return say("{title}{due}：{stands}", title=named(entry, "title"), due=due, stands=stands)
    codes, entry_of = codes_of(row), context.indicator(row["indicator"])
    line = context.line(entry_of.id, **codes)
    judged = line[line["year"].eq(row["year"])]  # of an elected body the year of its election
    seen = say("没有数")
    if pd.notna(row["value"]) and len(judged):
        claim = series_claims.level(entry_of, judged.iloc[0], **codes)
        seen = claim.when + claim.figure(entry_of.decimals)
    name = figures.named_at(entry_of, **codes)
    return say(
        "{name}：{asked}{due}；{seen}；{stands}", name=name, asked=asked, due=due, seen=seen, stands=stands
    )


def _none(context: PageContext, id: str, codes: dict[str, str]) -> TargetStatus:
    """What stands for a target where the plan sets none: the indicator's figure, compared with nothing."""
    entry, reading = context.indicator(id), context.of_indicator(id).reading(id, **codes)
    seen = context.of_indicator(id).line(id, **reading.codes).tail(1)
    known: dict[str, Any] = dict.fromkeys(TEXTS, "") | dict.fromkeys(NUMBERS, float("nan")) | reading.codes
    for name in ("numerator", "denominator"):
        known[name] = float(seen[name].iloc[0]) if len(seen) else float("nan")
    known |= {"indicator": id, "unit": entry.unit, "multiplier": entry.multiplier, "deadline": None}
    known |= {"year": reading.year, "value": reading.value}
    known |= {"baseline_year": reading.base_year, "baseline": reading.base}
    return TargetStatus(
        **known, words=say("{name}：规划没有对它提出数值或方向要求", name=named(entry, "name"))
    )


TEXTS = (
    "id",
    "clause",
    "rule",
    "operator",
    "state",
    "stands",
    "evidence",
    "reason",
    "outlook",
    "failing_units",
)
NUMBERS = (
    *("limit", "tolerance", "lower", "upper", "probability", "probability_level"),
    *("projected", "projected_lower", "projected_upper", "required_change", "recent_change"),
)
