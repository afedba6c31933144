"""Computed sentences, in the ways official monitoring reports say things."""

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from analysis import rounding
from planbook.catalogue import Indicator
from planbook.catalogue.model import HELD_RULES
from planbook.core import labels
from planbook.document.claims import (
    NOTHING,
    Claim,
    Sentence,
    breakdown,
    constant,
    count,
    goal,
    joined,
    named,
    none,
    say,
    told,
    word,
)
from planbook.judge import few_events, improvement
from planbook.judge.page_context import BREAKDOWN, PageContext, Reading, codes_of

HIGH_LEVEL = 99.0
FEW = 4  # names that a sentence lists before it counts


def level(reading: Reading) -> Claim:
    """The claim of a figure."""
    return Claim(
        kind="level",
        indicator=reading.indicator.id,
        year=reading.year,
        value=reading.value,
        unit=reading.indicator.unit,
        source=reading.source,
    ).at(reading.codes)


def figure(reading: Reading) -> Sentence:
    """A figure with its unit."""
    return level(reading).figure(reading.indicator.decimals)


def change(
    indicator: Indicator,
    now: float,
    before: float,
    *,
    codes: Mapping[str, str] = MappingProxyType({}),
    years: tuple[int | None, int | None] = (None, None),
    source: str = "",
) -> Sentence:
    """A change in words: relative for rates and counts, in points for shares.

    Returns an empty sentence where one of the figures is missing; `codes`, `years` and `source` are those of the claim.
    """
    if math.isnan(now) or math.isnan(before):
        return NOTHING
    unit, value, decimals, verbs = _size(indicator, now, before)
    printed = [labels.number(one, indicator.decimals) for one in (now, before)]
    same = printed[0] == printed[1] or labels.number(abs(value), decimals) == labels.number(0, decimals)
    verdict = "same" if same else "up" if now > before else "down"
    claim = Claim(
        kind="change",
        indicator=indicator.id,
        year=years[0],
        value=value,
        unit=unit,
        against_year=years[1],
        against_value=before,
        verdict=verdict,
        source=source,
    ).at(codes)
    if same:
        return claim.silent() + (say("持平") if printed[0] == printed[1] else say("基本持平"))
    return say("{verb}{size}", verb=claim.word(verbs), size=claim.size(decimals))


def _size(indicator: Indicator, now: float, before: float) -> tuple[str, float, int, dict[str, str]]:
    """Unit and value of a change, the decimals it is printed with, and the words of its direction."""
    if indicator.unit in labels.POINTS:
        verbs = {"up": "提高", "down": "降低"}
        return labels.POINTS[indicator.unit], now - before, indicator.decimals, verbs
    counted = indicator.statistic == "count"
    if counted or indicator.unit.startswith("1/"):
        verbs = {"up": "增加", "down": "减少"} if counted else {"up": "上升", "down": "降低"}
        if before == 0 or (counted and min(now, before) < few_events.FEW):
            return indicator.unit, now - before, indicator.decimals, verbs
        return "%", 100 * (now / before - 1), 1, verbs
    return indicator.unit, now - before, indicator.decimals, {"up": "增加", "down": "减少"}


def indicator_sentence(context: PageContext, id: str, **codes: str) -> Sentence:
    """What an indicator's latest figure is, how it changed, how its groups stand, and the target."""
    reading = context.reading(id, **codes)
    if reading.year is None:
        return missing_sentence(context, reading.indicator)
    return figure_sentence(context, reading) + target_sentence(context, reading)


def figure_sentence(context: PageContext, reading: Reading) -> Sentence:
    """What a figure is, how it changed, and how its groups stand."""
    newest = reading.year == context.parameters.year
    when = level(reading).when + (NOTHING if newest else say("（最近有数年份）"))
    first = say("{when}，{name}为{figure}", when=when, name=name(reading), figure=figure(reading))
    text = joined([first, *_changes(context, reading)], "，")
    return say("{text}{groups}。", text=text, groups=_groups(context, reading.indicator.id, reading))


def name(reading: Reading) -> Sentence:
    """An indicator's name with the breakdown it is read at."""
    return named_at(reading.indicator, **reading.codes)


def named_at(indicator: Indicator, sex: str, residence: str, age: str) -> Sentence:
    """An indicator's name with a breakdown in words."""
    return _at(named(indicator, "name"), breakdown(sex, residence, age))


def short_at(indicator: Indicator, sex: str, residence: str, age: str) -> Sentence:
    """An indicator's short name with a breakdown in words, where room is scarce."""
    return _at(named(indicator, "short"), breakdown(sex, residence, age))


def names_with_groups(context: PageContext, rows: pd.DataFrame, *, short: bool = False) -> list[Sentence]:
    """Each indicator of some rows once, with the groups that the rows are of: 近视率（小学、初中）.

    `rows` have an indicator and a breakdown; the sentences claim that these series have no figure to show.
    """
    found: dict[str, dict[str, Sentence]] = {}
    for id, reason, *codes in rows[["indicator", "reason", *BREAKDOWN]].itertuples(index=False, name=None):
        by = dict(zip(BREAKDOWN, codes, strict=True))
        label = missing(id, reason or "none", **by).silent() + breakdown(*codes)
        found.setdefault(id, {}).setdefault(str(label), label)
    entries = {id: named(context.indicator(id), "short" if short else "name") for id in found}
    return [_of_groups(entries[id], list(groups.values())) for id, groups in found.items()]


def _of_groups(bare: Sentence, groups: list[Sentence]) -> Sentence:
    """A name with some groups; that of the whole has no words, and is 合计 beside others."""
    if not any(groups):
        return groups[0] + bare
    words = [group if group else group + say("合计") for group in groups]
    return say("{name}（{groups}）", name=bare, groups=joined(words, "、"))


def _at(bare: Sentence, label: Sentence) -> Sentence:
    return say("{name}（{label}）", name=bare, label=label) if label else bare


def _changes(context: PageContext, reading: Reading) -> list[Sentence]:
    parts: list[Sentence] = []
    line = context.line(reading.indicator.id, **reading.codes)["value"]
    if reading.indicator.unit == "%" and len(line) >= 3 and line.tail(3).min() >= HIGH_LEVEL:
        return [say("继续保持在{level}以上", level=_high(reading, line.tail(3).min()))]
    last = beside_last_year(context, reading)
    later = reading.base_year not in (None, _year_before(reading))
    base = since(reading, "base") if later else NOTHING
    alike = base == since(reading, "previous") and base and base.claims[0].verdict in ("chance", "same")
    if last and alike and _held(context, reading) is None:  # a paragraph says it once
        years = say("上年、{base}", base=base.claims[0].since)
        return [last.claims[0].silent() + compared(years, base, both=True)]
    parts += [last] if last else []
    return parts + ([compared(base.claims[0].since, base)] if base else [])


def _high(reading: Reading, least: float) -> Sentence:
    """The level that the last figures do not fall below, with the claim of the lowest."""
    lowest = Claim(
        kind="extreme",
        indicator=reading.indicator.id,
        year=reading.year,
        value=least,
        unit="%",
        verdict="lowest_of_three",
    ).at(reading.codes)
    return lowest.silent() + constant("sentences.HIGH_LEVEL", HIGH_LEVEL, "%")


def since(reading: Reading, before: str) -> Sentence:
    """The change since the year before (`previous`) or the base (`base`); chance is called chance."""
    years = (reading.year, _year_before(reading) if before == "previous" else reading.base_year)
    said = change(
        reading.indicator,
        reading.value,
        getattr(reading, before),
        codes=reading.codes,
        years=years,
        source=reading.source,
    )
    if not said or not getattr(reading, f"{before}_chance"):
        return said
    claim = replace(said.claims[0], verdict="chance")
    return claim.silent() + say("在偶然波动范围内")


def since_last_year(context: PageContext, reading: Reading) -> Sentence:
    """The change since last year; of seats that were filled before it, the election since which they are the same."""
    said, held = since(reading, "previous"), _held(context, reading)
    if not said or held is None:
        return said
    return said.claims[0].silent() + say("{year}换届以来未变", year=told("place.elections", f"{held}年"))


def beside_last_year(context: PageContext, reading: Reading) -> Sentence:
    """The change since last year with the year it is counted from: 比上年提高…, 2021年换届以来未变."""
    said = since_last_year(context, reading)
    return compared(say("上年"), said) if said and _held(context, reading) is None else said


def _held(context: PageContext, reading: Reading) -> int | None:
    """Year of the last election, where it filled the seats of a step series before this year and none has changed since."""
    entry, year = reading.indicator, reading.year
    if not entry.body or year is None:
        return None
    held = max((one for one in context.place.elections.get(entry.body, ()) if one <= year), default=year)
    if held == year:
        return None
    line = context.line(entry.id, **reading.codes)
    values = line["value"][line["year"].between(held, year)]
    return held if len({rounding.half_up(one, entry.decimals) for one in values}) == 1 else None


def _year_before(reading: Reading) -> int | None:
    return None if reading.year is None else reading.year - 1


def compared(year: Sentence, said: Sentence, *, both: bool = False) -> Sentence:
    """A change with the year or years it is counted from: 比上年提高…, 与上年持平, 与上年的差别在偶然波动范围内."""
    too = say("都") if both else NOTHING
    match said.claims[0].verdict:
        case "chance":
            return say("与{year}的差别{too}{said}", year=year, too=too, said=said)
        case "same":
            return say("与{year}{too}{said}", year=year, too=too, said=said)
        case _:
            return say("比{year}{said}", year=year, said=said)


def _groups(context: PageContext, id: str, whole: Reading) -> Sentence:
    if whole.label:
        return NOTHING
    found = [context.reading(id, residence=code) for code in ("U", "R")]
    found += [context.reading(id, sex=code) for code in ("F", "M")]
    same = [reading for reading in found if reading.year == whole.year]
    cases = [_cases(context, one) for one in same]
    of = cases if whole.indicator.statistic == "rate" else [_cases(context, whole)]
    few = any(few_events.few(whole.indicator, own) for own in of) and not any(map(math.isnan, cases))
    told_so = [_in_cases(one, own) if few else figure(one) for one, own in zip(same, cases, strict=True)]
    said = joined([breakdown(**one.codes) + own for one, own in zip(same, told_so, strict=True)], "，")
    return say("；其中，{said}", said=said) if said else NOTHING


def _cases(context: PageContext, one: Reading) -> float:
    """The events behind a figure; NaN where they are not filed."""
    return float(context.line(one.indicator.id, **one.codes)["numerator"].iloc[-1])


def _in_cases(one: Reading, cases: float) -> Sentence:
    """A group's cases, where they or another group's are too few for a rate."""
    return replace(level(one), kind="count", value=cases, verdict="numerator", unit="例").figure(0)


def target_sentence(context: PageContext, reading: Reading) -> Sentence:
    """How the figure stands to the target value; a reference place is only compared."""
    target = context.target(reading.indicator.id, reading.codes)
    if target is None or pd.isna(target["value"]):
        return NOTHING
    if context.place.reference:
        claim = state_claim(target, context)
        compared_ = say(labels.comparison(target["value"], target["target_value"]))
        bare = goal(target["target_value"], None, target["unit"])
        said = say("{word}{whose}{goal}。", word=compared_, whose=reference_target(context), goal=bare)
        return claim.silent() + said
    asked = goal(target["target_value"], target["operator"], target["unit"])
    value = demand_claim(target, context).silent() + asked
    return say("目标值{goal}，{verdict}。", goal=value, verdict=verdict(target, context))


def only_compared() -> Sentence:
    """The claim of a place that is not judged by the plan, behind words that say so."""
    return none("place.judged")


def reference_target(context: PageContext) -> Sentence:
    """What the target value is called on the page of a place that is only compared."""
    return say(
        "{city}{target}", city=named(context.catalogue.plan, "city"), target=say(labels.REFERENCE_TARGET)
    )


def demand_claim(target: pd.Series, context: PageContext) -> Claim:
    """The claim of what a target asks: its value, if it has one, its deadline and its rule."""
    state = state_claim(target, context)
    return replace(
        state,
        kind="demand",
        year=None,
        value=state.against_value,
        against_value=math.nan,
        verdict=target["rule"],
    )


def state_claim(target: pd.Series, context: PageContext) -> Claim:
    """The claim of a target's state: the distance left, or the figure where none is printed."""
    entry = context.catalogue.by_target[target["target"]]
    year = target["year"] if pd.notna(target["year"]) else None
    goal_value = target["target_value"] if pd.notna(target["target_value"]) else math.nan
    return Claim(
        kind="state",
        indicator=_text(target["indicator"]),
        year=None if year is None else int(year),
        value=target["value"],
        unit=_text(target["unit"]),
        against_year=entry.deadline,
        against_value=goal_value,
        verdict=target["attainment"],
        source=target["target"],
    ).at(codes_of(target))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def verdict(target: pd.Series, context: PageContext) -> Sentence:
    """Word of a target's attainment with its evidence and, where not met, the distance left."""
    deadline = context.catalogue.by_target[target["target"]].deadline
    claim = state_claim(target, context)
    words = labels.ATTAINMENT_EARLY if context.parameters.year < deadline else labels.ATTAINMENT
    said = claim.word(words)
    if target["attainment"] in ("met", "not_met") and pd.isna(target["target_value"]):
        if target["rule"] == "gap_narrows" and few_events.few(
            context.indicator(target["indicator"]), target["numerator"]
        ):
            return claim.silent() + say("例数太少，差距是否缩小尚难断定")
        return claim.silent() + _changed(target, context) + _unsure(target)
    if target["attainment"] == "met":
        away = _moved_away(target, context)
        if target["evidence"] == "uncertain":
            return claim.silent() + say("已达到") + _unsure(target) + away
        held = target["rule"] in HELD_RULES and context.parameters.year < deadline
        return (claim.silent() + say("已达到（须保持）") if held else said) + away
    if target["attainment"] == "not_met":
        return _left(target, context, claim, said)
    if target["attainment"] in ("not_assessable", "not_due") and target["reason"]:
        return say("{word}（{reason}）", word=said, reason=word(labels.REASON, target["reason"]))
    return said


def _moved_away(target: pd.Series, context: PageContext) -> Sentence:
    """That a figure, though it meets its target, is worse than its base, by more than chance."""
    way = improvement.WISHED.get(target["operator"], 0)
    moved = target["value"] - target["baseline"]
    if context.place.reference or not way * moved < 0:
        return NOTHING
    reading = context.reading(target["indicator"], **codes_of(target))
    if reading.value != target["value"] or not context.sure(reading):
        return NOTHING
    return say("，但较基期{way}", way=word(labels.DIRECTION, "up" if moved > 0 else "down"))


def _unsure(target: pd.Series) -> Sentence:
    """That chance may have made a verdict; of a change of a full register nothing, as none is too small for it."""
    if target["evidence"] != "uncertain" or target["tier"] == "register":
        return NOTHING
    return say("（尚不稳固）") if target["attainment"] == "met" else say("（尚难断定）")


def _changed(target: pd.Series, context: PageContext) -> Sentence:
    """What became of a demand without a number: a direction, a gap, a slope, a share held against another."""
    entry, met = context.catalogue.by_target[target["target"]], target["attainment"] == "met"
    match target["rule"]:
        case "direction":
            return _moved(target, context)
        case "gap_narrows":
            return say("差距缩小") if met else say("差距没有缩小")
        case "slope" if entry.direction == "down":
            return say("上升趋势减缓") if met else say("上升趋势没有减缓")
    return say("达到要求") if met else say("尚未达到要求")


def _moved(target: pd.Series, context: PageContext) -> Sentence:
    """Where a figure went from its base, in the words of a demand of a direction."""
    entry, known = context.catalogue.by_target[target["target"]], context.indicator(target["indicator"])
    asked = word(labels.DIRECTION, entry.direction or "")
    if entry.every_year:
        return (
            say("逐年{way}", way=asked) if target["attainment"] == "met" else say("没有逐年{way}", way=asked)
        )
    if target["value"] == target["baseline"]:
        kept = replace(state_claim(target, context), unit=known.unit).figure(known.decimals)
        return say("保持在{kept}", kept=kept) if target["attainment"] == "met" else say("与基期持平")
    if target["tier"] == "register" and target["evidence"] == "uncertain":
        return say("与基期基本持平")
    way = "up" if target["value"] > target["baseline"] else "down"
    return say("较基期{way}", way=word(labels.DIRECTION, way))


def _left(target: pd.Series, context: PageContext, claim: Claim, said: Sentence) -> Sentence:
    """A target that is not met, with the distance left or the townships that fall short."""
    unsure = say("，尚难断定") if target["evidence"] == "uncertain" else NOTHING
    if target["rule"] == "every_unit":
        short = len(labels.listed(target["failing_units"]))  # the public edition names none
        many = (
            count(short, "townships.failing", indicator=target["indicator"]) + say("个")
            if short
            else say("有")
        )
        return say("{word}（{many}乡镇（街道）没有达到{unsure}）", word=said, many=many, unsure=unsure)
    entry = context.indicator(target["indicator"])
    apart = replace(
        claim,
        value=abs(target["value"] - target["target_value"]),
        unit=labels.POINTS.get(entry.unit, entry.unit),
    )
    left = apart.figure(entry.decimals)
    return say("{word}（距目标差{left}{unsure}）", word=said, left=left, unsure=unsure)


def no_figure(context: PageContext, id: str) -> Sentence:
    """Why an indicator has no figure, in a word: not published, not shown, none."""
    if context.suppressed_groups(id):
        return missing(id, "suppressed").silent() + word(labels.REASON, "suppressed")
    return missing(id).silent() + (say("未见公布") if context.place.reference else say("暂无数据"))


def missing(id: str, verdict: str = "none", **codes: str) -> Claim:
    """The claim that a series has no figure to show, or lacks what a comparison of it takes."""
    return Claim(kind="missing", indicator=id, verdict=verdict).at(codes)


def no_groups(context: PageContext, id: str, dimension: str) -> Sentence:
    """That an indicator has no figures of a dimension's groups, too few to compare them, or none that are shown."""
    indicator = context.indicator(id)
    parts = {"name": named(indicator, "name"), "dimension": word(labels.DIMENSION, dimension)}
    if any(codes.get(dimension, "_T") != "_T" for codes in context.suppressed_groups(id)):
        parts |= {"reason": missing(id, "suppressed").silent() + word(labels.REASON, "suppressed")}
        return say("{name}分{dimension}的数{reason}（有的组例数太少）。", **parts)
    if any(codes[dimension] != "_T" for codes in context.breakdowns(id)):
        lacking = missing(id, f"no_gap.{dimension}").silent()
        return lacking + say("{name}分{dimension}的数不全，不作比较。", **parts)
    parts |= {"source": missing(id, f"no_{dimension}").silent() + data_source(context, indicator)}
    return say("{name}没有分{dimension}的数据（来源：{source}）。", **parts)


def data_source(context: PageContext, indicator: Indicator) -> Sentence:
    """Where a figure of an indicator would come from, in words."""
    return told("indicator.cycle", context.data_source(indicator))


def missing_sentence(context: PageContext, indicator: Indicator) -> Sentence:
    """That there is no figure, and where one would come from."""
    bare = named(indicator, "name")
    if context.suppressed_groups(indicator.id):
        reason = missing(indicator.id, "suppressed").silent() + word(labels.REASON, "suppressed")
        return say("{name}：{reason}。", name=bare, reason=reason)
    lacking = say("未见公布数据") if context.place.reference else say("暂无数据")
    place = missing(indicator.id).silent() + named(context.place, "name")
    source = data_source(context, indicator)
    return say(
        "{name}：{place}{lacking}（来源：{source}）。", name=bare, place=place, lacking=lacking, source=source
    )


def no_counts(context: PageContext, indicator: Indicator) -> Sentence:
    """That an indicator has figures but not the cases behind them, and where they would come from."""
    lacking = say("未公布例数") if context.place.reference else say("没有报送例数")
    place = missing(indicator.id, "no_counts", **context.main_line(indicator.id)[0]).silent()
    return say(
        "{name}：{place}{lacking}，只有比率（来源：{source}）。",
        name=named(indicator, "name"),
        place=place + named(context.place, "name"),
        lacking=lacking,
        source=data_source(context, indicator),
    )


def conclusion(context: PageContext) -> Sentence:
    """The area in one sentence: how many numeric targets stand how, and what has no figure."""
    numeric = context.targets[context.targets["target_value"].notna()]
    known = numeric[numeric["value"].notna()]
    if numeric.empty:
        asked = count(len(context.targets), "targets.asked", source=context.area)
        return say("本领域规划未设数值目标，共{asked}项要求按变化方向或材料认定。", asked=asked)
    all_ = count(len(numeric), "numeric_targets.asked", source=context.area)
    asked = say("本领域规划设数值目标{all}项", all=all_)
    has = say("{place}有可对照数据", place=named(context.place, "name"))
    found = some(len(known), "known", has if context.place.reference else say("有数据"), context.area)
    judged = joined(
        _compared_so(context, known) if context.place.reference else _judged_so(context, known), "，"
    )
    found = say("{found}：{judged}", found=found, judged=judged) if found and judged else found
    known_ = joined([asked, found], "，")
    return say("{said}。", said=joined([known_, _lacking(context, numeric)], "；" if found else "，"))


def some(number: int, kind: str, words: Sentence, source: str) -> Sentence:
    """How many numeric targets of an area, a plan or a unit are of a kind, behind the word for it; nothing of none."""
    many = count(number, f"numeric_targets.{kind}", source=source)
    return say("{words}{number}项", words=words, number=many) if number else NOTHING


def _compared_so(context: PageContext, known: pd.DataFrame) -> list[Sentence]:
    """How many targets a place that is only compared is better and worse than."""
    found, whose = known["attainment"].value_counts(), reference_target(context)
    better = some(found.get("better", 0), "better", say("优于{whose}", whose=whose), context.area)
    below = say("不及") if better else say("不及{whose}", whose=whose)
    return [better, some(found.get("worse", 0), "worse", below, context.area)]


def _judged_so(context: PageContext, known: pd.DataFrame) -> list[Sentence]:
    """How many targets are met, those that are not steady apart, not met, and not to be judged."""
    found = known["attainment"].value_counts()
    unsure = int((known["attainment"].eq("met") & known["evidence"].eq("uncertain")).sum())
    steady = some(unsure, "met_uncertain", say("其中尚不稳固"), context.area)
    met = some(found.get("met", 0), "met", say("已达到"), context.area)
    return [
        say("{met}（{steady}）", met=met, steady=steady) if steady else met,
        some(found.get("not_met", 0), "not_met", behind(context), context.area),
        some(found.get("not_due", 0), "not_due", word(labels.ATTAINMENT, "not_due"), context.area),
        some(
            found.get("not_assessable", 0),
            "not_assessable",
            word(labels.ATTAINMENT, "not_assessable"),
            context.area,
        ),
    ]


def _lacking(context: PageContext, numeric: pd.DataFrame) -> Sentence:
    """How many numeric targets have no figure, those not shown apart."""
    without, unseen = int(numeric["value"].isna().sum()), int(numeric["reason"].eq("suppressed").sum())
    lost = say("未见公布") if context.place.reference else say("暂无数据")
    shown = some(unseen, "suppressed", word(labels.REASON, "suppressed"), context.area)
    return joined([some(without - unseen, "missing", lost, context.area), shown], "，")


def behind(context: PageContext) -> Sentence:
    """What a target that is not met is called: before the plan's last year nothing is 未达标."""
    over = context.parameters.year >= context.catalogue.plan.last_year
    return word(labels.ATTAINMENT, "not_met") if over else say("尚未达到")


def main_points(context: PageContext, most: int = 6) -> list[Sentence]:
    """Sentences of the area's targets that have figures, numbers first, in the plan's order."""
    rows = context.targets[context.targets["value"].notna()]
    rows = rows.sort_values("target_value", key=lambda values: values.isna(), kind="stable")
    series = rows[["indicator", *BREAKDOWN]].drop_duplicates().head(most)
    return [
        indicator_sentence(context, id, **dict(zip(BREAKDOWN, codes, strict=True)))
        for id, *codes in series.itertuples(index=False, name=None)
    ]


def nothing_known(context: PageContext) -> Sentence:
    """That no demand of the area has a figure, and whether there are older ones."""
    place, first = named(context.place, "name"), named(context.catalogue.plan, "first_year")
    if any(len(context.main_line(entry.id)[1]) for entry in context.indicators):
        return say(
            "规划对本领域的要求都还不能用{place}{first}年以来的数对照；已有的数见下文各节。",
            place=place,
            first=first,
        )
    return say("{place}在本领域没有可用数据。", place=place)


def lacking_targets(context: PageContext, rows: pd.DataFrame) -> Sentence:
    """How many numeric targets have no figure, and the first of them."""
    rows = rows[rows["reason"].ne("suppressed")]
    without = rows[rows["target_value"].notna() & rows["value"].isna()]
    if without.empty:
        return NOTHING
    names, asked = names_with_groups(context, without), len(without)
    plans = rows["plan"].unique()
    whose = plans[0] if len(plans) == 1 else ""
    more = say(
        "等{indicators}个指标（{asked}项要求）",
        indicators=count(len(names), "indicators.missing", source=whose),
        asked=count(asked, "numeric_targets.missing", source=whose),
    )
    return say(
        "有数值目标而{lacking}的：{names}{more}。",
        lacking=say("未见公布") if context.place.reference else say("暂无数据"),
        names=joined(names[:FEW], "、"),
        more=more if len(names) > FEW else NOTHING,
    )


def missing_points(context: PageContext) -> Sentence:
    """Which of the area's numeric targets have no figure."""
    numeric = context.targets[context.targets["target_value"].notna() & context.targets["value"].isna()]
    unseen = numeric["reason"].eq("suppressed")
    why = [
        word(labels.REASON, "suppressed") if hidden else no_figure(context, id)
        for id, hidden in zip(numeric["indicator"], unseen, strict=True)
    ]
    places = [[n for n, one in enumerate(why) if one == lacking] for lacking in dict.fromkeys(why)]
    return joined(
        say(
            "{lacking}的数值目标指标：{names}。",
            lacking=why[own[0]],
            names=joined(names_with_groups(context, numeric.iloc[own]), "、"),
        )
        for own in places
    )
