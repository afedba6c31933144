"""Cells as people fill them: numbers in all their spellings, blanks, dashes, codes for missing figures."""

import re
import unicodedata
from dataclasses import dataclass

from planbook.core import cell_references, labels
from planbook.intake.findings import Finding, refusing, shown

NUMBER = re.compile(r"[-−]?\d+(\.\d+)?(e[-+]?\d+)?", re.IGNORECASE)
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
SPACED = re.compile(r"-?\d{1,3}(\s\d{3})+(\.\d+)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+)?|\d\d:\d\d:\d\d[\d.]*|-?(\d+ days?, )?\d+:\d\d:\d\d[\d.]*")
MARKS = re.compile(r"[①-⑳㈠-㈩]|(?<=.)[*＊†‡#]+$|(?<=.)\[\d+\]$|(?<=.)[（(]注\d*[）)]$")
IN_TENS = re.compile(r"-?[\d,.]+[万亿]")
LARGEST = 1e13
DASHES = {"-", "--", "—", "——", "–", "－", "/", "\\"}
DOTS = {"…", "……", "...", "⋯"}
WORDS = {
    "未统计": "no_county_data",
    "无统计": "no_county_data",
    "无数据": "no_county_data",
    "暂无": "no_county_data",
    "暂无数据": "no_county_data",
    "未开展": "not_carried_out",
    "未开展工作": "not_carried_out",
    "不适用": "not_applicable",
    "尚未报送": "not_yet_in",
    "待报": "not_yet_in",
    "本年无调查": "no_survey",
    "依规不提供": "withheld",
    "涉密": "withheld",
    "不予公布": "suppressed",
    "无县级数据": "no_county_data",
}
NEGATIVE = {-2: "not_carried_out"}
OTHER_NEGATIVE = "no_county_data"


@dataclass(frozen=True)
class Cell:
    """A cell of a file as text: where it is and what it says."""

    file: str
    sheet: str
    column: int
    row: int
    text: str

    @property
    def name(self) -> str:
        """`J12`."""
        return f"{letters(self.column)}{self.row + 1}"

    @property
    def source(self) -> str:
        """`file!sheet!cell`."""
        return cell_references.written(self.file, self.sheet, self.name)

    @property
    def blank(self) -> bool:
        """Nothing but spaces."""
        return not self.text.strip()

    def finding(self, expected: str, remedy: str = "", level: str = "must") -> Finding:
        """The cell as a finding."""
        return Finding(self.source, shown(self.text), expected, remedy, level)


@dataclass(frozen=True)
class Figure:
    """What a cell says: a number, a reason why there is none, or nothing; and what was found on the way."""

    number: float | None = None
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the cell cannot be taken as it stands."""
        return refusing(self.findings)


def letters(place: int) -> str:
    """Column letters of a spreadsheet, from 0."""
    return chr(ord("A") + place) if place < 26 else letters(place // 26 - 1) + letters(place % 26)


def plain(text: str) -> str:
    """Full-width signs made half-width, spaces taken out."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("−", "-")


def figure(cell: Cell, unit: str = "", *, may_be_negative: bool = False, percent: bool = False) -> Figure:
    """A cell that should hold a number.

    Parameters
    ----------
    cell : Cell
        What was filled in.
    unit : str
        Unit the form prints; blank for numerators and denominators.
    may_be_negative : bool
        Whether negative figures of the indicator are possible; else whole negative numbers are codes.
    percent : bool
        Whether the cell's own format shows its number a hundredfold, with a per cent sign.
    """
    marked = MARKS.sub("", cell.text.strip())
    text = plain(marked)
    hints = (
        ()
        if marked == cell.text.strip()
        else (cell.finding("不带注号的数字", "已按去掉注号的数采用。", "hint"),)
    )
    if cell.blank:
        return Figure()
    if text in WORDS:
        return Figure(reason=WORDS[text])
    for refused in (_sign, _unclear, _other):
        if said := refused(cell, text):
            return Figure(findings=(said,))
    number, more = (_percent if percent and NUMBER.fullmatch(text) else _number)(cell, text, unit)
    if number is not None and abs(number) > LARGEST:
        number, more = None, (cell.finding("不大于10万亿的数字", "请核对位数。"),)
    if number is None:
        return Figure(findings=more)
    if number < 0 and not may_be_negative:
        return _code(cell, number)
    return Figure(number=number, findings=(*hints, *more))


def _code(cell: Cell, number: float) -> Figure:
    """Negative numbers where none can be: whole ones are codes of some reporting systems."""
    if number != int(number):
        return Figure(findings=(cell.finding("不小于零的数字", "请核对正负号。"),))
    reason = NEGATIVE.get(int(number), OTHER_NEGATIVE)
    told = cell.finding("数字，或留空并选无数原因", f"已按“{labels.REASON[reason]}”处理。", "hint")
    return Figure(reason=reason, findings=(told,))


def _percent(cell: Cell, text: str, unit: str) -> tuple[float | None, tuple[Finding, ...]]:
    """A number in a cell that shows per cent: what the person saw is a hundred times what is stored."""
    if unit != "%":
        asked = unit or "人、例、件"
        return None, (cell.finding(f"以“{asked}”为单位的数字", "单元格是百分比格式，请改为“常规”后填数。"),)
    number = round(float(text) * 100, 10)
    told = cell.finding(
        "不带百分号的数字", f"单元格是百分比格式，已按显示的{labels.plain(number)}采用。", "hint"
    )
    return number, (told,)


def _sign(cell: Cell, text: str) -> Finding | None:
    """Dashes and dots: zero, less than half a unit, or nothing at all — the cell does not say."""
    sign = shown(cell.text)
    if text in DASHES or cell.text.strip() in DASHES:
        remedy = f"{sign}可能是零，也可能是没有数：零请填0，没有请选原因。"
        return cell.finding("数字，或留空并选无数原因", remedy)
    if text in DOTS or cell.text.strip() in DOTS:
        remedy = f"{sign}可能是不足半个单位，也可能是没有数：请填实际数或选原因。"
        return cell.finding("数字，或留空并选无数原因", remedy)
    return None


def _unclear(cell: Cell, text: str) -> Finding | None:
    if text in ("无", "没有", "无。"):
        return cell.finding(
            "数字，或留空并选无数原因", "“无”可能是零，也可能是没有统计：零请填0，没有统计请选原因。"
        )
    if text and text[0] in "<>≤≥＜＞约近":
        return cell.finding("一个确定的数字", "请填实际数。")
    if re.fullmatch(r"(19|20)\d\d年.*", text):
        return cell.finding("数字", "这里填成了年份，请核对是否错列。")
    if text.startswith(("=", "@")) or "|" in text:
        return cell.finding("数字", "不采用公式或命令文字，请填数值。")
    return None


def _other(cell: Cell, text: str) -> Finding | None:
    """Errors, dates, logical values and numbers with spaces in them."""
    stripped = cell.text.strip()
    if text.startswith("#") and len(text) > 1:
        return cell.finding("数字", "单元格公式出错，请改为数值。")
    if DAY.fullmatch(stripped):
        return cell.finding("数字", "单元格是日期或时间格式，请改为“常规”后填数。")
    if stripped in ("TRUE", "FALSE"):
        return cell.finding("数字", "单元格是逻辑值，请填数值。")
    if re.search(r"\d\s+\d", stripped) and not SPACED.fullmatch(stripped):
        return cell.finding("中间没有空格的数字", "请核对是一个数还是两个数。")
    return None


def _number(cell: Cell, text: str, unit: str) -> tuple[float | None, tuple[Finding, ...]]:
    for sign in ("%", "‰"):
        if text.endswith(sign):
            if sign != unit:
                return None, (cell.finding(f"以“{unit or '人、例、件'}”为单位的数字", f"不要带“{sign}”。"),)
            number, _ = _number(cell, text[:-1], unit)
            return number, (
                cell.finding("不带百分号的数字", "已按数字采用。", "hint"),
            ) if number is not None else ()
    if IN_TENS.match(text):
        return None, (cell.finding("不带“万”“亿”的数字", f"请按单位“{unit or '人、例、件'}”填写全数。"),)
    if GROUPED.fullmatch(text):
        return float(text.replace(",", "")), (cell.finding("不带逗号的数字", "已按数字采用。", "hint"),)
    if NUMBER.fullmatch(text):
        return float(text), ()
    return None, (cell.finding("数字", "只填阿拉伯数字，不带单位和文字。"),)
