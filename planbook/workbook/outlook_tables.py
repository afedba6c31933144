"""What lies ahead: outlook, projections, and how other methods would call the same figures."""

from collections.abc import Hashable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from planbook.core import labels
from planbook.document.claims import (
    NOTHING,
    Claim,
    Sentence,
    constant,
    count,
    count_in_words,
    none,
    say,
    told,
)
from planbook.document.lines import Line
from planbook.judge import readings, series_projections
from planbook.judge.page_context import PageContext, codes_of
from planbook.text import demands, series_claims
from planbook.text.outlook_sentences import breakdown_name, odds, outlook_sentence
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, bullets, fold, paragraph

PUBLISHED = say(
    "多数情况指将来一年公布数五次中约四次所在的范围，含这一年的偶然。能否达到按公布数判断，例数少的按背后的真实水平；"
    "两种概率和各自的范围列在折叠表中。"
)
ASSUMED = say("未来的分母（如活产数）是假定：按近五年平均每年的变化延续一半。")


def outlook(context: PageContext) -> Piece:
    """Projected figures of the area's targets in sentences; their probabilities stand in a fold."""
    known = context.targets["projected"].notna()
    ahead = [
        context.catalogue.by_target[id].deadline > context.parameters.year for id in context.targets["target"]
    ]
    rows = context.targets[known & np.array(ahead, bool)]
    if rows.empty:
        return paragraph(_no_outlook(context), "lacking") + every_series(context)
    said = bullets([outlook_sentence(context, row) for _, row in rows.iterrows()])
    if rows["denominator"].notna().any():
        said += paragraph(ASSUMED + PUBLISHED, "lacking")
    if context.place.reference:
        return said + every_series(context)
    body: list[list[Line]] = [
        [
            breakdown_name(context, row),
            demands.demand(row, context),
            *_chances(context, row),
        ]
        for _, row in rows.iterrows()
    ]
    header: list[str | Sentence] = [
        "指标",
        "要求",
        "公布数到期达到的概率",
        "真实水平到期达到的概率",
        say("公布数的范围（{level}）", level=_level(95)),
        say("真实水平的范围（{level}）", level=_level(80)),
    ]
    table = pieces.table(header, body, numbers=range(2, 6))
    return said + fold(say("预测的依据：概率"), table) + every_series(context)


def _chances(context: PageContext, row: pd.Series) -> list[Line]:
    """The two probabilities of a target, each with its range: of the figure published, and of the level behind it."""
    entry = context.indicator(row["indicator"])
    rows = context.judgement.rows("projections", indicator=entry.id)
    deadline = context.catalogue.by_target[row["target"]].deadline
    then = rows[rows["year"].eq(deadline)].to_dict("records")
    (ahead,) = (one for one in then if all(one[name] == row[name] for name in readings.SERIES))
    published = _ahead(context, row, ahead, 95)
    behind = replace(
        published,
        lower=ahead["true_lower_80"],
        upper=ahead["true_upper_80"],
        level=80,
        verdict="level_behind",
    )
    likely = [_odds(row, name) for name in ("probability", "probability_level")]
    return [*likely, *(one.range(entry.decimals) for one in (published, behind))]


def _level(level: int) -> Sentence:
    return constant("series_projections.LEVELS", level, "%")


def _odds(row: pd.Series, name: str) -> Sentence:
    """A probability of a target, in per cent."""
    claim = Claim(
        kind="projection", indicator=row["indicator"], value=100 * row[name], unit="%", verdict=name
    )
    return odds(replace(claim, source=row["target"]).at(codes_of(row)))


def _ahead(context: PageContext, series: pd.Series, ahead: Mapping[Hashable, float], level: int) -> Claim:
    """The claim of a series' figure in a year ahead, with its range at a level."""
    return Claim(
        kind="projection",
        indicator=series["indicator"],
        year=int(ahead["year"]),
        value=ahead["value"],
        lower=ahead[f"lower_{level}"],
        upper=ahead[f"upper_{level}"],
        level=level,
        unit=context.indicator(series["indicator"]).unit,
    ).at(codes_of(series))


def _no_outlook(context: PageContext) -> Sentence:
    """Why nothing is said of the deadline."""
    if context.targets["target_value"].isna().all():
        asked = none("numeric_targets.asked", source=context.area)
        return asked + say("本领域没有数值目标，不判断到期能否达到；各指标按目前走势的预测列在下面。")
    ahead = none("targets.projected", source=context.area)
    return ahead + say("本领域有数值目标的指标有数年份不足或已到期，不判断到期能否达到。")


def every_series(context: PageContext) -> Piece:
    """Projection of every series of the area for the last year that is looked ahead to, in a folded table."""
    rows = context.judgement.rows("projections", indicator=context.indicator_ids)
    year = context.ahead_to
    rows = rows[rows["value"].notna() & rows["year"].eq(year)]
    rows = rows[[not context.indicator(id).only_pooled for id in rows["indicator"]]]
    if rows.empty:
        return Piece()
    body = [_projected(context, row) for _, row in rows.iterrows()]
    header: list[str | Sentence] = [
        "指标",
        "最近一次",
        say("{year}年预计", year=told("projections.year", str(year))),
        *(say("多数情况（{level}）", level=_level(level)) for level in series_projections.LEVELS),
    ]
    note = say("有四年以上数字且口径未中断的序列都列出；只在换届时变化的指标不作预测。")
    return fold(
        say(
            "本领域全部预测（{series}个序列）",
            series=count(len(body), "projections.series", source=context.area),
        ),
        paragraph(note, "lacking") + pieces.table(header, body, numbers=range(1, 5)),
    )


def _projected(context: PageContext, row: pd.Series) -> list[Line]:
    entry, last = (
        context.indicator(row["indicator"]),
        context.line(row["indicator"], **codes_of(row)).iloc[-1],
    )
    claims = [_ahead(context, row, row.to_dict(), level) for level in series_projections.LEVELS]
    figures = [claims[0].figure(entry.decimals), *(one.range(entry.decimals) for one in claims)]
    claim = series_claims.level(entry, last, **codes_of(row))
    newest = say("{figure}（{when}）", figure=claim.figure(entry.decimals), when=claim.when)
    return [breakdown_name(context, row), newest, *figures]


def other_methods(context: PageContext) -> Piece:
    """The same figures by the methods of other systems, folded: for comparison, blank where meaningless."""
    methods = context.judgement.rows("reference_methods", target=context.targets["target"])
    rows = context.targets.merge(methods, on="target")
    if rows.empty:
        return Piece()
    body: list[list[Line]] = [
        [
            breakdown_name(context, row),
            labels.number(row["ratio"], 2),
            labels.number(row["unsd_score"], 0),
            labels.number(row["current_status_index"], 1),
            labels.number(row["anticipated_index"], 0),
            labels.number(row["healthy_people"], 0),
            labels.number(row["attained"], 1),
        ]
        for _, row in rows.iterrows()
    ]
    header = [
        "指标",
        "实际与所需增速之比",
        "联合国进展图得分",
        "亚太经社会现状指数",
        "预期进展指数（%）",
        "已完成目标变化（%）",
        "实现程度（%）",
    ]
    note = say("这些方法不考虑偶然波动，只供比对，不作判断依据；基数为零、例数不足或基期已达到时留空。")
    return fold(
        say("其他方法怎么说（仅供比对）"),
        paragraph(note, "lacking") + pieces.table(header, body, numbers=range(1, 7)),
    )


def composite(context: PageContext) -> Piece:
    """实现程度 of each plan beside its distribution and what its weights do to it, folded."""
    rows = context.judgement.index
    if rows.empty:
        return paragraph(none("index.listed") + say("没有可以合成的目标，不计算综合指数。"), "lacking")
    body: list[list[Line]] = [
        [
            context.catalogue.plan.titles[row["plan"]].short,
            str(row["targets"]),
            labels.number(row["index"], 1),
            labels.number(row["by_target"], 1),
            f"{labels.number(row['lowest'], 1)}～{labels.number(row['highest'], 1)}",
            labels.number(row["minimum"], 1),
            labels.number(row["quartile_1"], 1),
            labels.number(row["median"], 1),
        ]
        for row in rows.to_dict("records")
    ]
    header = ["规划", "目标数", "综合指数", "各目标等权", "去掉任一领域", "最低一项", "四分之一位", "中位"]
    note = say("综合指数没有统一公式，平均数会掩盖最低的几项，须与分布和权重变化同看，不作排名。")
    asked = context.judgement.rows("assessment")
    known = asked["target_value"].notna() & asked["value"].notna()
    apart = int(known.sum() - rows["targets"].sum())
    fewer = count_in_words(apart, "index.left_out")
    left_out = say("“左右”的要求和本年为零的越低越好的指标算不出实现程度，目标数因此少于有数据的数值目标。")
    return fold(
        say("综合指数及其分布"),
        paragraph(fewer + note + (left_out if apart > 0 else NOTHING), "lacking")
        + pieces.table(header, body, numbers=range(1, 8)),
    )
