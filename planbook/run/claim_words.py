"""Words beside the numbers of sentences: what a claim's verdict says must stand in its text, and beside its own number.

A claim that is true by the tables may still be told with the wrong word. Here each verdict has the words that tell it, as
patterns in which `{n}` is the claim's number; nothing of the application is used.
"""

import math
import re
from collections import Counter

from planbook.run import claim_heads
from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables
from planbook.run.claim_texts import Said, forms

PROSE = re.compile(
    r"[\u4e00-\u9fff][^\u4e00-\u9fff]*[\u4e00-\u9fff]"
)  # more than a number with its word for things
RISEN, FALLEN = "(?:提高|上升|增加)", "(?:降低|下降|减少)"
UNSURE = "尚不稳固|尚难断定|◐"
NONE = r"没有|都|一致|(?<![\d.])0(?:\.0)?(?![\d.])|零|未"
BROKEN = re.compile(
    r"（）|，，|。。|、、|：。|，。|、。|(?:提高|上升|增加|降低|下降|减少)0(?:\.0+)?(?![\d.])"
)  # signs without words between, and a move by nothing
COMPARED = ("可对照数据", "未见公布", "仅供对照")  # words of a place that is only compared
GUIDE = {  # what the guide says in which words the pages speak
    "前不称未达标": (
        "前不称未达标，只称提前达标或尚未达到目标值；只要求方向的，说较基期提高、下降或基本持平；◐表示数字很小、"
        "偶然波动可能改变结论（已达到的称尚不稳固，未达到的称尚难断定）"
    ),
    "“左右”按": "高于参考值不视为问题",
    "只说高于": "只说高于、低于或持平于",
    "“还需”按": "没有数值要求的只列每多一人能提高多少",
    "这些方法不考虑": "只供比对，不作判断依据；基数为零、例数不足或基期已达到时留空",
    "率类指标的变化": "率类指标的变化用相对百分比，百分数用百分点，千分数用千分点",
}
TURNED = {"【新达到】": "met", "【达标后回落】": "not_met"}
CONTRARY = {
    "met": "没有逐年|没有减缓|没有缩小|尚未达到目标值|未达标",
    "not_met": "(?<!没有)(?<!规划要求)逐年(?:提高|下降)(?!，)|已达到（|提前达标",
}
BESIDE = "与(?:[^，。；：]*、)?{b}(?:、[^，。；：]*)?"
CHANGES = {  # `{b}` is the year that is counted from, or 上年
    "up": f"比{{b}}{RISEN}{{n}}|换届以来未变",
    "down": f"比{{b}}{FALLEN}{{n}}|换届以来未变",
    "same": f"{BESIDE}都?(?:基本)?持平|换届以来未变",
    "chance": f"{BESIDE}的差别都?在偶然波动范围内|换届以来未变",
    "yearly_before.up": "{b}以前平均每年上升{n}",
    "yearly_before.down": "{b}以前平均每年下降{n}",
    "yearly_since.up": "此后平均每年上升{n}",
    "yearly_since.down": "此后平均每年下降{n}",
    "age_part.up": "比{b}变化最大的是{age}：上升{n}",
    "age_part.down": "比{b}变化最大的是{age}：降低{n}",
    "rate_effect": "各组自身变化占-?{n}",
    "composition_effect": "人口构成变化占-?{n}",
}
IN_COLUMN = {  # below the head of a column, which says since when
    "up": f"{RISEN}{{n}}|换届以来未变",
    "down": f"{FALLEN}{{n}}|换届以来未变",
    "same": "持平|换届以来未变",
    "chance": "在偶然波动范围内|换届以来未变",
}
LEVELS = {
    "elected": "{y}年换届为{n}",
    "elected_before": "上一届（{y}年）为{n}",
    "since_election": "{y}年为{n}[^，]*，属届中调整",
    "rate.of_one_case": "变动{n}",
    "gaps.parity": "均等指数{n}",
    "gaps.men_per_hundred_women": "人口性别比{n}",
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
    "numeric_targets.pace.behind": "(?:滞后|(?<!尚)未达到){n}项",
    "decides.met": "^达到",
    "decides.not_met": "未达到",
    "decides.open": "难断定",
    "targets.open": "尚未达到和未填报",
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
    "deaths.share_of_age": "{age}占{n}",
    "pooled.years": "近{n}年合计|单独一年",
    "years.drawn": "近{n}年合计",
    "deaths.of_years": "年合计{n}例",
    "cases.allowed": "每年不超过{n}例",
    "exposure_needed.0": "真实水平不高于目标值，一例没有也需累计分母{n}",
    "exposure_needed.1": "有一例则需{n}",
}
GAPS = {
    "": "{y}年相差{n}",
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
    "": "{y}年预计为{n}",
    "likely": "{y}年预计为{n}.*预计能够达到",
    "leaning_yes": "{y}年预计为{n}.*较有可能达到",
    "open": "{y}年预计为{n}.*能否达到尚难判断",
    "leaning_no": "{y}年预计为{n}.*达到有困难",
    "unlikely": "{y}年预计为{n}.*预计达标困难",
}
MISSING = {
    "no_counts": "例数",
    "suppressed": "不予公布",
    "no_sex": "没有分性别",
    "no_residence": "没有分城乡",
    "no_age": "没有分年龄",
    "no_unit_area": "没有分乡镇",
    "no_slopes": "才能说上升趋势是否减缓，目前不够",
    "no_election": "没有换届年份的数，届次之间无从比较",
    "no_counts_by_age": "没有分年龄的例数",
    "few_of_ages": "合计不足",
    "no_pairs": "没有例数和分母|没有公布人数",
}
EXTREMES = {
    "lowest": "最低|没有(?:达到|低于)",
    "highest": "最高",
    "figures.in.lowest": "最低",
    "farthest": "最远的是{name}",
    "lowest_of_three": "继续保持在{n}以上",
}
PARITY = (0.97, 1.03)  # between which girls and boys are as many
ALIKE = 5.0  # per cent of the error of no change within which two methods err alike
SIGNED = {  # words for the sign of a number, each between two limits: (words, from, to), the limits in it
    "past_projections.relative_error": (
        ("误差比“今后不变”的推算小{n}", -math.inf, -ALIKE),
        ("误差与“今后不变”的推算相当", -ALIKE, ALIKE),
        ("误差比“今后不变”的推算大{n}", ALIKE, math.inf),
    ),
    "gaps.parity": (
        ("：女生偏少", -math.inf, PARITY[0]),
        ("：均等", *PARITY),
        ("：男生偏少", PARITY[1], math.inf),
    ),
}
LEAST_ODDS, MOST_ODDS = 1.0, 99.0  # per cent, beyond which a probability is told by the bound alone
WINDOWS = ("pooled", "deaths.of_years")  # claims of several years together
HEADED = ("measures.", "demands.", "numeric_targets.pace", "targets.outlook.")
NOTED = (  # told by `claim_wholes`, by a dash, or by the head of a row
    *("warnings.listed_twice", "warnings.still", "warnings.now", "cases", "cases.base"),
    *("marks.base", "marks.unsure", "marks.broken", "marks.ahead", "marks.required"),
    *("index.left_out", "place.judged", "targets.projected", "targets.lost"),
)
WORDS = {
    "change": CHANGES,
    "level": LEVELS,
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
    lost = [f"{row['kind']} {row['verdict']}" for row in said.claims if not _told(row, text, tables)]
    lost += [f"signs {found}" for found in BROKEN.findall(text)]
    lost += ["none told as some"] if "设数值目标0项" in text else []
    if tables.place.get("judged") != "reference":
        lost += [f"{one} of a place that is judged" for one in COMPARED if one in text]
    lost += [f"not: {must}" for known, must in GUIDE.items() if known in text and must not in text]
    lost += _twice(text) + _late(text, tables) + _windows(said)
    lost += _odds(said, text) + _together(text) + _in_cases(said, tables)
    lost += [one for claim in said.claims for one in _signed(claim, text)]
    lost += [f"{one['value']} printed coarsely" for one in said.claims if _coarse(one, text, tables)]
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
    if len(states) == 1 and (away := re.search("，但较基期(提高|下降)", said.text)):
        worse = {">=": "下降", ">": "下降", "<=": "提高", "<": "提高"}
        if away[1] != worse.get(tables.targets[states[0]["source"]]["operator"]):
            found.append(f"但{away[1]} of what is wished")
    ways = re.findall("较基期(提高|下降)", said.text.replace("规划要求较基期", ""))
    if len(states) == len(ways) == 1:
        row = tables.targets[states[0]["source"]]
        rise = plain.number(row["value"]) - plain.number(row["baseline"])
        if not math.isnan(rise) and rise and (rise > 0) != (ways[0] == "提高"):
            found.append(f"{ways[0]} by {rise:.10g}")
    return found


def _told(claim: Row, text: str, tables: Tables) -> bool:
    if claim["column"] and claim["kind"] == "count" and claim["verdict"].startswith(HEADED):
        return True  # a number alone: what it counts is said by the head of its column
    decided = claim["verdict"].startswith("decides.")
    none = claim["kind"] == "count" and plain.number(claim["value"]) == 0 and not decided
    if none and claim["verdict"] not in NOTED:
        return re.search(NONE, text) is not None
    known = IN_COLUMN if claim["kind"] == "change" and claim["column"] else WORDS.get(claim["kind"], {})
    pattern = known.get(claim["verdict"])
    if pattern is None or (claim["column"] and claim["kind"] in ("level", "projection", "gap")):
        return True
    if claim["verdict"] == "lowest_of_three" and not _kept(claim, text, tables):
        return False
    if claim["verdict"] == "same" and not _alike(claim, text, tables):
        return False
    numbers = "|".join(map(re.escape, sorted(forms(claim), key=len, reverse=True)))
    number = rf"(?<![\d.])(?:{numbers})(?![\d.])" if claim["verdict"] != "lowest_of_three" else r"\d+%"
    parts = {"{n}": number, "{y}": claim["year"], "{b}": _before(claim)} | _called(claim, tables)
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return re.search(pattern, text) is not None


def _twice(text: str) -> list[str]:
    """Clauses with a number that stand twice in a sentence."""
    found = []
    for one in text.split("。"):
        clauses = [clause for clause in re.split("[，；]", one) if re.search(r"\d", clause)]
        found += [f"twice {clause}" for clause, many in Counter(clauses).items() if many > 1]
    return found


def _signed(claim: Row, text: str) -> list[str]:
    """The word for a number's sign where it stands beside another number, or another word does."""
    if claim["verdict"] not in SIGNED or claim["kind"] != "level":
        return []
    value = plain.number(claim["value"])
    numbers = "|".join(map(re.escape, sorted(forms(claim), key=len, reverse=True)))
    found = []
    for words, low, high in SIGNED[claim["verdict"]]:
        told = re.search(re.escape(words).replace(re.escape("{n}"), f"(?:{numbers})(?![\\d.])"), text)
        if (told is not None) != (low <= value <= high) and value not in (low, high):
            found.append(f"{words} of {value:.10g}")
    return found


def _together(text: str) -> list[str]:
    """都 of one year, or two years without it."""
    found = []
    for years, both in re.findall(
        r"与([^，。；：]*?)(?:的差别)?(都)?(?:在偶然波动范围内|基本持平|持平)", text
    ):
        if bool(both) != ("、" in years) and re.fullmatch(r"(?:上年|\d{4}年|、)+", years):
            found.append(f"{years} {both or 'without 都'}")
    return found


def _in_cases(said: Said, tables: Tables) -> list[str]:
    """Groups of a rate or a share that are told in cases though none is few, or not though one is."""
    groups = [
        one
        for one in said.claims
        if one["verdict"] == "numerator" and (one["sex"], one["residence"]) != ("_T", "_T")
    ]
    if not groups or "其中，" not in said.text:
        return []
    entry = tables.entries[groups[0]["indicator"]]
    whole = [one | {"sex": "_T", "residence": "_T"} for one in groups[:1]]
    of = groups if entry["statistic"] == "rate" else whole
    pairs = [plain.counts(tables.at(one, one["year"])) for one in of]
    few = any(pair and pair[0] < plain.FEW for pair in pairs)
    return [] if few else [f"{groups[0]['indicator']} in cases, none of them few"]


def _odds(said: Said, text: str) -> list[str]:
    """Probabilities that are told by a bound and lie within it, or the other way round."""
    known = [plain.number(one["value"]) for one in said.claims if _is_probability(one)]
    bounds = {
        "不到1%": any(one < LEAST_ODDS for one in known),
        "99%以上": any(one > MOST_ODDS for one in known),
    }
    return [f"{bound} of {known}" for bound, needed in bounds.items() if known and (bound in text) != needed]


def _is_probability(claim: Row) -> bool:
    odds = claim["kind"] == "projection" and claim["verdict"].startswith("probability")
    return odds or (claim["kind"] == "warning" and claim["unit"] == "%" and claim["verdict"] == "W1")


def _windows(said: Said) -> list[str]:
    """How many years are said to be added up, against the years of what is added up."""
    years = {
        int(one["year"]) - int(one["against_year"]) + 1
        for one in said.claims
        if one["verdict"] in WINDOWS and one["against_year"]
    }
    told = {int(one) for one in re.findall(r"近(\d+)年合计", said.text)}
    told |= {1} if "单独一年" in said.text else set()
    return [f"{one} years together" for one in sorted(years)] if years and told - years else []


def _late(text: str, tables: Tables) -> list[str]:
    """Words of the time that is over before it is, and of the time that lasts when it is over."""
    over = tables.year >= int(tables.plan["last_year"])
    wrong = "滞后" if over else r"(?<![尚难])未达到\d+项|未达标\d+项"
    return [f"{wrong} in {tables.year}"] if re.search(wrong, text) else []


def _kept(claim: Row, text: str, tables: Tables) -> bool:
    """Whether a share never fell below the level that it is said to have kept."""
    levels = [float(one) for one in re.findall(r"继续保持在(\d+)%以上", text)]
    share = tables.entries[claim["indicator"]]["unit"] == "%"
    return share and any(one <= plain.number(claim["value"]) for one in levels)


def _coarse(claim: Row, text: str, tables: Tables) -> bool:
    """Whether a figure is printed with fewer decimals than its indicator has, and so that it reads as nothing."""
    if claim["kind"] not in ("level", "change", "gap") or not claim["indicator"] or not claim["value"]:
        return False
    value, decimals = abs(plain.number(claim["value"])), tables.entries[claim["indicator"]]["decimals"]
    if plain.half_up(value, decimals) == 0:
        return False
    return re.fullmatch(r"\D*0(?:\.0+)?\D*", text) is not None


def _before(claim: Row) -> str:
    """How the year that a change is counted from is told."""
    last = claim["year"] and claim["against_year"] and int(claim["against_year"]) == int(claim["year"]) - 1
    return f"(?:{claim['against_year']}年{'|上年' if last else ''})"


def _called(claim: Row, tables: Tables) -> dict[str, str]:
    """What the indicator of a claim is called, and the ages of the deaths that it adds to the one before it."""
    if not claim["indicator"]:
        return {}
    age = claim_heads.AGES.get(claim["indicator"])
    names = [re.escape(one) for one in claim_heads.names(tables, claim["indicator"])]
    return {"{name}": f"(?:{'|'.join(names)})", "{age}": re.escape(age) if age else names[-1]}


def _alike(claim: Row, text: str, tables: Tables) -> bool:
    """Whether two figures that print alike are told as 持平, and two that do not as 基本持平."""
    decimals = tables.entries[claim["indicator"]]["decimals"]
    rows = [tables.at(claim, claim[name]) for name in ("year", "against_year")]
    printed = {plain.half_up(plain.number(row["value"]), decimals) for row in rows if row}
    return re.search("(?<!基本)持平|未变" if len(printed) == 1 else "基本持平|未变", text) is not None


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
