"""The yearbook (年度妇女儿童统计资料): every series of both plans as a workbook, one table a sheet."""

from collections.abc import Iterator

from analysis import words
from analysis.assessment.judgement import Question
from analysis.batch import publish
from analysis.catalogue import Indicator
from analysis.data import prepare
from analysis.handover import sheets
from analysis.handover.sheets import Sheet
from analysis.pages.facts import WHOLE_YEAR, Facts

FIRST = 2010  # oldest year shown
GROUP = ["sex", "residence", "age", "unit_area"]
Series = dict[tuple, dict[int, tuple]]  # rows by codes and year
POPULATION = ("population", "人口与基本情况")


def workbook(question: Question) -> bytes:
    """The yearbook of a place and year as an .xlsx file; the same bytes for the same figures."""
    facts = Facts(question, WHOLE_YEAR)
    entry = question.entry
    alarm = words.SYNTHETIC if entry.synthetic else ""
    title = f"{entry.name}妇女儿童统计资料（{question.year}）"
    areas = dict([POPULATION]) | {id: area.title for id, area in question.catalogue.areas.items()}
    tables = [_area(facts, id, name) for id, name in areas.items()]
    tables += [_explanations(facts, areas), _releases(facts)]
    tables = [_cover(facts, title), _contents(tables), *tables]
    return sheets.workbook(title, tables, publish.running(question), alarm)


def _cover(facts: Facts, title: str) -> Sheet:
    question, rows = facts.question, facts.judgement.observations
    own = rows[rows["year"].eq(question.year)]
    body = [
        ("题名", title),
        ("版本", words.EDITION[question.edition]),
        ("状态", publish.signature(question) or words.SIGNOFF[question.signed.state]),
        ("地区", f"{facts.place.name}（{question.place}）"),
        ("年份", f"{FIRST}—{question.year}年；{question.year}年有数值{int(own['value'].notna().sum())}个"),
        ("编制", "监测评估领导小组监测组（统计部门牵头）；妇女规划称编撰，儿童规划称编辑出版，合为一册"),
        ("数据截至", f"批次 {rows['release'].max() if len(rows) else words.NO_FIGURE}"),
        (
            "空格",
            "没有收到过这一年的数；收到而没有数的写明原因（如尚未报送、本年无调查、不予公布），零就是零",
        ),
        ("年份口径", "卫生年度记结束的那一年，学年记开学的那一年，时点数的日期见指标解释"),
    ]
    if facts.place.synthetic:
        body.insert(0, ("注意", f"{words.SYNTHETIC}：全部数据为虚构，不是任何真实地区的统计数据"))
    return Sheet("封面", ("项目", "内容"), tuple(body))


def _contents(tables: list[Sheet]) -> Sheet:
    body = tuple((str(n), one.name, str(len(one.rows))) for n, one in enumerate(tables, start=1))
    return Sheet("目录", ("序号", "表", "行数"), body, links=1)


def _area(facts: Facts, id: str, name: str) -> Sheet:
    """One area's series: indicator, group, unit, years, source, notes."""
    known = facts.catalogue
    years = list(range(FIRST, facts.question.year + 1))
    rows = facts.judgement.observations
    rows = rows[rows["indicator"].isin(known.area_indicators(id)) & rows["year"].isin(years)]
    kept: dict[str, Series] = {}
    for row in rows[["indicator", *GROUP, "year", "value", "status", "reason"]].itertuples(index=False):
        kept.setdefault(row.indicator, {}).setdefault(row[1:5], {})[row.year] = row
    entries = [known.indicators[one] for one in known.area_indicators(id)]
    body = [
        (entry, line) for entry in entries for line in _indicator(facts, entry, kept.get(entry.id, {}), years)
    ]
    header = ("指标", "分组", "单位", *(f"{year}年" for year in years), "来源", "备注")
    decimals = tuple(entry.decimals for entry, _ in body)
    return Sheet(name, header, tuple(line for _, line in body), decimals=decimals, frozen=3)


def _indicator(facts: Facts, entry: Indicator, groups: Series, years: list[int]) -> Iterator[tuple]:
    """Lines of an indicator: the whole first, then its groups; one that says why where there is no figure."""
    if not groups:
        yield (entry.name, "合计", entry.unit, *[None] * len(years), None, f"没有数据：{facts.whence(entry)}")
        return
    for codes in sorted(groups, key=_place):
        cells = [_cell(groups[codes].get(year)) for year in years]
        yield (entry.name, _group(facts, *codes), entry.unit, *cells, *_about(facts, entry, groups[codes]))


def _place(codes: tuple) -> tuple:
    """The whole before residences, sexes, ages and townships."""
    sex, residence, age, area = codes
    return (area != "_T", area, age != "_T", residence != "_T", sex != "_T", *codes)


def _group(facts: Facts, sex: str, residence: str, age: str, area: str) -> str:
    names = {one.code: one.name for one in facts.place.townships}
    parts = [words.breakdown(sex, residence, age), names.get(area, area) if area != "_T" else ""]
    return "·".join(filter(None, parts)) or "合计"


def _cell(row) -> float | str | None:
    """A number, the reason where one was asked for and none came, or nothing."""
    if row is None:
        return None
    return words.REASON[row.reason] if row.reason else float(row.value)


def _about(facts: Facts, entry: Indicator, rows: dict[int, tuple]) -> tuple[str, str]:
    """Source and notes of a line."""
    unit = facts.catalogue.departments[entry.reporting_unit].name
    notes = [words.PERIOD[entry.period]]
    for code, word in words.STATUS.items():
        marked = [str(year) for year, row in sorted(rows.items()) if row.status == code and not row.reason]
        if code != "A" and marked:
            notes.append(f"{'、'.join(marked)}年{word}")
    return "公布数据" if facts.place.reference else unit, "；".join([*notes, *entry.caveats])


def _explanations(facts: Facts, areas: dict[str, str]) -> Sheet:
    header = ("领域", "指标", "单位", "定义", "期间", "县级数据来源", "备注")
    body = tuple(
        (
            areas.get(one.area, one.area),
            one.name,
            one.unit,
            one.definition,
            _period(one),
            facts.whence(one),
            "；".join(one.caveats),
        )
        for one in facts.catalogue.indicators.values()
    )
    return Sheet("指标解释", header, body, frozen=2)


def _period(entry: Indicator) -> str:
    return words.PERIOD[entry.period] + (f"（{entry.date}）" if entry.date else "")


def _releases(facts: Facts) -> Sheet:
    table = prepare.release_table(facts.question.place)
    used = table[table["release"].isin(facts.judgement.observations["release"])]
    body = tuple((row.release, row.title, row.publisher, row.published) for row in used.itertuples())
    return Sheet("数据来源", ("批次", "题名", "发布者", "发布日期"), body)
