"""Answers of the bench: a question in, a table out, with its picture and what is to be said of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
from matplotlib.figure import Figure
from pydantic import BaseModel, ConfigDict

from analysis import charts, gaps
from analysis.charts import pointer_charts
from analysis.charts.pointer_charts import PointerChart
from analysis.forecasting import accuracy, project, reference_models
from planbook.core import labels
from planbook.core.errors import CatalogueError
from planbook.judge.page_context import BREAKDOWN
from planbook.workbook.tables import TWO, YEARLY
from planbook.workbook.trials import Trials

OURS = "本册方法"
MODELS = {
    "ETS": reference_models.ets,
    "结构时间序列": reference_models.unobserved_components,
    "今后不变": reference_models.no_change,
}
AHEAD = ["year", "value", "lower_80", "upper_80", "lower_95", "upper_95"]
TESTED = {"ahead": 3, "origins": 5}
LINE = "line"
SEEN = {
    "when": "年份",
    "shown": "数值",
    "counts": "分子／分母",
    "range": "范围",
    "said": "性质",
    "source": "来源",
}
NOT_PUBLIC = "公开版没有预测、达标概率和预警。"
PLAN, TRIED = "规划", "试算"
LEAST = 3  # points from which a correlation says something


class _Saved(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Own(_Saved):
    """An indicator of one's own, as `book.derive` takes it."""

    name: str
    numerator: str
    denominator: str
    multiplier: float = 100
    unit: str = "%"
    statistic: str = "proportion"
    polarity: str = "higher"
    decimals: int = 1
    target: float | None = None
    operator: str = ">="
    deadline: int | None = None


class Trial(_Saved):
    """What is other than it is, as `book.what_if` takes it; what is left out is as it is."""

    target: float | None = None
    tolerance: float | None = None
    deadline: int | None = None
    value: float | None = None
    level: int | None = None


class Question(_Saved):
    """What stands on the bench.

    Attributes
    ----------
    view : str
        A key of `VIEWS`.
    ids : tuple of str
        Indicators.
    by : str
        A dimension, or `_T` for the main line.
    places : tuple of str
        Places beside this one.
    base : int
        Year whose figures are 100; 0 for figures as they are.
    wide : bool
        Whether the table has a year a row and a line a column.
    sort : str
        Column that the table is sorted by, `-` before it for the greatest first.
    words : str
        What indicators are looked for by.
    trial : Trial
        What is tried on the first indicator.
    own : tuple of Own
        Indicators of one's own.
    """

    view: str = "lines"
    ids: tuple[str, ...] = ()
    by: str = "_T"
    places: tuple[str, ...] = ()
    base: int = 0
    wide: bool = False
    sort: str = ""
    words: str = ""
    trial: Trial = Trial()
    own: tuple[Own, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A table with its title, its notes, and how it is drawn: the name of a chart and its arguments."""

    title: str
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    draw: str = ""
    drawn: pd.DataFrame = field(default_factory=pd.DataFrame)
    how: dict = field(default_factory=dict)
    source: str = ""

    @cached_property
    def chart(self) -> PointerChart | None:
        """The picture that answers the pointer; none where nothing is drawn."""
        if not self.draw or self.drawn.empty:
            return None
        make: Callable[..., PointerChart] = getattr(pointer_charts, self.draw)
        return make(self.drawn, title=self.title, note=self.source, **self.how)

    @property
    def figure(self) -> Figure | None:
        """The same as a figure for paper, with the line of its source; none where nothing is drawn."""
        if not self.draw or self.drawn.empty:
            return None
        how = {name: given for name, given in self.how.items() if name != "hover"}
        made: Figure = getattr(charts, PRINTED[self.draw])(self.drawn, title=self.title, **how)
        made.text(0.01, 0.005, self.source, fontsize=7, va="bottom")
        return made


PRINTED = {"trend": "trend", "scatter": "scatter", "bars": "levels"}


def answered(book: Trials, asked: Question, before: Trials | None = None) -> Answer:
    """The answer to a question, its table turned and sorted as it says; `before` is the workbook that nothing is tried on."""
    if not asked.ids and asked.view != "catalogue":
        return Answer("请先在左边选指标", pd.DataFrame(), ("可选一个或几个；按住 Ctrl 加选。",))
    found = verdict(book, asked, before) if asked.view == "verdict" else VIEWS[asked.view][1](book, asked)
    table, notes = found.table, list(found.notes)
    if asked.wide and {"year", LINE, "value"} <= set(table):
        table = table.pivot_table(index="year", columns=LINE, values="value", sort=False).sort_index()
        table = table.rename_axis(columns=None).reset_index()
    column = asked.sort.removeprefix("-")
    if column in table:
        table = table.sort_values(column, ascending=asked.sort == column, kind="stable", ignore_index=True)
    elif column:
        notes.append(f"这张表没有“{column}”列，未排序。")
    return Answer(
        found.title, table, tuple(notes), found.draw, found.drawn, found.how, _source(book, found.table)
    )


def _source(book: Trials, table: pd.DataFrame) -> str:
    """The line under a picture: whose figures, up to which release, in which edition."""
    asked, known = book.context.parameters, table.get("release", pd.Series(dtype=str))
    newest = known.dropna().max() if known.notna().any() else asked.as_of
    invented = [labels.SYNTHETIC] if book.place.synthetic else []
    batch = [f"数据批次至{newest}"] if newest else []
    return " · ".join([book.place.name, f"{asked.year}年", *batch, labels.EDITION[asked.edition], *invented])


def figures(book: Trials, asked: Question) -> tuple[pd.DataFrame, list[str]]:
    """Figures of all that is asked, one below the other under the names of their lines, and what has none.

    `line, indicator, place, group` and the columns of `series`, and the texts of `SEEN`.
    """
    tables, notes = [], []
    for id in asked.ids:
        for one in (book, *map(book.of_place, asked.places)):
            try:
                rows = _series(one, id, asked.by)
            except CatalogueError:
                rows = pd.DataFrame()
            if rows.empty:
                notes.append(f"{one.place.name}没有{book.indicator(id).name}{_by(asked.by)}的数。")
            else:
                tables.append(rows.assign(indicator=id, place=one.place.name))
    if not tables:
        return pd.DataFrame(columns=[LINE, "indicator", "place", "group", *YEARLY, *SEEN]), notes
    rows = pd.concat(tables, ignore_index=True)
    rows[LINE] = _lines(book, rows)
    return _with_texts(book, rows)[[LINE, "indicator", "place", "group", *YEARLY, *SEEN][:-1]], notes


def _by(dimension: str) -> str:
    return "" if dimension == "_T" else f"分{labels.DIMENSION[dimension]}"


def _series(book: Trials, id: str, by: str) -> pd.DataFrame:
    """A main line, or the groups of a dimension by their words."""
    if by == "_T":
        return book.series(id).assign(group="")
    rows = book.groups(id, by)
    names = {one.code: one.name for one in book.place.townships}
    word = [
        names.get(code, code) if by == "unit_area" else labels.group(by, code)
        for code in rows[by].astype(str)
    ]
    return rows.drop(columns=by).assign(group=word)


def _lines(book: Trials, rows: pd.DataFrame) -> pd.Series:
    """Names of lines: what differs among indicator, place and group; the place where nothing does."""
    names = {id: book.indicator(id).short for id in rows["indicator"].unique()}
    parts = {"indicator": rows["indicator"].map(names), "place": rows["place"], "group": rows["group"]}
    told = [words for words in parts.values() if len(words.unique()) > 1] or [rows["place"]]
    return pd.concat(told, axis=1).apply(lambda row: "·".join(filter(None, row)), axis=1)


def _with_texts(book: Trials, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with what a point tells of itself."""
    entries = {id: book.indicator(id) for id in rows["indicator"].unique()}
    told = []
    for row in rows.to_dict("records"):
        entry = entries[row["indicator"]]
        one = [labels.figure(row[name], entry.unit, entry.decimals) for name in ("value", "lower", "upper")]
        counts = [labels.plain(row[name]) for name in ("numerator", "denominator")]
        known = pd.notna(row["lower"])
        told.append(
            {
                "when": f"{int(row['year'])}年",
                "shown": one[0],
                "counts": "／".join(counts) if pd.notna(row["denominator"]) else labels.NO_FIGURE,
                "range": f"{one[1]}～{one[2]}" if known else labels.NO_FIGURE,
                "said": labels.STATUS.get(row["status"], row["status"]),
            }
        )
    return rows.join(pd.DataFrame(told, rows.index))


def lines(book: Trials, asked: Question) -> Answer:
    """Any series on one axis, as they are or with a year as 100, with target and years ahead where one is asked."""
    rows, notes = figures(book, asked)
    units = {book.indicator(id).unit for id in asked.ids}
    how: dict = {"by": LINE, "hover": SEEN}
    if asked.base:
        rows, without = _indexed(rows, asked.base)
        notes += [f"{name}没有{asked.base}年的数，不能以它为100。" for name in without]
    elif len(units) > 1:
        notes.append(f"单位不同（{'、'.join(sorted(units))}），同一根轴上只宜看走势；可改为以某年为100。")
    marks, said = _marks(book, asked, rows)
    head = f"以{asked.base}年为100" if asked.base else "、".join(sorted(units))
    table = rows.drop(columns=[name for name in SEEN if name in rows and name != "source"])
    return Answer(f"{_names(book, asked)}（{head}）", table, (*notes, *said), "trend", rows, how | marks)


def _names(book: Trials, asked: Question) -> str:
    names = "、".join(book.indicator(id).name for id in asked.ids)
    return f"{names}{'，' + _by(asked.by) if asked.by != '_T' else ''}"


def _indexed(rows: pd.DataFrame, base: int) -> tuple[pd.DataFrame, list[str]]:
    """Figures with a year's as 100, and the lines that have none in it."""
    first = rows[rows["year"].eq(base)].set_index(LINE)["value"].where(lambda one: one.ne(0)).dropna()
    of = 100 / rows[LINE].map(first)
    told = rows.assign(**{name: rows[name] * of for name in ("value", "lower", "upper")})
    told["shown"] = [f"{labels.number(v)}（{t}）" for v, t in zip(told["value"], rows["shown"], strict=True)]
    return told[of.notna()], [name for name in rows[LINE].unique() if name not in first]


def _marks(book: Trials, asked: Question, rows: pd.DataFrame) -> tuple[dict, list[str]]:
    """Target and years ahead of a single indicator, or why they are not drawn."""
    if len(asked.ids) > 1 or asked.base:
        return {}, ["几个指标同图或以某年为100时不画目标线和预测。"]
    id, notes = asked.ids[0], list[str]()
    marks: dict = {}
    goal = book.target(id)
    if pd.notna(goal.limit):
        label = f"目标{labels.target_value(goal.limit, goal.operator, goal.unit)}（{goal.deadline}年）"
        marks |= {"target": goal.limit, "target_label": label}
    else:
        notes.append(f"规划没有对{book.indicator(id).name}提出数值要求，图上没有目标线。")
    main = rows[rows["place"].eq(book.place.name)]
    if book.context.parameters.public:
        notes.append(NOT_PUBLIC)
    elif asked.by == "_T" and len(main):
        ahead = book.context.of_indicator(id).projection(id)
        notes += [] if len(ahead) else ["数太少或只在换届时变化，不作预测。"]
        marks |= {"ahead": ahead[AHEAD].assign(**{LINE: main[LINE].iloc[0]})} if len(ahead) else {}
    return marks, notes


def against(book: Trials, asked: Question) -> Answer:
    """Two indicators against each other: a point a year, or a group in the newest year that both have."""
    if len(asked.ids) < 2:
        return Answer("请选两个指标", pd.DataFrame(), ("横轴为先选（目录中靠前）的一个。",))
    rows, notes = figures(book, asked.model_copy(update={"ids": asked.ids[:2]}))
    keys = ["place", "group", "year"]
    table = rows.pivot_table(index=keys, columns="indicator", values="value").reset_index()
    table = table.reindex(columns=[*keys, *asked.ids[:2]]).dropna().rename_axis(columns=None)
    if asked.by == "unit_area":
        table = table[table["year"].eq(table["year"].max())]
    first, second = (book.indicator(id) for id in asked.ids[:2])
    several = len(asked.places) > 0
    table = table.assign(**{LINE: table["place"] if several else table["group"]}).reset_index(drop=True)
    if asked.by == "unit_area":
        table[LINE] = table["place"]
    if len(table) >= LEAST:
        r = table[first.id].corr(table[second.id])
        notes.append(f"{len(table)}个点，相关系数{labels.number(r, 2)}；同升同降不等于因果。")
    else:
        notes.append("两个指标同年的数不足三个，说不出关系。")
    heads = {"x_title": f"{first.name}（{first.unit}）", "y_title": f"{second.name}（{second.unit}）"}
    hover = {"year": "年份", "place": "地区", "group": "组", first.id: first.short, second.id: second.short}
    how = {"x": first.id, "y": second.id, "by": LINE, "hover": hover, **heads}
    return Answer(f"{first.name}与{second.name}", table, tuple(notes), "scatter", table, how)


def gap(book: Trials, asked: Question) -> Answer:
    """The gap of two groups over the years, and how sure its change since the base year is."""
    by, id = asked.by if asked.by in TWO else "residence", asked.ids[0]
    pair = book.pair(id, by)
    entry, title = book.indicator(id), f"{book.indicator(id).name}的{labels.DIMENSION[by]}差距"
    if pair.empty:
        return Answer(title, pair, (f"{book.place.name}没有{entry.name}{_by(by)}的数。",))
    base = (asked.base,) if asked.base else book.base_years
    found = gaps.over_years(pair, base, level=book.level / 100)
    table = pair.sort_values("year", ignore_index=True).join(found.drop(columns="year"))
    drawn, _ = figures(book, asked.model_copy(update={"ids": (id,), "by": by, "places": ()}))
    how = {"by": LINE, "hover": SEEN}
    return Answer(title, table, (_how_sure(book, by, table),), "trend", drawn, how)


def _how_sure(book: Trials, by: str, table: pd.DataFrame) -> str:
    """How the newest ratio stands to the base year's."""
    last = table.iloc[-1]
    first, second = (labels.group(by, last[f"group_{n}"]) for n in (1, 2))
    said = f"{int(last['year'])}年{first}与{second}之比{labels.number(last['ratio'], 2)}"
    if pd.isna(last["ratio_of_ratios"]):
        return f"{said}；没有基期或例数，差距变化的把握无从计算。"
    limits = "～".join(labels.number(last[side], 2) for side in ("lower", "upper"))
    sure = "把握足" if last["lower"] > 1 or last["upper"] < 1 else "范围含1，变化可能出于偶然"
    change = labels.number(last["ratio_of_ratios"], 2)
    return f"{said}；为基期之比的{change}倍（{book.level}%范围{limits}），{sure}。"


def townships(book: Trials, asked: Question) -> Answer:
    """Townships over the years, and each one's part in the change of the whole."""
    id = asked.ids[0]
    entry, rows = book.indicator(id), _series(book, id, "unit_area")
    title = f"{entry.name}：各乡镇（街道）对变化的影响（{labels.POINTS.get(entry.unit, entry.unit)}）"
    if rows.empty:
        return Answer(title, rows, (f"{book.place.name}没有{entry.name}分乡镇（街道）的数。",))
    years = rows.loc[rows["denominator"].notna(), "year"]
    base = asked.base if asked.base in set(years) else years.min()
    then, now = (book.composition(id, "unit_area", int(year)) for year in (base, years.max()))
    names = {one.code: one.name for one in book.place.townships}
    parts = gaps.parts_of_change(now, then).rename(index=lambda code: names.get(code, code))
    table = rows.pivot_table(index="group", columns="year", values="value", sort=False)
    table = table.rename(columns=str).join(parts).sort_values("part", ignore_index=False)
    table = table.rename_axis(index="group", columns="").reset_index().rename_axis(columns=None)
    whole = labels.number(parts["part"].sum(), entry.decimals + 1)
    said = f"{int(base)}～{int(years.max())}年合计变化{whole}，等于各乡镇（街道）影响之和：自身水平变化加上占比变化。"
    drawn = table.assign(label=table["group"], value=table["part"])[["label", "value"]].dropna()
    drawn["text"] = [labels.number(value, entry.decimals + 2) for value in drawn["value"]]
    return Answer(title, table, (said,), "bars", drawn, {"hover": {"label": "乡镇（街道）", "text": "影响"}})


def models(book: Trials, asked: Question) -> Answer:
    """The years ahead as this package and other models project them, and how each would have done before."""
    id = asked.ids[0]
    entry, title = book.indicator(id), f"{book.indicator(id).name}：几种预测方法（{book.indicator(id).unit}）"
    if book.context.parameters.public:
        return Answer(title, pd.DataFrame(), (NOT_PUBLIC,))
    history = book.history(id)
    codes = book.context.of_indicator(id).main_line(id)[0]
    own = history[history[BREAKDOWN].eq(pd.Series(codes)).all(axis=1)]
    ours = book.context.of_indicator(id).projection(id)
    if own.empty or ours.empty:
        return Answer(title, pd.DataFrame(), (f"{entry.name}的数太少或只在换届时变化，不作预测。",))
    horizon = int(ours["year"].max() - own["year"].max())
    made = {OURS: ours} | {name: make(own, horizon) for name, make in MODELS.items()}
    ahead = pd.concat([table[AHEAD].assign(**{LINE: name}) for name, table in made.items()])
    last = ahead.groupby(LINE, sort=False).tail(1).reset_index(drop=True)
    tried = [_tested(name, method, own) for name, method in ({OURS: project} | MODELS).items()]
    table = last[[LINE, *AHEAD]].merge(pd.DataFrame(tried), on=LINE)
    seen, _ = figures(book, asked.model_copy(update={"ids": (id,), "by": "_T", "places": ()}))
    begun = ahead.assign(shown=[labels.figure(v, entry.unit, entry.decimals) for v in ahead["value"]])
    begun["when"] = ahead["year"].astype(int).astype(str) + "年"
    drawn = pd.concat([seen, begun[[LINE, "year", "value", "shown", "when"]]], ignore_index=True)
    note = (
        f"后五列为回头检验：退回一至{TESTED['origins']}年前预测以后{TESTED['ahead']}年，relative 为误差与“今后不变”之比"
        "（小于1为好），coverage 为落在范围内的比例。序列短，差别多半不足为凭。"
    )
    return Answer(title, table, (note,), "trend", drawn, {"by": LINE, "hover": SEEN})


def _tested(name: str, method: Callable[..., pd.DataFrame], own: pd.DataFrame) -> dict:
    """How a method would have done."""
    rows = accuracy.rolling_origins(own, project=method, **TESTED)
    wanted = ["figures", "mase", "relative", "coverage_80", "coverage_95"]
    found = accuracy.scores(rows) if len(rows) else pd.DataFrame(columns=wanted)
    return {LINE: name} | {one: found[one].iloc[0] if len(found) else float("nan") for one in wanted}


def verdict(book: Trials, asked: Question, before: Trials | None = None) -> Answer:
    """How a target stands, what may come and what is warned of; beside it the same under what is tried."""
    id = asked.ids[0]
    both = {PLAN: before or book, TRIED: book} if any(asked.trial.model_dump().values()) else {PLAN: book}
    table = pd.DataFrame([_stands(word, one, id) for word, one in both.items()])
    notes = [str(one.target(id).words) for one in both.values()]
    if book.context.parameters.public:
        table, notes = table.drop(columns=HIDDEN), [*notes, NOT_PUBLIC]
    rows, _ = figures(book, asked.model_copy(update={"ids": (id,), "by": "_T", "places": ()}))
    marks, said = _marks(book, asked.model_copy(update={"ids": (id,), "by": "_T", "base": 0}), rows)
    how = {"by": LINE, "hover": SEEN, **marks}
    title = f"{book.indicator(id).name}（{book.indicator(id).unit}）：目标、前景与预警"
    return Answer(title, table, tuple(dict.fromkeys((*notes, *said))), "trend", rows, how)


HIDDEN = ["outlook", "probability", "projected", "required_change", "recent_change", "warnings"]


def _stands(word: str, book: Trials, id: str) -> dict:
    """A target's row: what is asked, the figure, its state and outlook."""
    goal = book.target(id)
    warned = book.warnings.query("indicator == @id") if len(book.warnings) else book.warnings
    raised = [
        f"{labels.WARNING_LEVEL[row['level']]}·{labels.WARNING[row['code']]}" for _, row in warned.iterrows()
    ]
    return {
        **{LINE: word, "limit": goal.limit, "operator": labels.OPERATOR.get(goal.operator, "")},
        **{"tolerance": goal.tolerance, "deadline": goal.deadline, "year": goal.year, "value": goal.value},
        **{"lower": goal.lower, "upper": goal.upper, "state": goal.stands},
        **{"outlook": labels.OUTLOOK.get(goal.outlook, ""), "probability": goal.probability},
        "projected": goal.projected,
        **{"required_change": goal.required_change, "recent_change": goal.recent_change},
        "warnings": "；".join(raised),
    }


def catalogue(book: Trials, asked: Question) -> Answer:
    """The indicators that some words find, with what there is of each."""
    table = book.find(asked.words).reset_index()
    return Answer(f"指标目录：{asked.words or '全部'}", table, (f"{len(table)}个指标。",))


View = Callable[[Trials, Question], Answer]
VIEWS: dict[str, tuple[str, View]] = {
    "lines": ("走势与对照", lines),
    "against": ("两个指标相对", against),
    "gap": ("差距与把握", gap),
    "townships": ("乡镇对变化的影响", townships),
    "verdict": ("目标、前景与预警（试算）", verdict),
    "models": ("几种预测方法", models),
    "catalogue": ("指标目录", catalogue),
}
