"""Tables of objectives and measures: their states, what was reported of them and what was found."""

import pandas as pd

from planbook.core import labels
from planbook.document.claims import Claim, Sentence, count, joined, say, told, word
from planbook.document.lines import Anchor, Line, Note, Span, State
from planbook.judge.page_context import PageContext
from planbook.render import states
from planbook.text import sentences
from planbook.text.outlook_sentences import short_name
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece

MARKS = {code: states.mark(code) for code in states.ROLES}


def objectives(context: PageContext) -> Piece:
    """The area's objectives with kind and state, and what was reported and found of them."""
    rows = context.judgement.rows("objectives", area=context.area)
    body: list[list[Line]] = [
        [
            Anchor(row["objective"], str(row["number"])),
            row["title"],
            labels.OBJECTIVE_KIND[row["kind"]],
            objective_state(context, row),
            str(row["targets"]),
            *_told(context, row["objective"]),
        ]
        for row in rows.to_dict("records")
    ]
    header = ["序号", "主要目标（简称）", "类型", "状态", "要求数", *judgements(context)]
    return pieces.table(header, body, numbers=(0, 4))


def judgements(context: PageContext) -> list[str]:
    """Headings of what departments and the evaluation group said, where that stands beside clauses."""
    return [] if context.place.reference or context.parameters.public else ["自评", "认定", "认定依据"]


def _told(context: PageContext, clause: str) -> list[Sentence]:
    """What departments reported of a clause, what the evaluation group found, and on what grounds."""
    if context.place.reference or context.parameters.public:
        return []
    row = context.evaluation.loc[[clause]].iloc[0]
    codes = [row[name] for name in ("self_state", "state")]
    states = [
        word(labels.SELF_STATES, code) if code in labels.SELF_STATES else say("尚未报送") for code in codes
    ]
    return [*states, told("evaluation.grounds", row["grounds"])]


def objective_state(context: PageContext, row: dict) -> State:
    """The state of an objective by its row: pages and reports print the same word."""
    claim = Claim(kind="state", verdict=row["state"], source=row["objective"])
    said = claim.word(labels.OBJECTIVE_STATE)
    codes = {"all_met": "met", "none_met": "not_met", "by_evidence": "neutral"}
    own = [one for one in context.target_rows if one["clause"] == f"O{row['number']}"]
    hidden = any(one["reason"] == "suppressed" for one in own)
    if row["state"] == "no_data" and hidden:
        return State("suppressed", word(labels.REASON, "suppressed"))
    judged = [one for one in own if one["attainment"] in ("met", "not_met")]
    if row["state"] == "part_met":
        whose = row["objective"]
        met = count(row["targets_met"], "targets.met", source=whose)
        known = count(len(judged), "targets.judged", source=whose)
        said = say("{state}（{met}/{known}）", state=said, met=met, known=known)
    left = [one for one in own if one["attainment"] not in ("met", "not_met") and one["rule"] != "evidence"]
    if row["state"] == "all_met" and left:
        said = say("{which}{state}", which=say("公布的") if hidden else say("有数据的"), state=said)
    unsure = any(one["attainment"] == "met" and one["evidence"] == "uncertain" for one in own)
    if row["state"] == "all_met" and unsure:
        return State("uncertain", say("{state}（尚不稳固）", state=said))
    return State(codes.get(row["state"], row["state"]), said)


def measures(context: PageContext) -> Piece:
    """The area's measures and the objectives they serve, and what was reported and found of them."""
    rows = context.judgement.rows("measures", area=context.area)
    body: list[list[Line]] = [
        [
            Anchor(row["measure"], str(row["number"])),
            row["title"],
            _moved(context, row["serves"]),
            _own(row["targets"], row["measure"]),
            *_told(context, row["measure"]),
        ]
        for row in rows.to_dict("records")
    ]
    header = ["序号", "策略措施（简称）", "应推动的主要目标和指标", "自带数值目标", *judgements(context)]
    return pieces.table(header, body, numbers=(0,))


def _moved(context: PageContext, serves: str) -> Line:
    """The objectives a measure serves, and under each the figures it should move with their states."""
    parts: list[Span] = []
    for clause in labels.listed(serves):
        rows = [one for one in context.target_rows if one["clause"] == clause and pd.notna(one["value"])]
        marks = [_marked(target, context) for target in rows]
        names = joined(dict.fromkeys(marks), "、")
        parts += [say("；")] if parts else []
        note = [Note(say("（{names}）", names=names))] if names else []
        number = told("objective.number", clause.removeprefix("O"))
        parts += [say("目标{number}", number=number), *note]
    return tuple(parts) or (labels.NO_FIGURE,)


def _marked(target: pd.Series, context: PageContext) -> Sentence:
    """An indicator's short name behind the mark of its target's state, where a word is too long."""
    code = "uncertain" if target["evidence"] == "uncertain" else target["attainment"]
    mark = word(MARKS, code if code in MARKS else "neutral")
    name = short_name(context, target)
    if target["rule"] == "gap_narrows":  # beside the level of the same figure
        dimension = context.catalogue.by_target[target["target"]].dimension or ""
        name = say("{name}{dimension}差距", name=name, dimension=word(labels.DIMENSION, dimension))
    return sentences.state_claim(target, context).silent() + mark + name


def _own(number: int, measure: str) -> Sentence:
    if not number:
        return say(labels.NO_FIGURE)
    return say("{number}项", number=count(number, "targets.of_measure", source=measure))
