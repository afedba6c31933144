"""A place's observations as files for others: CSV or Excel, with the data dictionary and every release."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from planbook import __version__, store
from planbook.catalogue import Catalogue, Indicator
from planbook.contract import places, questionnaire, schema
from planbook.contract.places import Place
from planbook.core import labels, left_files, paths
from planbook.exchange import dictionary, export_workbook
from planbook.render import text_tables

FIGURE = [*schema.FIGURE, "release"]
INVENTED = f"{labels.SYNTHETIC}：全部数据为虚构，不是任何真实地区的统计数据"
ZERO = (
    "空格不是零；观测数据每行的“空格原因”写明数值、分子、分母、分母口径为何空着，其余空格的含义见“数据字典”"
)
INTERNAL = "含有“公开属性”为内部或不公开的指标，供内部使用；对外提供前先按公开属性筛选"


def write(place: str, year: int | None = None, form: str = "xlsx", to: Path | None = None) -> list[Path]:
    """Write a place's observations, dictionary, indicators and releases; the same bytes for the same inputs.

    Parameters
    ----------
    place : str
        Id of the place.
    year : int, optional
        Year of the observations; all years without it.
    form : str
        `xlsx`, one workbook; or `csv`, a file for each of its sheets.
    to : pathlib.Path, optional
        Folder; `data/processed/<place>/export` without it.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    UsageError
        When there is no such place, or a sheet would be longer than a workbook can hold.
    """
    made = tables(place, year)
    folder = to or paths.processed(place) / "export"
    name = f"{place}_{year}" if year else place
    if form == "xlsx":
        entry = places.read(place)
        contents = {
            folder / f"{name}.xlsx": export_workbook.workbook(f"{entry.name}数据", made, _alarm(entry))
        }
    else:
        contents = {folder / f"{name}_{table}.csv": _csv(rows) for table, rows in made.items()}
    for path, content in contents.items():
        left_files.write(path, content)
    return list(contents)


def tables(place: str, year: int | None = None) -> dict[str, pd.DataFrame]:
    """The tables of an export by name; a column `synthetic` comes first where the place is invented."""
    entry, known = places.read(place), places.plan_catalogue(place)
    rows = store.observations(place)
    rows = rows if year is None else rows[rows["year"].eq(year)]
    releases = store.release_table(place)
    if entry.reference:  # nobody there reports to us
        rows, releases = rows.assign(department=""), releases.assign(department="")
    made = {
        "notes": _rows("notes", _notes(entry, rows, releases, year)),
        "observations": _observations(rows, entry, known),
        "indicators": _rows(
            "indicators", (dictionary.indicator(i, known) for i in known.indicators.values())
        ),
        "releases": _rows("releases", releases.to_dict("records")),
        "dictionary": _rows("dictionary", dictionary.variables(entry.synthetic)),
        "codes": _rows("codes", dictionary.codes(known, entry, rows["age"].unique())),
    }
    if entry.synthetic:
        for table in made.values():
            table.insert(0, "synthetic", labels.SYNTHETIC)
    return made


def _rows(table: str, rows: Iterable) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[name for name, *_ in dictionary.VARIABLES[table]], dtype=object)


def _notes(entry: Place, rows: pd.DataFrame, releases: pd.DataFrame, year: int | None) -> Iterator[tuple]:
    """What the reader must know, item by item."""
    if entry.synthetic:
        yield "注意", INVENTED
    blank = rows["reason"][rows["value"].isna()].map(labels.REASON).value_counts()
    counts = "，".join(f"{word}{count}个" for word, count in sorted(blank.items()))
    yield "地区", f"{entry.name}（{entry.code}）"
    yield "年份", f"{year}年" if year else "全部年份"
    yield (
        "数据",
        f"数值{int(rows['value'].notna().sum())}个；缺失{int(blank.sum())}个"
        + (f"（{counts}）" if counts else ""),
    )
    yield "批次", f"共{len(releases)}批；同一个数报过几次的，取最新一批"
    yield "空格", ZERO
    yield "出处", "“发布批次”和“出处”指明每个数来自哪一批的哪个文件、工作表和单元格"
    if not entry.reference:
        yield "使用", INTERNAL
    if entry.note:
        yield "地区说明", entry.note
    yield "生成", f"planbook {__version__}"


def _observations(rows: pd.DataFrame, entry: Place, known: Catalogue) -> pd.DataFrame:
    indicator = rows["indicator"].map(known.indicators)
    meant = {
        "ref_area": {entry.code: entry.name},
        "sex": labels.SEX,
        "residence": labels.RESIDENCE,
        "age": {code: labels.age(code) for code in rows["age"].unique()},
        "unit_area": dictionary.unit_areas(entry),
        "base": questionnaire.BASES,
        "status": labels.STATUS,
        "reason": labels.REASON,
        "department": dictionary.departments(known),
    }
    named = {f"{name}_name": rows[name].map(known_words) for name, known_words in meant.items()}
    table = rows.assign(
        **named,
        indicator_name=[entry.name for entry in indicator],
        unit=[entry.unit for entry in indicator],
        blank_reason=[_blank(row, i) for row, i in zip(rows.itertuples(), indicator, strict=True)],
        explanation=_explanations(rows, entry.code),
    )
    columns = [name for name, *_ in dictionary.OBSERVATIONS]
    return table[columns].astype(object).reset_index(drop=True)


def _explanations(rows: pd.DataFrame, place: str) -> list[str]:
    told = store.explanations(place)
    notes: dict[tuple, dict[str, None]] = {}
    for *figure, note in told[[*FIGURE, "note"]].itertuples(index=False):
        notes.setdefault(tuple(figure), {})[note] = None
    return ["；".join(notes.get(figure, ())) for figure in rows[FIGURE].itertuples(index=False, name=None)]


def _blank(row: Any, indicator: Indicator) -> str:
    """Why cells of a row are empty, in words."""
    if pd.isna(row.value):
        return f"数值、分子、分母：{labels.REASON[row.reason]}"
    counts = {"分子": (row.numerator, indicator.numerator), "分母": (row.denominator, indicator.denominator)}
    empty = {name: meant for name, (number, meant) in counts.items() if pd.isna(number)}
    without = "、".join(name for name, meant in empty.items() if not meant)
    unsaid = "、".join(name for name, meant in empty.items() if meant)
    base = "分母口径" if not row.base and indicator.denominator else ""
    said = {"目录未设": without, "来源未附": unsaid, "来源未注明": base}
    return "；".join(f"{names}：{word}" for word, names in said.items() if names)


def _alarm(entry: Place) -> str:
    return labels.SYNTHETIC if entry.synthetic else ""


def _csv(table: pd.DataFrame) -> bytes:
    return text_tables.as_csv([str(name) for name in table], table.itertuples(index=False, name=None)).encode(
        "utf-8-sig"
    )
