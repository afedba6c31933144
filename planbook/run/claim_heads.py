"""What heads a number: the indicator, the group and the year beside it in its sentence, its row, its column or its card.

A figure that is right by the tables is wrong under another name, year or group. Each claim says of what it is; here that
must stand where a reader looks for it. Nothing of the application is used.
"""

import re
from collections.abc import Iterable

from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables
from planbook.run.claim_texts import VALUES, YEARS, Said, forms

GROUPS = {
    "sex": {"F": "女", "M": "男"},
    "residence": {"U": "城市", "R": "农村"},
}
STAGES = {
    "PRESCHOOL": "学前",
    "PRIMARY": "小学",
    "LOWER_SECONDARY": "初中",
    "UPPER_SECONDARY": "高中阶段",
    "TERTIARY": "高等教育",
    "PUPILS": "中小学",
}
AGES = {"neonatal_mortality": "出生28天内", "infant_mortality": "28天至1岁", "under_five_mortality": "1至4岁"}
PARTS = (
    "deaths.share_of_age",
    "age_part.up",
    "age_part.down",
    "years.drawn",
)  # claims of an age, not of the whole that it is part of
YEAR = re.compile(r"(?<!\d)(\d{4})年")
UNDATED = ("required_change", "recent_change", "way.done", "way.gone")  # of a course, not of a year
OUTLOOKS = {
    "likely": "预计能够达到",
    "leaning_yes": "较有可能达到",
    "open": "能否达到尚难判断",
    "leaning_no": "达到有困难",
    "unlikely": "预计达标困难",
    "no_forecast": "暂无预测",
}
NEWEST = ("比重", "最近一次", "数值")  # heads of columns that hold the last figure there is
COLUMNS = {  # words at the head of a column, and what the claims below must be of
    "真实水平": ("verdict", ("level_behind", "probability_level")),
    "公布数": ("verdict", ("", "probability")),
    "女性": ("verdict", ("numerator",)),
    "全部": ("verdict", ("denominator",)),
    "每多一人": ("verdict", ("rate.of_one_case",)),
    "还需": ("verdict", ("seats.lacking",)),
    "基期": ("kind", ("level", "missing")),
    "要求": ("kind", ("demand",)),
    "比上年": ("kind", ("change",)),
    "比基期": ("kind", ("change",)),
    **{
        word: ("verdict", (f"measures.{code}",))
        for word, code in {
            "未启动": "not_started",
            "推进中": "under_way",
            "已建立": "set_up",
            "运行有效": "effective",
            "有措施有成效": "with_results",
            "材料不足": "too_little",
            "尚未认定": "not_found",
        }.items()
    },
    "已达到": ("verdict", ("demands.met", "numeric_targets.pace.met", "pace.met")),
    "达到时间进度": ("verdict", ("numeric_targets.pace.on_pace",)),
    "滞后": ("verdict", ("numeric_targets.pace.behind",)),
    "没有基期": ("verdict", ("numeric_targets.pace.neutral",)),
    "尚难断定": ("verdict", ("demands.uncertain",)),
    "尚未达到": ("verdict", ("demands.not_met",)),
    "暂无法判断": ("verdict", ("demands.neutral",)),
    "无数据": ("verdict", ("demands.no_data",)),
    "优于目标值": ("verdict", ("demands.better",)),
    "不及目标值": ("verdict", ("demands.worse",)),
    "完成目标变化": ("verdict", ("way.done",)),
    "时间过去": ("verdict", ("way.gone",)),
    "今后每年需": ("verdict", ("required_change",)),
    "近年每年": ("verdict", ("recent_change",)),
    "应做": ("verdict", ("cases.base",)),
    "已做": ("verdict", ("cases",)),
}


def wrong(said: Said, tables: Tables) -> list[str]:
    """What a sentence's claims are of and nothing beside their numbers tells."""
    found = []
    for claim in said.claims:
        place = f"{said.text} | {claim['row']}"
        if lost := _unnamed(tables, claim, said, place):
            found.append(f"{claim['kind']} {claim['verdict']} of {lost}")
        if claim["column"]:
            found += _column(tables, claim, said)
        if (
            claim["source"] in tables.targets
            and "（拟）" in claim["row"]
            and tables.targets[claim["source"]]["responsible"]
        ):
            found.append("（拟）of a unit that a document names")
        found += _year(tables, claim, said)
    return found + _paired(said, tables)


def _unnamed(tables: Tables, claim: Row, said: Said, place: str) -> str:
    """The indicator or group of a claim that is not named where it stands."""
    id = claim["indicator"]
    if not id or claim["verdict"].startswith(("marks.", "decides.")):
        return ""
    called = "" if claim["row"] else re.escape(id)
    if not _any_of(names(tables, id), place) and not (called and re.search(rf"\b{called}\b", said.piece)):
        return id
    if claim["verdict"] == "lowest" and "没有低于目标值" in place:
        return ""  # of none is said that it is behind
    for dimension, code in _groups(claim):
        if not _any_of(group(tables, dimension, code), place):
            return f"{id}, {dimension} {code}"
    return ""


def _groups(claim: Row) -> list[tuple[str, str]]:
    return [
        (name, claim[name])
        for name in ("sex", "residence", "age", "unit_area")
        if claim[name] not in ("_T", "")
    ]


def group(tables: Tables, dimension: str, code: str) -> list[str]:
    """The words of a group."""
    if dimension == "unit_area":
        return [one["name"] for one in tables.place.get("townships", []) if one["code"] == code] or [code]
    if dimension == "age":
        low, _, high = code.removeprefix("Y").partition("T")
        span = f"{code[4:]}岁及以上" if code.startswith("Y_GE") else f"{low}—{high}岁" if high else f"{low}岁"
        return [STAGES.get(code, span)]
    return [GROUPS[dimension][code]]


def names(tables: Tables, id: str) -> list[str]:
    """What an indicator is called; of a death rate what it counts."""
    entry = tables.entries[id]
    known = [entry["name"], entry.get("short", entry["name"])]
    return known + [one.removesuffix("率") for one in known if one.endswith("死亡率")]


def _any_of(words: Iterable[str], text: str) -> bool:
    return any(one in text for one in words)


def _column(tables: Tables, claim: Row, said: Said) -> list[str]:
    """What the head of a column says and a claim below it is not."""
    head, found = claim["column"], []
    for word, (name, allowed) in COLUMNS.items():
        if head.startswith(word) and claim[name] not in allowed and claim["kind"] != "missing":
            found.append(f"{claim['kind']} {claim['verdict']} under {head}")
    level = re.search(r"（(\d+)%）", head)
    if level and claim["level"] and claim["level"] != level[1]:
        found.append(f"level {claim['level']} under {head}")
    if claim["verdict"] == "way.done" and ("反向变动" in said.text) != (plain.number(claim["value"]) < 0):
        found.append("反向变动")
    if claim["verdict"].startswith("targets.outlook."):
        word = OUTLOOKS[claim["verdict"].removeprefix("targets.outlook.")]
        found += [] if claim["row"].startswith(f"{word} | ") else [word]
    if claim["verdict"].startswith("decides.") and head != f"{plain.number(claim['value']):.0f}例":
        found.append(f"{claim['value']} under {head}")
    if head in ("应做", "已做"):
        counted = [row["year"] for row in tables.line(claim) if plain.counts(row)]
        found += [] if [claim["year"]] == counted[-1:] else [f"year {claim['year']}, newest {counted[-1:]}"]
    over = tables.year >= int(tables.plan["last_year"])
    if claim["verdict"] == "numeric_targets.pace.behind" and head != ("未达到" if over else "滞后"):
        found.append(f"{head} in {tables.year}")
    if head in NEWEST and claim["kind"] == "level" and not claim["verdict"]:
        last = tables.line(claim)[-1]["year"]
        found += [] if claim["year"] == last else [f"year {claim['year']}, newest {last}"]
    if (
        claim["kind"] == "change"
        and head == "比上年"
        and int(claim["against_year"]) != int(claim["year"]) - 1
    ):
        found.append(f"against_year {claim['against_year']} under {head}")
    if claim["kind"] == "change" and head == "比基期" and f"{claim['against_year']}年" not in said.text:
        found.append(f"base year of {said.text} is not told")
    return found


def _year(tables: Tables, claim: Row, said: Said) -> list[str]:
    """The year of a figure that is neither the folder's nor told where the figure stands."""
    if (
        claim["kind"] not in ("level", "count", "extreme")
        or not claim["year"]
        or claim["verdict"].startswith("deaths.share")
    ):
        return []
    if claim["verdict"] in UNDATED:
        return []
    if claim["column"].startswith(("基期", "现状")) and claim["source"] in tables.targets:
        return []  # `claim_check` holds it to the target's own year
    head = YEAR.search(claim["column"])
    near = [one["text"] for one in tables.in_cell(claim)]
    if claim["column"] and head:
        if head[1] != claim["year"] and not any(f"{claim['year']}年" in one for one in near):
            return [f"year {claim['year']} under {claim['column']}"]
        return []
    place = " ".join([said.text, claim["row"], *near])
    told = claim["year"] == str(tables.year) or re.search(rf"(?<!\d){claim['year']}(?!\d)", place)
    return [] if told else [f"year {claim['year']} is not told"]


def _paired(said: Said, tables: Tables) -> list[str]:
    """Figures that stand directly behind another's group, name or year, and behind their own nowhere."""
    found, text = [], said.text.replace(",", "")
    for claim in said.claims:
        if claim["kind"] not in ("level", "count") or claim["verdict"] in PARTS or not claim["indicator"]:
            continue
        value = claim | dict.fromkeys((*YEARS, *VALUES, "unit"), "") | {"value": claim["value"]}
        printed = [one for one in forms(value) if one and re.search(rf"{re.escape(one)}(?![\d.])", text)]
        if not printed:
            continue
        heads = _heads(claim, said, tables)
        if any(_stands(one, "|".join(map(re.escape, printed)), text) for own, _ in heads for one in own):
            continue  # a number may be printed twice, of this and of another
        found += [
            f"{claim['kind']} {claim['value']} behind another head than {own[0]}"
            for own, others in heads
            if any(_stands(one, re.escape(max(printed, key=len)), text) for one in others)
        ]
    return found


def _stands(head: str, number: str, text: str) -> bool:
    """Whether a number stands behind its head, with no more between them than a note, a year, a word."""
    return (
        re.search(rf"{re.escape(head)}(?:（[^（）]*）|\d{{4}}年|为)*(?:{number})(?![\d.])", text) is not None
    )


def _heads(claim: Row, said: Said, tables: Tables) -> list[tuple[list[str], list[str]]]:
    """What may stand before a claim's number, each with what may stand before the others' instead."""
    found = []
    for dimension, words in GROUPS.items():
        if claim[dimension] in words:
            found.append(
                (
                    [words[claim[dimension]]],
                    [word for code, word in words.items() if code != claim[dimension]],
                )
            )
    own = names(tables, claim["indicator"])
    own = ["其他"] if claim["verdict"] == "deaths.of_other_causes" else own
    ids = {one["indicator"] for one in said.claims} - {claim["indicator"], ""}
    found.append((own, [one for id in ids for one in names(tables, id) if one not in own]))
    years = {one[name] for one in said.claims for name in ("year", "against_year")} - {claim["year"], ""}
    if claim["year"]:
        found.append(([f"{claim['year']}年"], [f"{one}年" for one in years]))
    return found
