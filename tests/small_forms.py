"""Small returned forms to break: one sheet of figures with a good sheet beside it, as a workbook or as text."""

import csv
import datetime
import io
from dataclasses import dataclass

import xlsxwriter
import xlsxwriter.exceptions

HEAD = [
    "代码",
    "指标名称",
    "计量单位",
    "上年数",
    "分子",
    "分母",
    "分母口径",
    "本年数",
    "数据状态",
    "无数原因",
    "情况说明",
]
TOWNSHIPS = {"t01": "东街道", "t02": "西镇"}


@dataclass(frozen=True)
class Formula:
    """A formula with the result that was saved with it."""

    text: str
    saved: str | float


@dataclass(frozen=True)
class Percent:
    """A number in a cell whose format shows it as per cent."""

    number: float


@dataclass(frozen=True)
class Spread:
    """A cell merged with the one below."""

    value: str | float


def heading(title: str, unit: str = "卫生健康部门（health）", year: str = "统计年度：2025年") -> list[list]:
    return [[title], [f"填报单位：{unit}", "", "", "", "有效期至：2027年12月"], [year]]


def figures() -> list[list]:
    """Lines 5 to 9 hold a rate, a part of it, two shares and a count; line 10 says why it is blank."""
    return [
        *heading("新立市儿童发展规划统计监测表（2025年）"),
        HEAD,
        ["infant_mortality", "婴儿死亡率", "‰", 4.2, 4, 1000, "常住", 4.0, "", "", ""],
        ["infant_mortality.R", "婴儿死亡率", "‰", 4.6, 2, 400, "", "", "", "", ""],
        ["maternal_systematic_management", "孕产妇系统管理率", "%", 94.8, 952, 1000, "", 95.2, "", "", ""],
        ["cervical_screening", "宫颈癌筛查率", "%", 70.1, "", "", "", 71.5, "初步数", "", ""],
        ["resident_population", "常住人口", "人", 972000, "", "", "", 973000, "", "", ""],
        ["maternal_mortality", "孕产妇死亡率", "1/10万", "—", "", "", "", "", "", "未开展", ""],
        [],
        ["单位负责人：          填表人：          填报日期：2026年3月1日"],
    ]


def townships() -> list[list]:
    return [
        *heading("新立市各乡镇（街道）监测表（2025年）"),
        [
            "代码",
            "指标名称",
            "乡镇代码",
            "乡镇（街道）",
            "计量单位",
            "分子",
            "分母",
            "本年数",
            "无数原因",
            "情况说明",
        ],
        ["maternal_systematic_management", "孕产妇系统管理率", "t01", "东街道", "%", 95, 100, "", "", ""],
        ["maternal_systematic_management", "孕产妇系统管理率", "t02", "西镇", "%", 93, 100, "", "", ""],
    ]


def good() -> list[list]:
    """A second sheet, which goes on whatever is wrong with the first."""
    return [
        *heading("新立市妇女发展规划统计监测表（2025年）"),
        ["代码", "计量单位", "分子", "分母", "本年数"],
        ["neonatal_mortality", "‰", 3, 1000, ""],
    ]


def statements() -> list[list]:
    return [
        *heading("新立市规划实施情况自评表（2025年）"),
        ["条目编号", "条目", "实施情况", "下一年工作安排", "存在问题", "对策建议", "典型经验", "自评"],
        ["children_health.O1", "目标", "已建立三级网络", "", "", "", "", "有措施有成效"],
        ["children_health.O2", "目标", "", "", "", "", "", ""],
    ]


def corrections() -> list[list]:
    return [
        ["代码", "年份", "乡镇代码", "更正栏目", "原数", "新数", "更正原因", "经办人"],
        ["infant_mortality", "2024", "", "分子", 5, 6, "漏登1例", "王五"],
    ]


def explanations() -> list[list]:
    return [
        ["代码", "年份", "乡镇代码", "所说明的数", "情况说明", "说明人", "日期"],
        ["infant_mortality", "2024", "", 5.1, "登记更完整", "王五", "2026年3月1日"],
    ]


def history() -> list[list]:
    return [
        ["新立市妇女儿童发展历史数据表"],
        ["代码", "指标名称", "分组", "计量单位", "2019年", "2020年"],
        ["infant_mortality", "婴儿死亡率", "合计", "‰", 5.6, 5.4],
        ["resident_population", "常住人口", "合计", "人", 980000, ""],
    ]


SHEETS = {
    "表": figures,
    "乡镇": townships,
    "自评": statements,
    "更正": corrections,
    "说明": explanations,
    "历史": history,
}


def edited(rows: list[list], edits: dict[str, object]) -> list[list]:
    """The rows with cells changed, each by its name."""
    rows = [list(row) for row in rows]
    for name, value in edits.items():
        column, row = ord(name[0]) - ord("A"), int(name[1:]) - 1
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = value
    return rows


def as_xlsx(
    sheets: dict[str, list[list]], hidden_rows: tuple[int, ...] = (), hidden: tuple[str, ...] = ()
) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, percent, day)
        for number in hidden_rows:
            sheet.set_row(number - 1, None, None, {"hidden": True})
        if name in hidden:
            sheet.hide()
    book.close()
    return buffer.getvalue()


def _write(sheet, row: int, column: int, value, percent, day) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, None, value.saved)
    elif isinstance(value, Percent):
        sheet.write_number(row, column, value.number, percent)
    elif isinstance(value, Spread):
        try:
            sheet.merge_range(row, column, row + 1, column, value.value)
        except xlsxwriter.exceptions.OverlappingRange:
            sheet.write(row, column, value.value)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), day)
    elif value != "":
        sheet.write(row, column, value)


def as_csv(rows: list[list], encoding: str = "utf-8-sig") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding)
