"""The invented city's files as received: history, yearly returns, corrections, explanations, evaluation."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from invented_city import place, stories, told
from invented_city.figures import City, Figure
from planbook.catalogue import Catalogue, Indicator
from planbook.contract import places, questionnaire, schema
from planbook.contract.questionnaire import Line
from planbook.core import labels
from planbook.exchange import department_form, evaluation_form, history_form
from planbook.store import approval_file, plausibility

FIRST_HISTORY, SEED = 2010, 20210115
TIDY = ["indicator", "year", "sex", "residence", "age", "value", "unit", "numerator", "denominator", "note"]
CORRECTIONS = ["代码", "年份", "更正栏目", "原数", "新数", "更正原因", "经办人"]
EXPLANATIONS = ["代码", "年份", "乡镇代码", "所说明的数", "情况说明", "说明人", "日期"]
UNEXPLAINED = 4  # every so manieth point stays open
WHY = (
    "本年专项行动集中开展，服务量增加，已核对台账。",
    "统计范围随机构调整有变化，数字经核对无误。",
    "基数较小，个别案例使比例变动较大，已逐例核对。",
)


@dataclass(frozen=True)
class Wanted:
    """Which city is written, and how much of it.

    Attributes
    ----------
    code, name : str
        The place's folder and name.
    seed, scale
        Which city, and its size.
    first, last : int
        Years of returns.
    history : bool
        Whether figures before the plan are delivered.
    stories : bool
        Whether departments are late, correct, explain and so on; else every return comes in time.
    """

    code: str = "demo"
    name: str = "示例市"
    seed: int = SEED
    scale: float = 1.0
    first: int = 2021
    last: int = 2025
    history: bool = True
    stories: bool = True


def write(root: Path, wanted: Wanted = Wanted()) -> Path:
    """Write a city's folder of `data/raw` under a root; the folder."""
    folder = root / "data" / "raw" / wanted.code
    for name, content in _files(folder, wanted):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _files(folder: Path, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    entry, known = place.entry(wanted), place.known()
    yield "place.toml", place.toml(wanted).encode()
    yield "responsibility.csv", place.responsibility(known, wanted).encode("utf-8-sig")
    making = _Making(wanted, entry, known)
    if wanted.history:
        yield from _release("2021-06-30", wanted, "历史数据（2010—2020年）", dict(making.history()))
    for year in range(wanted.first, wanted.last + 1):
        batches = dict(making.returns(year))
        early = {name: file for name, file in batches.items() if file[1] not in making.late}
        yield from _release(f"{year + 1}-03-31", wanted, f"{year}年报表", early)
        if wanted.stories:
            later = {name: file for name, file in batches.items() if file[1] in making.late}
            later |= dict(making.afterwards(year))
            yield from _release(f"{year + 1}-05-20", wanted, f"{year}年补报、更正与情况说明", later)
            yield from _release(f"{year + 1}-06-30", wanted, f"{year}年评估", dict(making.evaluation(year)))
            signed = {approval_file.FILE: (_signatures(year, wanted.last).encode(), "committee_office")}
            yield from _release(f"{year + 1}-07-15", wanted, f"{year}年审核签署", signed)


def _release(
    name: str, wanted: Wanted, title: str, files: dict[str, tuple[bytes, str]]
) -> Iterator[tuple[str, bytes]]:
    if not files:
        return
    lines = [
        f'title = "{labels.SYNTHETIC}：{wanted.name}{title}"',
        f'publisher = "{wanted.name}统计局（虚构）"',
    ]
    lines += [f'published = "{name}"', 'department = ""', f'licence = "{labels.SYNTHETIC}，可随意使用"']
    for file, (content, department) in files.items():
        yield f"{name}/{file}", content
        digest = hashlib.sha256(content).hexdigest()
        lines += ["", "[[files]]", f"name = {json.dumps(file, ensure_ascii=False)}", f'sha256 = "{digest}"']
        lines += [f'department = "{department}"']
    yield f"{name}/SOURCE.toml", ("\n".join(lines) + "\n").encode()


def _signatures(year: int, last: int) -> str:
    """A year that is over was reviewed, approved and published; the last one is reviewed so far."""
    states = stories.SIGNED[:1] if year == last else stories.SIGNED
    lines = []
    for state, name, role, day in states:
        lines += ["[[signoff]]", f"year = {year}", f'state = "{state}"', f'name = "{name}（虚构）"']
        lines += [f'role = "{role}"', f'date = "{year + 1}-{day}"', ""]
    return "\n".join(lines)


class _Making:
    """The files of one city, year by year."""

    def __init__(self, wanted: Wanted, entry: places.Place, known: Catalogue):
        self.wanted, self.entry, self.known = wanted, entry, known
        self.city = City(known, wanted.seed, wanted.scale)
        self.late = stories.LATE if wanted.stories else ()
        self.asked = {id: questionnaire.asked(known, id) for id in questionnaire.departments(known)}
        self.rows: list[dict] = []  # what has been reported so far
        self.states: dict[str, str] = {}

    def history(self) -> Iterator[tuple[str, tuple[bytes, str]]]:
        years = range(FIRST_HISTORY, self.known.plan.first_year)
        for department, entries in self.asked.items():
            lines = [
                (year, *pair) for entry in entries for year in years for pair in self._known(entry, year)
            ]
            if department in stories.HISTORY_CSV:
                text = _tidy(lines)
                encoding = stories.HISTORY_CSV[department]
                yield f"{department}_历史数据.csv", (text.encode(encoding), department)
            elif entries:
                filled = {
                    (line.code, year): round(figure.value, line.indicator.decimals)
                    for year, line, figure in lines
                }
                yield (
                    f"{department}_历史数据.xlsx",
                    (history_form.form(self.entry, self.known, department, filled), department),
                )
            self._report(lines)

    def _known(self, entry: Indicator, year: int) -> Iterator[tuple[Line, Figure]]:
        truth = self.city.truths[entry.id]
        if (
            year >= stories.since(truth)
            and entry.id not in stories.WITHHELD
            and year % (entry.every or 1) == 0
        ):
            yield from self.city.figures(entry, year)

    def returns(self, year: int) -> Iterator[tuple[str, tuple[bytes, str]]]:
        """One workbook a department; what they report counts from then on."""
        last = pd.DataFrame(self.rows, columns=[*schema.FIGURE, "value"])
        for department in self.asked:
            if self.wanted.stories and (department, year) in stories.NOT_IN:
                continue
            name = f"{department}_{self.known.departments[department].name}_{year}.xlsx"
            filled = self._filled(department, year)
            content = department_form.department_form(self.entry, self.known, department, year, last, filled)
            yield name, (content, department)

    def _filled(self, department: str, year: int, again: bool = False) -> dict:
        filled, lines = {}, []
        for entry in self.asked[department]:
            sheet, truth = questionnaire.sheet_of(entry, self.known), self.city.truths[entry.id]
            if not questionnaire.due(entry, year, self.known):
                filled |= {
                    (sheet, line.code): {"reason": labels.REASON["no_survey"]}
                    for line in questionnaire.lines(self.known, entry)
                }
                continue
            for line, figure in self.city.figures(entry, year):
                figure = stories.revised(entry, figure, self.known) if again else figure
                filled[sheet, line.code] = stories.cells(
                    line, figure, truth, year, faulty=self.wanted.stories
                )
                if "reason" not in filled[sheet, line.code]:
                    lines.append((year, line, figure))
        if not again:
            filled |= self._townships(department, year) | self._self_report(department, year)
        self._report(lines)
        return filled

    def _townships(self, department: str, year: int) -> dict:
        filled = {}
        for entry in questionnaire.by_township(self.known, department):
            areas = [area for area in self.entry.townships if questionnaire.files(entry, area)]
            parts = self.city.townships(entry, year, len(areas)) if areas else []
            for area, figure in zip(areas, parts, strict=True):
                counts = {"numerator": figure.numerator, "denominator": figure.denominator}
                filled["townships", entry.id, area.code] = counts
        return filled

    def _self_report(self, department: str, year: int) -> dict:
        filled = {}
        reporters = questionnaire.reporters(self.known)
        for clause in (*self.known.objectives, *self.known.measures):
            if department in reporters[clause.id]:
                said = told.self_report(self.known, clause, department, year, self.wanted.seed)
                filled["self_report", clause.id] = said
                if department == reporters[clause.id][0]:
                    self.states[clause.id] = said["state"]
        return filled

    def afterwards(self, year: int) -> Iterator[tuple[str, tuple[bytes, str]]]:
        """A return sent again, corrections of single cells, and explanations of what was asked about."""
        for department, revised in stories.REVISED:
            if revised == year - 1:
                filled = self._filled(department, revised, again=True)
                empty = pd.DataFrame(columns=[*schema.FIGURE, "value"])
                again = department_form.department_form(
                    self.entry, self.known, department, revised, empty, filled
                )
                name = f"{department}_{self.known.departments[department].name}_{revised}_修订.xlsx"
                yield name, (again, department)
        if corrections := list(self._corrections(year)):
            yield "更正表.csv", (_csv(CORRECTIONS, corrections).encode("gb18030"), "health")
        if explained := list(self._explained(year)):
            yield "情况说明表.csv", (_csv(EXPLANATIONS, explained).encode("utf-8-sig"), "statistics")

    def _corrections(self, year: int) -> Iterator[list]:
        for (id, when), reason in (
            (stories.CORRECTION, "重复登记，经逐人核对剔除"),
            (stories.CORRECTED, "首次填报时尚未汇总完毕"),
        ):
            if when == year:
                figure = self.city.total(self.known.indicators[id], id, year)
                faulty = (id, year) in stories.FAULTY
                old = "" if faulty else figure.numerator + stories.OVERSTATED
                if faulty:
                    yield [id, year, "分母", "", f"{figure.denominator:.0f}", reason, "王某（虚构）"]
                    yield [id, year, "分子", "", f"{figure.numerator:.0f}", reason, "王某（虚构）"]
                else:
                    yield [id, year, "分子", f"{old:.0f}", f"{figure.numerator:.0f}", reason, "李某（虚构）"]

    def _explained(self, year: int) -> Iterator[list]:
        """Most points that a review of the year raises, explained in writing."""
        table = pd.DataFrame(self.rows)
        table = table[table["year"].isin([year - 1, year])].drop_duplicates(schema.FIGURE, keep="last")
        none = pd.DataFrame(columns=schema.EXPLANATION_COLUMNS)
        points = plausibility.points(table, none, self.known)
        points = points[points["year"].eq(year)].drop_duplicates(schema.FIGURE)
        for n, row in enumerate(points.itertuples()):
            if n % UNEXPLAINED or year < self.wanted.last:
                line = Line(self.known.indicators[row.indicator], row.sex, row.residence, row.age)
                value = f"{row.value:.6f}".rstrip("0").rstrip(".")
                yield [line.code, year, "", value, WHY[n % len(WHY)], "张某（虚构）", f"{year + 1}年5月12日"]

    def evaluation(self, year: int) -> Iterator[tuple[str, tuple[bytes, str]]]:
        clauses = (*self.known.objectives, *self.known.measures)
        found = {
            one.id: told.finding(self.known, one, self.states[one.id], year, self.wanted.seed)
            for one in clauses
            if one.id in self.states
        }
        matters = told.ledger(self.known, year, self.wanted.seed)
        surveys = told.surveys(self.known, year)
        content = evaluation_form.workbook(self.entry, self.known, year, self.states, found, matters, surveys)
        yield f"评估认定_{year}.xlsx", (content, "committee_office")

    def _report(self, lines: list[tuple[int, Line, Figure]]) -> None:
        for year, line, figure in lines:
            codes = {"indicator": line.indicator.id, "year": year, **line.codes, "unit_area": "_T"}
            counts = {"numerator": figure.numerator, "denominator": figure.denominator, "value": figure.value}
            rest = {"status": "A", "department": line.indicator.reporting_unit, "release": "", "source": ""}
            self.rows.append(codes | counts | rest)


def _tidy(lines: list[tuple[int, Line, Figure]]) -> str:
    rows = []
    for year, line, figure in lines:
        entry, counted = line.indicator, figure.numerator is not None
        value = "" if counted else f"{round(figure.value, entry.decimals):.10g}"
        counts = [f"{figure.numerator:.0f}", f"{figure.denominator:.0f}"] if counted else ["", ""]
        rows.append(
            [entry.id, year, line.sex, line.residence, line.age, value, entry.unit, *counts, labels.SYNTHETIC]
        )
    return _csv(TIDY, rows)


def _csv(header: list[str], rows: list[list]) -> str:
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(header)
    table.writerows(rows)
    return out.getvalue()
