"""Summary of the year: ten sentences, changes since last year, figures of the places above, matters by unit."""

from collections.abc import Iterator
from typing import LiteralString

import pandas as pd

from planbook.core import labels
from planbook.document.claims import (
    NOTHING,
    Claim,
    Sentence,
    count,
    count_in_words,
    joined,
    named,
    none,
    say,
    told,
    word,
)
from planbook.document.lines import Line
from planbook.judge import improvement, warnings
from planbook.judge.page_context import BREAKDOWN, PageContext, codes_of
from planbook.text import sentences, series_claims
from planbook.text.outlook_sentences import breakdown_name, outlook_sentence, short_name
from planbook.text.warning_sentences import reason
from planbook.workbook import pieces, responsible_units, target_distances, warning_details
from planbook.workbook.pieces import Piece, bullets, fold, paragraph

MOST = 10
MOST_OF_A_KIND = 3
AGAIN = say(
    "上年的状态按目前掌握的数据和同一套办法重新判断，可能与当年公布的不同；例数太少、换一例就会改变的不列。"
)
SERIOUS = ("red", "orange")


def ten_things(context: PageContext) -> Piece:
    """Up to ten computed sentences: what was lost and won, what will hardly be reached, what swings, what is unknown."""
    kinds = _compared(context) if context.place.reference else _judged(context)
    said: list[Sentence] = []
    told: set[Sentence] = set()
    for title, found in kinds:
        known = [text for text in dict.fromkeys(found) if text and text not in told][:MOST_OF_A_KIND]
        told.update(known)
        said += [say("【{title}】{text}", title=title, text=text) for text in known]
    last = [said.pop()] if len(said) > MOST else []
    if said:
        return bullets([*said[: MOST - len(last)], *last])
    if context.judgement.rows("assessment")["value"].notna().any():
        return paragraph(say("没有可列的事项。"), "lacking")
    lacking = none("targets.with_figure") + say("{place}没有可用数据。", place=named(context.place, "name"))
    return paragraph(lacking, "lacking")


def _judged(context: PageContext) -> Iterator[tuple[Sentence, Iterator[Sentence]]]:
    rows = context.judgement.assessment
    numeric = rows[rows["target_value"].notna() & rows["value"].notna()]
    lost, won = _moved(context, numeric)
    hard = numeric[numeric["outlook"].eq("unlikely")].sort_values("probability")
    alerts = warnings.once(context.judgement.warnings)
    alerts = alerts[~alerts["indicator"].isin(hard["indicator"])]
    yield say("达标后回落"), (_of_area(context, row) for _, row in lost.iterrows())
    yield (
        word(labels.WARNING, "W1"),
        (outlook_sentence(_area(context, row), row) for _, row in hard.iterrows()),
    )
    for code in ("W7", "W8", "W3", "W5"):
        own = alerts[
            alerts["code"].eq(code) & alerts["level"].isin([*SERIOUS, *(["review"] if code == "W7" else [])])
        ]
        yield word(labels.WARNING, code), (_alert(context, row) for _, row in own.iterrows())
    yield say("新达到"), (_of_area(context, row) for _, row in won.iterrows())
    known = {*lost["target"], *won["target"], *hard["target"].head(MOST_OF_A_KIND)}
    rest = numeric[~numeric["target"].isin(known) & ~numeric["evidence"].eq("uncertain")]
    rest = rest.assign(far=target_distances.distance(rest))
    behind = rest[rest["attainment"].eq("not_met") & rest["rule"].ne("every_unit")].sort_values("far")
    ahead = improvement.gains(context, rest)
    yield say("离目标最远"), (_of_area(context, row) for _, row in behind.iterrows())
    yield say("进步最大"), (_of_area(context, row) for _, row in ahead.iterrows())
    yield say("没有数据"), iter([sentences.lacking_targets(context, rows)])


def _compared(context: PageContext) -> Iterator[tuple[Sentence, Iterator[Sentence]]]:
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["value"].notna()]
    far = rows.assign(far=target_distances.distance(rows)).sort_values("far")
    worse, better = far[far["attainment"].eq("worse")], far[far["attainment"].eq("better")]
    yield say("不及目标值"), (_of_area(context, row) for _, row in worse.iterrows())
    yield say("优于目标值"), (_of_area(context, row) for _, row in better.iloc[::-1].iterrows())
    deaths = ("maternal_mortality", "infant_mortality", "under_five_mortality")
    known = [id for id in deaths if len(context.main_line(id)[1])]
    yield say("死亡率"), (sentences.indicator_sentence(_whole(context, id), id) for id in known)
    yield say("没有数据"), iter([sentences.lacking_targets(context, context.judgement.assessment)])


def _area(context: PageContext, row: pd.Series) -> PageContext:
    return context.of(row["area"])


def _whole(context: PageContext, id: str) -> PageContext:
    return context.of(context.indicator(id).area)


def _of_area(context: PageContext, row: pd.Series) -> Sentence:
    return sentences.indicator_sentence(_area(context, row), row["indicator"], **codes_of(row))


def _alert(context: PageContext, row: pd.Series) -> Sentence:
    return say("{name}：{reason}。", name=breakdown_name(context, row), reason=reason(context, row))


def _moved(context: PageContext, numeric: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Targets met last year and not now, and met now and not last year; of both years only what is not by chance."""
    before = context.earlier.get(context.parameters.year - 1)
    if before is None:
        return numeric.iloc[:0], numeric.iloc[:0]
    known = before.assessment.set_index("target")
    last, now = numeric["target"].map(known["attainment"]), numeric["attainment"]
    unsure = numeric["evidence"].eq("uncertain") | numeric["target"].map(known["evidence"]).eq("uncertain")
    lost, won = last.eq("met") & now.eq("not_met"), last.eq("not_met") & now.eq("met")
    return numeric[lost & ~unsure], numeric[won & ~unsure]


def changes(context: PageContext) -> Piece:
    """Targets whose state changed since last year, and warnings that are new or gone."""
    before = context.earlier.get(context.parameters.year - 1)
    if context.place.reference or before is None:
        return paragraph(say("没有上年的判断可比。"), "lacking")
    rows = context.judgement.assessment
    numeric = rows[rows["target_value"].notna() & rows["value"].notna()]
    lost, won = _moved(context, numeric)
    beside = say("与{year}年相比", year=told("parameters.year_before", str(context.parameters.year - 1)))
    fell = count_in_words(len(lost), "targets.lost")
    body: list[list[Line]] = [
        ["新达到", _names(context, won, "targets.now.met")],
        ["达标后回落", fell + _names(context, lost, "targets.now.not_met")],
    ]
    if context.parameters.public:
        return pieces.table([beside, "指标"], body) + paragraph(AGAIN, "lacking")
    new, gone = (
        _apart(*pair)
        for pair in (
            (context.judgement.warnings, before.warnings),
            (before.warnings, context.judgement.warnings),
        )
    )
    gone = gone[~gone["indicator"].isin(context.judgement.warnings["indicator"])]
    reported = _reported(context, gone)
    body += [
        ["新提示的事项", _matters(context, new)],
        ["不再有任何提示的", _matters(context, gone[reported], now=False)],
        ["尚未报送，暂不能判断的", _matters(context, gone[~reported], now=False)],
    ]
    table = pieces.table([beside, "指标"], body)
    return table + paragraph(AGAIN, "lacking")


def _names(context: PageContext, rows: pd.DataFrame, of: LiteralString) -> Sentence:
    """Names of targets' indicators, with the claim of the state that each is in."""
    found: dict[str, Sentence] = {}
    for _, row in rows.iterrows():
        name = breakdown_name(context, row)
        claim = Claim(kind="count", indicator=row["indicator"], value=1.0, verdict=of, source=row["target"])
        found[str(name)] = found.get(str(name), name) + claim.at(codes_of(row)).silent()
    return joined(found.values(), "、") or say("没有")


def _apart(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Warnings of the first table that are not in the second."""
    keys = [pd.MultiIndex.from_frame(one[warnings.ONE]) for one in (own, other)]
    return warnings.once(own[~keys[0].isin(keys[1])])


def _reported(context: PageContext, rows: pd.DataFrame) -> pd.Series:
    """Whether each warning's series has a figure of the year: what has none is not cleared."""
    known = context.judgement.assessment
    known = known[known["value"].notna() & known["year"].eq(context.parameters.year)]
    series = [pd.MultiIndex.from_frame(one[["indicator", *BREAKDOWN]]) for one in (rows, known)]
    return pd.Series(series[0].isin(series[1]), index=rows.index)


def _matters(context: PageContext, rows: pd.DataFrame, *, now: bool = True) -> Sentence:
    """Warnings by name, with the claim that they stand this year or do not."""
    said = [
        warning_details.stands(row, "warnings.now", now=now)
        + say("{name}（{matter}）", name=short_name(context, row), matter=word(labels.WARNING, row["code"]))
        for _, row in rows.iterrows()
    ]
    return joined(said, "、") or say("没有")


def beside_parents(context: PageContext) -> Piece:
    """The numeric targets' figures beside those of the places above, folded; no ranking."""
    if not context.parents:
        return paragraph(none("parents.listed") + say("没有列出可以对照的上级地区。"), "lacking")
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["value"].notna()].drop_duplicates(
        ["indicator", *BREAKDOWN]
    )
    body = [line for line in (_beside(context, row) for _, row in rows.iterrows()) if line]
    if not body:
        return paragraph(say("上级地区没有同一指标的公布数。"), "lacking")
    header = ["指标", context.place.name, *context.parents]
    note = say("上级数字多来自全国监测或抽样调查，与本地部门统计口径不同，仅供参考，不作排名。")
    summary = say(
        "与{places}对照（{all}项）",
        places=joined((named(parent.place, "name") for parent in context.parents.values()), "、"),
        all=count(len(body), "series.beside_parents"),
    )
    table = pieces.table(header, body, numbers=range(1, len(header)))
    return paragraph(note, "lacking") + fold(summary, table)


def _beside(context: PageContext, row: pd.Series) -> list[Line]:
    """One indicator's figures here and above; empty where no place above has one."""
    entry, codes = context.indicator(row["indicator"]), codes_of(row)
    above = [parent.reading(entry.id, **codes) for parent in context.parents.values()]
    if all(one.year is None for one in above):
        return []
    shown = [
        say(labels.NO_FIGURE) if one.year is None else told("parents.figure", f"{one.text}（{one.year}年）")
        for one in above
    ]
    claim = series_claims.level(entry, row.rename({"target": "source"}), **codes)
    own = say("{figure}（{when}）", figure=claim.figure(entry.decimals), when=claim.when)
    return [breakdown_name(context, row), own, *shown]


def by_unit(context: PageContext) -> Piece:
    """Matters for attention by the unit that has to act, the gravest first."""
    rows = context.judgement.warnings
    if context.place.reference or rows.empty:
        nothing = none("warnings.listed") + say("本年没有需要提示的事项。")
        compared = sentences.only_compared() + say("只作对照，不作预警。")
        return paragraph(compared if context.place.reference else nothing, "lacking")
    answering = responsible_units.of(context, rows)
    units = rows.assign(unit=answering.names)
    units = units.drop_duplicates([*warnings.ONE, "unit"])
    body: list[list[Line]] = []
    for unit, own in sorted(units.groupby("unit", sort=False), key=lambda group: -len(group[1])):
        found, id = own["level"].value_counts(), context.responsible_id(own.iloc[0])
        levels = joined(
            (
                word(labels.WARNING_LEVEL, code) + count(found[code], f"warnings.of_unit.{code}", source=id)
                for code in labels.WARNING_LEVEL
                if code in found
            ),
            "，",
        )
        body.append(
            [str(unit), count(len(own), "warnings.of_unit", source=id), levels, _matters(context, own)]
        )
    table = pieces.table([answering.heading, "事项数", "级别", "事项"], body, numbers=(1,))
    twice = len(units) > len(warnings.once(rows))
    more = count_in_words(len(units) - len(warnings.once(rows)), "warnings.listed_twice")
    note = say("同一事项在两个规划中由不同单位负责的，各单位都列，合计多于事项数。")
    below = joined([note if twice else NOTHING, answering.basis])
    return table + paragraph(more + below if below else NOTHING, "lacking")
