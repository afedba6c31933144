"""Codes and their Chinese words, number and unit formats: one table."""

import math
import re
from collections.abc import Iterable

from analysis import rounding

NO_FIGURE = "—"
DIGITS = 12  # that count of a number that is printed
SYNTHETIC = "虚构示例数据"
REFERENCE_TARGET = "目标值（仅供对照）"  # after the name of the plan's city
RESPONSIBLE_UNIT = "责任单位"
PROPOSED_UNIT = "责任单位（拟，待分工文件确认）"
PROPOSED = "（拟）"  # after the name of a unit that no document names, beside others that one does

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

PLAN = {"women": "妇女", "children": "儿童"}
SEX = {"F": "女", "M": "男", "_T": "合计"}
RESIDENCE = {"U": "城市", "R": "农村", "_T": "全域"}
AGE = {
    "_T": "全部年龄",
    "PRESCHOOL": "学前",
    "PRIMARY": "小学",
    "LOWER_SECONDARY": "初中",
    "UPPER_SECONDARY": "高中阶段",
    "TERTIARY": "高等教育",
    "PUPILS": "中小学",
}
DIMENSION = {"sex": "性别", "residence": "城乡", "age": "年龄", "unit_area": "乡镇（街道）"}
PERIOD = {
    "calendar_year": "日历年度",
    "health_year": "卫生年度（上年10月1日至当年9月30日）",
    "school_year": "学年（以开学年份计）",
    "point_in_time": "时点数",
}
STATUS = {"A": "正常", "P": "初步数", "E": "推定", "B": "口径中断", "M": "缺失"}
REASON = {
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
    "mid_term_adjustment": "届中有调整，按换届结果评价",
    "zero_group": "有一组为零，比值无从计算",
    "break": "口径中断，前后不可比",
    "too_few_points": "数据年份不足",
    "by_evidence": "按材料认定",
    "no_target_value": "规划未设数值",
}
ATTAINMENT = {
    "met": "达标",
    "not_met": "未达标",
    "not_due": "未到评价期",
    "not_assessable": "暂无法判断",
}
ATTAINMENT_EARLY = {**ATTAINMENT, "met": "提前达标", "not_met": "尚未达到目标值"}
EVIDENCE = {
    "firm": "依据充分",
    "uncertain": "尚不稳固",
    "by_count": "全面统计",
    "not_stated": "未附人数",
}
OBJECTIVE_STATE = {
    "all_met": "全部达到",
    "part_met": "部分达到",
    "none_met": "尚未达到",
    "by_evidence": "按材料认定",
    "no_data": "无数据",
    "reference": "仅供对照",
}
OBJECTIVE_KIND = {"quantified": "定量", "trend": "趋势", "qualitative": "定性", "mixed": "综合"}
GRADE = {"A": "完整", "B": "无分子分母", "C": "初步、推定或往年数", "D": "缺失"}
GAP = {
    "narrowed": "差距缩小",
    "narrowed_evidence": "差距缩小，超出偶然波动范围",
    "narrowed_chance": "差距缩小，但在偶然波动范围内",
    "widened_evidence": "差距扩大，超出偶然波动范围",
    "widened_chance": "差距扩大，但在偶然波动范围内",
    "several": "多组比较",
    "widened": "差距扩大",
    "no_change": "差距基本未变",
    "mixed": "绝对差距与相对差距变化方向不一",
    "not_assessable": "暂无法判断",
}
OUTLOOK = {
    "likely": "预计能够达到",
    "leaning_yes": "较有可能达到",
    "open": "能否达到尚难判断",
    "leaning_no": "达到有困难",
    "unlikely": "预计达标困难",
    "no_forecast": "暂无预测",
}
STABILITY = {
    "within_chance": "变化在偶然波动范围内",
    "beyond_chance": "变化超出偶然波动范围",
    "break": "口径中断",
    "not_assessable": "暂无法判断",
}
WARNING = {
    "W1": "预计达标困难",
    "W2": "走势不利",
    "W3": "波动较大",
    "W4": "达标后回落",
    "W5": "差距扩大",
    "W6": "数据缺口",
    "W7": "个案评审",
    "W8": "有乡镇（街道）未达到",
}
WARNING_LEVEL = {"red": "红", "orange": "橙", "yellow": "黄", "review": "评审"}
LEVEL_MEANS = {
    "red": "很可能完不成或已失去",
    "orange": "正在变差或有单位落后",
    "yellow": "有困难或缺数",
    "review": "提请核实或逐例评审",
}
WARNING_REASON = {
    "unlikely": "按目前水平和走势，到期达到目标值的可能很小",
    "leaning_no": "按目前水平和走势，到期达到目标值的可能偏小",
    "drift": "连续五年朝不利方向变化，照此发展到期将达不到要求",
    "beyond_chance": "本年数字超出往年水平能够解释的偶然波动",
    "favourable_jump": "本年数字好于往年水平能够解释的偶然波动，提请核实",
    "target_lost": "上年已达到，本年未达到",
    "gap_widened": "两组差距比基期扩大，且超出偶然波动",
    "missing_two_years": "应每年报送，连续两年没有数据",
    "break": "本年口径中断，与往年不可比",
    "case_review": "本年有死亡病例，逐例评审",
    "units_failing": "要求每个乡镇（街道）都达到，下列单位未达到",
}
WARNING_CLEARS = {
    "W1": "新数据下到期达到的可能不再偏小",
    "W2": "不再朝不利方向变化",
    "W3": "下一年回到往年的波动范围，或书面说明原因",
    "W4": "重新达到目标值",
    "W5": "差距回到基期以内",
    "W6": "补报数据，或新口径积累到可比的年数",
    "W7": "逐例评审结束并登记",
    "W8": "各乡镇（街道）都达到目标值",
}
HOW = {"levelled_up": "较差的一方改善更快", "better_fell": "较好的一方变差", "": ""}
DIRECTION = {"up": "提高", "down": "下降"}
OPERATOR = {"<=": "≤", ">=": "≥", ">": "＞", "around": "左右"}
# Units of a difference: of shares in points; of figures that are themselves ratios none.
POINTS = {"%": "个百分点", "‰": "个千分点", "百分点": "个百分点", "女=100": "", "倍": ""}

# Ages of the deaths that each nested mortality adds to the one before it.
AGES_OF_DEATH = {
    "neonatal_mortality": "出生28天内",
    "infant_mortality": "28天至1岁",
    "under_five_mortality": "1至4岁",
}

# Words that wound or mislead; never on a page.
BANNED = ("拒报", "迟报", "存疑", "可疑", "误报", "拒收", "抽样误差", "置信区间")


def age(code: str) -> str:
    """Chinese word of an age code, such as `Y0T6` → 0—6岁."""
    if code in AGE:
        return AGE[code]
    if code.startswith("Y_GE"):
        return f"{code[4:]}岁及以上"
    low, _, high = code[1:].partition("T")
    return f"{low}—{high}岁" if high else f"{low}岁"


def breakdown(sex: str = "_T", residence: str = "_T", age_code: str = "_T") -> str:
    """Words of a breakdown without its totals, such as `农村·女`; empty for the total."""
    parts = [
        RESIDENCE[residence] if residence != "_T" else "",
        SEX[sex] if sex != "_T" else "",
        age(age_code) if age_code != "_T" else "",
    ]
    return "·".join(filter(None, parts))


def group(dimension: str, code: str) -> str:
    """Word of a group of a dimension: a sex, a residence, an age or stage."""
    known = {"sex": SEX, "residence": RESIDENCE}
    return known[dimension][code] if dimension in known else age(code)


def number(value: float, decimals: int = 1) -> str:
    """A number rounded half up (四舍五入), with its separators; a dash where there is none.

    A difference of figures that comes to a half is a hair off it in the computer: digits that no figure has are left out.

    Examples
    --------
    >>> number(100 * (77 / 80 - 1)), number(43.3 - 43.25)
    ('-3.8', '0.1')
    """
    if value is None or math.isnan(value):
        return NO_FIGURE
    return rounding.text(float(f"{value:.{DIGITS}g}"), decimals)


PER_THOUSAND = re.compile(r"(?<=\D)/[千万].*")  # named by the figure itself: 每千名儿童床位数为2.35张


def after_number(unit: str) -> str:
    """A unit as it stands behind a number: what the figure's name says already is not said again.

    Examples
    --------
    >>> after_number("1/10万"), after_number("张/千名儿童"), after_number("微克/立方米")
    ('/10万', '张', '微克/立方米')
    """
    return PER_THOUSAND.sub("", unit.removeprefix("1"))


BARE = ("女=100",)  # units that stand in headings and titles alone: 性别比110.0, not 110.0女=100


def figure(value: float, unit: str, decimals: int = 1) -> str:
    """A figure with its unit as Chinese reports print it: 14.3/10万, 96.2%, 1.23亿人, 12.3万人."""
    if value is None or math.isnan(value):
        return NO_FIGURE
    if decimals == 0 and unit not in ("%", "‰") and abs(value) >= 1e4:
        scale, word = (1e8, "亿") if abs(value) >= 1e8 else (1e4, "万")
        return number(value / scale, 2).replace(",", "").rstrip("0").rstrip(".") + word + unit
    return number(value, decimals) + ("" if unit in BARE else after_number(unit))


def clean(text: str) -> str:
    """A text without the signs that no page and no office file can hold (control characters, halves of pairs)."""
    return UNPRINTABLE.sub("", str(text))


LISTED = "; "  # between the codes of a list that stands in one cell


def listing(codes: Iterable[str]) -> str:
    """Codes as the text of one cell."""
    return LISTED.join(codes)


def listed(text: str) -> list[str]:
    """The codes of a cell that holds a list; none of an empty one.

    Examples
    --------
    >>> listed(listing(["O1", "O2"])), listed("")
    (['O1', 'O2'], [])
    """
    return text.split(LISTED) if text else []


def plain(value: float) -> str:
    """A number without added decimals, as the plan prints a target and a clerk a count; never with an exponent."""
    if value is None or math.isnan(value):
        return NO_FIGURE
    return f"{value:.{6 if abs(value) < 1e6 else 13}g}"


def target_value(value: float, operator: str, unit: str) -> str:
    """A target as a short phrase: ≤12/10万, ≥93.5%, 45%左右."""
    text = plain(value) + after_number(unit)
    return f"{text}左右" if operator == "around" else OPERATOR[operator] + text


def comparison(value: float, target: float) -> str:
    """Word of a reference place's figure against the target value: never met or not met."""
    return "持平" if value == target else "高于" if value > target else "低于"


METHOD = {
    "planbook": "本册方法",
    "ratio": "实际与所需增速之比",
    "anticipated": "预期进展指数",
    "no_change": "按今后不变推算",
}
SERIES_KIND = {
    "all": "全部",
    "administrative": "行政记录",
    "survey": "抽样调查",
    "registered": "出生死亡等登记",
    "modelled": "模型估计",
}
EDITION = {"internal": "内部版", "public": "公开版"}
SIGNOFF = {"draft": "草稿", "reviewed": "已审核", "approved": "已批准", "published": "已公布"}
NOT_PUBLIC = "不在公开版内"
SELF_STATE = {
    "institution": {
        "not_started": "未启动",
        "under_way": "推进中",
        "set_up": "已建立",
        "effective": "运行有效",
    },
    "work": {"with_results": "有措施有成效", "with_measures": "有措施", "too_little": "材料不足"},
}
SELF_STATES = {code: word for known in SELF_STATE.values() for code, word in known.items()}
POINT_STATE = {"open": "待写情况说明", "explained": "已说明"}
COMPLETENESS = {
    "due": "应报",
    "in": "已采用",
    "missing": "注明无数原因",
    "not_taken": "暂未采用",
    "not_yet_in": "尚未报送",
    "not_due": "本年不要求",
    "never_collected": "缺项",
}
SURVEY_METHOD = {
    "census": "利用普查资料，或商请上级提供推算数",
    "larger_sample": "商请上级在本市加大样本",
    "survey": "开展专项抽样调查",
    "ledger": "由部门建立台账",
}
SURVEY_STATUS = {"proposed": "拟开展", "agreed": "已商定", "under_way": "正在开展", "done": "已完成"}
