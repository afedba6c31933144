"""Computed sentences, in the ways official monitoring reports say things."""

import math

import pandas as pd

from analysis import rounding
from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.judge.page_context import BREAKDOWN, PageContext, Reading

COUNTED = ("人", "例", "起", "件", "个", "所", "张", "户", "对", "人次", "次", "千人")
HIGH_LEVEL = 99.0
FEW = 4  # names that a sentence lists before it counts
CHANCE = "在偶然波动范围内"


def change(indicator: Indicator, now: float, before: float) -> str:
    """A change in words: relative for rates and counts, in points for shares.

    Returns an empty text where one of the figures is missing.
    """
    if math.isnan(now) or math.isnan(before):
        return ""
    if rounding.half_up(now, indicator.decimals) == rounding.half_up(before, indicator.decimals):
        return "持平"
    rose = now > before
    if indicator.unit in labels.POINTS:
        size = labels.number(abs(now - before), max(indicator.decimals, 1)) + labels.POINTS[indicator.unit]
        return f"{'提高' if rose else '降低'}{size}"
    if indicator.unit in COUNTED or indicator.unit.startswith("1/"):
        return _relative_change(indicator, now, before)
    size = labels.figure(abs(now - before), indicator.unit, max(indicator.decimals, 1))
    return f"{'增加' if rose else '减少'}{size}"


def _relative_change(indicator: Indicator, now: float, before: float) -> str:
    up, down = ("增加", "减少") if indicator.unit in COUNTED else ("上升", "降低")
    verb = up if now > before else down
    if before == 0:
        return f"{verb}{labels.figure(abs(now - before), indicator.unit, indicator.decimals)}"
    return f"{verb}{labels.number(abs(now / before - 1) * 100)}%"


def indicator_sentence(context: PageContext, id: str, **codes: str) -> str:
    """What an indicator's latest figure is, how it changed, how its groups stand, and the target."""
    reading = context.reading(id, **codes)
    if reading.year is None:
        return missing_sentence(context, reading.indicator)
    when = (
        f"{reading.year}年"
        if reading.year == context.parameters.year
        else f"{reading.year}年（最近有数年份）"
    )
    parts = [f"{when}，{name(reading)}为{reading.text}", *_changes(context, reading)]
    text = "，".join(parts) + _groups(context, id, reading)
    return f"{text}。{target_sentence(context, reading)}"


def name(reading: Reading) -> str:
    """An indicator's name with the breakdown it is read at."""
    return f"{reading.indicator.name}（{reading.label}）" if reading.label else reading.indicator.name


def _changes(context: PageContext, reading: Reading) -> list[str]:
    parts = []
    line = context.line(reading.indicator.id, **reading.codes)["value"]
    if reading.indicator.unit == "%" and len(line) >= 3 and line.tail(3).min() >= HIGH_LEVEL:
        return ["继续保持在99%以上"]
    if said := since(reading, "previous"):
        parts.append(compared("上年", said))
    if reading.base_year not in (None, reading.year - 1):
        parts.append(compared(f"{reading.base_year}年", since(reading, "base")))
    return parts


def since(reading: Reading, before: str) -> str:
    """The change since the year before (`previous`) or the base (`base`); chance is called chance."""
    said = change(reading.indicator, reading.value, getattr(reading, before))
    return CHANCE if said and getattr(reading, f"{before}_chance") else said


def compared(year: str, said: str) -> str:
    """A change with the year it is counted from: 比上年提高…, 与上年持平, 与上年的差别在偶然波动范围内."""
    if said == CHANCE:
        return f"与{year}的差别{CHANCE}"
    return f"{'与' if said == '持平' else '比'}{year}{said}"


def _groups(context: PageContext, id: str, whole: Reading) -> str:
    if whole.label:
        return ""
    found = [context.reading(id, residence=code) for code in ("U", "R")]
    found += [context.reading(id, sex=code) for code in ("F", "M")]
    same = [reading for reading in found if reading.year == whole.year]
    said = "，".join(f"{reading.label}{reading.text}" for reading in same)
    return f"；其中，{said}" if said else ""


def target_sentence(context: PageContext, reading: Reading) -> str:
    """How the figure stands to the target value; a reference place is only compared."""
    target = context.target(reading.indicator.id, reading.codes)
    if target is None or pd.isna(target["value"]):
        return ""
    value = labels.target_value(target["target_value"], target["operator"], target["unit"])
    if context.place.reference:
        word = labels.comparison(target["value"], target["target_value"])
        bare = labels.plain(target["target_value"]) + target["unit"].removeprefix("1")
        return f"{word}{context.reference_target}{bare}。"
    return f"目标值{value}，{verdict(target, context)}。"


def verdict(target: pd.Series, context: PageContext) -> str:
    """Word of a target's attainment with its evidence and, where not met, the distance left."""
    year, deadline = context.parameters.year, context.catalogue.by_target[target["target"]].deadline
    word = labels.attainment(target["attainment"], year, deadline)
    if target["attainment"] == "met":
        return "已达到（尚不稳固）" if target["evidence"] == "uncertain" else word
    if target["attainment"] == "not_met" and pd.notna(target["target_value"]):
        unsure = "，尚难断定" if target["evidence"] == "uncertain" else ""
        if target["rule"] == "every_unit":
            behind = len(labels.listed(target["failing_units"]))  # the public edition names none
            return f"{word}（{f'{behind}个' if behind else '有'}乡镇（街道）没有达到{unsure}）"
        short = abs(target["value"] - target["target_value"])
        entry = context.indicator(target["indicator"])
        left = labels.figure(short, labels.POINTS.get(entry.unit, entry.unit), max(entry.decimals, 1))
        return f"{word}（距目标差{left}{unsure}）"
    if target["reason"] == "no_baseline" and pd.notna(target["baseline"]):
        return f"{word}（基期以后还没有新的数）"
    if target["attainment"] in ("not_assessable", "not_due") and target["reason"]:
        return f"{word}（{labels.REASON[target['reason']]}）"
    return word


def no_figure(context: PageContext, id: str) -> str:
    """Why an indicator has no figure, in a word: not published, not shown, none."""
    if context.suppressed_groups(id):
        return labels.REASON["suppressed"]
    return "未见公布" if context.place.reference else "暂无数据"


def no_groups(context: PageContext, id: str, dimension: str) -> str:
    """That an indicator has no figures of a dimension's groups, or that these are not shown."""
    entry, word = context.indicator(id), labels.DIMENSION[dimension]
    if any(codes.get(dimension, "_T") != "_T" for codes in context.suppressed_groups(id)):
        return f"{entry.name}分{word}的数{labels.REASON['suppressed']}（有的组例数太少）。"
    return f"{entry.name}没有分{word}的数据（来源：{context.data_source(entry)}）。"


def missing_sentence(context: PageContext, indicator: Indicator) -> str:
    """That there is no figure, and where one would come from."""
    if context.suppressed_groups(indicator.id):
        return f"{indicator.name}：{labels.REASON['suppressed']}。"
    lacking = "未见公布数据" if context.place.reference else "暂无数据"
    return f"{indicator.name}：{context.place.name}{lacking}（来源：{context.data_source(indicator)}）。"


def conclusion(context: PageContext) -> str:
    """The area in one sentence: how many numeric targets stand how, and what has no figure."""
    numeric = context.targets[context.targets["target_value"].notna()]
    known = numeric[numeric["value"].notna()]
    if numeric.empty:
        return f"本领域规划未设数值目标，共{len(context.targets)}项要求按变化方向或材料认定。"
    missing = len(numeric) - len(known)
    count = known["attainment"].value_counts()
    if context.place.reference:
        return (
            f"本领域规划设数值目标{len(numeric)}项，{context.place.name}有可对照数据{len(known)}项："
            f"优于{context.reference_target}{count.get('better', 0)}项，"
            f"不及{count.get('worse', 0)}项；未见公布{missing}项。"
        )
    unsure = int((known["attainment"].eq("met") & known["evidence"].eq("uncertain")).sum())
    steady = f"（其中尚不稳固{unsure}项）" if unsure else ""
    return (
        f"本领域规划设数值目标{len(numeric)}项，有数据{len(known)}项：已达到{count.get('met', 0)}项{steady}，"
        f"{behind(context)}{count.get('not_met', 0)}项；{_lacking(numeric, missing)}。"
    )


def _lacking(numeric: pd.DataFrame, missing: int) -> str:
    """How many numeric targets have no figure, those not shown apart."""
    unseen = int(numeric["reason"].eq("suppressed").sum())
    shown = f"，{labels.REASON['suppressed']}{unseen}项" if unseen else ""
    return f"暂无数据{missing - unseen}项{shown}"


def behind(context: PageContext) -> str:
    """What a target that is not met is called: before the plan's last year nothing is 未达标."""
    over = context.parameters.year >= context.catalogue.plan.last_year
    return labels.ATTAINMENT["not_met"] if over else "尚未达到"


def main_points(context: PageContext, most: int = 6) -> list[str]:
    """Sentences of the area's targets that have figures, numbers first, in the plan's order."""
    rows = context.targets[context.targets["value"].notna()]
    rows = rows.sort_values("target_value", key=lambda values: values.isna(), kind="stable")
    series = rows[["indicator", *BREAKDOWN]].drop_duplicates().head(most)
    return [indicator_sentence(context, row.pop("indicator"), **row) for row in series.to_dict("records")]


def nothing_known(context: PageContext) -> str:
    """That no demand of the area has a figure, and whether there are older ones."""
    place, first = context.place.name, context.catalogue.plan.first_year
    if any(len(context.main_line(entry.id)[1]) for entry in context.indicators):
        return f"本领域的要求都没有{place}{first}年以来的数据，更早的数字见下文各节。"
    return f"{place}在本领域没有可用数据。"


def lacking_targets(context: PageContext, rows: pd.DataFrame) -> str:
    """How many numeric targets have no figure, and the first of them."""
    rows = rows[rows["reason"].ne("suppressed")]
    without = rows[rows["target_value"].notna() & rows["value"].isna()].drop_duplicates("indicator")
    if without.empty:
        return ""
    names = [context.indicator(id).name for id in without["indicator"]]
    asked = int((rows["target_value"].notna() & rows["value"].isna()).sum())
    more = f"等{len(names)}个指标（{asked}项要求）" if len(names) > FEW else ""
    return f"有数值目标而{'未见公布' if context.place.reference else '暂无数据'}的：{'、'.join(names[:FEW])}{more}。"


def missing_points(context: PageContext) -> str:
    """Which of the area's numeric targets have no figure."""
    numeric = context.targets[context.targets["target_value"].notna() & context.targets["value"].isna()]
    named: dict[str, dict[str, None]] = {}
    for row in numeric.itertuples():
        unseen = row.reason == "suppressed"
        word = labels.REASON["suppressed"] if unseen else no_figure(context, row.indicator)
        named.setdefault(word, {})[context.indicator(row.indicator).name] = None
    return "".join(f"{word}的数值目标指标：{'、'.join(names)}。" for word, names in named.items())
