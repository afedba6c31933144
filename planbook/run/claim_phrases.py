"""Phrases beside the numbers of sentences made again from the tables and the plan: what a target asks, and how it stands.

A state or a demand has few ways to be told. Which of them a target's row calls for is decided here a second time, so that
a sentence with the right number and the wrong word, or without the caution that its evidence calls for, is named. Nothing
of the application is used.
"""

import re

from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables
from planbook.run.claim_texts import Said

RISES = {"up": "提高", "down": "下降"}
SIGNS = {"<=": "≤", ">=": "≥", ">": "＞"}
DIMENSIONS = {"sex": "性别", "residence": "城乡", "age": "年龄", "unit_area": "乡镇（街道）"}
HELD = ("hold", "reach_and_hold")
REASONS = {  # why a target is not judged, as pages tell it
    "not_yet_in": "尚未报送",
    "no_survey": "本年无调查",
    "no_county_data": "无县级数据",
    "not_carried_out": "未开展",
    "not_applicable": "不适用",
    "withheld": "依规不提供",
    "suppressed": "不予公布",
    "not_taken": "暂未采用",
    "not_published": "未见公布",
    "no_baseline": "缺少基期数据",
    "no_later_figure": "基期以后还没有新的数",
    "mid_term_adjustment": "届中有调整",
    "zero_group": "有一组为零",
    "break": "口径中断",
    "too_few_points": "数据年份不足",
    "by_evidence": "按材料认定",
    "no_target_value": "规划未设数值",
}
TOWNSHIPS = r"乡镇（街道）没有达到"
MARKS = {"met": "●", "better": "●", "not_met": "▲", "worse": "▲", "uncertain": "◐"}


def wrong(said: Said, tables: Tables) -> list[str]:
    """What the states and demands of a sentence's targets must be told as and are not."""
    found = []
    for claim in said.claims:
        rows = _targets(tables, claim)
        if not rows or claim["verdict"].startswith("pace."):
            continue
        phrase = {"state": state, "demand": demand}[claim["kind"]]
        text = said.text.replace(",", "")
        expected = [_led(phrase(tables, row), claim, row, text) for row in rows]
        ways = [_mark(tables, row) for row in rows] if claim["kind"] == "state" else []
        if not any(one and re.search(one, text) for one in (*expected, *ways)):
            found.append(f"{claim['kind']} {claim['verdict']} told as {expected[0]}")
    return found


def _targets(tables: Tables, claim: Row) -> list[Row]:
    """The target that a state or a demand is of; in the public edition, which has no sources, each that it can be of."""
    if claim["kind"] not in ("state", "demand") or not claim.get("indicator"):
        return []
    if claim["source"]:
        return [tables.targets[claim["source"]]] if claim["source"] in tables.targets else []
    name = "attainment" if claim["kind"] == "state" else "rule"
    same = [row for row in tables["assessment"] if row[name] == claim["verdict"]]
    return [row for row in same if all(row[one] == claim[one] for one in plain.SERIES)]


def demand(tables: Tables, row: Row) -> str:
    """Pattern of what a target asks."""
    asked = tables.asked(row["target"])
    if row["target_value"]:
        value = f"{plain.number(row['target_value']):.6g}"
        unit = re.sub(r"(?<=\D)/[千万].*", "", row["unit"].removeprefix("1"))
        text = f"{value}{unit}左右" if row["operator"] == "around" else SIGNS[row["operator"]] + value + unit
        each = re.escape("每个乡镇（街道）")
        ahead = f"(?:{each}|目标值)" if row["rule"] == "every_unit" else f"(?<!{each})"
        return ahead + re.escape(text) + r"(?![\d.])"
    match row["rule"]:
        case "direction":
            return ("逐年" if asked.get("every_year") else "较基期") + RISES[asked["direction"]]
        case "gap_narrows":
            return re.escape(f"{DIMENSIONS[asked['dimension']]}差距缩小")
        case "slope":
            return "上升趋势减缓"
        case "relative":
            other = tables.entries[asked["relative_to"]]
            short = re.escape(other.get("short", other["name"]))
            return f"与{short}相适应" if row["operator"] == "around" else f"不低于{short}"
    return ""


def state(tables: Tables, row: Row) -> str:
    """Pattern of how a target stands: the word of its state with the caution that its evidence calls for."""
    early = tables.year < tables.due[row["target"]]
    unsure = row["evidence"] == "uncertain"
    match row["attainment"]:
        case "met" | "not_met" if not row["target_value"]:
            return _changed(tables, row)
        case "met" if unsure:
            return "已达到" + ("" if row["tier"] == "register" else "（尚不稳固）")
        case "met":
            held = row["rule"] in HELD and early
            return re.escape("已达到（须保持）") if held else "提前达标" if early else "(?<!未|前)达标"
        case "not_met":
            return _left(tables, row, early=early, unsure=unsure)
        case "better" | "worse":
            return "高于|低于|持平|优于|不及"
    if row["attainment"] == "not_due":
        return "未到评价期"
    reason = f"（(?:{REASONS[row['reason']]})" if row["reason"] in REASONS else "(?!（)"
    return f"暂无法判断{reason}|(?<!暂)无数据|未见公布|不予公布|按材料认定|—$"


def _left(tables: Tables, row: Row, *, early: bool, unsure: bool) -> str:
    """Pattern of what is not met: the word of the time, what is left, and that it may be chance."""
    word = "尚未达到目标值" if early else "(?<!尚)未达标"
    caution = "，尚难断定" if unsure else ""
    if row["rule"] == "every_unit":
        return rf"{word}（(?:[\d]+个|有){TOWNSHIPS}{caution}）"
    apart = abs(plain.number(row["value"]) - plain.number(row["target_value"]))
    decimals = tables.entries[row["indicator"]]["decimals"]
    number = re.escape(f"{plain.half_up(apart, decimals):.{decimals}f}")
    return rf"{word}（距目标差{number}(?:/\d+)?[^\d，）]*{caution}）"


def _changed(tables: Tables, row: Row) -> str:
    """Pattern of what became of a demand without a number."""
    asked, met, entry = (
        tables.asked(row["target"]),
        row["attainment"] == "met",
        tables.entries[row["indicator"]],
    )
    unsure = row["evidence"] == "uncertain" and row["tier"] != "register"
    caution = ("（尚不稳固）" if met else "（尚难断定）") if unsure else "(?!（尚)"
    counted = entry["statistic"] in ("rate", "proportion") and not entry.get("register_count")
    match row["rule"]:
        case "gap_narrows":
            if counted and row["numerator"] and plain.number(row["numerator"]) < plain.FEW:
                return "例数太少，差距是否缩小尚难断定"
            return ("差距缩小" if met else "差距没有缩小") + caution
        case "slope" if asked.get("direction") == "down":
            return ("上升趋势减缓" if met else "上升趋势没有减缓") + caution
        case "direction":
            return _moved(row, asked, entry) + caution
    return ("(?<!未)达到要求" if met else "尚未达到要求") + caution


def _moved(row: Row, asked: dict, entry: dict) -> str:
    """Pattern of where a figure went from its base."""
    met = row["attainment"] == "met"
    if asked.get("every_year"):
        return ("(?<!没有)逐年" if met else "没有逐年") + RISES[asked["direction"]]
    value, base = plain.number(row["value"]), plain.number(row["baseline"])
    if value == base:
        return (
            rf"保持在{plain.half_up(value, entry['decimals']):.{entry['decimals']}f}[^\d（]*"
            if met
            else "与基期持平"
        )
    if row["tier"] == "register" and row["evidence"] == "uncertain":
        return "与基期基本持平"
    return "较基期" + RISES["up" if value > base else "down"]


def _mark(tables: Tables, row: Row) -> str:
    """Pattern of a state that is told by its mark before the indicator's name, where a word is too long."""
    code = "uncertain" if row["evidence"] == "uncertain" else row["attainment"]
    mark = MARKS.get(code, r"[^●▲◐\w\s（）、，。；]")
    entry = tables.entries[row["indicator"]]
    return mark + re.escape(entry.get("short", entry["name"]))


def _led(pattern: str, claim: Row, row: Row, text: str) -> str:
    """A pattern behind the word that leads it in, where a sentence tells what is asked and what is."""
    if claim["row"] or row["target_value"] or "规划要求" not in text:
        return pattern
    moved = row["rule"] == "direction" and row["attainment"] in ("met", "not_met")
    word = "规划要求" if claim["kind"] == "demand" else "实际" if moved else ""
    return f"{word}(?:{pattern})"
