"""What a form asks: its sheets, their columns, and one line for every figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from planbook.catalogue import Catalogue, Indicator
from planbook.catalogue.model import OFFICE
from planbook.contract.places import Township
from planbook.core import labels

CODES = {"sex": ("F", "M"), "residence": ("U", "R")}
ROUTINE = ("县级常规", "部门台账")
GENERAL = "population"

COLUMNS = {
    "code": "代码",
    "name": "指标名称",
    "group": "分组",
    "unit": "计量单位",
    "period": "时期",
    "last": "上年数",
    "numerator": "分子",
    "denominator": "分母",
    "base": "分母口径",
    "value": "本年数",
    "status": "数据状态",
    "reason": "无数原因",
    "note": "情况说明",
    "meaning": "分子与分母",
    "definition": "定义",
    "source": "来源与周期",
}
TOWNSHIP_COLUMNS = {
    "code": "代码",
    "name": "指标名称",
    "unit_area": "乡镇代码",
    "area_name": "乡镇（街道）",
    "unit": "计量单位",
    "numerator": "分子",
    "denominator": "分母",
    "value": "本年数",
    "reason": "无数原因",
    "note": "情况说明",
}
WRITTEN = ("numerator", "denominator", "base", "value", "status", "reason", "note")
SELF_REPORT = {
    "id": "条目编号",
    "title": "条目",
    "implementation": "实施情况",
    "next_year": "下一年工作安排",
    "problems": "存在问题",
    "countermeasures": "对策建议",
    "practice": "典型经验",
    "state": "自评",
}
EVALUATION = {
    "id": "条目编号",
    "title": "条目",
    "self_state": "自评",
    "state": "认定",
    "grounds": "认定依据",
    "problems": "存在问题",
    "causes": "原因",
    "practice": "典型经验",
}
LEDGER = {
    "id": "条目编号",
    "measure": "整改事项",
    "unit": "责任单位",
    "due": "完成时限",
    "progress": "进展",
    "closed": "是否销号",
}
SURVEY = {
    "id": "缺项指标代码",
    "title": "指标名称",
    "method": "调查方式",
    "unit": "承办单位",
    "status": "进展",
}
SHEETS = {
    "women": "妇女监测表",
    "children": "儿童监测表",
    "general": "基本情况表",
    "townships": "乡镇（街道）表",
    "self_report": "自评表",
    "notes": "填报说明",
}
NUMBERS = {
    "women": "妇统1表",
    "children": "儿统1表",
    "general": "基统1表",
    "townships": "乡统1表",
    "self_report": "自评1表",
}

BASES = {
    "resident": "常住",
    "registered": "户籍",
    "insured_due": "应参保",
    "served": "服务对象",
    "enrolled": "在校（在园）",
    "employed": "在岗（就业）",
}
MISSING = (
    "not_yet_in",
    "no_survey",
    "no_county_data",
    "not_carried_out",
    "not_applicable",
    "withheld",
    "suppressed",
)
STATED = ("A", "P", "E", "B")


@dataclass(frozen=True)
class Line:
    """One figure a form asks for."""

    indicator: Indicator
    sex: str = "_T"
    residence: str = "_T"
    age: str = "_T"

    @property
    def codes(self) -> dict[str, str]:
        """The breakdown by dimension."""
        return {"sex": self.sex, "residence": self.residence, "age": self.age}

    @property
    def code(self) -> str:
        """The indicator's id and what of it: `maternal_mortality`, `maternal_mortality.R`."""
        return ".".join([self.indicator.id, *(code for code in self.codes.values() if code != "_T")])

    @property
    def group(self) -> str:
        """The breakdown in words: 合计, 其中：农村."""
        label = labels.breakdown(**{"sex": self.sex, "residence": self.residence, "age_code": self.age})
        return f"其中：{label}" if label else "合计"


def parse_code(text: str, indicators: dict[str, Indicator]) -> Line | None:
    """The line a code names; None where it names none."""
    id, *parts = text.strip().split(".")
    entry = indicators.get(id)
    if entry is None:
        return None
    found: dict[str, str] = {}
    for part in parts:
        dimension = next((name for name, known in CODES.items() if part in known), "age")
        if dimension in found or (dimension == "age" and part not in labels.AGE and not part.startswith("Y")):
            return None
        found[dimension] = part
    return Line(entry, **found)


def due(indicator: Indicator, year: int, known: Catalogue) -> bool:
    """Whether a county's unit is to report an indicator of a year."""
    since = year - known.plan.first_year
    return indicator.cycle in ROUTINE and indicator.every is not None and since % indicator.every == 0


def asked(known: Catalogue, department: str) -> list[Indicator]:
    """Indicators a department is asked for: its own that a county can have, of the areas that the plan has."""
    areas = {*known.areas, GENERAL}
    own = [
        entry
        for entry in known.indicators.values()
        if entry.reporting_unit == department and entry.area in areas
    ]
    return [entry for entry in own if entry.cycle != "尚无" and entry.level in ("township", "county")]


def sheet_of(indicator: Indicator, known: Catalogue) -> str:
    """Sheet an indicator stands on: by the plan of its area, the denominators apart."""
    return "general" if indicator.area == GENERAL else known.areas[indicator.area].plan


def lines(known: Catalogue, indicator: Indicator) -> Iterator[Line]:
    """The lines of an indicator: the total, each group the plan asks for, and its targets' own groups."""
    made = [Line(indicator)]
    for dimension in ("sex", "residence"):
        if dimension in indicator.breakdowns:
            made += [Line(indicator, **{dimension: code}) for code in CODES[dimension]]
    for target in (one for one in known.targets if one.indicator == indicator.id):
        ages = target.groups if target.dimension == "age" else (target.age,)
        sexes = target.groups if target.dimension == "sex" else (target.sex,)
        places = target.groups if target.dimension == "residence" else (target.residence,)
        made += [Line(indicator, *codes) for codes in product(sexes, places, ages)]
    yield from dict.fromkeys(made)


def by_township(known: Catalogue, department: str) -> list[Indicator]:
    """Indicators of a department that are filed township by township."""
    return [entry for entry in asked(known, department) if township_by_township(known, entry)]


def township_by_township(known: Catalogue, indicator: Indicator) -> bool:
    """Whether each township files an indicator: where every unit counts, and where the catalogue says so."""
    every = {target.indicator for target in known.targets if target.rule == "every_unit"}
    return bool(indicator.townships) or indicator.id in every


def files(indicator: Indicator, area: Township) -> bool:
    """Whether a township files an indicator: urban and rural ones may be asked for different ones."""
    return indicator.townships in ("", "all", area.residence)


def not_collected(known: Catalogue) -> list[Indicator]:
    """Indicators that no reporting unit of a county has figures of: 缺项数据."""
    collected = {entry.id for id in known.departments for entry in asked(known, id)}
    return [entry for entry in known.indicators.values() if entry.id not in collected]


def departments(known: Catalogue) -> list[str]:
    """Reporting units that are asked for figures or for a report on the plan."""
    told = {unit for units in reporters(known).values() for unit in units}
    return [id for id in known.departments if asked(known, id) or id in told]


def period(indicator: Indicator, year: int) -> str:
    """The period of a year's figure, with its dates."""
    if indicator.period == "health_year":
        return f"{year - 1}年10月1日至{year}年9月30日"
    if indicator.period == "school_year":
        return f"{year}/{year + 1}学年"
    if indicator.period == "calendar_year":
        return f"{year}年1月1日至12月31日"
    month, day = map(int, indicator.date.split("-"))
    return f"{year}年{month}月{day}日"


def reporters(known: Catalogue) -> dict[str, list[str]]:
    """Departments that report on each objective and measure, the one that leads first: those that would answer for it.

    An objective goes to those of its targets, a measure to its own and, where it has no target, to those of the
    objectives it moves; what no department would answer for goes to the committee's office.
    """
    found: dict[str, list[str]] = {}
    for clause in known.clauses:
        own = [target for target in known.targets if f"{target.area}.{target.clause}" == clause.id]
        units = [known.proposed_unit(target) for target in own]
        moved = [f"{clause.area}.O{number}" for number in getattr(clause, "moves", ())]
        units = units or [unit for id in moved for unit in found.get(id, [])]
        leads = [unit for unit in (getattr(clause, "responsible_unit", ""),) if unit]
        found[clause.id] = list(dict.fromkeys([*leads, *units])) or [OFFICE]
    return found
