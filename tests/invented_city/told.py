"""What departments and the evaluation group of the invented city say of objectives and measures."""

import numpy as np

from planbook.catalogue import Catalogue
from planbook.contract import questionnaire
from planbook.core import labels
from planbook.exchange import department_form

DONE = (
    "由{unit}牵头，围绕“{title}”印发年度任务单，召开推进会{n}次，任务完成情况按季度通报。",
    "“{title}”列入{unit}年度重点工作，安排专人负责，走访乡镇（街道）{n}个，问题当场交办。",
    "{unit}会同有关单位开展“{title}”专项行动，培训基层人员{m}人次，台账按月更新。",
)
NEXT = (
    "下一年继续推进“{title}”，把任务分解到乡镇（街道），上半年完成一次自查。",
    "下一年以薄弱乡镇为重点，补齐“{title}”中尚未覆盖的部分。",
)
PROBLEMS = (
    "基层人员更替较快，“{title}”的日常登记有时不及时。",
    "农村偏远村的服务半径大，“{title}”覆盖不够均衡。",
    "部门之间数据尚未打通，“{title}”的情况要靠人工汇总。",
)
REMEDIES = (
    "与有关单位共享台账，每季度核对一次。",
    "安排流动服务，每月到偏远村一次。",
    "开展岗前培训，统一登记口径。",
)
PRACTICE = "“{title}”在两个乡镇试行一站受理，群众少跑一趟，做法已在全市交流。"
GROUNDS = (
    "查阅台账{n}份、现场抽查{k}处，与自评相符。",
    "查阅文件和会议记录，抽查乡镇{k}个，材料齐全。",
    "材料不够完整，抽查{k}处有{j}处未落实。",
)
CAUSES = "部门协同和基层力量不足。"


def self_report(known: Catalogue, clause, department: str, year: int, seed: int) -> dict[str, str]:
    """A department's report on one objective or measure: cells by column."""
    rng = _rng(clause.id, year, seed)
    fill = {"unit": known.departments[department].name, "title": clause.title}
    fill |= {"n": int(rng.integers(3, 15)), "m": int(rng.integers(60, 600))}
    told = {
        "implementation": _one(rng, DONE).format(**fill),
        "next_year": _one(rng, NEXT).format(**fill),
        "problems": _one(rng, PROBLEMS).format(**fill),
        "countermeasures": _one(rng, REMEDIES),
        "state": department_form.self_states(known, clause.id)[_stage(known, clause.id, year, rng)],
    }
    return told | ({"practice": PRACTICE.format(**fill)} if rng.random() < 0.15 else {})


def finding(known: Catalogue, clause, said: str, year: int, seed: int) -> dict[str, str]:
    """The evaluation group's own finding: mostly what was reported, now and then less."""
    rng = _rng(f"finding {clause.id}", year, seed)
    states = department_form.self_states(known, clause.id)
    agreed = rng.random() < 0.85
    best_first = (
        list(reversed(states)) if states[0] == labels.SELF_STATE["institution"]["not_started"] else states
    )
    at = best_first.index(said)
    state = said if agreed else best_first[min(at + 1, len(best_first) - 1)]
    grounds = GROUNDS[int(rng.integers(0, 2)) if state == said else 2]
    fill = {"n": int(rng.integers(5, 40)), "k": int(rng.integers(4, 9)), "j": int(rng.integers(1, 4))}
    told = {"state": state, "grounds": grounds.format(**fill)}
    return told if state == said else told | {"problems": f"“{clause.title}”落实不均衡。", "causes": CAUSES}


ANSWERED = (  # objectives that miss, and whose units have written down what they will do
    *("women_education.O5", "women_social_security.O4", "women_economy.O3"),
    *("children_health.O6", "children_health.O10", "children_family.O6"),
)


def ledger(known: Catalogue, year: int, seed: int) -> list[dict[str, str]]:
    """预警整改台账: a dozen matters to put right, some of them closed."""
    rng = _rng("ledger", year, seed)
    places = {clause.id: n for n, clause in enumerate(known.objectives)}
    answered = {places[id] for id in ANSWERED}
    others = [n for n in range(len(known.objectives)) if n not in answered]
    chosen = [*answered, *rng.choice(others, size=12 - len(answered), replace=False)]
    rows = []
    for n, number in enumerate(sorted(chosen)):
        clause = known.objectives[number]
        rows.append(
            {
                "id": clause.id,
                "measure": f"补齐“{clause.title}”的薄弱环节",
                "unit": known.departments["committee_office"].name,
                "due": f"{year + 1}年{int(rng.integers(6, 13))}月",
                "progress": "已完成，待核验" if n % 3 == 0 else "正在推进",
                "closed": "是" if n % 4 == 0 else "否",
            }
        )
    return rows


def surveys(known: Catalogue, year: int) -> dict[str, dict[str, str]]:
    """缺项数据专项调查: two under way, one done, the others only proposed."""
    lacking = [entry for entry in questionnaire.not_collected(known) if entry.cycle == "尚无"][:3]
    states = ("done" if year > 2023 else "under_way", "under_way", "agreed")
    unit = known.departments["women_federation"].name
    return {
        entry.id: {
            "method": labels.SURVEY_METHOD["survey"],
            "unit": unit,
            "status": labels.SURVEY_STATUS[state],
        }
        for entry, state in zip(lacking, states, strict=True)
    }


def _stage(known: Catalogue, clause: str, year: int, rng: np.random.Generator) -> int:
    """Place in the list of states: better as the years go by."""
    states, progress = department_form.self_states(known, clause), (year - 2020) / 10 + 0.35
    if states[0] == labels.SELF_STATE["institution"]["not_started"]:
        return int(min(rng.binomial(len(states) - 1, min(progress, 0.95)), len(states) - 1))
    return int(rng.binomial(len(states) - 1, max(1 - progress, 0.05)))


def _rng(what: str, year: int, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, year, *what.encode()])


def _one(rng: np.random.Generator, texts: tuple[str, ...]) -> str:
    return texts[int(rng.integers(0, len(texts)))]
