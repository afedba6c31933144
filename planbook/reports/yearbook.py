"""The yearbook (年度妇女儿童统计资料): every series of both plans as a workbook, one table a sheet."""

from collections.abc import Iterator
from typing import NamedTuple

from planbook import store
from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear
from planbook.render import table_sheets
from planbook.render.table_sheets import Sheet
from planbook.text import cut_off_sentences, page_headings

FIRST = 2010  # oldest year shown
GROUP = ["sex", "residence", "age", "unit_area"]


class Figure(NamedTuple):
    """A figure of a series in a year, and why there is none."""

    value: float
    status: str
    reason: str


Series = dict[tuple, dict[int, Figure]]  # by codes and year
POPULATION = ("population", "人口与基本情况")


def workbook(parameters: PlaceYear) -> bytes:
    """The yearbook of a place and year as an .xlsx file; the same bytes for the same figures."""
    context = PageContext(parameters, WHOLE_YEAR)
    entry = parameters.entry
    alarm = labels.SYNTHETIC if entry.synthetic else ""
    title = f"{entry.name}妇女儿童统计资料（{parameters.year}）"
    areas = dict([POPULATION]) | {id: area.title for id, area in parameters.catalogue.areas.items()}
    tables = [_area(context, id, name) for id, name in areas.items()]
    tables += [_explanations(context, areas), _releases(context)]
    tables = [_cover(context, title), _contents(tables), *tables]
    return table_sheets.workbook(title, tables, str(page_headings.running(parameters)), alarm)


def _cover(context: PageContext, title: str) -> Sheet:
    parameters, rows = context.parameters, context.judgement.observations
    own = rows[rows["year"].eq(parameters.year)]
    body = [
        ("题名", title),
        ("版本", labels.EDITION[parameters.edition]),
        ("状态", str(page_headings.signature(parameters)) or labels.SIGNOFF[parameters.signed.state]),
        ("地区", f"{context.place.name}（{parameters.place}）"),
        (
            "年份",
            f"{FIRST}—{parameters.year}年；{parameters.year}年有数值{int(own['value'].notna().sum())}个",
        ),
        ("编制", "监测评估领导小组监测组（统计部门牵头）；妇女规划称编撰，儿童规划称编辑出版，合为一册"),
        ("批次", str(cut_off_sentences.cut_off(context))),
        (
            "空格",
            "没有收到过这一年的数；收到而没有数的写明原因（如尚未报送、本年无调查、不予公布），零就是零",
        ),
        ("年份口径", "卫生年度记结束的那一年，学年记开学的那一年，时点数的日期见指标解释"),
    ]
    if context.place.synthetic:
        body.insert(0, ("注意", f"{labels.SYNTHETIC}：全部数据为虚构，不是任何真实地区的统计数据"))
    return Sheet("封面", ("项目", "内容"), tuple(body))


def _contents(tables: list[Sheet]) -> Sheet:
    body = tuple((str(n), one.name, str(len(one.rows))) for n, one in enumerate(tables, start=1))
    return Sheet("目录", ("序号", "表", "行数"), body, links=1)


def _area(context: PageContext, area: str, name: str) -> Sheet:
    """One area's series: indicator, group, unit, years, source, notes."""
    known = context.catalogue
    years = list(range(FIRST, context.parameters.year + 1))
    rows = context.judgement.observations
    rows = rows[rows["indicator"].isin(known.area_indicators(area)) & rows["year"].isin(years)]
    kept: dict[str, Series] = {}
    columns = rows[["indicator", *GROUP, "year", "value", "status", "reason"]]
    for id, *group, year, value, status, reason in columns.itertuples(index=False, name=None):
        kept.setdefault(id, {}).setdefault(tuple(group), {})[year] = Figure(value, status, reason)
    entries = [known.indicators[one] for one in known.area_indicators(area)]
    body = [
        (entry, line)
        for entry in entries
        for line in _indicator(context, entry, kept.get(entry.id, {}), years)
    ]
    header = ("指标", "分组", "单位", *(f"{year}年" for year in years), "来源", "备注")
    decimals = tuple(entry.decimals for entry, _ in body)
    return Sheet(name, header, tuple(line for _, line in body), decimals=decimals, frozen=3)


def _indicator(context: PageContext, entry: Indicator, groups: Series, years: list[int]) -> Iterator[tuple]:
    """Lines of an indicator: the whole first, then its groups; one that says why where there is no figure."""
    if not groups:
        yield (
            entry.name,
            "合计",
            entry.unit,
            *[None] * len(years),
            None,
            f"没有数据：{context.data_source(entry)}",
        )
        return
    for codes in sorted(groups, key=_place):
        cells = [_cell(groups[codes].get(year)) for year in years]
        yield (
            entry.name,
            _group(context, *codes),
            entry.unit,
            *cells,
            *_about(context, entry, groups[codes]),
        )


def _place(codes: tuple) -> tuple:
    """The whole before residences, sexes, ages and townships."""
    sex, residence, age, area = codes
    return (area != "_T", area, age != "_T", residence != "_T", sex != "_T", *codes)


def _group(context: PageContext, sex: str, residence: str, age: str, area: str) -> str:
    names = {one.code: one.name for one in context.place.townships}
    parts = [labels.breakdown(sex, residence, age), names.get(area, area) if area != "_T" else ""]
    return "·".join(filter(None, parts)) or "合计"


def _cell(row: Figure | None) -> float | str | None:
    """A number, the reason where one was asked for and none came, or nothing."""
    if row is None:
        return None
    return labels.REASON[row.reason] if row.reason else float(row.value)


def _about(context: PageContext, entry: Indicator, rows: dict[int, Figure]) -> tuple[str, str]:
    """Source and notes of a line."""
    unit = context.catalogue.departments[entry.reporting_unit].name
    notes = [labels.PERIOD[entry.period]]
    for code, word in labels.STATUS.items():
        marked = [str(year) for year, row in sorted(rows.items()) if row.status == code and not row.reason]
        if code != "A" and marked:
            notes.append(f"{'、'.join(marked)}年{word}")
    return "公布数据" if context.place.reference else unit, "；".join([*notes, *entry.caveats])


def _explanations(context: PageContext, areas: dict[str, str]) -> Sheet:
    header = ("领域", "指标", "单位", "定义", "期间", "县级数据来源", "备注")
    body = tuple(
        (
            areas.get(one.area, one.area),
            one.name,
            one.unit,
            one.definition,
            _period(one),
            context.data_source(one),
            "；".join(one.caveats),
        )
        for one in context.catalogue.indicators.values()
    )
    return Sheet("指标解释", header, body, frozen=2)


def _period(entry: Indicator) -> str:
    return labels.PERIOD[entry.period] + (f"（{entry.date}）" if entry.date else "")


def _releases(context: PageContext) -> Sheet:
    table = store.release_table(context.parameters.place)
    used = table[table["release"].isin(context.judgement.observations["release"])]
    body = tuple((row.release, row.title, row.publisher, row.published) for row in used.itertuples())
    return Sheet("数据来源", ("批次", "题名", "发布者", "发布日期"), body)
