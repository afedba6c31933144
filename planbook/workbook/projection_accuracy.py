"""How far to trust what is projected: projections held to what came, and warnings held to past targets."""

import pandas as pd

from analysis import charts
from analysis.forecasting import accuracy
from planbook.core import labels
from planbook.judge import readings, warnings
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, fold, paragraph, picture

ENOUGH = 20  # comparisons from which shares say something
ALIKE = 0.05  # of the error of no change within which two methods err alike
OURS = "planbook"
SHOWN_AHEAD = 3


def reliability(context: PageContext) -> Piece:
    """Projections of the page's own series as they would have been made earlier, beside what came."""
    own = context.judgement.rows("accuracy", indicator=context.indicator_ids)
    whole = context.area == WHOLE_YEAR
    said = paragraph(_held("全部" if whole else "本领域", own), "" if len(own) >= ENOUGH else "lacking")
    if not whole:
        said += paragraph("全部领域的检验见“需重点关注事项”一页。", "lacking")
    return said + (fold("逐项检验", _by_series(context, own)) if len(own) else Piece())


def _held(whose: str, rows: pd.DataFrame) -> str:
    if rows.empty:
        return f"{whose}没有一个序列够长（至少五个数），预测准不准目前还不能检验。"
    inside = rows["value"].between(rows["lower_95"], rows["upper_95"])
    series = rows.drop_duplicates(readings.SERIES)
    text = (
        f"{whose}有{len(series)}个序列可以检验：退回到一至五年前，只用当时已有的数预测，再与后来的实际数相比，"
        f"共{len(rows)}次，其中{int(inside.sum())}次（{labels.figure(100 * inside.mean(), '%')}）落在“多数情况”的范围内"
    )
    if len(rows) < ENOUGH:
        return f"{text}。次数太少，还说不清预测准不准。"
    scored = accuracy.scores(rows.assign(series=rows.groupby(readings.SERIES).ngroup()))
    return f"{text}；{_beside_no_change(scored['relative'].iloc[0])}。"


def _beside_no_change(relative: float) -> str:
    if pd.isna(relative):
        return "这些序列在此之前没有变化，误差无从比较"
    apart = labels.figure(100 * abs(1 - relative), "%", 0)
    if abs(1 - relative) < ALIKE:
        return "误差与“今后不变”的推算相当"
    return f"误差比“今后不变”的推算{'小' if relative < 1 else '大'}{apart}"


def _by_series(context: PageContext, rows: pd.DataFrame) -> Piece:
    body = []
    for key, own in rows.groupby(readings.SERIES, sort=False):
        entry, label = context.indicator(key[0]), labels.breakdown(*key[1:])
        unit = labels.POINTS.get(entry.unit, entry.unit)
        errors = [(own["value"] - own[name]).abs().median() for name in ("projected", "naive")]
        inside = own["value"].between(own["lower_95"], own["upper_95"]).sum()
        body.append(
            [
                f"{entry.name}（{label}）" if label else entry.name,
                str(len(own)),
                str(inside),
                *[labels.figure(error, unit, entry.decimals + 1) for error in errors],
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
    title = "同样多的虚惊下，后来未达到的目标有多少被提前提示（%）"
    figure = charts.by_lead(100 * lines, names=names, title=title)
    alt = f"折线图：{title}。" + _at(lines, names, SHOWN_AHEAD)
    said = paragraph(_how(whole)) + paragraph(_found(whole, lines, names), "conclusion")
    note = paragraph(_where_not(table), "lacking")
    return said + picture(figure, alt, _caption()) + note + fold("逐年逐类检验结果", _all(table, names))


def _how(whole: pd.DataFrame) -> str:
    most = int(whole["targets"].max())
    return (
        f"检验办法：取多国公开的妇女儿童指标年度序列（真实数据，不含本地），在过去年份按规划的方式设定{most:,}个八年期目标，"
        f"再退回到期前一至七年，只用当时已有的数判断哪些会落空，与后来的结果对照；其中"
        f"{labels.figure(100 * whole['missed'].iloc[0], '%', 0)}最终没有达到。各类指标用的参数都由其他类别的指标得出。"
    )


def _caption() -> str:
    """What the methods are compared at."""
    return "每种方法都取这样的提示界限：最终达到的目标中，有10%也曾被提示"


def _at(lines: pd.DataFrame, names: dict[str, str], ahead: int) -> str:
    row = 100 * lines.loc[ahead]
    parts = [f"{names[method]}找出{labels.figure(row[method], '%', 0)}" for method in names]
    return f"提前{ahead}年，{'，'.join(parts)}。"


def _found(whole: pd.DataFrame, lines: pd.DataFrame, names: dict[str, str]) -> str:
    lead = whole.drop_duplicates("method").set_index("method")["lead_time"]
    others = lead.drop(OURS)
    return (
        f"虚惊同为10%时，{_at(lines, names, SHOWN_AHEAD)}未达到的目标平均提前{labels.number(lead[OURS], 1)}年起一直得到提示，"
        f"其他方法为{labels.number(others.min(), 1)}～{labels.number(others.max(), 1)}年。"
    )


def _where_not(table: pd.DataFrame) -> str:
    """Where another method finds more of the later misses at the same false alarms."""
    keys = ["kind", "years_before"]
    ours = table[table["method"].eq(OURS)].set_index(keys)["hits_10"]
    ahead = table[table["hits_10"] > pd.MultiIndex.from_frame(table[keys]).map(ours)]
    if ahead.empty:
        return f"分{'、'.join(_kinds(table))}四类和各提前年限看，本册方法找出的都不少于其他方法。"
    said = [
        f"{labels.SERIES_KIND[row.kind]}提前{row.years_before}年不及{labels.METHOD[row.method]}"
        for row in ahead.itertuples()
    ]
    return f"不及其他方法之处：{'；'.join(said)}。"


def _kinds(table: pd.DataFrame) -> list[str]:
    return [labels.SERIES_KIND[kind] for kind in table["kind"].unique() if kind != "all"]


def _all(table: pd.DataFrame, names: dict[str, str]) -> Piece:
    body = []
    for (kind, years), rows in table.groupby(["kind", "years_before"], sort=False):
        each = rows.set_index("method")
        shares = [labels.number(100 * each.loc[method, "hits_10"], 0) for method in names]
        body.append(
            [labels.SERIES_KIND[kind], str(years), str(int(each["targets"].iloc[0])), *shares, *_own(each)]
        )
    header = ["类别", "提前年数", "目标数", *names.values(), "本册现行界限：找出", "同时的虚惊"]
    note = paragraph(f"数字为百分比。{_caption()}；最后两列为本册日常使用的界限。", "lacking")
    return note + pieces.table(header, body, numbers=range(1, len(header)))


def _own(each: pd.DataFrame) -> list[str]:
    return [labels.number(100 * each.loc[OURS, name], 0) for name in ("own_hits", "own_false")]
