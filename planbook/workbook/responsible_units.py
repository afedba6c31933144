"""Who answers for targets and warnings: as a document names the units, else as their duties propose them."""

from dataclasses import dataclass

import pandas as pd

from planbook.contract import places
from planbook.core import labels
from planbook.document.claims import NOTHING, Sentence, joined, say, told, word
from planbook.judge.page_context import PageContext

WORDS = {"proposed": labels.PROPOSED}


@dataclass(frozen=True)
class Units:
    """The units of some rows: the heading of their column, their names row by row, and the document that names them."""

    heading: str
    names: list[str]
    basis: Sentence


def of(context: PageContext, rows: pd.DataFrame) -> Units:
    """The units that answer for rows of the assessment or of the warnings.

    Where a document names them all they are not proposed; where it names some, the others are marked one by one.
    """
    filed = rows["responsible"].ne("").to_numpy(bool)
    names = [context.responsible_unit(row) for _, row in rows.iterrows()]
    if not filed.any():
        return Units(labels.PROPOSED_UNIT, names, NOTHING)
    marked = [name if known else name + labels.PROPOSED for name, known in zip(names, filed, strict=True)]
    return Units(labels.RESPONSIBLE_UNIT, marked, _basis(context, rows[filed], all_filed=bool(filed.all())))


def _basis(context: PageContext, rows: pd.DataFrame, *, all_filed: bool) -> Sentence:
    """Which documents name the units of rows, and that units of other rows are only proposed."""
    parameters = context.parameters
    known = places.assigning_documents(parameters.place, parameters.year)
    clauses = rows["target"].str.rpartition(".")[0]
    found = [
        known.get(target) or known.get(clause, "")
        for target, clause in zip(rows["target"], clauses, strict=True)
    ]
    names = [told("responsibility.document", name) for name in dict.fromkeys(filter(None, found))]
    documents = say("责任单位依据：{documents}", documents=joined(names, "、")) if names else NOTHING
    mark = word(WORDS, "proposed")
    others = NOTHING if all_filed else say("标{mark}的待分工文件确认", mark=mark)
    said = joined([documents, others], "；")
    return say("{said}。", said=said) if said else NOTHING
