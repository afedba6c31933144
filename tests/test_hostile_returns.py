"""Files made to do harm: refused or made harmless, with bounded computing and memory."""

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from small_forms import TOWNSHIPS, as_csv, as_xlsx, edited, figures, statements

from planbook import catalogue as entries
from planbook.intake import reader_processes, received_files

pytestmark = pytest.mark.slow

RAW = Path(__file__).parent / "raw_faults"
SECONDS, MEGABYTES = 30, 900  # of a processor and of memory for one file, over what the program itself takes
HANG = 1800  # seconds for all files on a machine that does much else
MUST = "〔强制性审核〕"
TOO_LARGE = "处理：请清除多余的格式和图片后重新保存。"
DAMAGED = "处理：请用 Excel 或 WPS 打开后另存为 .xlsx，再报一次。"
UNREADABLE = f"填报读不出的工作簿；应为能打开的工作簿。{DAMAGED}"

READER = """
import json, resource, signal, sys
from pathlib import Path
from planbook import catalogue
from planbook.intake import received_files

known = catalogue.load()
own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (own + int(sys.argv[2]) * 2**20,) * 2)
for path in map(Path, sys.argv[4:]):
    signal.setitimer(signal.ITIMER_PROF, int(sys.argv[3]))  # the system ends whoever computes longer
    made = received_files.read(path, "2026-03-31", known, json.loads(sys.argv[1]))
    account = made.account
    assert account["cells"] == account["taken"] + account["not_taken"] + account["blank"]
    told = [str(one) for one in made.findings if one.level == "must"]
    print(json.dumps([path.name, told, account["taken"]]), flush=True)
"""


def package(
    changes: dict[str, bytes | None], compression=zipfile.ZIP_DEFLATED, sheets: dict | None = None
) -> bytes:
    """A good workbook with parts added, replaced or taken out."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(sheets or {"表": figures()}))) as source,
        zipfile.ZipFile(made, "w") as copy,
    ):
        for name in source.namelist():
            if name not in changes:
                copy.writestr(name, source.read(name), zipfile.ZIP_DEFLATED)
        for name, body in changes.items():
            if body is not None:
                copy.writestr(name, body, compression)
    return made.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(as_xlsx({"表": figures()}))) as source:
        return source.read(name)


SHEET = "xl/worksheets/sheet1.xml"


def with_cells(cells: str, **changes: bytes) -> bytes:
    """A good workbook with rows of XML behind its own."""
    body = part(SHEET).replace(b"</sheetData>", cells.encode() + b"</sheetData>")
    return package({SHEET: body, **changes})


def lying(raw: bytes, name: str, size: int, crc: int | None = None) -> bytes:
    """A package that says a part is smaller than it is."""
    raw = bytearray(raw)
    for mark, names, sizes in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        start = raw.find(mark)
        while start >= 0:
            if raw[start + names : start + names + len(name)] == name.encode():
                struct.pack_into("<I", raw, start + sizes, size)
                if crc is not None:
                    struct.pack_into("<I", raw, start + sizes - 8, crc)
            start = raw.find(mark, start + 4)
    return bytes(raw)


def swollen(size: int) -> bytes:
    return part(SHEET).replace(b"<sheetData>", b" " * size + b"<sheetData>")


def old(record: bytes, place: int, patch: bytes) -> bytes:
    """An old workbook with bytes of one record changed, counted from its head."""
    raw = bytearray((RAW / "base.xls").read_bytes())
    start = raw.find(record)
    assert start > 0
    raw[start + 4 + place : start + 4 + place + len(patch)] = patch
    return bytes(raw)


def looped() -> bytes:
    """An old workbook whose first chain of sectors has no end."""
    raw = bytearray((RAW / "base.xls").read_bytes())
    table = 512 * (1 + struct.unpack_from("<I", raw, 76)[0])
    for place in range(128):
        struct.pack_into("<I", raw, table + 4 * place, 0)
    return bytes(raw)


def many_sheets(count: int) -> bytes:
    book = part("xl/workbook.xml")
    tags = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, count + 1)).encode()
    return package({"xl/workbook.xml": book.replace(b"</sheets>", tags + b"</sheets>")})


def laughs(body: bytes) -> bytes:
    """A part with entities in entities."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'.encode()
    return body.replace(b"?>", b"?>" + head, 1).replace(b"<sheetData>", b"<sheetData><x>&e9;</x>")


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
BLANK_ROWS = "".join(
    f'<row r="{n}" s="1" customFormat="1"><c r="XFD{n}" s="1"/></row>' for n in range(12, 400_000)
)
LINKS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://x/externalLinkPath" Target="http://example.invalid/a.xlsx" TargetMode="External"/></Relationships>'
RELS = "xl/_rels/workbook.xml.rels"

TAKEN = {  # harmless: the form is taken as if nothing else were there
    "picture_bomb.xlsx": lambda: package({"xl/media/image1.png": b"\0" * (49 * 2**20)}),
    "nested.xlsx": lambda: package({"xl/embeddings/inner.xlsx": as_xlsx({"表": figures()})}),
    "blank_formats.xlsx": lambda: with_cells(BLANK_ROWS).replace(b"A1:K12", b"A1:XFD1048576"),
    "climbing_names.xlsx": lambda: package({"../../evil.xml": b"<x/>", "/etc/evil": b"x", "xl/../../../evil": b"x"}),
    "macros.xlsm": lambda: package({"xl/vbaProject.bin": b"Sub Auto_Open()", "xl/macrosheets/sheet1.xml": b"<x/>"}),
    "links.xlsx": lambda: package({"xl/externalLinks/externalLink1.xml": b"<x/>", "xl/externalLinks/_rels/externalLink1.xml.rels": LINKS}),
    "many_entries.xlsx": lambda: package({f"x/{n}": b"" for n in range(20_000)}),
    "many_merged.xlsx": lambda: package({SHEET: part(SHEET).replace(b"</worksheet>", b'<mergeCells>' + b'<mergeCell ref="L1:XFD1048576"/>' * 200_000 + b"</mergeCells></worksheet>")}),
    "counts_of_strings.xlsx": lambda: package({"xl/sharedStrings.xml": part("xl/sharedStrings.xml").replace(b"uniqueCount=\"", b"uniqueCount=\"4000000").replace(b"count=\"", b"count=\"4000000", 1)}),
    "counts_of_styles.xlsm": lambda: package({"xl/styles.xml": part("xl/styles.xml").replace(b'cellXfs count="', b'cellXfs count="4000000')}),
    "long_cell.xlsx": lambda: as_xlsx({"表": edited(figures(), {"K5": "长" * 30_000})}),
    "deep.xlsx": lambda: package({SHEET: part(SHEET).replace(b"<sheetData>", b"<a>" * 300_000 + b"</a>" * 300_000 + b"<sheetData>")}),
    "wide_extent.xls": lambda: old(b"\x00\x02\x0e\x00", 4, b"\xff\xff\xff\xff\x00\x00\xff\xff"),
    "control_signs.csv": lambda: as_csv(edited(figures(), {"K5": "a\x07b\x1bc"})),
}  # fmt: skip
REFUSED = {
    "bomb.xlsx": (lambda: package({SHEET: swollen(49 * 2**20)}), f"：填报展开后超过48兆字节的工作簿；应为展开后不超过48兆字节。{TOO_LARGE}"),
    "bomb_of_strings.xlsx": (lambda: package({"xl/sharedStrings.xml": b" " * (49 * 2**20)}), f"：填报展开后超过48兆字节的工作簿；应为展开后不超过48兆字节。{TOO_LARGE}"),
    "lying_bomb.xlsx": (lambda: lying(package({SHEET: swollen(49 * 2**20)}), SHEET, 4000), f"：{UNREADABLE}"),
    "lying_bomb_with_its_sum.xlsx": (lambda: lying(package({SHEET: swollen(49 * 2**20)}), SHEET, 4000, zlib.crc32(swollen(4000)[:4000])), "：填报没有可采用的表；应为发下的报表或更正表。处理：请用发下的报表填报。"),
    "far_corner.xlsx": (lambda: with_cells(FAR), f"!表：填报1048576行16384列的工作表；应为不超过1000000格。{TOO_LARGE}"),
    "far_corner_prefixed.xlsx": (lambda: with_cells(FAR.replace("<c", "<x:c").replace("</c", "</x:c")), f"!表：填报1048576行16384列的工作表；应为不超过1000000格。{TOO_LARGE}"),
    "far_corner_single_quotes.xlsx": (lambda: with_cells(FAR.replace('"', "'")), f"!表：填报1048576行16384列的工作表；应为不超过1000000格。{TOO_LARGE}"),
    "far_corner_behind_a_sign.xlsx": (lambda: with_cells(FAR.replace('<c r', '<c a=">" r')), f"!表：填报读不出的工作表；应为能打开的工作表。{DAMAGED}"),
    "far_corner_unclosed.xlsx": (lambda: with_cells(FAR.replace('<c r', '<c a="/>" r')), f"!表：填报读不出的工作表；应为能打开的工作表。{DAMAGED}"),
    "far_corner_beyond_reckoning.xlsx": (lambda: with_cells(FAR.replace("XFD1048576", "F4184467440737095")), f"!表：填报读不出的工作表；应为能打开的工作表。{DAMAGED}"),
    "far_corner_in_a_quotation.xlsx": (lambda: with_cells(FAR.replace("<c r", """<c a=" r='A1'" r""")), f"!表：填报读不出的工作表；应为能打开的工作表。{DAMAGED}"),
    "far_row_beyond_reckoning.xlsx": (lambda: with_cells('<row r="4294967295"><c><v>1</v></c></row>'), f"!表：填报读不出的工作表；应为能打开的工作表。{DAMAGED}"),
    "far_row_without_names.xlsx": (lambda: with_cells('<row r="1048576">' + "<c><v>1</v></c>" * 9 + "</row>"), f"!表：填报1048576行22列的工作表；应为不超过1000000格。{TOO_LARGE}"),
    "wide_signs.xlsx": (lambda: package({SHEET: part(SHEET).decode().encode("utf-16")}), f"：{UNREADABLE}"),
    "laughs_in_a_sheet.xlsx": (lambda: package({SHEET: laughs(part(SHEET))}), f"：填报声明了实体的工作簿；应为Excel 或 WPS 保存的工作簿。{DAMAGED}"),
    "laughs_in_the_book.xlsx": (lambda: package({"xl/workbook.xml": laughs(part("xl/workbook.xml"))}), f"：填报声明了实体的工作簿；应为Excel 或 WPS 保存的工作簿。{DAMAGED}"),
    "foreign_entity.xlsx": (lambda: package({"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY p SYSTEM "file:///etc/hostname">]><sst/>'}), f"：填报声明了实体的工作簿；应为Excel 或 WPS 保存的工作簿。{DAMAGED}"),
    "many_sheets.xlsx": (lambda: many_sheets(50_000), "：填报50000张工作表；应为不超过60张。处理：请只保留要报的表。"),
    "climbing_link.xlsx": (lambda: package({RELS: part(RELS).replace(b"worksheets/sheet1.xml", b"../../../etc/passwd")}), "!表：填报读不出的工作簿；应为能打开的工作簿。" + DAMAGED),
    "unusual_compression.xlsx": (lambda: package({SHEET: part(SHEET)}, zipfile.ZIP_LZMA), f"：{UNREADABLE}"),
    "far_cell.xls": (lambda: old(b"\x7e\x02\x0a\x00", 0, b"\xff\xff\xff\xff"), f"：{UNREADABLE}"),
    "many_strings.xls": (lambda: old(b"\xfc\x00", 4, b"\xff\xff\xff\x7f"), f"：{UNREADABLE}"),
    "loop.xls": (looped, f"：{UNREADABLE}"),
    "many_tables.xls": (lambda: bytes(bytearray((RAW / "base.xls").read_bytes()[:44]) + b"\xff\xff\xff\x7f" + (RAW / "base.xls").read_bytes()[48:]), f"：{UNREADABLE}"),
    "commas.txt": (lambda: b"," * (19 * 2**20), f"：填报超过1000000格的文本；应为不超过1000000格。{TOO_LARGE}"),
    "lines.txt": (lambda: b"1\n" * (9 * 2**20), f"：填报超过1000000格的文本；应为不超过1000000格。{TOO_LARGE}"),
    "one_line.txt": (lambda: b"1" * (19 * 2**20), f"：{UNREADABLE}"),
    "large.xlsx": (lambda: b"PK\x03\x04" + b"\0" * (21 * 2**20), f"：填报21兆字节的文件；应为不超过20兆字节。{TOO_LARGE}"),
    "many_rows.xlsx": (lambda: with_cells("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(13, 40_000))), f"!表：填报超过20000行；应为不超过20000行。{TOO_LARGE}"),
}  # fmt: skip


def told(folder: Path) -> dict[str, tuple[list[str], int]]:
    """What is told of each file and how many cells were taken, by a process of little memory and computing."""
    here = sorted(folder.iterdir())
    limits = [str(MEGABYTES), str(SECONDS)]
    command = [sys.executable, "-c", READER, json.dumps(TOWNSHIPS), *limits, *map(str, here)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=HANG, cwd=Path(__file__).parents[1]
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, (
        f"{here[len(lines)].name}: ended with {done.returncode} {done.stderr[-2000:]}"
    )
    assert sorted(folder.iterdir()) == here
    return {name: (found, taken) for name, found, taken in map(json.loads, lines)}


def test_files_made_to_do_harm_are_refused_or_made_harmless_with_bounded_computing_and_memory(tmp_path):
    for name, made in {**TAKEN, **{name: made for name, (made, _) in REFUSED.items()}}.items():
        (tmp_path / name).write_bytes(made())
    found = told(tmp_path)
    expected = {name: ([], 12 if name.endswith(".xls") else 10) for name in TAKEN} | {
        name: ([f"{MUST}2026-03-31/{name}{message}"], 0) for name, (_, message) in REFUSED.items()
    }
    assert found == expected


HARM = "<script>alert(1)</script>&<b>=cmd|'/c calc'!A1"


def test_markup_and_commands_in_texts_come_through_as_the_texts_they_are(tmp_path):
    forms = {"表": edited(figures(), {"K5": HARM}), "自评": edited(statements(), {"C5": HARM, "D5": "=1+1"})}
    (tmp_path / "returns.xlsx").write_bytes(as_xlsx(forms))
    made = received_files.read(tmp_path / "returns.xlsx", "2026-03-31", entries.load(), TOWNSHIPS)
    assert made.findings == []
    assert made.rows[0]["note"] == HARM
    assert [one["text"] for one in made.statements][:2] == [HARM, "=1+1"]


def test_control_signs_are_taken_out_of_texts(tmp_path):
    (tmp_path / "returns.csv").write_bytes(as_csv(edited(figures(), {"K5": "a\x07b\x1bc\x0bd\n e"})))
    made = received_files.read(tmp_path / "returns.csv", "2026-03-31", entries.load(), TOWNSHIPS)
    assert made.rows[0]["note"] == "abcd\n e"


def read_or_die(name: str, known: dict) -> str:
    """A reader that some files bring down, for `workers`."""
    import os
    import signal

    if name == "kills":
        os._exit(1)
    while name == "computes":
        pass
    if name == "hangs":
        signal.pause()
    return f"{name} {known['x']}"


def read_all(*names: str, **limits) -> dict[str, str]:
    asked = {name: (name,) for name in names}
    return reader_processes.results(read_or_die, asked, ({"x": 1},), lambda key: f"{key} failed", **limits)


def test_a_file_that_brings_its_reader_down_or_computes_for_ever_is_named_and_the_others_go_on():
    names = ["a", "kills", "b", "computes", "c", "d"]
    lost = ("kills", "computes")
    made = read_all(*names, longest=1)
    assert made == {name: f"{name} failed" if name in lost else f"{name} 1" for name in names}


def test_a_file_whose_reader_does_nothing_any_more_is_named():
    assert read_all("hangs", patience=1) == {"hangs": "hangs failed"}  # alone: others would have to be quick
