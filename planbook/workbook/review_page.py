"""The page 复核 of an area: every printed number with its value, how it is made, from which figures and cells."""

from collections.abc import Iterable, Mapping

from planbook.core import labels
from planbook.document.claims import Sentence, named, say, told
from planbook.document.lines import Break, Line, Span
from planbook.judge.page_context import BREAKDOWN, PageContext
from planbook.workbook import derivations, pieces
from planbook.workbook.derivations import Figures
from planbook.workbook.pieces import Piece, fold, heading, joined, paragraph

SHOWN = 12  # figures that are written out; a longer history is named by its ends
KINDS = {
    "level": "水平",
    "change": "变化",
    "gap": "差距",
    "state": "状态",
    "projection": "预测",
    "count": "计数",
    "extreme": "最大最小",
    "missing": "缺数",
    "warning": "提示",
    "demand": "要求",
}
HEAD = ["所在的句子或格", "类", "指标和分组", "年份", "数", "区间", "算法", "用到的数和单元格"]


def content(context: PageContext, claims: Iterable[Mapping]) -> Piece:
    """What the page 复核 says.

    Parameters
    ----------
    context : PageContext
        The page whose numbers are reviewed.
    claims : iterable of mapping
        As the page's pieces handed them over (`blocks.claimed`), in the page's order.
    """
    by_piece: dict[str, list[Mapping]] = {}
    for claim in claims:
        if "field" not in claim and not claim.get("unprinted"):
            by_piece.setdefault(claim["piece"], []).append(claim)
    used: dict[str, None] = {}
    figures = Figures(context)
    tables = [_of_piece(context, piece, own, used, figures) for piece, own in by_piece.items()]
    back = say("本页逐条列出“{title}”页印出的数：同一个数只列一次，句子可在原页查到。", title=_title(context))
    return joined([paragraph(back), _methods(used), *tables])


def _title(context: PageContext) -> Sentence:
    areas = context.catalogue.areas
    return named(areas[context.area], "title") if context.area in areas else say("人口与基本情况")


def _methods(used: Iterable[str]) -> Piece:
    """The methods by name, with lines that make such a number again in a notebook."""
    methods = [derivations.METHODS[name] for name in used]
    rows: list[list[Line]] = [[one.name, _lines(one.lines)] for one in methods if one.lines]
    if not rows:
        return Piece()
    lead = say("在本页的笔记本里先运行前两格，再运行右边的行（花括号换成指标代码、分组和年份），即可重算。")
    return fold(say("各种算法怎样重算"), paragraph(lead) + pieces.table(["算法", "重算的几行"], rows))


def _lines(text: str) -> Line:
    """Lines below each other in one cell."""
    spans: list[Span] = []
    for one in text.splitlines():
        spans += [Break(), one] if spans else [one]
    return tuple(spans)


def _of_piece(
    context: PageContext,
    piece: str,
    claims: list[Mapping],
    used: dict[str, None],
    figures: Figures,
) -> Piece:
    """A piece's numbers, each series and year once."""
    rows: dict[tuple, list[Line]] = {}
    for claim in claims:
        known = tuple(claim.get(name) for name in KEY)
        if known in rows:
            continue
        used.setdefault(derivations.method_of(claim))
        rows[known] = _row(context, claim, figures)
    table = pieces.table(HEAD, rows.values(), numbers=(3, 4))
    return heading(2, told("piece", piece)) + table if rows else Piece()


KEY = ("kind", "indicator", *BREAKDOWN, "unit_area", "year", "value", "against_year", "verdict", "text")


def _row(context: PageContext, claim: Mapping, figures: Figures) -> list[Line]:
    made = derivations.of_claim(context, claim, figures)
    rows = made.figures
    few = rows if len(rows) <= SHOWN else [*rows[:2], *rows[-2:]]
    cells = "；".join(map(str, few))
    if len(rows) > SHOWN:
        cells += f"（共{len(rows)}个数，列出首尾）"
    value = claim.get("value")
    limits = [claim[side] for side in ("lower", "upper") if side in claim]
    return [
        claim["text"],
        KINDS.get(claim["kind"], claim["kind"]),
        _series(context, claim),
        str(claim.get("year", "")),
        "" if value is None else labels.plain(value),
        "～".join(map(labels.plain, limits)),
        made.method.name,
        cells or claim.get("source", ""),
    ]


def _series(context: PageContext, claim: Mapping) -> str:
    id = claim.get("indicator", "")
    if not id:
        return claim.get("verdict", "")
    group = labels.breakdown(*(claim.get(name, "_T") for name in BREAKDOWN))
    area = claim.get("unit_area", "_T")
    return "·".join(filter(None, (context.indicator(id).name, group, "" if area == "_T" else area)))
