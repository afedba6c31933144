"""Workbook packages (.xlsx) opened within bounds: the few parts a form needs, copied for the reader.

Cells are read by calamine. What comes before is by hand since no reader of spreadsheets bounds what a package may unpack
to, leaves macros and links behind, and tells a damaged part from an absent one.
"""

import html
import io
import re
import zipfile
from pathlib import Path

from planbook.intake import cell_marks
from planbook.intake.cell_marks import OPEN, Marks
from planbook.intake.findings import DAMAGED, TOO_LARGE, RefusedError

UNPACKED = 48 * 2**20  # bytes of the parts that are read
MOST_SHEETS = 60
USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
COUNTED = re.compile(OPEN + rb"(?:sst|numFmts|cellXfs|cellStyleXfs)\s[^>]*>")
COUNT = re.compile(rb"\s(?:uniqueC|c)ount\s*=\s*(?:\"[^\"]*\"|'[^']*')")
OTHERS = {
    "xl/workbook.bin": "二进制工作簿（.xlsb）",
    "content.xml": "开放文档（.ods、.odt）",
    "word/document.xml": "文字文档（.docx）",
    "ppt/presentation.xml": "演示文稿（.pptx）",
}
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r" Type="{TYPES}officeDocument" Target="xl/workbook.xml"/></Relationships>'
).encode()
SHEET_PATH = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
USUAL_NAMES = {"xl/styles.xml": "xl/styles.xml", "xl/sharedstrings.xml": "xl/sharedStrings.xml"}


def opened(path: Path) -> tuple[io.BytesIO, dict[str, Marks | RefusedError]]:
    """A package with nothing in it but what forms hold, and the marks of its sheets by name.

    Macros, links to other files, pictures and whatever else lies in the package are left behind; sizes are
    counted while parts are unpacked, not believed.

    Raises
    ------
    RefusedError
        Where the package is no workbook, is locked, too large, or declares entities.
    """
    with zipfile.ZipFile(path) as archive:
        parts = _Parts(archive)
        book, rels = parts.read("xl/workbook.xml"), parts.read("xl/_rels/workbook.xml.rels")
        links = _links(rels)
        copied = {"_rels/.rels": ROOT, "xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels}
        for target in links.values():
            if parts.holds(target) and _wanted(target):
                name, body = USUAL_NAMES.get(target.lower(), target), parts.read(target)
                copied[name] = _uncounted(body) if name in USUAL_NAMES.values() else body
    percent = percent_styles(copied.get("xl/styles.xml", b""))
    names = _sheet_names(book)
    found = {
        name: _marks(copied[links[id]], percent) for name, id in names.items() if links.get(id) in copied
    }
    return _packed(copied), found


def _marks(body: bytes, percent: frozenset[bytes]) -> Marks | RefusedError:
    """Marks of a sheet, or why it is not to be read; the other sheets go on."""
    try:
        return cell_marks.of_sheet(body, percent)
    except RefusedError as refused:
        return refused


def _uncounted(body: bytes) -> bytes:
    """A part that does not say how many strings or styles it has: the reader makes room for what it is told."""
    return COUNTED.sub(lambda tag: COUNT.sub(b"", tag[0]), body)


def _wanted(target: str) -> bool:
    """Sheets, their strings and their styles."""
    return bool(SHEET_PATH.fullmatch(target)) or target.lower() in USUAL_NAMES


class _Parts:
    """Parts of a package, unpacked within bounds."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive, self.left = archive, UNPACKED
        self.entries = {
            entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in archive.infolist()
        }
        if "xl/workbook.xml" not in self.entries:
            kind = next(
                (word for name, word in OTHERS.items() if name in self.entries), "不是工作簿的压缩文件"
            )
            raise RefusedError(kind, "工作簿（.xlsx、.xls）", DAMAGED)

    def holds(self, name: str) -> bool:
        return name.lower() in self.entries

    def read(self, name: str) -> bytes:
        entry = self.entries.get(name.lower())
        if entry is None:
            return b""
        if entry.flag_bits & 1:
            raise RefusedError("加了密码的工作簿", "不加密的工作簿", "请取消密码后再报一次。")
        if entry.compress_type not in USUAL:
            raise RefusedError("读不出的工作簿", "能打开的工作簿", DAMAGED)
        if entry.file_size > self.left:
            found = f"展开后超过{UNPACKED // 2**20}兆字节的工作簿"
            raise RefusedError(found, f"展开后不超过{UNPACKED // 2**20}兆字节", TOO_LARGE)
        body = self.archive.read(entry)  # never more than the entry declares
        self.left -= len(body)
        return _checked(body)


def _checked(body: bytes) -> bytes:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise RefusedError("声明了实体的工作簿", "Excel 或 WPS 保存的工作簿", DAMAGED)
    if b"\x00" in body[:100] or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise RefusedError("读不出的工作簿", "能打开的工作簿", DAMAGED)
    return body


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode().rpartition(":")[2]: html.unescape((one or other).decode("utf-8", "replace"))
        for name, one, other in ATTRIBUTE.findall(tag)
    }


def _tags(body: bytes, name: bytes) -> list[dict[str, str]]:
    return [_attributes(tag) for tag in re.findall(OPEN + name + rb"\s([^>]*)>", body)]


def _links(body: bytes) -> dict[str, str]:
    """Parts by the id under which the workbook names them."""
    found = {}
    for tag in _tags(body, b"Relationship"):
        target = tag.get("Target", "").replace("\\", "/")
        found[tag.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _sheet_names(book: bytes) -> dict[str, str]:
    """Ids of sheets by their names."""
    tags = _tags(book, b"sheet")
    if len(tags) > MOST_SHEETS:
        raise RefusedError(f"{len(tags)}张工作表", f"不超过{MOST_SHEETS}张", "请只保留要报的表。")
    names = {tag.get("name", ""): tag.get("id", "") for tag in tags}
    if len(names) < len(tags):
        raise RefusedError("重名的工作表", "名称各不相同的工作表", "请给工作表各取一个名称。")
    return names


def percent_styles(styles: bytes) -> frozenset[bytes]:
    """Numbers of the cell styles that show per cent."""
    formats = {b"9", b"10"}
    for tag in _tags(styles, b"numFmt"):
        if "%" in tag.get("formatCode", ""):
            formats.add(tag.get("numFmtId", "").encode())
    cells = re.search(rb"cellXfs[\s>].*?cellXfs>", styles, re.DOTALL)
    styled = re.findall(OPEN + rb"xf\s[^>]*?numFmtId\s*=\s*[\"'](\d+)[\"']", cells[0]) if cells else []
    return frozenset(str(place).encode() for place, one in enumerate(styled) if one in formats)


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as a package of its own, without compression."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name), body)
    packed.seek(0)
    return packed
