"""Sheets of a workbook that people write in: headings, formats, checks with Chinese messages, protection."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planbook.contract import questionnaire
from planbook.contract.places import Place
from planbook.core import labels
from planbook.render import workbooks
from planbook.render.workbooks import Workbook

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS = {
    "代码": 36,
    "指标名称": 28,
    "分组": 14,
    "计量单位": 9,
    "时期": 24,
    "情况说明": 24,
    "分子与分母": 40,
    "定义": 40,
    "来源与周期": 20,
    "无数原因": 13,
    "条目": 26,
    "条目编号": 24,
}
USUAL_WIDTH = 11
TEXT_WIDTH = 32
HEAD_ROWS = 5
LISTS = {
    "分母口径": list(questionnaire.BASES.values()),
    "数据状态": [labels.STATUS[code] for code in questionnaire.STATED],
    "无数原因": [labels.REASON[code] for code in questionnaire.MISSING],
}
KEY = (
    ("数字", "填阿拉伯数字，不带单位、逗号和注号；百分数填 95.2，不填 0.952 或 95.2%。真正的零填 0。"),
    ("没有数字", "数字格留空，并在“无数原因”中选一项；不要填“—”“/”“无”“…”或负数代码。"),
    ("分子与分母", "有分子、分母的指标两项都填，本年数可不填，由系统计算；三项都填时须相符。"),
    ("数据状态", "正式数不必选；初步数、推定数或口径改变的年份请选。"),
    ("情况说明", "比上年变动大、超出通常范围或与合计不符的，在此写明原因、填写人和日期。"),
    ("更正", "报出后需要更正的，按更正表逐格填写原数、新数、原因和经办人，不改原表。"),
)


class Book:
    """A workbook that people write in, with the formats of its cells."""

    def __init__(self, title: str):
        self.book = Workbook(title)
        middle = {"valign": "vcenter", "text_wrap": True}
        one_line = middle | {"text_wrap": False}
        written = middle | {"border": 1, "locked": False, "bg_color": "#fffbe6"}
        self.format = {
            "title": self.book.format(**one_line, bold=True, font_size=15, align="center"),
            "plain": self.book.format(**one_line),
            "alarm": self.book.format(**one_line, bold=True, font_color=workbooks.ALARM),
            "head": self.book.format(**middle, **workbooks.HEAD, border=1, align="center"),
            "cell": self.book.format(**middle, border=1),
            "write": self.book.format(**written),
            "text": self.book.format(**written, num_format="@"),
            "blocked": self.book.format(**middle, border=1, bg_color="#eeeeee"),
        }

    def sheet(self, name: str, labels: Sequence[str]) -> "Worksheet":
        """A protected sheet with columns as wide as their labels need, its header frozen."""
        sheet = self.book.sheet(name)
        for place, label in enumerate(labels):
            sheet.set_column(place, place, WIDTHS.get(label, USUAL_WIDTH))
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        return sheet

    def heading(
        self,
        sheet: "Worksheet",
        title: str,
        left: Sequence[str],
        right: Sequence[str],
        labels: Sequence[str],
        alarm: str,
    ) -> int:
        """Title, what the form is, and the column labels; the number of the first row below them."""
        sheet.merge_range(0, 0, 0, min(len(labels), 10) - 1, title, self.format["title"])
        for row, (one, other) in enumerate(zip(left, right, strict=True), start=1):
            sheet.write_string(row, 0, one, self.format["plain"])
            sheet.write_string(row, 5, other, self.format["plain"])
        if alarm:
            sheet.write_string(HEAD_ROWS - 1, 0, alarm, self.format["alarm"])
        for place, label in enumerate(labels):
            sheet.write_string(HEAD_ROWS, place, label, self.format["head"])
        sheet.repeat_rows(HEAD_ROWS)
        sheet.freeze_panes(HEAD_ROWS + 1, 2)
        return HEAD_ROWS + 1

    def footer(self, sheet: "Worksheet", row: int, due: str) -> None:
        """Signatures, telephone and the day it is sent off."""
        signed = (
            "单位负责人：          统计负责人：          填表人：          联系电话：          填报日期："
        )
        sheet.write_string(row + 1, 0, signed, self.format["plain"])
        sheet.write_string(row + 2, 0, f"报出日期：{due}", self.format["plain"])

    def number_check(
        self, sheet: "Worksheet", row: int, column: int, low: float | None, high: float | None
    ) -> None:
        """Only numbers within their bounds, with a message."""
        between = f"{'' if low is None else f'不小于{labels.plain(low)}'}{'' if high is None else f'，不大于{labels.plain(high)}'}".strip(
            "，"
        )
        rule = {
            "validate": "decimal",
            "error_title": "数字不对",
            "error_message": f"请填数字，{between or '不带单位'}；没有数字请留空并选无数原因。",
        }
        limits = {
            "criteria": "between",
            "minimum": -1e15 if low is None else low,
            "maximum": 1e15 if high is None else high,
        }
        sheet.data_validation(row, column, row, column, rule | limits)

    def list_check(self, sheet: "Worksheet", first: int, last: int, column: int, label: str) -> None:
        """Only words of a list, with a message."""
        message = {
            "error_title": label,
            "error_message": "请从下拉列表中选择。",
            "input_title": label,
            "input_message": "请从下拉列表中选择",
        }
        sheet.data_validation(
            first, column, last, column, {"validate": "list", "source": LISTS[label]} | message
        )

    def bytes(self) -> bytes:
        """The finished workbook."""
        return self.book.bytes()


def alarm(place: Place) -> str:
    """What stands on every sheet of an invented place."""
    return labels.SYNTHETIC if place.synthetic else ""


def lawful(place: Place) -> tuple[str, str, str]:
    """Who issues the forms, on what basis and until when, as `place.toml` says."""
    said = place.form_heading
    return (said.issued_by, said.basis, said.valid_until) if said else ("（待填）", "（待填）", "（待填）")


def due(place: Place, year: int) -> str:
    """The day a year's forms are due."""
    said = place.rounds.get(str(year))
    return said.due if said else "（待定）"
