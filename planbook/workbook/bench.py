"""The bench of the notebook `explore`: a question stands on it, an answer follows; saved in `workspace/`, taken back by undo."""

import io
import json
import math
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Self

import pandas as pd
from pydantic import ValidationError

from analysis.charts.pointer_charts import PointerChart
from planbook.core import labels, left_files, paths
from planbook.core.errors import Fault, UsageError, suggestion
from planbook.document.claims import say, told
from planbook.render import table_sheets, text_tables
from planbook.render.table_sheets import Sheet
from planbook.workbook import bench_answers, pieces
from planbook.workbook.area_page import AreaPage
from planbook.workbook.bench_answers import VIEWS, Answer, Question, Trial
from planbook.workbook.pieces import Piece

NAME = re.compile(r"[\w\-]{1,60}")
SHOWN = 60  # rows of a table that are shown; all are in `bench.table`
TEXTS = ("year", "first_year", "last_year", "baseline_year", "deadline")  # whole numbers without separators
ALIKE = ("line", "indicator", "place")  # columns that are left out where they say the same of all rows
HEADS = {
    **{"line": "线", "indicator": "指标", "place": "地区", "group": "组", "year": "年份", "value": "数值"},
    **{"numerator": "分子", "denominator": "分母", "lower": "下限", "upper": "上限", "status": "性质"},
    **{
        "release": "批次",
        "source": "来源",
        "name": "名称",
        "area": "领域",
        "unit": "单位",
        "years": "有数年数",
    },
    **{"first_year": "最早", "last_year": "最近", "reporting_unit": "报送单位", "part": "合计影响"},
    **{"rate_effect": "自身水平影响", "composition_effect": "占比影响", "group_1": "组1", "group_2": "组2"},
    **{"value_1": "组1数值", "value_2": "组2数值", "count_1": "组1例数", "exposure_1": "组1分母"},
    **{"count_2": "组2例数", "exposure_2": "组2分母", "difference": "差", "ratio": "比"},
    **{"ratio_of_ratios": "与基期之比的比", "limit": "目标值", "operator": "方向", "tolerance": "宽度"},
    **{
        "deadline": "到期年",
        "state": "状态",
        "outlook": "到期前景",
        "probability": "达到概率",
    },
    **{
        "projected": "到期预计",
        "required_change": "每年须变",
        "recent_change": "近年每年变",
        "warnings": "预警",
    },
    **{"lower_80": "80%下", "upper_80": "80%上", "lower_95": "95%下", "upper_95": "95%上"},
    **{"figures": "检验次数", "mase": "标准化误差", "relative": "与不变之比", "coverage_80": "80%内占比"},
    "coverage_95": "95%内占比",
}


class Bench:
    """What is asked of a workbook, and the answer.

    `ask` changes the question, by the names of `Question`; `table`, `chart` and `book` are the answer's, to go on with.

    Parameters
    ----------
    book : AreaPage
        The workbook that is asked; it stays as it is.
    """

    def __init__(self, book: AreaPage):
        self._plain, self._past = book, [Question()]
        self.followers: list[Callable[[], None]] = []  # called when another question stands on the bench
        self._book = lru_cache(maxsize=8)(self._made)
        self._answer = lru_cache(maxsize=8)(self._answered)

    @property
    def question(self) -> Question:
        """What is asked now."""
        return self._past[-1]

    @property
    def book(self) -> AreaPage:
        """The workbook with the indicators of one's own and what is tried, to go on with: `bench.book.target(id)`."""
        return self._book(_altered(self.question))

    @property
    def answer(self) -> Answer:
        """The answer: `title, table, notes, chart, figure`."""
        return self._answer(self.question.model_dump_json())

    @property
    def table(self) -> pd.DataFrame:
        """The answer's table, as it is turned and sorted; it can be changed."""
        return self.answer.table.copy()

    @property
    def chart(self) -> PointerChart | None:
        """The answer's picture; none where nothing is drawn."""
        return self.answer.chart

    def ask(self, **changes: object) -> Self:
        """Ask something else: the question as it is with some of `Question`'s fields changed.

        What was tried on one indicator does not go on to another.

        Raises
        ------
        UsageError
            Where there is no such view, indicator, dimension or place, or a value is of another kind.

        Examples
        --------
        `bench.ask(ids=["maternal_mortality"], by="residence")`, `bench.ask(view="verdict", trial={"target": 9})`
        """
        asked = _question(self.question.model_dump() | changes, "ask")
        if "trial" not in changes and asked.ids[:1] != self.question.ids[:1]:
            asked = asked.model_copy(update={"trial": Trial()})
        self._stand(asked)
        return self

    def undo(self) -> Self:
        """Go back to the question before."""
        if len(self._past) > 1:
            self._past.pop()
            self._refresh()
        return self

    def save(self, name: str) -> Path:
        """Keep the question in `workspace/bench/<name>.json`, over one of that name; the file."""
        path = _file(name)
        asked = self._plain.context.parameters.by_name
        kept = {"asked_of": asked, "question": self.question.model_dump(mode="json", exclude_defaults=True)}
        paths.write_atomically(path, (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode())
        return path

    def load(self, name: str) -> Self:
        """Put a kept question on the bench; it is asked of this workbook's place, year and edition.

        Raises
        ------
        UsageError
            Where there is none of that name, or the file is none that `save` wrote.
        """
        path, known = _file(name), saved()
        if name not in known:
            raise UsageError([Fault(_told(path), "no such file", "a kept question", suggestion(name, known))])
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))["question"]
        except (ValueError, KeyError, TypeError) as error:
            expected = "what `bench.save` wrote"
            raise UsageError([Fault(_told(path), str(error), expected, "Save it anew.")]) from None
        self._stand(_question(kept, _told(path)))
        return self

    def take(self, name: str) -> list[Path]:
        """Write the table (CSV, Excel) and the picture (PNG, SVG) with its source into `workspace/bench/`; the files."""
        answer, stem = self.answer, _file(name).with_suffix("")
        header = [HEADS.get(str(column), str(column)) for column in answer.table]
        rows = [tuple(map(_cell, answer.table, row)) for row in answer.table.itertuples(index=False)]
        alarm = labels.SYNTHETIC if self._plain.place.synthetic else ""
        sheet = Sheet("表", tuple(header), tuple(rows), (3,) * len(rows))
        told = [*rows, (answer.source,) + ("",) * (len(header) - 1)] if header else rows
        made = {
            ".csv": text_tables.as_csv(header, told).encode("utf-8-sig"),
            ".xlsx": table_sheets.workbook(answer.title, [sheet], answer.source, alarm),
        }
        made |= _pictures(answer)
        for ending, content in made.items():
            left_files.write(stem.with_suffix(ending), content)
        return [stem.with_suffix(ending) for ending in made]

    def shown(self) -> tuple[Piece, Piece]:
        """What stands above the picture, and the table below it."""
        answer = self.answer
        notes = [*([] if self.chart is not None else [answer.title]), *answer.notes]
        above = pieces.paragraphs(say("{said}", said=told("bench", text)) for text in notes)
        return above, _table(answer.table)

    def _stand(self, question: Question) -> None:
        """Put a question on the bench, if it can be answered."""
        before = list(self._past)
        self._past.append(question)
        try:
            _check(question, self.book)
            _ = self.answer
        except Exception:
            self._past = before
            raise
        if question == before[-1]:
            self._past = before
        self._refresh()

    def _refresh(self) -> None:
        for follow in self.followers:
            follow()

    def _made(self, asked: str) -> AreaPage:
        question, book = Question.model_validate_json(asked), self._plain
        for own in question.own:
            book = book.derive(**own.model_dump())
        trial = question.trial.model_dump(exclude_none=True)
        return book.what_if(question.ids[0], **trial) if trial and question.ids else book

    def _answered(self, asked: str) -> Answer:
        question = Question.model_validate_json(asked)
        if question.view != "verdict":
            return bench_answers.answered(self.book, question)
        before = self._book(_altered(question.model_copy(update={"trial": Trial()})))
        return bench_answers.answered(self.book, question, before)

    def __repr__(self) -> str:
        return f"<Bench: {self.question!r}>"


def saved() -> list[str]:
    """Names of the questions that are kept."""
    return sorted(path.stem for path in (paths.workspace() / "bench").glob("*.json"))


def _altered(question: Question) -> str:
    """What of a question makes another workbook."""
    tried = question.ids[:1] if question.trial != Trial() else ()
    return Question(own=question.own, trial=question.trial, ids=tried).model_dump_json()


def _file(name: str) -> Path:
    if not NAME.fullmatch(name):
        expected = "letters, Chinese signs, digits, `-` and `_`"
        raise UsageError([Fault("bench, name", repr(name), expected)])
    return paths.workspace() / "bench" / f"{name}.json"


def _told(path: Path) -> str:
    return f"workspace/bench/{path.name}"


def _question(given: dict, where: str) -> Question:
    try:
        return Question.model_validate(given)
    except ValidationError as error:
        fields = ", ".join(Question.model_fields)
        faults = [
            Fault(
                f"{where}, {'.'.join(map(str, one['loc']))}",
                repr(one["input"]),
                f"one of {fields}" if one["type"] == "extra_forbidden" else one["msg"],
            )
            for one in error.errors()
        ]
        raise UsageError(faults) from None


def _check(question: Question, book: AreaPage) -> None:
    """`UsageError` naming every word of a question that is not known."""
    known = {
        "view": ((question.view,), set(VIEWS)),
        "by": ((question.by,), {"_T", *labels.DIMENSION}),
        "ids": (question.ids, set(book.context.catalogue.indicators)),
        "places": (question.places, set(paths.places())),
    }
    faults = [
        Fault(f"bench, {name}", repr(word), "a known one", suggestion(word, words))
        for name, (given, words) in known.items()
        for word in given
        if word not in words
    ]
    if faults:
        raise UsageError(faults)


def _cell(column: object, value: object) -> str | float | None:
    """A cell as files have it: a year has no separators, nothing stands for what is not there."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return value
    number = float(str(value))
    return str(int(number)) if str(column) in TEXTS else number


def _shown(column: object, value: object) -> str:
    known = _cell(column, value)
    if known is None:
        return labels.NO_FIGURE
    if isinstance(known, str):
        return labels.STATUS.get(known, known) if column == "status" else known
    return labels.number(known, 0 if known == int(known) else 3 if abs(known) < 1 else 2)


def _table(table: pd.DataFrame) -> Piece:
    """The first rows of a table, without columns that say nothing, and how many more rows there are."""
    if table.empty:
        return Piece()
    alike = [name for name in ALIKE if name in table and len(table[name].unique()) == 1]
    table = table.drop(columns=alike).replace("", None).dropna(axis="columns", how="all")
    rows = [list(map(_shown, table, row)) for row in table.head(SHOWN).itertuples(index=False)]
    header = [HEADS.get(str(column), str(column)) for column in table]
    numbers = [place for place, name in enumerate(table) if pd.api.types.is_numeric_dtype(table[name])]
    made = pieces.table(header, rows, numbers=numbers)
    more = f"表共{len(table)}行，这里列出前{SHOWN}行；全部见 bench.table，或带走。"
    return made + (
        pieces.paragraph(say("{more}", more=told("bench", more))) if len(table) > SHOWN else Piece()
    )


def _pictures(answer: Answer) -> dict[str, bytes]:
    """The picture for paper as PNG and SVG; none where nothing is drawn."""
    figure, made = answer.figure, dict[str, bytes]()
    if figure is not None:
        for form, more in (("png", None), ("svg", {"Date": None})):
            buffer = io.BytesIO()
            figure.savefig(buffer, format=form, metadata=more)
            made[f".{form}"] = buffer.getvalue()
    return made
