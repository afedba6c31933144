"""The invented city's `place.toml`: its townships, elections, rounds and who is responsible."""

import csv
import io
import tomllib

from planbook import catalogue
from planbook.catalogue import Catalogue
from planbook.contract import places, questionnaire
from planbook.core import labels

STREETS = ("东城", "西关", "南湖", "北园")
TOWNS = (
    *("清溪", "白石", "柳河", "青峰", "安平", "双桥", "红岭", "石门", "长坡", "新集"),
    *("大营", "古渡", "梅庄", "松林", "云台", "沙河"),
)
ELECTIONS = {
    "village": (2018, 2021, 2026),
    "community": (2018, 2021, 2026),
    "congress": (2018, 2021, 2026),
    "township_congress": (2018, 2021, 2026),
    "party_congress": (2018, 2021, 2026),
    "cppcc": (2018, 2021, 2026),
}
DOCUMENT = "示例市妇女儿童工作委员会〔2021〕1号（虚构）"


def known() -> Catalogue:
    """The plan by which the city is judged."""
    return catalogue.load("ruzhou")


def entry(wanted) -> places.Place:
    """The place as the package reads it."""
    return places.Place(**tomllib.loads(toml(wanted)))


def toml(wanted) -> str:
    """Text of `place.toml`."""
    lines = [
        "#:schema ../../../planbook/contract/schemas/place.json",
        f"# {labels.SYNTHETIC}: a city that does not exist, made by tests/invented_city.",
        f'name = "{wanted.name}"',
        f'code = "{wanted.code}"',
        "synthetic = true",
        'parents = ["CN"]' if wanted.stories else "parents = []",
        f"default_year = {wanted.last}",
        'plan = "ruzhou"',
        'judged = "own"',
        "baseline = 2020",
        "midterm = 2025",
        "final = 2030",
        f'responsibility_document = "{DOCUMENT}"',
        f'note = "{labels.SYNTHETIC}：数字由程序生成，与任何真实地方无关。"',
        "",
        "[denominators]",
        'births = "卫生健康部门报送的活产数（卫生年度）"',
        'population = "统计部门报送的年末常住人口"',
        "",
        "[form_heading]",
        f'issued_by = "{wanted.name}统计局（虚构）"',
        'basis = "示统制〔2021〕5号（虚构）"',
        'valid_until = "2031年12月"',
        "",
        "[elections]",
        *(f"{body} = {list(years)}" for body, years in ELECTIONS.items()),
    ]
    for year in range(wanted.first, wanted.last + 1):
        still = "true" if year == wanted.last else "false"
        lines += ["", f"[rounds.{year}]", f'due = "{year + 1}年3月31日"', f"open = {still}"]
    for number, (name, residence) in enumerate(townships(), start=1):
        code = f"{wanted.code}{number:02d}"
        lines += ["", "[[townships]]", f'code = "{code}"', f'name = "{name}"', f'residence = "{residence}"']
    return "\n".join(lines) + "\n"


def townships() -> list[tuple[str, str]]:
    """Names of the townships and sub-districts, and whether they are urban."""
    return [(f"{name}街道", "U") for name in STREETS] + [(f"{name}镇", "R") for name in TOWNS]


def responsibility(known: Catalogue, wanted) -> str:
    """`responsibility.csv`: which unit answers for each objective and measure, and for a target that another one does."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(places.RESPONSIBILITY)
    names = {id: one.name for id, one in known.departments.items()}
    for clause, units in questionnaire.reporters(known).items():
        lead, *others = [names[unit] for unit in units]
        table.writerow([clause, lead, "、".join(others), lead, DOCUMENT, "2021", ""])
        own = [one for one in known.targets if f"{one.area}.{one.clause}" == clause]
        for target in own:
            unit = names[known.proposed_unit(target)]
            if unit != lead:
                reports = (
                    names[known.indicators[target.indicator].reporting_unit] if target.indicator else unit
                )
                table.writerow([target.id, unit, "", reports, DOCUMENT, "2021", ""])
    return out.getvalue()
