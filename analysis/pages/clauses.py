"""Tables of objectives and measures: their states, what was reported of them and what was found."""

import pandas as pd

from analysis import words
from analysis.charts import style
from analysis.pages import tables
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, shown


def objectives(facts: Facts) -> Fragment:
    """The area's objectives with kind and state, and what was reported and found of them."""
    rows = facts.judgement.objectives
    rows = rows[rows["area"].eq(facts.area)]
    body = [
        [
            Fragment(f'<span id="{row.objective}">{row.number}</span>'),
            row.title,
            words.OBJECTIVE_KIND[row.kind],
            _objective_state(facts, row),
            str(row.targets),
            *_told(facts, row.objective),
        ]
        for row in rows.itertuples()
    ]
    header = ["序号", "主要目标（简称）", "类型", "状态", "要求数", *_told_labels(facts)]
    return tables.table(header, body, numbers=(0, 4))


def _told_labels(facts: Facts) -> list[str]:
    return [] if facts.place.reference or facts.question.public else ["自评", "认定", "认定依据"]


def _told(facts: Facts, clause: str) -> list[str]:
    """What departments reported of a clause, what the evaluation group found, and on what grounds."""
    if facts.place.reference or facts.question.public:
        return []
    row = facts.evaluation.loc[clause]
    states = [words.SELF_STATES.get(row[name], "尚未报送") for name in ("self_state", "state")]
    return [*states, row["grounds"]]


def _objective_state(facts: Facts, row) -> Fragment:
    word = words.OBJECTIVE_STATE[row.state]
    if row.state == "part_met":
        word += f"（{row.targets_met}/{row.targets}）"
    codes = {"all_met": "met", "part_met": "uncertain", "none_met": "not_met", "by_evidence": "neutral"}
    own = facts.targets[facts.targets["clause"].eq(f"O{row.number}")]
    if row.state == "no_data" and own["reason"].eq("suppressed").any():
        return tables.state("suppressed", words.REASON["suppressed"])
    own = own[own["attainment"].eq("met")]
    if row.state == "all_met" and own["evidence"].eq("uncertain").any():
        return tables.state("uncertain", f"{word}（尚不稳固）")
    return tables.state(codes.get(row.state, row.state), word)


def measures(facts: Facts) -> Fragment:
    """The area's measures and the objectives they serve, and what was reported and found of them."""
    rows = facts.judgement.measures
    rows = rows[rows["area"].eq(facts.area)]
    body = [
        [
            Fragment(f'<span id="{row.measure}">{row.number}</span>'),
            row.title,
            _moved(facts, row.serves),
            _own(row.targets),
            *_told(facts, row.measure),
        ]
        for row in rows.itertuples()
    ]
    header = ["序号", "策略措施（简称）", "应推动的主要目标和指标", "自带数值目标", *_told_labels(facts)]
    return tables.table(header, body, numbers=(0,))


def _moved(facts: Facts, serves: str) -> Fragment:
    """The objectives a measure serves, and under each the figures it should move with their states."""
    parts = []
    for clause in filter(None, serves.split("; ")):
        rows = facts.targets[facts.targets["clause"].eq(clause) & facts.targets["value"].notna()]
        marks = [
            f"{_mark(target, facts)}{facts.indicator(target['indicator']).short}"
            for _, target in rows.iterrows()
        ]
        names = "、".join(dict.fromkeys(marks))
        parts.append(
            f"目标{clause.removeprefix('O')}" + (f"<small>（{shown(names)}）</small>" if names else "")
        )
    return Fragment("；".join(parts) or words.NO_FIGURE)


def _mark(target: pd.Series, facts: Facts) -> str:
    """The mark of a target's state, for places where a word is too long."""
    code = "uncertain" if target["evidence"] == "uncertain" else target["attainment"]
    return style.MARKS[code if code in style.STATES else "neutral"]


def _own(number: int) -> str:
    return f"{number}项" if number else words.NO_FIGURE
