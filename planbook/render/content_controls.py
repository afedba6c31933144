"""Computed text in a Word file: each sentence in a content control that says what it is and what it was.

Written as XML: python-docx has no content controls.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from lxml.etree import _Element

STYLE = "计算文字"
LENGTH = 10  # signs of the digest; a tag has room for 64


def digest(text: str) -> str:
    """What a text is recognised by."""
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def control(key: str, runs: "Sequence[_Element]") -> "_Element":
    """A content control around runs: its tag holds the key and the digest of the computed text."""
    text = "".join(node.text or "" for run in runs for node in run.iter(qn("w:t")))
    box, about, content = (OxmlElement(name) for name in ("w:sdt", "w:sdtPr", "w:sdtContent"))
    alias, tag = OxmlElement("w:alias"), OxmlElement("w:tag")
    alias.set(qn("w:val"), STYLE)
    tag.set(qn("w:val"), f"{key}|{digest(text)}")
    number = OxmlElement("w:id")
    number.set(qn("w:val"), str(int(hashlib.sha256(key.encode()).hexdigest()[:7], 16)))
    about.extend([alias, tag, number])
    content.extend(runs)
    box.extend([about, content])
    return box


def controls(body: "_Element") -> "Iterator[tuple[str, str, _Element]]":
    """Every content control of ours in a document's body: its key, the digest it was written with, itself."""
    for box in body.iter(qn("w:sdt")):
        tag = box.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        written = tag.get(qn("w:val")) if tag is not None else ""
        key, _, was = (written or "").rpartition("|")
        if key:
            yield key, was, box


def text_of(box: "_Element") -> str:
    """What stands in a content control now, without what was struck out."""
    return "".join(node.text or "" for node in box.iter(qn("w:t")))
