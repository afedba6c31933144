"""Words beside the numbers of sentences: what a claim's verdict says must stand in its text, and beside its own number.

A claim that is true by the tables may still be told with the wrong word. Here each verdict has the words that tell it, as
patterns in which `{n}` is the claim's number; nothing of the application is used.
"""

import re

from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables
from planbook.run.claim_texts import Said, forms

PROSE = re.compile(
    r"[\u4e00-\u9fff][^\u4e00-\u9fff]*[\u4e00-\u9fff]"
)  # more than a number with its word for things
RISEN, FALLEN = "(?:提高|上升|增加)", "(?:降低|下降|减少)"
UNSURE = "尚不稳固|尚难断定|◐"
NONE = r"没有|都|(?<![\d.])0(?:\.0)?(?![\d.])|零|未"
BROKEN = re.compile("（）|，，|。。|、、|：。|，。|、。")
TURNED = {"【新达到】": "met", "【达标后回落】": "not_met"}
CONTRARY = {
    "met": "没有逐年|没有减缓|没有缩小|尚未达到目标值|未达标",
    "not_met": "(?<!没有)(?<!规划要求)逐年(?:提高|下降)(?!，)|已达到（|提前达标",
}
CHANGES = {
    "up": f"{RISEN}{{n}}",
    "down": f"{FALLEN}{{n}}",
    "same": "持平|换届以来未变",
    "chance": "偶然波动范围内|换届以来未变",
}
COUNTS = {
    "numeric_targets.known": "数据{n}项|数据的{n}项|{n}项有数",
    "numeric_targets.met": "已达到{n}项|全部达到",
    "numeric_targets.met_uncertain": "尚不稳固{n}项",
    "numeric_targets.uncertain": "其中{n}项数字太小",
    "numeric_targets.not_met": "(?:尚未达到|未达标){n}项|都(?:尚未达到|未达标)",
    "numeric_targets.missing": "(?:暂无数据|无数据|未见公布){n}项|{n}项要求",
    "numeric_targets.suppressed": "不予公布{n}项",
    "numeric_targets.met_of_all": "{n}%（占全部",
    "numeric_targets.met_of_known": "{n}%（占有数据",
    "numeric_targets.better": "优于.*{n}项",
    "numeric_targets.worse": "不及.*{n}项",
    "numeric_targets.not_paced": "{n}项不与时间",
    "numeric_targets.pace.met": "已达到{n}项",
    "numeric_targets.pace.on_pace": "达到时间进度{n}项",
    "numeric_targets.pace.behind": "(?:滞后|未达到){n}项",
    "targets.not_met": "尚未达到的{n}项|未达标的{n}项",
    "demands.met": "已达到{n}项",
    "demands.uncertain": "尚难断定{n}项",
    "demands.not_met": "(?:尚未达到|未达标){n}项",
    "demands.neutral": "(?:暂无法判断|无数值目标){n}项",
    "demands.no_data": "(?:无数据|未见公布){n}项",
    "demands.better": "优于目标值{n}项",
    "demands.worse": "不及目标值{n}项",
    "drawn_targets.met": "已达到{n}项",
    "drawn_targets.uncertain": "尚难断定{n}项",
    "drawn_targets.not_met": "(?:尚未达到|未达标){n}项",
    "drawn_targets.better": "优于目标值{n}项",
    "drawn_targets.worse": "不及目标值{n}项",
    "measures.not_found": "尚未认定{n}项",
    "figures.owed": "(?:尚缺|部门|法院|检察院|会|局|暂未采用){n}个|等{n}个数",
    "figures.late": "暂未采用{n}个",
    "townships.failing": "{n}个(?:乡镇（街道）)?没有达到",
    "townships.below_range": "低于这一范围的有{n}个",
    "warnings.of_last_year_still": "仍在的{n}项",
    "warnings.of_last_year_gone": "不再提示的{n}项",
    "warnings.favourable": "好于.*{n}|{n}.*好于|有利.*{n}|{n}.*有利",
    "warnings.of_unit.red": "红{n}",
    "warnings.of_unit.orange": "橙{n}",
    "warnings.of_unit.yellow": "黄{n}",
    "warnings.of_unit.review": "评审{n}",
    "past_targets.missed_share": "{n}%最终没有",
    "points.open": "待.*{n}",
    "deaths.of_other_causes": "其他{n}",
}
GAPS = {
    "above": "高于",
    "below": "低于",
    "narrowed": "差距缩小",
    "narrowed_evidence": "差距缩小，超出偶然",
    "narrowed_chance": "差距缩小，但在偶然",
    "widened": "差距扩大",
    "widened_evidence": "差距扩大，超出偶然",
    "widened_chance": "差距扩大，但在偶然",
    "no_change": "差距基本未变",
    "mixed": "变化方向不一",
    "not_assessable": "暂无法判断|例数太少",
}
STATES = {
    "met": "达到|达标|提高|下降|持平|保持|缩小|减缓|●|◐|例数太少",
    "not_met": "未达|没有|提高|下降|持平|▲|◐|例数太少|差距扩大|尚难断定",
    "better": "高于|低于|持平|优于|●",
    "worse": "高于|低于|持平|不及|▲",
    "all_met": "全部达到",
    "part_met": "部分达到",
    "none_met": "尚未达到",
    "by_evidence": "按材料认定",
    "no_data": "无数据|未见公布",
    "pace.met": "已达到",
    "pace.on_pace": "达到时间进度",
    "pace.behind": "滞后|未达到|反向变动",
    "pace.neutral": "没有基期",
}
OUTLOOKS = {
    "likely": "预计能够达到",
    "leaning_yes": "较有可能达到",
    "open": "能否达到尚难判断",
    "leaning_no": "达到有困难",
    "unlikely": "预计达标困难",
}
MISSING = {
    "no_counts": "例数",
    "suppressed": "不予公布",
    "no_sex": "没有分性别",
    "no_residence": "没有分城乡",
    "no_age": "没有分年龄",
    "no_unit_area": "没有分乡镇",
}
EXTREMES = {
    "lowest": "最低|没有(?:达到|低于)",
    "highest": "最高",
    "figures.in.lowest": "最低",
    "farthest": "最远的是",
    "lowest_of_three": "继续保持在{n}以上",
}
NOTED = ("warnings.listed_twice", "warnings.still", "cases", "cases.base")  # told by `claim_wholes`, or by a dash
WORDS = {
    "change": CHANGES,
    "count": COUNTS,
    "gap": GAPS,
    "state": STATES,
    "projection": OUTLOOKS,
    "missing": MISSING,
    "extreme": EXTREMES,
}


def unsaid(said: Said, tables: Tables) -> list[str]:
    """Verdicts of a sentence's claims that its words do not tell."""
    text = said.text.replace(",", "")
    if not PROSE.search(text):
        return []  # a number alone: what it counts is said by the head of its column
    lost = [f"{row['kind']} {row['verdict']}" for row in said.claims if not _told(row, text)]
    lost += [f"signs {found}" for found in BROKEN.findall(text)]
    return lost + _unsteady(said, tables) + _moved(said, tables)


def _moved(said: Said, tables: Tables) -> list[str]:
    """Where a figure is said to have gone from its base, and whether a target is said to be new or lost, against its state."""
    states = [one for one in said.claims if one["kind"] == "state" and one["source"] in tables.targets]
    found = [
        f"{word} but {one['verdict']}"
        for word, state in TURNED.items()
        for one in states
        if said.text.startswith(word) and one["verdict"] != state
    ]
    if len(states) == 1 and states[0]["verdict"] in CONTRARY:
        found += [
            f"{word} of {states[0]['verdict']}"
            for word in re.findall(CONTRARY[states[0]["verdict"]], said.text)
        ]
    ways = re.findall("较基期(提高|下降)", said.text.replace("规划要求较基期", ""))
    if len(states) == len(ways) == 1:
        row = tables.targets[states[0]["source"]]
        rise = plain.number(row["value"]) - plain.number(row["baseline"])
        if rise and (rise > 0) != (ways[0] == "提高"):
            found.append(f"{ways[0]} by {rise:.10g}")
    return found


def _told(claim: Row, text: str) -> bool:
    if claim["kind"] == "count" and plain.number(claim["value"]) == 0 and claim["verdict"] not in NOTED:
        return re.search(NONE, text) is not None
    pattern = WORDS.get(claim["kind"], {}).get(claim["verdict"])
    if pattern is None:
        return True
    numbers = "|".join(map(re.escape, sorted(forms(claim), key=len, reverse=True)))
    number = rf"(?<![\d.])(?:{numbers})(?![\d.])" if claim["verdict"] != "lowest_of_three" else r"\d+%"
    return re.search(pattern.replace("{n}", number), text) is not None


def _unsteady(said: Said, tables: Tables) -> list[str]:
    """States that chance may have made and that are not told so, or told so where chance has not."""
    found = []
    for claim in said.claims:
        row = tables.targets.get(claim["source"])
        if claim["kind"] != "state" or row is None or claim["verdict"] not in ("met", "not_met"):
            continue
        unsure = row["evidence"] == "uncertain" and row["tier"] != "register"
        told = re.search(UNSURE, said.text) is not None
        alone = sum(one["kind"] in ("state", "count") for one in said.claims) == 1
        if (unsure and not told) or (told and alone and row["evidence"] != "uncertain"):
            found.append(f"state {claim['verdict']}, {row['evidence'] or 'no evidence'}")
    return found
