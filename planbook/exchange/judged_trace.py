"""From a judgement back to the figures that made it: states, gaps, projections, probabilities, the composite index."""

from collections.abc import Iterator

import pandas as pd

from planbook import store
from planbook.contract import places
from planbook.core import labels
from planbook.core.errors import UsageError
from planbook.exchange import trace
from planbook.judge import kept_judgements
from planbook.judge.page_context import BREAKDOWN, PageContext, codes_of
from planbook.judge.place_year import PlaceYear
from planbook.workbook import derivations, plan_targets
from planbook.workbook.derivations import Figures

COMPOSITE = "composite"
CODES = [*BREAKDOWN, "unit_area"]


def all_lines(place: str, indicator: str, year: int) -> list[str]:
    """The figures of an indicator and year as `trace.lines` has them, then what was judged from them.

    Parameters
    ----------
    place, indicator, year
        As for `lines`.

    Raises
    ------
    UsageError
        When there is no such indicator, and neither a figure nor a projection of it for that year.
    """
    if indicator != COMPOSITE:
        indicator = places.plan_catalogue(place).indicator_id(indicator, error=UsageError)
    judged = lines(place, indicator, year)
    alone = indicator == COMPOSITE or not _has_figure(place, indicator, year)
    if not (judged and alone):
        return [*trace.lines(place, indicator, year), *judged]
    return [*judged, labels.SYNTHETIC] if places.read(place).synthetic else judged


def _has_figure(place: str, indicator: str, year: int) -> bool:
    rows = store.rows(place)
    return bool((rows["indicator"].eq(indicator) & rows["year"].eq(year)).any())


def lines(place: str, indicator: str, year: int) -> list[str]:
    """What was judged from an indicator's figures of a year, each with the figures and cells that it follows from.

    Parameters
    ----------
    place, indicator : str
        Folder of `data/raw`, and an indicator's id; `composite` for the composite index (实现程度).
    year : int
        The year that was judged; of a year that lies ahead, the projection for it from the newest judged year.

    Returns
    -------
    list of str
        A line each, what stands behind it indented below; none where no judgement of the year is in force.
    """
    asked = _judged(place, year)
    if asked is None:
        return []
    known = asked.catalogue
    if indicator == COMPOSITE:
        return list(_composite(PageContext(asked, next(iter(known.areas)))))
    if indicator not in known.indicators:
        return []
    area = known.indicators[indicator].area
    context = PageContext(asked, area)
    figures = Figures(context)
    if year > asked.year:
        return list(_projections(context, figures, indicator, year))
    return [
        *_states(context, figures, indicator),
        *_gaps(context, figures, indicator),
        *_projections(context, figures, indicator, known.plan.last_year),
    ]


def _judged(place: str, year: int) -> PlaceYear | None:
    """The year whose judgement is in force: that one, or the newest before it."""
    first = PlaceYear(place, year).catalogue.plan.first_year
    years = (PlaceYear(place, one) for one in range(year, first - 11, -1))
    return next((one for one in years if kept_judgements.in_force(one)), None)


def _behind(figures: Figures, claim: dict, kind: str) -> Iterator[str]:
    """Each figure that goes in, with its counts and its cell."""
    yield from (f"    {one}" for one in figures.behind(claim, kind))


def _states(context: PageContext, figures: Figures, id: str) -> Iterator[str]:
    """The states of the indicator's targets, and how sure they are."""
    rows = context.judgement.rows("assessment", indicator=id)
    for _, row in rows.iterrows():
        status = plan_targets.of_row(context, row)
        sure = labels.EVIDENCE.get(row["evidence"], "")
        yield f"判断 {row['target']}：{status}" + (f"；把握：{sure}" if sure else "")
        claim = {"indicator": id, **codes_of(row), "year": status.year, "against_year": status.baseline_year}
        yield f"  按规则 {row['rule']} 与目标值和基期比较："
        yield from _behind(figures, claim, "pair")
        if row["evidence"] in ("firm", "uncertain"):
            yield "  把握由这些年份的例数（或本年例数）算出的概率决定："
            yield from _behind(figures, claim, "window")


def _gaps(context: PageContext, figures: Figures, id: str) -> Iterator[str]:
    """The gaps between two groups, and what has become of them since the base."""
    rows = context.judgement.rows("gaps", indicator=id)
    for _, row in rows[rows["verdict"].ne("several")].iterrows():
        entry, dimension = context.indicator(id), row["dimension"]
        names = [labels.group(dimension, row[f"group_{n}"]) for n in (1, 2)]
        before = (
            ""
            if pd.isna(row["baseline_year"])
            else f"，{row['baseline_year']}年{row['baseline_difference']:.6g}"
        )
        verdict = labels.GAP.get(row["verdict"], row["verdict"])
        yield (
            f"差距 {entry.name} {names[0]}减{names[1]}：{row['year']}年{row['difference']:.6g}{entry.unit}{before}；{verdict}"
        )
        yield f"  方法：{derivations.METHODS['gap'].name}"
        for n in (1, 2):
            claim = {"indicator": id, dimension: row[f"group_{n}"]}
            years = {"year": row["year"], "against_year": row["baseline_year"]}
            yield from _behind(figures, claim | years, "pair")


def _projections(context: PageContext, figures: Figures, id: str, year: int) -> Iterator[str]:
    """Projections for a year, the probabilities read from them, and the history that they are made from."""
    rows = context.judgement.rows("projections", indicator=id)
    asked = context.judgement.rows("assessment", indicator=id).dropna(subset=["probability"])
    entry = context.indicator(id)
    for _, row in rows[rows["year"].eq(year) & rows["value"].notna()].iterrows():
        group = labels.breakdown(*codes_of(row).values())
        limits = f"{_short(row['lower_80'])}～{_short(row['upper_80'])}"
        yield f"预测 {entry.name}{group} {year}年：{_short(row['value'])}{entry.unit}（80%范围{limits}）"
        own = asked[asked[BREAKDOWN].eq(pd.Series(codes_of(row))).all(axis=1)]
        for _, target in own.iterrows():
            yield (
                f"  达到目标 {target['target']} 的概率：公布数{target['probability']:.3f}，真实水平{target['probability_level']:.3f}"
            )
        yield f"  方法：{derivations.METHODS['projection'].name}；由下面的数推算："
        yield from _behind(figures, {"indicator": id, **codes_of(row)}, "history")


def _short(value: float) -> str:
    """A number to six digits; what is nought but for the last bits is 0."""
    return f"{round(value, 10):.6g}"


def _composite(context: PageContext) -> Iterator[str]:
    """The composite index of each plan, down to the share that each target has attained and its figure."""
    judged = context.judgement
    shares = judged.reference_methods.dropna(subset=["attained"])[["target", "attained"]]
    rows = judged.assessment.merge(shares, on="target")
    titles = context.catalogue.plan.titles
    for _, whole in judged.index.iterrows():
        yield f"实现程度 {titles[whole['plan']].short}：{whole['index']:.2f}（各领域平均值的平均，{whole['targets']}项目标）"
        for area, own in rows[rows["plan"].eq(whole["plan"])].groupby("area", sort=False):
            yield f"  {context.catalogue.areas[str(area)].title}：{own['attained'].mean():.4g}"
            other = Figures(context.of(str(area)))
            for _, row in own.iterrows():
                claim = {"indicator": row["indicator"], **codes_of(row), "year": row["year"]}
                cells = "；".join(map(str, other.behind(claim, "year")))
                yield f"    {row['target']} {row['attained']:.4g}：{cells}"
