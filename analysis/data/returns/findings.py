"""What was found in a return: how grave, where, what stands there, what is expected, what to do."""

from dataclasses import dataclass

from analysis.errors import Fault

LEVELS = {"must": "强制性审核", "verify": "核实性审核", "hint": "提示"}


@dataclass(frozen=True, order=True)
class Finding(Fault):
    """A fault in a department's own words; `must` is not taken, `verify` wants a note, `hint` is told only."""

    level: str = "must"

    def __str__(self) -> str:
        remedy = f"处理：{self.remedy}" if self.remedy else ""
        return f"〔{LEVELS[self.level]}〕{self.where}：填报{self.found}；应为{self.expected}。{remedy}"


def shown(text: str, most: int = 40) -> str:
    """A cell's text in quotes, on one line and not too long."""
    line = " ".join(text.split())
    return f"“{line[:most]}…”" if len(line) > most else f"“{line}”"
