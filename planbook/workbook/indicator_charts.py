"""Charts of a page: what is drawn, its alternative text, and a line for what has no figure."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd

from analysis import charts
from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.document.claims import NOTHING, Claim, Sentence, group, joined, named, say, told, word
from planbook.judge import few_events
from planbook.judge.page_context import PageContext, Reading
from planbook.judge.series_projections import RANGE
from planbook.render import states
from planbook.text import gap_sentences, outlook_sentences, sentences, series_claims
from planbook.workbook.pieces import Piece, paragraph, paragraphs, picture

LINE_NAME = "line"  # column that tells lines of one chart apart
WHOLE = "合计"
AHEAD = ["year", "value", "lower_80", "upper_80", "lower_95", "upper_95"]
AWAY = {">=": 1, ">": 1, "<=": -1, "<": -1}  # the side on which a figure falls short


def trend(context: PageContext, id: str, *, compare: bool = True) -> Piece:
    """One indicator over the years, beside the places it is compared with."""
    entry, (_, line) = context.indicator(id), context.main_line(id)
    if len(line) < 2:
        return _single(context, [id]) if len(line) else lacking(context, [id])
    lines, colours = {context.place.name: line}, {context.place.name: states.OWN}
    for name, other in _compared(context, id) if compare else ():
        lines[name], colours[name] = other, states.COMPARED
    title = _title(context, id)
    panel = _panel(context, id) | {"title": str(title)}
    panel |= {"table": together(lines), "by": LINE_NAME, "colours": colours}
    marks = _ahead_claims(context, {id: panel}) + _caption(context, entry, line)
    caption = [marks, *_ahead_marks([panel])]
    figure = partial(charts.trend, panel.pop("table"), **panel)
    return picture(
        figure,
        _alt(context, id) + _foretold(context, id),
        joined(caption, "；"),
        _row_of(context, id),
        title,
    )


def _compared(context: PageContext, id: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Lines of the places above: of the same breakdown, else their main line under its own; of counts none.

    How many there are in a whole country says nothing of a city, whose own line would lie flat beside it.
    """
    if context.indicator(id).statistic == "count":
        return
    codes = context.main_line(id)[0]
    for name, parent in context.parents.items():
        if len(same := parent.line(id, **codes)):
            yield name, same
        elif len(main := parent.main_line(id)[1]):
            yield f"{name}（{parent.reading(id).label or WHOLE}）", main


def together(lines: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Series as one table, each under its name in the column `LINE_NAME`, in the order given."""
    return pd.concat([line.assign(**{LINE_NAME: name}) for name, line in lines.items()], ignore_index=True)


def _row_of(context: PageContext, id: str) -> str:
    """Where on the page an indicator's figures stand; nowhere where the page does not list it."""
    return id if id in context.catalogue.area_indicators(context.area) else ""


def _ahead_claims(context: PageContext, panels: Mapping[str, dict]) -> Sentence:
    """The claims of how many years ahead are drawn of each indicator, and whether its way to the target is."""
    claims = [
        Claim(kind="count", indicator=id, value=float(many), verdict=of).at(context.main_line(id)[0]).silent()
        for id, panel in panels.items()
        for of, many in (
            ("marks.ahead", panel["ahead"]["value"].notna().sum()),
            ("marks.required", bool(panel.get("required"))),
        )
    ]
    return sum(claims, NOTHING)


def _ahead_marks(panels: Sequence[dict]) -> list[Sentence]:
    """What the marks of the years ahead mean, if any panel has them."""
    marks = [say("虚线和浅色带为预测及其可能范围")] if any(len(one["ahead"]) for one in panels) else []
    required = any(one.get("required") for one in panels)
    return marks + ([say("细点线为到期达到目标值所需的走势")] if required else [])


def _foretold(context: PageContext, id: str) -> Sentence:
    """The projection of the plan's last year, for the alternative text."""
    rows, entry = context.projection(id), context.indicator(id)
    if rows.empty:
        return NOTHING
    last, level = rows.iloc[-1], RANGE
    claim = Claim(
        kind="projection",
        indicator=entry.id,
        year=int(last["year"]),
        value=last["value"],
        lower=last[f"lower_{level}"],
        upper=last[f"upper_{level}"],
        level=level,
        unit=entry.unit,
    ).at(context.main_line(id)[0])
    return say(
        "按目前走势，{year}预计为{value}（{mostly}）。",
        year=claim.when,
        value=claim.figure(entry.decimals),
        mostly=outlook_sentences.mostly(claim, entry.decimals),
    )


def groups(context: PageContext, id: str, dimension: str) -> Piece:
    """One indicator by the groups of a dimension, over the years."""
    entry = context.indicator(id)
    codes = dict.fromkeys(known[dimension] for known in context.breakdowns(id) if known[dimension] != "_T")
    lines = {code: context.line(id, **{dimension: code}) for code in codes}
    lines = {code: line for code, line in lines.items() if len(line)}
    if not lines:
        return paragraph(sentences.no_groups(context, id, dimension), "lacking")
    if few_events.few(entry, sum(float(line["numerator"].iloc[-1]) for line in lines.values())):
        few = say(
            "{name}分{dimension}的例数太少，不逐年画图。",
            name=named(entry, "name"),
            dimension=word(labels.DIMENSION, dimension),
        )
        return paragraph(few, "lacking")
    colours: dict[Hashable, str] = {
        labels.group(dimension, code): states.GROUPS[code] for code in codes if code in states.GROUPS
    }
    title = say("{title}，按{by}", title=_title(context, id), by=word(labels.DIMENSION, dimension))
    figure = partial(
        charts.trend,
        together({labels.group(dimension, code): line for code, line in lines.items()}),
        by=LINE_NAME,
        title=str(title),
        base_year=context.place.baseline,
        colours=colours,
        decimals=entry.decimals,
    )
    last = [_last(entry, dimension, code, line) for code, line in lines.items()]
    alt = say(
        "折线图：{name}按{dimension}。{last}。",
        name=named(entry, "name"),
        dimension=word(labels.DIMENSION, dimension),
        last=joined(last, "，"),
    )
    return picture(figure, alt, data_at=_row_of(context, id), title=title)


def _last(entry: Indicator, dimension: str, code: str, line: pd.DataFrame) -> Sentence:
    """A group's last figure with its year."""
    claim = series_claims.level(entry, line.iloc[-1], **{dimension: code})
    return group(dimension, code) + claim.when + claim.figure(entry.decimals)


def multiples(context: PageContext, ids: Sequence[str]) -> Piece:
    """Small multiples of the indicators that have figures; the others are named below."""
    drawn = [id for id in ids if len(context.main_line(id)[1]) > 1]
    below = _single(context, ids) + lacking(context, [id for id in ids if context.main_line(id)[1].empty])
    if not drawn:
        return below
    if len(drawn) == 1:
        return trend(context, drawn[0]) + below
    panels = {id: _panel(context, id) for id in drawn}
    figure = partial(charts.multiples, list(panels.values()), columns=min(3, len(drawn)))
    alt = joined((_alt(context, id) + _foretold(context, id) for id in drawn), " ")
    marks = joined(_ahead_marks(list(panels.values())), "；")
    marks = _ahead_claims(context, panels) + marks if marks else marks
    title = joined((_panel_title(context, id) for id in drawn), "、")
    return picture(figure, alt, marks, _row_of(context, drawn[0]), title) + below


def gap(context: PageContext, ids: Sequence[str], dimension: str) -> Piece:
    """Two groups side by side, latest common year, each indicator on a line of its own."""
    table = context.judgement.rows("gaps", indicator=ids)
    table = table[table["dimension"].eq(dimension)].set_index("indicator", drop=False)
    known = [id for id in ids if context.indicator(id).id in table.index]
    said = [sentences.no_groups(context, id, dimension) for id in ids if id not in known]
    below = paragraph(joined(said), "lacking")
    if not known:
        return below
    rows = dict(table.iterrows())
    few = [id for id in known if gap_sentences.too_few(context, rows[id])]
    told = [gap_sentences.gap_sentence(context, id, rows[id]) for id in known if id not in few]
    cases = [gap_sentences.gap_sentence(context, id, rows[id]) for id in few]
    chart = dumbbell(context, table.loc[known].reset_index(drop=True))
    return chart + paragraph(joined(told)) + paragraph(joined(cases), "lacking") + below


def dumbbell(context: PageContext, gaps: pd.DataFrame) -> Piece:
    """Chart of two groups side by side; `gaps` are rows of one dimension, of which those of too few events are not drawn."""
    drawn = [not gap_sentences.too_few(context, row) for _, row in gaps.iterrows()]
    gaps = gaps[drawn]
    if gaps.empty:
        return Piece()
    rows = [_gap_row(context, row) for _, row in gaps.iterrows()]
    first = gaps.iloc[0]
    dimension, codes = first["dimension"], (first["group_1"], first["group_2"])
    names = (labels.group(dimension, codes[0]), labels.group(dimension, codes[1]))
    title = f"{labels.DIMENSION[dimension]}差距（各行按自身大小绘制）"
    colours = (states.GROUPS[codes[0]], states.GROUPS[codes[1]])
    figure = partial(charts.dumbbell, pd.DataFrame(rows), names=names, colours=colours, title=title)
    said = joined((_pair(context, row) for _, row in gaps.iterrows()), "；")
    alt = say("哑铃图：{said}。", said=said)
    return picture(figure, alt, data_at=_row_of(context, gaps["indicator"].iloc[0]))


def _pair(context: PageContext, row: pd.Series) -> Sentence:
    """Both groups of a row of gaps, with indicator and year."""
    entry = context.indicator(row["indicator"])
    return say(
        "{name}（{year}）{first}、{second}",
        name=named(entry, "short"),
        year=series_claims.group_level(entry, row, 1).when,
        first=gap_sentences.side(entry, row, 1),
        second=gap_sentences.side(entry, row, 2),
    )


def _gap_row(context: PageContext, row: pd.Series) -> dict:
    entry = context.indicator(row["indicator"])
    values = {f"value_{n}": row[f"value_{n}"] for n in (1, 2)}
    texts = {f"text_{n}": labels.figure(row[f"value_{n}"], entry.unit, entry.decimals) for n in (1, 2)}
    return {"label": f"{entry.short}（{row['year']}年）", **values, **texts}


def levels(context: PageContext, ids: Sequence[str], title: str) -> Piece:
    """Latest figures of indicators of one unit as bars, each with its target."""
    readings = {id: context.reading(id) for id in ids}
    known = {id: reading for id, reading in readings.items() if reading.year}
    without = [id for id in ids if id not in known]
    if not known:
        return lacking(context, without)
    rows, said = [], {id: _dated(context, reading) for id, reading in known.items()}
    for id, reading in known.items():
        target = context.target(id, reading.codes)
        rows.append(
            {
                "label": str(_short(reading)),
                "value": reading.value,
                "text": str(said[id]),
                "target": float("nan") if target is None else target["target_value"],
            }
        )
    figure = partial(charts.levels, pd.DataFrame(rows), title=title)
    alt = _bars(title, [_short(known[id]) + said[id] for id in known])
    return picture(figure, alt, data_at=_row_of(context, next(iter(known)))) + lacking(context, without)


def _short(reading: Reading) -> Sentence:
    """The short name of a figure's indicator with the breakdown that it is read at."""
    return sentences.short_at(reading.indicator, **reading.codes)


def _dated(context: PageContext, reading: Reading) -> Sentence:
    """A figure, and its year where that is not the page's."""
    late = say("（{year}）", year=sentences.level(reading).when)
    return sentences.figure(reading) + (NOTHING if reading.year == context.parameters.year else late)


def _bars(title: str, said: Sequence[Sentence]) -> Sentence:
    """The alternative text of bars under a notebook's title."""
    return say("条形图：{title}。{said}。", title=told("notebook", title), said=joined(said, "，"))


def _single(context: PageContext, ids: Sequence[str]) -> Piece:
    """A line for each indicator with one figure only: a chart would show no course."""
    known = [context.reading(id) for id in ids if len(context.main_line(id)[1]) == 1]
    return paragraphs(map(_only, known), "lacking")


def _only(reading: Reading) -> Sentence:
    """That a figure is the only one of its series."""
    return say(
        "{name}只有{year}一个数：{figure}。",
        name=sentences.name(reading),
        year=sentences.level(reading).when,
        figure=sentences.figure(reading),
    )


def lacking(context: PageContext, ids: Sequence[str]) -> Piece:
    """A line for each indicator without a figure, or without its cases: which it is, and where they would come from."""
    said = [
        sentences.no_counts(context, context.indicator(id))
        if len(context.main_line(id)[1])
        else sentences.missing_sentence(context, context.indicator(id))
        for id in ids
    ]
    return paragraphs(said, "lacking")


def _panel(context: PageContext, id: str) -> dict:
    entry, (codes, line) = context.indicator(id), context.main_line(id)
    target = context.target(id, codes)
    panel = {
        "table": line,
        "title": str(_panel_title(context, id)),
        "base_year": context.place.baseline,
        "decimals": entry.decimals,
        "ahead": context.projection(id)[AHEAD],
    }
    if target is None:
        return panel
    value = labels.target_value(target["target_value"], target["operator"], target["unit"])
    label = f"{context.catalogue.plan.city}目标{value}" if context.place.reference else f"目标{value}"
    goal = {"target": target["target_value"], "target_label": label}
    return panel | goal | {"required": _required(context, target, line)}


def _required(context: PageContext, target: pd.Series, line: pd.DataFrame) -> tuple[int, float] | None:
    """Deadline and value of a target that the last figure has not reached; none where it is only compared."""
    deadline, sign = context.catalogue.by_target[target["target"]].deadline, AWAY.get(target["operator"])
    last = line.iloc[-1]
    ahead = sign is not None and not context.place.reference and last["year"] < deadline
    left = sign * (target["target_value"] - last["value"]) if ahead else 0
    return (deadline, target["target_value"]) if left > 0 else None


def _panel_title(context: PageContext, id: str) -> Sentence:
    entry, (codes, _) = context.indicator(id), context.main_line(id)
    return say("{name}（{unit}）", name=sentences.short_at(entry, **codes), unit=named(entry, "unit"))


def _title(context: PageContext, id: str) -> Sentence:
    reading = context.reading(id)
    return say("{name}（{unit}）", name=sentences.name(reading), unit=named(reading.indicator, "unit"))


def _alt(context: PageContext, id: str) -> Sentence:
    return say("折线图：{said}", said=sentences.indicator_sentence(context, id))


def _caption(context: PageContext, entry: Indicator, line: pd.DataFrame) -> Sentence:
    marks = [word(labels.PERIOD, entry.period)]
    codes = context.main_line(entry.id)[0]
    drawn = {
        "marks.base": line["year"].eq(context.place.baseline),
        "marks.unsure": line["status"].isin(["P", "E"]),
        "marks.broken": line["status"].eq("B"),
    }
    claims = [
        Claim(kind="count", indicator=entry.id, value=float(rows.sum()), verdict=of).at(codes).silent()
        for of, rows in drawn.items()
    ]
    marks = [sum(claims, NOTHING) + marks[0]]
    marks += [say("空心菱形为基期")] if drawn["marks.base"].any() else []
    marks += [say("空心点为初步数或推定年份")] if drawn["marks.unsure"].any() else []
    marks += [say("竖虚线处口径中断")] if drawn["marks.broken"].any() else []
    return joined(
        [*marks, series_claims.suppressed(entry, context.suppressed(entry.id, **codes), **codes)], "；"
    )


def chain(context: PageContext, title: str, ids: Sequence[str]) -> Piece:
    """Counts of one year step after step, and the change of each since the base; no step holds the next."""
    readings = [context.reading(id) for id in ids]
    known = [one for one in readings if one.year == context.parameters.year]
    without = [one.indicator.id for one in readings if one.year is None]
    if not known:
        return multiples(context, ids)
    rows = pd.DataFrame([{"label": str(_short(one)), "value": one.value, "text": one.text} for one in known])
    alt = _bars(title, [_short(one) + sentences.figure(one) for one in known])
    return picture(partial(charts.levels, rows, title=title), alt) + lacking(context, without)
