"""Cells as people fill them: numbers in all their spellings, blanks, dashes, codes for missing figures."""

import re
import unicodedata
from dataclasses import dataclass

from analysis.data.returns.findings import Finding, shown

NUMBER = re.compile(r"[-−]?\d+(\.\d+)?(e[-+]?\d+)?", re.IGNORECASE)
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
MARKS = re.compile(r"[①-⑳㈠-㈩]|[*＊†‡#]+$|\[\d+\]$|\(注\d*\)$")
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
TENS = {"万": 1e4, "亿": 1e8}


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
        return f"{self.file}!{self.sheet}!{self.name}"

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
        return any(one.level == "must" for one in self.findings)


def letters(place: int) -> str:
    """Column letters of a spreadsheet, from 0."""
    return chr(ord("A") + place) if place < 26 else letters(place // 26 - 1) + letters(place % 26)


def plain(text: str) -> str:
    """Full-width signs made half-width, spaces taken out."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("−", "-")


def figure(cell: Cell, unit: str = "", *, may_be_negative: bool = False) -> Figure:
    """A cell that should hold a number.

    Parameters
    ----------
    cell : Cell
        What was filled in.
    unit : str
        Unit the form prints; blank for numerators and denominators.
    may_be_negative : bool
        Whether negative figures of the indicator are possible; else whole negative numbers are codes.
    """
    marked = MARKS.sub("", cell.text.strip())
    text = plain(marked)
    hints = (
        ()
        if marked == cell.text.strip()
        else (cell.finding("不带注号的数字", "已按去掉注号的数采用。", "hint"),)
    )
    if not text:
        return Figure()
    if text in WORDS:
        return Figure(reason=WORDS[text])
    for refused in (_sign, _unclear):
        if said := refused(cell, text):
            return Figure(findings=(said,))
    number, more = _number(cell, text, unit)
    if number is None:
        return Figure(findings=more)
    if number < 0 and not may_be_negative:
        if number != int(number):
            return Figure(findings=(cell.finding("不小于零的数字", "请核对正负号。"),))
        return Figure(reason=NEGATIVE.get(int(number), OTHER_NEGATIVE), findings=hints)
    return Figure(number=number, findings=(*hints, *more))


def _sign(cell: Cell, text: str) -> Finding | None:
    """Dashes and dots: zero, less than half a unit, or nothing at all — the cell does not say."""
    if text in DASHES or cell.text.strip() in DASHES:
        return cell.finding(
            "数字，或留空并选无数原因", "“—”可能是零，也可能是没有数：零请填0，没有请选原因。"
        )
    if text in DOTS or cell.text.strip() in DOTS:
        return cell.finding(
            "数字，或留空并选无数原因", "“…”可能是不足半个单位，也可能是没有数：请填实际数或选原因。"
        )
    return None


def _unclear(cell: Cell, text: str) -> Finding | None:
    if text in ("无", "没有", "无。"):
        return cell.finding(
            "数字，或留空并选无数原因", "“无”可能是零，也可能是没有统计：零请填0，没有统计请选原因。"
        )
    if text[0] in "<>≤≥＜＞约近":
        return cell.finding("一个确定的数字", "请填实际数。")
    if re.fullmatch(r"(19|20)\d\d年.*", text):
        return cell.finding("数字", "这里填成了年份，请核对是否错列。")
    if text.startswith(("=", "@")) or "|" in text:
        return cell.finding("数字", "不采用公式或命令文字，请填数值。")
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
    if text[-1] in TENS and NUMBER.fullmatch(text[:-1]):
        return None, (cell.finding("不带“万”“亿”的数字", f"请按单位“{unit or '人、例、件'}”填写全数。"),)
    if GROUPED.fullmatch(text):
        return float(text.replace(",", "")), (cell.finding("不带逗号的数字", "已按数字采用。", "hint"),)
    if NUMBER.fullmatch(text):
        return float(text), ()
    return None, (cell.finding("数字", "只填阿拉伯数字，不带单位和文字。"),)
