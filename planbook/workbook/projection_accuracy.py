"""How far to trust what is projected: projections held to what came, and warnings held to past targets."""

from functools import partial

import pandas as pd

from analysis import charts
from analysis.forecasting import accuracy
from planbook.core import labels
from planbook.document.claims import Claim, Sentence, constant, count, joined, none, say, share, word
from planbook.document.lines import Line
from planbook.judge import readings, warnings
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, fold, paragraph, picture

ENOUGH = 20  # comparisons from which shares say something
ALIKE = 0.05  # of the error of no change within which two methods err alike
OURS = "planbook"
SHOWN_AHEAD = 3
FALSE_ALARMS = 10  # per cent of the targets met that every method may have warned of
TITLE = say("同样多的虚惊下，后来未达到的目标有多少被提前提示（%）")


def reliability(context: PageContext) -> Piece:
    """Projections of the page's own series as they would have been made earlier, beside what came."""
    own = context.judgement.rows("accuracy", indicator=context.indicator_ids)
    whole = context.area == WHOLE_YEAR
    whose = say("全部") if whole else say("本领域")
    said = paragraph(_held(whose, own), "" if len(own) >= ENOUGH else "lacking")
    if not whole:
        said += paragraph(say("全部领域的检验见“需重点关注事项”一页。"), "lacking")
    return said + (fold(say("逐项检验"), _by_series(context, own)) if len(own) else Piece())


def _held(whose: Sentence, rows: pd.DataFrame) -> Sentence:
    """How often what came lay in the range projected for it, and how far off the projections were."""
    if rows.empty:
        nothing = none("past_projections.made")
        return nothing + say("{whose}没有一个序列够长（至少五个数），预测准不准目前还不能检验。", whose=whose)
    inside = int(rows["value"].between(rows["lower_80"], rows["upper_80"]).sum())
    text = say(
        "{whose}有{series}个序列可以检验：退回到一至五年前，只用当时已有的数预测，再与后来的实际数相比，"
        "共{times}次，其中{inside}次（{part}）落在“多数情况”的范围内",
        whose=whose,
        series=count(len(rows.drop_duplicates(readings.SERIES)), "past_projections.series"),
        times=Claim(kind="count", value=len(rows), verdict="past_projections.made").plain(),
        inside=Claim(kind="count", value=inside, verdict="past_projections.inside").plain(),
        part=share(inside, len(rows), "past_projections.inside_share"),
    )
    if len(rows) < ENOUGH:
        return say("{text}。次数太少，还说不清预测准不准。", text=text)
    scored = accuracy.scores(rows.assign(series=rows.groupby(readings.SERIES).ngroup()))
    return say("{text}；{errors}。", text=text, errors=_beside_no_change(scored["relative"].iloc[0]))


def _beside_no_change(relative: float) -> Sentence:
    """Errors beside those of no change, which are 1."""
    if pd.isna(relative):
        return say("这些序列在此之前没有变化，误差无从比较")
    apart = Claim(
        kind="level", value=100 * (relative - 1), unit="%", verdict="past_projections.relative_error"
    )
    if abs(1 - relative) < ALIKE:
        return apart.silent() + say("误差与“今后不变”的推算相当")
    way = say("小") if relative < 1 else say("大")
    return say("误差比“今后不变”的推算{way}{apart}", way=way, apart=apart.size(0))


def _by_series(context: PageContext, rows: pd.DataFrame) -> Piece:
    body = []
    for key, own in rows.groupby(readings.SERIES, sort=False):
        entry, label = context.indicator(str(key[0])), labels.breakdown(*map(str, key[1:]))
        unit = labels.POINTS.get(entry.unit, entry.unit)
        errors = [(own["value"] - own[name]).abs().median() for name in ("projected", "naive")]
        finer = entry.decimals + (entry.statistic != "count")  # of counts there is no half
        inside = own["value"].between(own["lower_80"], own["upper_80"]).sum()
        body.append(
            [
                f"{entry.name}（{label}）" if label else entry.name,
                str(len(own)),
                str(inside),
                *[labels.figure(error, unit, finer) for error in errors],
            ]
        )
    header = ["指标", "检验次数", "落在范围内", "误差（中位）", "按不变推算的误差"]
    return pieces.table(header, body, numbers=range(1, len(header)))


def backtest() -> Piece:
    """How early and how often warnings would have told misses of past targets, beside other methods."""
    table = warnings.backtest()
    whole = table[table["kind"].eq("all")].sort_values("years_before")
    names = {method: labels.METHOD[method] for method in whole["method"].unique()}
    lines = whole.pivot_table(index="years_before", columns="method", values="hits_10")[list(names)]
    figure = partial(charts.by_lead, 100 * lines, names=names, title=str(TITLE))
    alt = say("折线图：{title}。{found}", title=TITLE, found=_at(lines))
    said = paragraph(_how(whole)) + paragraph(_found(whole, lines), "conclusion")
    note = paragraph(_where_not(table), "lacking")
    return said + picture(figure, alt, _caption()) + note + fold(say("逐年逐类检验结果"), _all(table, names))


def _how(whole: pd.DataFrame) -> Sentence:
    """What past targets the methods were tried on."""
    return say(
        "检验办法：取多国公开的妇女儿童指标年度序列（真实数据，不含本地），在过去年份按规划的方式设定{most}个八年期目标，"
        "再退回到期前一至七年，只用当时已有的数判断哪些会落空，与后来的结果对照；其中"
        "{missed}最终没有达到。各类指标用的参数都由其他类别的指标得出。",
        most=count(whole["targets"].max(), "past_targets.asked"),
        missed=share(whole["missed"].iloc[0], 1, "past_targets.missed_share", 0),
    )


def _caption() -> Sentence:
    """What the methods are compared at."""
    return say("每种方法都取这样的提示界限：最终达到的目标中，有{alarms}也曾被提示", alarms=_false_alarms())


def _false_alarms() -> Sentence:
    return constant("projection_accuracy.FALSE_ALARMS", FALSE_ALARMS, "%")


def _at(lines: pd.DataFrame) -> Sentence:
    """What each method finds some years ahead."""
    hits = lines.loc[[SHOWN_AHEAD]].to_dict("records")[0]
    found = {
        str(method): _claim("hits", 100 * value, "%", f"all:{SHOWN_AHEAD}:{method}").figure(0)
        for method, value in hits.items()
    }
    return say(
        "提前{ahead}年，{found}。",
        ahead=constant("projection_accuracy.SHOWN_AHEAD", SHOWN_AHEAD),
        found=joined(
            (
                say("{method}找出{part}", method=word(labels.METHOD, method), part=part)
                for method, part in found.items()
            ),
            "，",
        ),
    )


def _claim(of: str, value: float, unit: str, source: str) -> Claim:
    """The claim of a number of the shipped backtest; `source` tells its row by kind, years before and method."""
    return Claim(kind="level", value=value, unit=unit, verdict=f"backtest.{of}", source=source)


def _found(whole: pd.DataFrame, lines: pd.DataFrame) -> Sentence:
    """How many of the later misses are found some years ahead, and how early they are told for good."""
    lead = whole.drop_duplicates("method").set_index("method")["lead_time"]
    others = lead.drop(OURS)
    early = {
        "own": (lead[OURS], OURS),
        "least": (others.min(), others.idxmin()),
        "most": (others.max(), others.idxmax()),
    }
    return say(
        "虚惊同为{alarms}时，{found}未达到的目标平均提前{own}年起一直得到提示，其他方法为{least}～{most}年。",
        alarms=_false_alarms(),
        found=_at(lines),
        **{
            name: _claim("lead_time", years, "年", f"all::{method}").number(1)
            for name, (years, method) in early.items()
        },
    )


def _where_not(table: pd.DataFrame) -> Sentence:
    """Where another method finds more of the later misses at the same false alarms."""
    keys = ["kind", "years_before"]
    ours = table[table["method"].eq(OURS)].set_index(keys)["hits_10"].to_dict()
    found = [ours.get(key, float("nan")) for key in table[keys].itertuples(index=False, name=None)]
    ahead = table[table["hits_10"] > pd.Series(found, table.index, float)]
    if ahead.empty:
        kinds = joined(
            (word(labels.SERIES_KIND, kind) for kind in table["kind"].unique() if kind != "all"), "、"
        )
        return say("分{kinds}四类和各提前年限看，本册方法找出的都不少于其他方法。", kinds=kinds)
    said = joined((_ahead(row) for row in ahead.to_dict("records")), "；")
    return say("不及其他方法之处：{said}。", said=said)


def _ahead(row: dict) -> Sentence:
    """That another method finds more some years ahead."""
    kind, years, method = row["kind"], row["years_before"], row["method"]
    return say(
        "{kind}提前{years}年不及{method}",
        kind=word(labels.SERIES_KIND, kind),
        years=_claim("fewer_hits", years, "年", f"{kind}:{years}:{method}").number(),
        method=word(labels.METHOD, method),
    )


def _all(table: pd.DataFrame, names: dict[str, str]) -> Piece:
    body: list[list[Line]] = []
    for (kind, years), rows in table.groupby(["kind", "years_before"], sort=False):
        each = rows.set_index("method")
        shares = [
            _claim("hits", 100 * each["hits_10"][method], "%", f"{kind}:{years}:{method}").number()
            for method in names
        ]
        body.append(
            [
                labels.SERIES_KIND[str(kind)],
                str(years),
                str(int(each["targets"].iloc[0])),
                *shares,
                *_own(each, f"{kind}:{years}:{OURS}"),
            ]
        )
    header = ["类别", "提前年数", "目标数", *names.values(), "本册现行界限：找出", "同时的虚惊"]
    note = say("数字为百分比。{caption}；最后两列为本册日常使用的界限。", caption=_caption())
    return paragraph(note, "lacking") + pieces.table(header, body, numbers=range(1, len(header)))


def _own(each: pd.DataFrame, source: str) -> list[Sentence]:
    """What is found, and warned of falsely, at the bounds that are in use."""
    return [_claim(name, 100 * each[name][OURS], "%", source).number() for name in ("own_hits", "own_false")]
