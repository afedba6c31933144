"""Sentence-making code altered at random: what the checker of claims notices of what the pages then say.

Usage: ``.venv/bin/python benchmarks/mutate_sentences.py OUTPUT_DIR [NUMBER] [SEED]``; the folder's year is made first. Each
time one place in a function of `planbook.text`, `planbook.workbook` or `planbook.reports` that makes sentences is altered:
a comparison or a sign turned, a year or a row off by one, first for last, one group or word for its opposite, branches
exchanged. The pieces and reports that run through the function are then made again in a process of their own, and their
claims and numbers are held against the folder's tables. An alteration is caught where the checker names something false or
the code raises; it is equivalent where not a sign of any sentence or claim changes. It is still true where every claim is
true and what changes is one of the `WAYS`, each of which can make nothing false. What is neither is listed with what it
says now. With a log of an earlier run as the last argument only what was neither there is altered again.
"""

import ast
import copy
import difflib
import gc
import json
import os
import pickle
import random
import re
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

from analysis import charts
from planbook import reports, workbook
from planbook.core import paths
from planbook.document import blocks, lines
from planbook.document.blocks import Block, claimed
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear
from planbook.render import images, word
from planbook.run import claim_check, claim_pages, page_claims, process_settings
from planbook.run.claim_tables import SERIES, Row, Tables
from planbook.workbook.area_page import AreaPage
from planbook.workbook.first_screen import FirstScreen
from planbook.workbook.unit_pages import UnitPages

PACKAGE = Path(workbook.__file__).parents[1]
ROOMS = ("text", "workbook", "reports")
TABLE_MAKING = {"tables", "bench", "bench_answers", "bench_controls", "yearbook", "redraft", "welcome_page"}
UNRULED = {  # what no table of a folder tells, as `tests/test_claim_check.py` has it
    *("cells.received", "cells.taken", "cells.not_taken", "files.received", "rows.not_listed", "received.in"),
    *("series.beside_parents", "clauses.folded", "targets.changed_since_signed"),
}
SECONDS = 240  # that an altered function may take
Rows = list[dict]
Key = tuple[str, str, int]  # of a function: its file, name and first line


@dataclass(frozen=True)
class Unit:
    """A piece of a page, or a document: where it stands, what it is called, and how its blocks are made."""

    page: str
    name: str
    blocks: Callable[[], Iterable[Block]]

    def rows(self) -> Rows:
        """What it claims and which fields it prints, as a run hands it over; then its other texts, and how it shows."""
        made = list(self.blocks())
        found = claimed(made, self.name)
        known = {row["text"] for row in found}
        found += [{"plain": text} for text in texts(made) if text not in known]
        return [*found, {"shown": shown(self.page, made)}]


def texts(content: Iterable[Block]) -> Iterator[str]:
    """All texts of blocks, those of plain cells too."""
    for block in content:
        match block:
            case blocks.Heading() | blocks.Text():
                yield lines.text(block.line)
            case blocks.Items():
                yield from map(lines.text, block.lines)
            case blocks.Table():
                yield from map(str, (block.caption, *block.header))
                yield from (lines.text(cell) for row in block.rows for cell in row)
            case blocks.Chart():
                yield from map(str, (block.alt, block.note, block.title))
            case blocks.Cards():
                for card in block.cards:
                    yield from map(str, (card.title, card.value, card.note))
                    yield from map(lines.text, card.lines)
            case blocks.Fold():
                yield str(block.summary)
                yield from texts(block.blocks)


def shown(name: str, content: Iterable[Block]) -> claim_pages.Page:
    """Blocks as the checker reads them from a page."""
    flat = list(opened(content))
    words = [*texts(one for one in content if not isinstance(one, blocks.Table))]
    tables = [[one.header, *one.rows] for one in flat if isinstance(one, blocks.Table)]
    grids = [claim_pages.grid([[lines.text(cell) for cell in row] for row in one]) for one in tables]
    folds = [
        claim_pages.Fold(
            str(one.summary),
            tuple(len(own.rows) for own in opened(one.blocks) if isinstance(own, blocks.Table)),
        )
        for one in flat
        if isinstance(one, blocks.Fold)
    ]
    return claim_pages.Page(name, tuple(filter(None, words)), tuple(grids), tuple(folds))


def opened(content: Iterable[Block]) -> Iterator[Block]:
    """Blocks with those that stand in folds."""
    for block in content:
        yield block
        if isinstance(block, blocks.Fold):
            yield from opened(block.blocks)


def units(parameters: PlaceYear) -> Iterator[Unit]:
    """All that a year says: the pieces of its pages, its first screen, the units' pages, its documents."""
    for path in sorted(paths.notebooks().glob("*.ipynb")):
        if path.stem not in ("explore", "welcome", "final"):
            book = workbook.open(path.stem, parameters.place, parameters.year, edition=parameters.edition)
            for call in calls(path):
                yield Unit(path.stem, call, lambda book=book, call=call: eval(call, {"book": book}).blocks)
    context = PageContext(parameters, WHOLE_YEAR)
    yield Unit("index", "lead", lambda: FirstScreen(context).lead().blocks)
    if not parameters.entry.reference and not parameters.public:
        offices = UnitPages(context)
        for id in offices.names():
            yield Unit(f"units/{id}", "content", lambda office=id: offices.content(office).blocks)
    for kind, made in reports.reports(parameters).items():
        yield Unit(f"{kind}.docx", kind, lambda made=made: made()[1])


def calls(path: Path) -> Iterator[str]:
    """Calls of a notebook that give a piece; of a sum each part."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and not {"parameters", "setup"} & {*cell["metadata"].get("tags", [])}:
            body = ast.parse("".join(cell["source"])).body
            for node in body:
                if isinstance(node, ast.Expr):
                    yield from (ast.unparse(one) for one in parts(node.value) if gives_a_piece(one))


def parts(node: ast.expr) -> Iterator[ast.expr]:
    yield from (*parts(node.left), *parts(node.right)) if isinstance(node, ast.BinOp) else (node,)


def named(node: ast.expr) -> bool:
    """Whether it is the workbook, not a room of `analysis` that has a function of the same name."""
    return isinstance(node, ast.Name) and node.id == "book"


def gives_a_piece(node: ast.expr) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and named(node.func.value)):
        return False
    found = (getattr(kind, node.func.attr, None) for kind in {*workbook.OF_THE_YEAR.values(), AreaPage})
    return any(getattr(one, "how", "") for one in found)


# what an alteration is


OPPOSITE = {
    "up": "down", "met": "not_met", "better": "worse", "highest": "lowest", "U": "R", "F": "M", "lower": "upper",
    "numerator": "denominator", "previous": "base", "value": "baseline", "projected_lower": "projected_upper",
    "firm": "uncertain", "chance": "same", "any": "all", "max": "min", "head": "tail", "ge": "le", "gt": "lt", "eq": "ne",
    "notna": "isna", "idxmax": "idxmin", "argmax": "argmin", "first": "last", "first_year": "last_year",
    "proportion": "rate", "group_1": "group_2", "value_1": "value_2", "year": "baseline_year", "upper_80": "upper_95",
}  # fmt: skip
OPPOSITE |= {second: first for first, second in OPPOSITE.items()}
WORDS = {
    "提高": "降低",
    "上升": "降低",
    "增加": "减少",
    "高于": "低于",
    "优于": "不及",
    "扩大": "缩小",
    "已达到": "尚未达到",
}
WORDS |= {second: first for first, second in WORDS.items()}
TURNED = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
}  # fmt: skip
YEARS = {"year", "against_year"}
NUMBERS = {"value", "against_value", "lower", "upper"}


def alterations(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """What may be done to a node, by name, as a change in place."""
    match node:
        case ast.Compare(ops=[one]) if type(one) in TURNED:
            yield "comparison turned", lambda node: setattr(node, "ops", [TURNED[type(node.ops[0])]()])
        case (
            ast.BinOp(op=ast.Sub() | ast.Div())
            | ast.BinOp(op=ast.Add() | ast.Mult(), left=ast.Constant(value=int() | float()))
        ):
            yield "sign turned", lambda node: setattr(node, "op", TURNED[type(node.op)]())
        case ast.BinOp(op=ast.Add(), right=ast.Constant(value=int())):
            yield "off by one", lambda node: setattr(node, "op", ast.Sub())
        case ast.Constant(value=str()) if node.value in OPPOSITE:
            yield "other row or word", lambda node: setattr(node, "value", OPPOSITE[node.value])
        case ast.Constant(value=str()) if any(word in node.value for word in WORDS):
            yield "polarity of words", turn_words
        case ast.Constant(value=bool()):
            yield "condition turned", lambda node: setattr(node, "value", not node.value)
        case ast.Attribute() if node.attr in OPPOSITE:
            yield "other row or word", lambda node: setattr(node, "attr", OPPOSITE[node.attr])
        case ast.Subscript(slice=ast.Constant(value=0)):
            yield "last for first", lambda node: setattr(node, "slice", ast.parse("-1").body[0].value)
        case ast.Subscript(slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))):
            yield "first for last", lambda node: setattr(node, "slice", ast.Constant(0))
        case ast.UnaryOp(op=ast.Not()):
            yield (
                "condition turned",
                lambda node: (
                    setattr(node, "op", ast.UAdd())
                    or setattr(node, "operand", ast.Call(ast.Name("bool", ast.Load()), [node.operand], []))
                ),
            )
        case ast.IfExp():
            yield "branches exchanged", exchange
        case ast.If() if node.orelse == [] and not isinstance(node.body[0], ast.Raise):
            yield "condition turned", lambda node: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.keyword() if node.arg in YEARS and not isinstance(node.value, ast.Constant):
            yield (
                "year off by one",
                lambda node: setattr(node, "value", ast.BinOp(node.value, ast.Add(), ast.Constant(1))),
            )
        case ast.keyword() if node.arg in NUMBERS and not isinstance(node.value, ast.Constant):
            yield "sign of a number", lambda node: setattr(node, "value", ast.UnaryOp(ast.USub(), node.value))
            yield (
                "number off by one",
                lambda node: setattr(node, "value", ast.BinOp(node.value, ast.Add(), ast.Constant(1))),
            )
        case ast.Call(func=ast.Name(id="count"), args=[_, *_]):
            yield (
                "count off by one",
                lambda node: node.args.__setitem__(0, ast.BinOp(node.args[0], ast.Add(), ast.Constant(1))),
            )
        case ast.Call(func=ast.Attribute(attr="at"), args=[_]):
            yield "stale group", lambda node: node.args.__setitem__(0, ast.Dict([], []))


def turn_words(node: ast.Constant) -> None:
    word = next(one for one in WORDS if one in node.value)
    node.value = node.value.replace(word, WORDS[word])


def exchange(node: ast.IfExp) -> None:
    node.body, node.orelse = node.orelse, node.body


@dataclass(frozen=True)
class Alteration:
    """A place in a function of a file, and what is done there."""

    file: Path
    function: str
    line: int
    node: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.file.parent.name}/{self.file.name}:{self.line} {self.function}: {self.what} in `{self.text}`"

    @property
    def key(self) -> Key:
        """The function as its code object names it."""
        return str(self.file), self.function, self.line


def functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, int]]:
    """Functions and methods of a module with the line at which their code begins."""
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    for node in (node for body in bodies for node in body if isinstance(node, ast.FunctionDef)):
        yield node, node.decorator_list[0].lineno if node.decorator_list else node.lineno


def inner_nodes(function: ast.FunctionDef) -> list[ast.AST]:
    """Nodes of a function's body in a fixed order, annotations left out."""
    return [node for statement in function.body for node in ast.walk(statement)]


def every_alteration(reached: set[Key]) -> Iterator[Alteration]:
    """All alterations of the functions that the year's sentences run through."""
    for file in sorted(
        path for room in ROOMS for path in (PACKAGE / room).glob("*.py") if path.stem not in TABLE_MAKING
    ):
        for function, line in functions(ast.parse(file.read_text(encoding="utf-8"))):
            if (str(file), function.name, line) in reached:
                for number, node in enumerate(inner_nodes(function)):
                    for what, _ in alterations(node):
                        yield Alteration(file, function.name, line, number, what, ast.unparse(node)[:60])


def altered(one: Alteration) -> CodeType:
    """The code of a function with the alteration in it."""
    tree = ast.parse(one.file.read_text(encoding="utf-8"))
    function = next(node for node, line in functions(tree) if (node.name, line) == (one.function, one.line))
    node = inner_nodes(function)[one.node]
    dict(alterations(node))[one.what](node)
    module = compile(ast.fix_missing_locations(tree), str(one.file), "exec")
    return next(
        code for code in codes(module) if (code.co_name, code.co_firstlineno) == (one.function, one.line)
    )


def codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from codes(one)


def alter(one: Alteration, known: dict[Key, list[FunctionType]]) -> None:
    """Put the altered code in the place of the function's, wherever it is known."""
    code = altered(one)
    for found in known[one.key]:
        found.__code__ = code


def all_functions() -> dict[Key, list[FunctionType]]:
    """Every function of this process by its code."""
    found = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            found[key(one.__code__)].append(one)
    return found


def key(code: CodeType) -> Key:
    return code.co_filename, code.co_name, code.co_firstlineno


# what becomes of it


class Drawn:
    """Stands for a figure: what is drawn is not asked for."""

    axes = ()


def without_drawing() -> None:
    """Let charts be no more than their words, so that pieces are made at once."""
    for name in charts.__all__:
        if name != "style":
            setattr(charts, name, lambda *given, **named: Drawn())
    images.png = lambda figure: b""
    word.document = lambda cover, content: b""


def claims_or_prints(row: dict) -> bool:
    """Whether a row of a unit is a claim or a field."""
    return "plain" not in row and "shown" not in row


def as_table(page: str, rows: Rows) -> dict[str, list[Row]]:
    """Claims and fields as the tables of a run have them."""
    claims, fields = [], []
    for number, row in enumerate(filter(claims_or_prints, rows), start=1):
        named = {"claim": f"{page}.{number}", "page": page}
        if "field" in row:
            fields.append(
                dict.fromkeys((*page_claims.FIELDS, *page_claims.HEADS), "")
                | {k: str(v) for k, v in (row | named).items()}
            )
        else:
            whole = dict.fromkeys((*page_claims.COLUMNS, *page_claims.HEADS), "") | dict.fromkeys(
                (*SERIES[1:], "unit_area"), "_T"
            )
            claims.append(
                whole | {k: f"{v:.10g}" if isinstance(v, float) else str(v) for k, v in (row | named).items()}
            )
    return {"claims": claims, "fields": fields}


def false(tables: Tables, unit: Unit, rows: Rows, beside: Iterable[Rows] = ()) -> list[str]:
    """What the checker says of what a unit claims and shows; `beside` is what other units of its page show."""
    fresh = copy.copy(tables)
    fresh._known = tables._known | as_table(unit.page, rows)
    for name in ("_sentences", "_cells", "_pieces"):
        fresh.__dict__.pop(name, None)
    parts = [row["shown"] for own in (rows, *beside) for row in own if "shown" in row]
    whole = claim_pages.Page(
        unit.page,
        *(
            tuple(one for part in parts for one in getattr(part, name))
            for name in ("texts", "grids", "folds")
        ),
    )
    checked = claim_check.checked(fresh, [whole])
    unruled = {verdict for _, verdict in checked.without_rule} - UNRULED
    return [*map(str, checked.false), *(f"no rule for {one}" for one in unruled)]


@dataclass
class Year:
    """A year's units, what they say, the tables it is held against, and which functions each runs through."""

    tables: Tables
    units: list[Unit]
    said: list[Rows]
    through: dict[Key, list[int]]
    functions: dict[Key, list[FunctionType]]

    def beside(self, number: int) -> Iterator[Rows]:
        """What the other units of a unit's page say."""
        page = self.units[number].page
        for other, unit in enumerate(self.units):
            if unit.page == page and other != number:
                yield self.said[other]


def recorded(folder: Path) -> Year:
    """The year of a folder, made once."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    made = list(units(PlaceYear(manifest["place"], manifest["year"], "", manifest["edition"]).check()))
    found, through = [], defaultdict(list)
    for number, unit in enumerate(made):
        ran: set[Key] = set()
        sys.setprofile(lambda frame, event, given, ran=ran: ran.add(key(frame.f_code)))
        rows = unit.rows()
        sys.setprofile(None)
        found.append(rows)
        for one in ran:
            through[one].append(number)
    tables = Tables(folder)
    claim_check.checked(tables, ())  # so that what it looks up is looked up once
    return Year(tables, made, found, through, all_functions())


def judged(year: Year, one: Alteration) -> tuple[str, str]:
    """What becomes of an alteration in this process: caught, equivalent or other, and by what or with which words."""
    other, ways = "", set[str]()
    try:
        alter(one, year.functions)
        for number in sorted(year.through[one.key], key=lambda number: len(year.said[number])):
            unit = year.units[number]
            rows = unit.rows()
            if rows == year.said[number]:
                continue
            if told := false(year.tables, unit, rows, year.beside(number)):
                return "caught", told[0]
            found = list(changes(year.said[number], rows))
            ways.update(way for way, _ in found if way)
            if lost := [words for way, words in found if not way]:
                other = other or f"{unit.page} {unit.name}: {lost[0]}"
            shown = found[0][1] if found else ""
    except Exception as error:  # an alteration may break anything
        return "caught", f"{type(error).__name__}: {error}"
    if other:
        return "other", other
    return ("still true", f"{', '.join(sorted(ways))}: {shown}") if ways else ("equivalent", "")


# what an alteration may change and leave true


WAYS = {
    "unseen": "no text changes: a claim of the same words has another field, which its table bears out",
    "rounded": "the same claims with the same numbers in the same words, printed with other decimals",
    "left out": "a clause is missing that is no caution: nothing is said in its place",
    "more said": "a clause is added whose number is a claim's of its own, or a sentence whose claims are all true",
    "none of it": "a clause is added that there are 0 of a thing, by a claim of its own",
    "another name": "an indicator's short name for its name, or its name for the short one",
    "another word": "a word of the same meaning: 增加, 提高 and 上升; 减少, 降低 and 下降",
    "another sign": "the same clauses behind another sign: a semicolon for a comma",
}
NAMES: list[tuple[str, str]] = []  # of indicators, each with its short one; the longest first
CAUTION = re.compile("尚|偶然|◐|例数|不宜|不足|暂|仅|只|换届|最近|待|缺|不作|没有|借用|虚构|多于|少")
SYNONYMS = re.compile("增加|提高|上升"), re.compile("减少|降低|下降")
CLAUSE = re.compile("[，；。、：（）]")
FIGURES = re.compile(r"-?[\d,.]+")
SAME = (
    "kind",
    "indicator",
    "sex",
    "residence",
    "age",
    "unit_area",
    "year",
    "against_year",
    "verdict",
    "source",
    *("value", "against_value", "lower", "upper"),
)


def changes(old: Rows, new: Rows) -> Iterator[tuple[str, str]]:
    """What two lists of claims say differently, each with the way in which it stays true; no way where it may not."""
    plain = [[row["plain"] for row in rows if "plain" in row] for rows in (old, new)]
    before, after = (told(list(filter(claims_or_prints, rows))) for rows in (old, new))
    if not after and not plain[1]:
        yield "left out", "all of the piece"
        return
    yield from unclaimed(*plain)
    texts = [[text for _, text in one] for one in (before, after)]
    if texts[0] == texts[1] and plain[0] == plain[1]:
        yield "unseen", differs(old, new)
        return
    for what, i, j, k, m in difflib.SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = zip(texts[0][i:j], texts[1][k:m], strict=False) if j - i == m - k else ()
        for place, (one, other) in enumerate(pairs):
            yield way(one, other, before[i + place][0], after[k + place][0]), f"{one} → {other}"
        if j - i != m - k:
            gone, come = before[i:j], after[k:m]
            yield from (
                ("" if CAUTION.search(one) else "left out", f"{one} → ")
                for _, one in gone
                if one not in texts[1][k:m]
            )
            yield from (  # whatever its words, the checker has made its claims again
                ("more said" if claims_of(of) or not CAUTION.search(one) else "", f" → {one}")
                for of, one in come
                if one not in texts[0][i:j]
            )


def claims_of(of: list[tuple]) -> list[tuple]:
    """The claims among what a sentence is made of."""
    return [one for one in of if one[0] != "field"]


def unclaimed(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """What two lists of texts without claims say differently: of these nothing says that it is true."""
    for what, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = old[i:j], new[k:m]
        if what == "equal":
            continue
        cautious = any(CAUTION.search(one) for one in gone)
        yield "left out" if what == "delete" and not cautious else "", f"{gone[:3]} → {come[:3]}"


def told(rows: Rows) -> list[tuple[list[tuple], str]]:
    """Sentences in their order, each with what its claims are of."""
    found: dict[int, tuple[list[tuple], str]] = {}
    for row in rows:
        own = found.setdefault(row["sentence"], ([], row["text"]))
        own[0].append(
            tuple(row.get(name) for name in SAME)
            if "field" not in row
            else (
                "field",
                row["field"].replace("Indicator.short", "Indicator.name"),
                named_alike(row["printed"]),
            )
        )
    return list(found.values())


def way(one: str, other: str, before: list[tuple], after: list[tuple]) -> str:
    """How a sentence changes and stays true; nothing where it may not."""
    if FIGURES.sub("#", one) == FIGURES.sub("#", other) and before == after:
        return "rounded"
    if before == after and named_alike(one) == named_alike(other):
        return "another name"
    if before == after and alike(one) == alike(other):
        return "another word"
    clauses = [list(filter(None, CLAUSE.split(text))) for text in (one, other)]
    if before == after and clauses[0] == clauses[1]:
        return "another sign"
    found = set()
    for what, i, j, k, m in difflib.SequenceMatcher(None, *clauses, autojunk=False).get_opcodes():
        gone, come = clauses[0][i:j], clauses[1][k:m]
        if what == "equal":
            continue
        if what == "insert" and len(come) == 1 and nothing(come[0], before, after):
            found.add("none of it")
            continue
        if what == "replace" or any(CAUTION.search(clause) for clause in (*gone, *come)):
            return ""
        if what == "insert" and not all(re.search(r"\d", clause) for clause in come):
            return ""
        found.add("left out" if gone else "more said")
    return found.pop() if len(found) == 1 else ""


def nothing(clause: str, before: list[tuple], after: list[tuple]) -> bool:
    """Whether a clause says that there are none of what a claim, that is not made without it, counts as 0."""
    fresh = [one for one in after if one not in before]
    counts = [one for one in fresh if one[0] == "count" and one[SAME.index("value")] == 0]
    return len(counts) == len(fresh) == 1 and re.findall(r"\d+", clause) == ["0"]


def named_alike(text: str) -> str:
    """A text with each indicator's short name for its name."""
    for name, short in NAMES:
        text = text.replace(name, short)
    return text


def alike(text: str) -> str:
    """A text with one word for each way that a figure moves."""
    return SYNONYMS[1].sub("降", SYNONYMS[0].sub("升", text))


def differs(old: Rows, new: Rows) -> str:
    """The first thing that two lists of claims say differently."""
    for before, after in zip(old, new, strict=False):
        if before != after and claims_or_prints(before):
            return f"{before.get('text')} {short(before, after)} → {after.get('text')} {short(after, before)}"
    return f"{len(old)} → {len(new)} claims"


def short(row: dict, other: dict) -> dict:
    return {name: value for name, value in row.items() if other.get(name) != value and name != "text"}


def apart(year: Year, one: Alteration) -> tuple[str, str]:
    """`judged` in a process of its own."""
    read, write = os.pipe()
    if not (child := os.fork()):
        os.close(read)
        signal.alarm(SECONDS)
        with os.fdopen(write, "wb") as pipe:
            pickle.dump(judged(year, one), pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(told) if told else ("no end", f"not made within {SECONDS} s")


def drawn(all_: list[Alteration], number: int, seed: int) -> list[Alteration]:
    """So many alterations, every kind as often as any other while it lasts."""
    draw, kinds = random.Random(seed), defaultdict(list)
    for one in all_:
        kinds[one.what].append(one)
    for own in kinds.values():
        draw.shuffle(own)
    found: list[Alteration] = []
    while len(found) < number and any(kinds.values()):
        found += [own.pop() for own in kinds.values() if own]
    return found[:number]


def again(all_: list[Alteration], log: str) -> list[Alteration]:
    """The alterations that were neither caught nor found true in an earlier run, wherever their lines are now."""
    lines = Path(log).read_text(encoding="utf-8").splitlines()
    asked = Counter(
        re.sub(r":\d+ ", " ", one[11:], count=1).split("`  ")[0] for one in lines if one.startswith("other ")
    )
    known = defaultdict(list)
    for one in all_:
        known[re.sub(r":\d+ ", " ", str(one), count=1).split("\n")[0].removesuffix("`")].append(one)
    return [one for name in asked for one in known[name]]


def main(folder: str, number: str = "300", seed: str = "20261127", log: str = "") -> None:
    process_settings.settle()
    without_drawing()
    year = recorded(Path(folder))
    wrong = [
        told
        for unit, rows in zip(year.units, year.said, strict=True)
        for told in false(year.tables, unit, rows)
    ]
    print(
        f"{len(year.units)} pieces and documents, {sum(map(len, year.said))} claims and fields, {len(wrong)} false"
    )
    for told in wrong[:20]:
        print("  FALSE BEFORE", told)
    own = [(one["name"], one.get("short", one["name"])) for one in year.tables.entries.values()]
    NAMES.extend(sorted(own, key=lambda pair: -len(pair[0])))
    gc.freeze()
    found, kinds = Counter(), Counter()
    all_ = list(every_alteration(set(year.through)))
    for one in again(all_, log) if log else drawn(all_, int(number), int(seed)):
        became, by = apart(year, one)
        found[became] += 1
        kinds[one.what, became] += 1
        print(f"{became:10} {one}  {by[:600] if became != 'equivalent' else ''}", flush=True)
    for (what, became), many in sorted(kinds.items()):
        print(f"{many:4} {what}: {became}")
    print(f"{sum(found.values())} alterations: {dict(found)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
