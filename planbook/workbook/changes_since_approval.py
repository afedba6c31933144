"""What has changed in a year's figures since they were reviewed or approved."""

from dataclasses import replace

import pandas as pd

from planbook.core import labels
from planbook.document.claims import count, named, say, told, word
from planbook.document.lines import Line
from planbook.judge import kept_judgements
from planbook.judge.page_context import PageContext
from planbook.text import sentences
from planbook.text.outlook_sentences import breakdown_name
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, paragraph


def since(context: PageContext) -> Piece:
    """Targets whose figure or state is not as it was signed; empty where nothing was signed or nothing came since."""
    signed = context.parameters.signed
    if not signed.before:
        return Piece()
    then = kept_judgements.of(replace(context.parameters, as_of=signed.release)).assessment
    rows = context.judgement.assessment
    pairs = zip(rows.iterrows(), then.iterrows(), strict=True)
    changed = [(now, old) for (_, now), (_, old) in pairs if _moved(now, old)]
    many = count(len(changed), "targets.changed_since_signed")
    said = say(
        "{date}{signed}后收到新批次，{changed}。",
        date=named(signed, "date"),
        signed=word(labels.SIGNOFF, signed.before),
        changed=say("{many}项要求的数或状态有变化", many=many)
        if changed
        else say("各项要求的数和状态都没有变化"),
    )
    if not changed:
        return paragraph(said)
    body = [_row(context, now, old) for now, old in changed]
    header = ["指标", f"{labels.SIGNOFF[signed.before]}时", "现在"]
    return paragraph(said) + pieces.table(header, body, numbers=(1, 2))


def _moved(now: pd.Series, then: pd.Series) -> bool:
    same = now["value"] == then["value"] or (pd.isna(now["value"]) and pd.isna(then["value"]))
    return not same or now["attainment"] != then["attainment"]


def _row(context: PageContext, now: pd.Series, then: pd.Series) -> list[Line]:
    entry = context.indicator(now["indicator"])
    said = [
        say(
            "{figure}，{verdict}",
            figure=replace(sentences.state_claim(row, context), unit=entry.unit).figure(entry.decimals),
            verdict=sentences.verdict(row, context.of(row["area"])),
        )
        for row in (then, now)
    ]
    # what was signed is of an earlier release, which the year's tables no longer hold
    return [breakdown_name(context, now), told("judgement.as_signed", str(said[0])), said[1]]
