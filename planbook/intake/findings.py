"""What was found in a return: how grave, where, what stands there, what is expected, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from planbook.core.errors import Fault

LEVELS = {"must": "强制性审核", "verify": "核实性审核", "hint": "提示"}
TOO_LARGE = "请清除多余的格式和图片后重新保存。"
DAMAGED = "请用 Excel 或 WPS 打开后另存为 .xlsx，再报一次。"


@dataclass(frozen=True, order=True)
class Finding(Fault):
    """A fault in a department's own words; `must` is not taken, `verify` wants a note, `hint` is told only."""

    level: str = "must"

    def __str__(self) -> str:
        remedy = f"处理：{self.remedy}" if self.remedy else ""
        return f"〔{LEVELS[self.level]}〕{self.where}：填报{self.found}；应为{self.expected}。{remedy}"


class RefusedError(ValueError):
    """A file or sheet that is not opened: what was found, what is expected, what to do."""

    def __init__(self, found: str, expected: str, remedy: str):
        super().__init__(found)
        self.found, self.expected, self.remedy = found, expected, remedy

    def at(self, where: str) -> Finding:
        """The refusal as a finding."""
        return Finding(where, self.found, self.expected, self.remedy)


def shown(text: str, most: int = 40) -> str:
    """A cell's text in quotes, on one line and not too long."""
    line = " ".join(text[: 4 * most].split())
    return f"“{line[:most]}…”" if len(line) > most or len(text) > 4 * most else f"“{line}”"


def refusing(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is such that what it is about cannot be taken."""
    return any(one.level == "must" for one in findings)
