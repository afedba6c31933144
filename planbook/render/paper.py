"""Pages' blocks as they stand on paper: folds open, lists point by point, texts plain, tables and charts captioned."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from planbook.core import labels
from planbook.document.blocks import Block, Cards, Chart, Fold, Heading, Items, Table, Text
from planbook.document.claims import NOTHING, Sentence, joined, retold
from planbook.document.lines import Break, Line, Note, Span, State, Words, sentences, spans
from planbook.render import states

BLANKS = re.compile(r"\s+")
BRACKETS = ("(", "（")


def laid_out(content: Iterable[Block], key: str = "", *captions: str | Sentence) -> list[Block]:
    """Blocks as they stand on paper: headings, texts, tables and charts.

    Parameters
    ----------
    content : iterable of Block
        Of a page's piece.
    key : str
        What its texts are known by; numbered from 1.
    captions : str
        Of tables and charts that have none of their own, in their order; the last one for all that follow.
    """
    numbers = itertools.count(1)
    found = _captioned((one for block in content for one in _opened(block)), [*captions] or [""])
    return [
        replace(one, key=f"{key}.{next(numbers)}") if key and isinstance(one, Text) else one for one in found
    ]


def plain(line: Line | Words) -> str:
    """A line as one text: states with their marks, a small note in brackets.

    Examples
    --------
    >>> from planbook.document.claims import say
    >>> plain((State("met", say("已达到")), Break(), "3项", Note("合计")))
    '● 已达到 3项（合计）'
    """
    return "".join(map(_said, spans(line)))


def _one_line(line: Line | Words) -> str:
    return BLANKS.sub(" ", plain(line)).strip()


def _sentence(line: Words) -> Sentence:
    return retold(_one_line(line), sentences(line))


def _cell(line: Line) -> str | Sentence:
    return retold(_one_line(line), parts) if (parts := sentences(line)) else _one_line(line)


def _said(span: Span) -> str:
    match span:
        case str() | Sentence():
            return labels.clean(str(span))
        case State():
            return f"{states.mark(span.code)} {labels.clean(str(span.word))}"
        case Break():
            return " "
        case Note():
            text = labels.clean(str(span.text)).strip()
            return text if not text or text.startswith(BRACKETS) else f"（{text}）"
        case _:
            return labels.clean(str(span.text))


def _opened(block: Block) -> Iterator[Block]:
    """A block's parts that stand on paper."""
    match block:
        case Fold():
            yield Text(_sentence(block.summary), role="summary")
            for one in block.blocks:
                yield from _opened(one)
        case Items():
            yield from (Text(_sentence(line), role="point") for line in block.lines if _one_line(line))
        case Cards():
            for card in block.cards:
                said = [card.title, card.value, card.note, *map(_sentence, card.lines)]
                yield Text(joined(said, "，"), role="point")
        case Text():
            if text := _sentence(block.line):
                yield Text(text)
        case Heading():
            yield Heading(block.level, _sentence(block.line))
        case Table():
            rows = tuple(tuple(map(_cell, row)) for row in block.rows)
            yield Table(_cell(block.caption), tuple(map(_cell, block.header)), rows, block.numbers)
        case Chart():
            yield replace(block, note=NOTHING, data_at="", title=_cell(block.title) or block.own_title)
            if note := _sentence(block.note):
                yield Text(note, role="source_note")


def _captioned(content: Iterable[Block], captions: list[str | Sentence]) -> Iterator[Block]:
    for one in content:
        lacking = (isinstance(one, Table) and not one.caption) or (isinstance(one, Chart) and not one.title)
        if not lacking:
            yield one
            continue
        name = captions.pop(0) if len(captions) > 1 else captions[0]
        if isinstance(one, Table):
            yield replace(one, caption=name)
        elif isinstance(one, Chart):
            yield replace(one, title=name)
