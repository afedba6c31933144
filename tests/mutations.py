"""Returns changed at random: cells, rows, columns, sheets and bytes of filled forms, from a seeded generator."""

import csv
import io
import random
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import small_forms

from planbook.catalogue import Catalogue
from planbook.contract import questionnaire, schema
from planbook.core import labels
from planbook.intake.received_files import Taken
from planbook.store.corrections import corrected_rows

GARBAGE = (
    "", " ", "—", "…", "#", "*", "①", "无", "未统计", "未开展", "/", "<0.1", "2023年", "95.2%", "0.952", "4‰", "97.3万",
    "1,234", "1 234", "１２", "12.3①", "-2", "-9", "-0.5", "+5", "1e300", "1e999", "nan", "inf", "NaN", "0x10", "=A1",
    "=cmd|'/c calc'!A1", "#REF!", "代码", "本年数", "条目编号", "合计", "\u200b5", "𠮷", "a" * 5000, "5\n6", "\x00", "\ufeff7",
    "<script>alert(1)</script>", "t01", "t99", "maternal_mortality", "maternal_mortality.R", "infant_mortality.Y1T",
    "2025-03-05", "TRUE", ".", "..", "%", "‰", "万", "|", "E", "1e", "e5", "٣", "½", "²",
)  # fmt: skip
NUMBERS = (0, -1, -2, 1, 0.5, 95.2, 0.952, 1e6, 1e13, 1e300, -1e300, 5e-324, 123456789.123, 2025)
OLD = sorted((Path(__file__).parent / "raw_faults").glob("*.xls"))
BASES = tuple(questionnaire.BASES.values())


@dataclass
class Form:
    """A return as sheets of cells, with what is set on whole rows and sheets."""

    sheets: dict[str, list[list]]
    hidden_rows: tuple[int, ...] = ()
    hidden: tuple[str, ...] = ()
    changed: list[str] = field(default_factory=list)


def filled(known: Catalogue, department: str, townships: dict[str, str], chance: random.Random) -> Form:
    """A department's form with every line filled in, as sheets of cells."""
    unit = f"{known.departments[department].name}（{department}）"
    lines = [
        line for entry in questionnaire.asked(known, department) for line in questionnaire.lines(known, entry)
    ]
    sheets: dict[str, list[list]] = {}
    for line in lines:
        name = questionnaire.SHEETS[questionnaire.sheet_of(line.indicator, known)]
        rows = sheets.setdefault(
            name, [*small_forms.heading("监测表（2025年）", unit), list(questionnaire.COLUMNS.values())]
        )
        rows.append(_line(line, chance))
    if counted := questionnaire.by_township(known, department):
        rows = [*small_forms.heading("乡镇表（2025年）", unit), list(questionnaire.TOWNSHIP_COLUMNS.values())]
        for entry in counted:
            rows += [
                [entry.id, entry.name, code, name, entry.unit, 5, 10, "", "", ""]
                for code, name in townships.items()
            ]
        sheets["乡镇（街道）表"] = rows
    extra = {
        "自评表": small_forms.statements,
        "更正表": small_forms.corrections,
        "说明表": small_forms.explanations,
        "历史": small_forms.history,
    }
    return Form(sheets | {name: made() for name, made in extra.items()})


def _line(line: questionnaire.Line, chance: random.Random) -> list:
    entry = line.indicator
    count, of = chance.randint(0, 900), 1000
    given = {"code": line.code, "name": entry.name, "group": line.group, "unit": entry.unit, "last": "—"}
    if entry.counted:
        given |= {"numerator": count, "denominator": of, "base": chance.choice(("", *BASES))}
    else:
        given |= {"value": count}
    if chance.random() < 0.1:
        given = {
            name: text for name, text in given.items() if name not in ("numerator", "denominator", "value")
        }
        given |= {"reason": "未开展"}
    return [given.get(name, "") for name in questionnaire.COLUMNS]


def faults_of(made: Taken) -> list[str]:
    """What does not add up in what was taken of a file."""
    account, rows = made.account, made.rows
    counts = sum(row[name] == row[name] for row in rows for name in ("numerator", "denominator"))
    values = sum(row["value"] == row["value"] for row in rows)
    rules = {
        "cells": account["cells"] == account["taken"] + account["not_taken"] + account["blank"],
        "none below zero": min(account.values(), default=0) >= 0,
        "what is taken is in the rows": counts <= account["taken"] <= counts + values,
        "what is not taken is told": bool(made.findings) or not account["not_taken"],
        "one row a figure": len({tuple(row[name] for name in schema.FIGURE) for row in rows}) == len(rows),
        "no words that wound": not any(word in str(one) for one in made.findings for word in labels.BANNED),
    }
    return [rule for rule, kept in rules.items() if not kept]


def checked(files: list[Taken]) -> pd.DataFrame:
    """All rows taken of files, by the contract of observations; corrections are applied to each file's own rows."""
    rows = []
    for number, made in enumerate(files):
        corrected, _ = corrected_rows(made.corrections, made.rows)
        rows += [row | {"release": f"2026-03-31-{number}"} for row in made.rows]
        rows += [row | {"release": f"2026-04-30-{number}"} for row in corrected]
    table = pd.DataFrame([row | {"ref_area": "new"} for row in rows], columns=schema.COLUMNS)
    numbers = ["numerator", "denominator", "value"]
    text = [name for name in schema.COLUMNS if name not in (*numbers, "year")]
    return schema.check(
        table.astype({**dict.fromkeys(text, str), **dict.fromkeys(numbers, float), "year": "int64"})
    )


def mutated(form: Form, chance: random.Random) -> tuple[str, bytes]:
    """Name of a file and its bytes, after one to four changes; the form keeps what was done to it."""
    if chance.random() < 0.1:
        form.changed.append("old_workbook")
        raw = chance.choice(OLD).read_bytes()
        return "returns.xls", chance.choice((_truncated, _flipped, _flipped))(raw, chance)
    for change in chance.choices(CHANGES, k=chance.randint(1, 4)):
        change(form, chance)
        form.changed.append(change.__name__.strip("_"))
    written = chance.choices(("xlsx", "utf-8-sig", "gb18030"), (8, 1, 1))[0]
    if written != "xlsx":
        form.changed.append(f"as_{written}")
        return "returns.csv", _csv(chance.choice(list(form.sheets.values())), written)
    raw = small_forms.as_xlsx(form.sheets, form.hidden_rows, form.hidden)
    if chance.random() < 0.25:
        damage = chance.choice((_truncated, _flipped, _flipped_inside, _numbers_inside, _part_lost))
        form.changed.append(damage.__name__.strip("_"))
        raw = damage(raw, chance)
    return chance.choice(("returns.xlsx", "returns.xls", "returns.et", "returns")), raw


def _rows(form: Form, chance: random.Random) -> list[list]:
    """Rows of a sheet, of the longer ones more often."""
    sheets = [rows for rows in form.sheets.values() if rows] or [[[""]]]
    return chance.choices(sheets, [len(rows) for rows in sheets])[0]


def _value(chance: random.Random):
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(GARBAGE)
    if kind < 0.75:
        return chance.choice(NUMBERS)
    if kind < 0.85:
        return small_forms.Formula("=A1+1", chance.choice(("#REF!", "#DIV/0!", "", 5, "x", "#N/A")))
    if kind < 0.9:
        return small_forms.Percent(chance.choice((0.5, 95.2, -1)))
    return chance.choice(
        (True, False, "".join(chance.choices("0123456789.,%-eE 年无一", k=chance.randint(1, 8))))
    )


def _cells(form: Form, chance: random.Random) -> None:
    rows = _rows(form, chance)
    for _ in range(chance.randint(1, 40)):
        row = chance.choice(rows)
        if row:
            row[chance.randrange(len(row))] = _value(chance)


def _row_deleted(form: Form, chance: random.Random) -> None:
    rows = _rows(form, chance)
    del rows[chance.randrange(len(rows))]


def _row_inserted(form: Form, chance: random.Random) -> None:
    rows = _rows(form, chance)
    rows.insert(chance.randint(0, len(rows)), [_value(chance) for _ in range(chance.randint(0, 12))])


def _row_repeated(form: Form, chance: random.Random) -> None:
    rows = _rows(form, chance)
    rows.insert(chance.randint(0, len(rows)), list(chance.choice(rows)))


def _rows_shuffled(form: Form, chance: random.Random) -> None:
    rows = _rows(form, chance)
    tail = rows[5:]
    chance.shuffle(tail)
    rows[5:] = tail


def _column_deleted(form: Form, chance: random.Random) -> None:
    rows = _rows(form, chance)
    place = chance.randrange(max(map(len, rows)) or 1)
    for row in rows:
        del row[place : place + 1]


def _column_inserted(form: Form, chance: random.Random) -> None:
    rows = _rows(form, chance)
    place = chance.randrange(max(map(len, rows)) + 1)
    for row in rows[chance.choice((0, 3)) :]:
        row.insert(place, _value(chance))


def _headers_swapped(form: Form, chance: random.Random) -> None:
    header = max(_rows(form, chance)[:6], key=len)
    if len(header) > 1:
        one, other = chance.sample(range(len(header)), 2)
        header[one], header[other] = header[other], header[one]


def _header_renamed(form: Form, chance: random.Random) -> None:
    header = max(_rows(form, chance)[:6], key=len)
    if header:
        header[chance.randrange(len(header))] = chance.choice(
            (*GARBAGE, *questionnaire.COLUMNS.values(), "2019年")
        )


def _sheet_renamed(form: Form, chance: random.Random) -> None:
    names = list(form.sheets)
    new = chance.choice(("Sheet1", "a<b>&", "草稿", "=1+1", "..", "表 (2)"))
    if new not in names:
        old = chance.choice(names)
        form.sheets = {new if name == old else name: rows for name, rows in form.sheets.items()}


def _sheet_repeated(form: Form, chance: random.Random) -> None:
    name = chance.choice(list(form.sheets))
    form.sheets[f"{name[:20]} ({len(form.sheets)})"] = [list(row) for row in form.sheets[name]]


def _sheet_deleted(form: Form, chance: random.Random) -> None:
    if len(form.sheets) > 1:
        del form.sheets[chance.choice(list(form.sheets))]


def _sheet_hidden(form: Form, chance: random.Random) -> None:
    form.hidden = (chance.choice(list(form.sheets)[1:] or [""]),)


def _rows_hidden(form: Form, chance: random.Random) -> None:
    form.hidden_rows = tuple(chance.sample(range(1, 40), 5))


def _merged(form: Form, chance: random.Random) -> None:
    rows = _rows(form, chance)
    place = chance.randrange(len(rows))
    if not rows[place]:
        return
    column = chance.randrange(len(rows[place]))
    rows[place][column] = small_forms.Spread(5)
    if place + 1 < len(rows) and column < len(rows[place + 1]):
        rows[place + 1][column] = ""


CHANGES = (
    *[_cells] * 6,
    _row_deleted,
    _row_inserted,
    _row_repeated,
    _rows_shuffled,
    _column_deleted,
    _column_inserted,
    _headers_swapped,
    _header_renamed,
    _sheet_renamed,
    _sheet_repeated,
    _sheet_deleted,
    _sheet_hidden,
    _rows_hidden,
    _merged,
)


def _truncated(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def _flipped(raw: bytes, chance: random.Random) -> bytes:
    made = bytearray(raw)
    for _ in range(chance.randint(1, 20)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _flipped_inside(raw: bytes, chance: random.Random) -> bytes:
    """Bytes of a part changed before it is packed, so that its check sum is right."""
    return _repacked(raw, chance, lambda body: _flipped(body, chance) if body else body)


def _numbers_inside(raw: bytes, chance: random.Random) -> bytes:
    """Digits of a part's markup replaced by numbers that are too large, too small or none."""
    return _repacked(raw, chance, lambda body: re.sub(rb"\d", lambda one: _digit(one[0], chance), body))


def _digit(one: bytes, chance: random.Random) -> bytes:
    other = (b"9", b"0", b"", b"-1", b"99999999", b"4294967295", b"18446744073709551615")
    return chance.choice(other) if chance.random() < 0.01 else one


def _part_lost(raw: bytes, chance: random.Random) -> bytes:
    return _repacked(raw, chance, lambda body: None)


def _repacked(raw: bytes, chance: random.Random, change) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(made, "w") as copy:
        hit = chance.choice(source.namelist())
        for name in source.namelist():
            body = source.read(name)
            body = change(body) if name == hit else body
            if body is not None:
                copy.writestr(name, body)
    return made.getvalue()


def _csv(rows: list[list], encoding: str) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return buffer.getvalue().encode(encoding, "replace")


def _text(value) -> str:
    if isinstance(value, small_forms.Formula):
        value = value.saved
    elif isinstance(value, small_forms.Percent):
        value = value.number
    elif isinstance(value, small_forms.Spread):
        value = value.value
    return re.sub("\x00", "", str(value))
