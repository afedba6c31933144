"""The bench's controls in JupyterLab: each asks the bench; while it answers they say so, and no older answer stands."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd
from IPython.display import DisplayHandle, display

from planbook.contract import places
from planbook.core import labels, paths
from planbook.core.errors import PlanbookError
from planbook.document.claims import say, told
from planbook.workbook.area_page import AreaPage
from planbook.workbook.bench import Bench, saved
from planbook.workbook.bench_answers import VIEWS, Own
from planbook.workbook.pieces import Piece, paragraph

ID = "planbook-bench"  # the notebook's metadata have a sentence under it, for when no kernel is there
VIEW = "application/vnd.jupyter.widget-view+json"
ASLEEP = "工作台的控件要有内核才能用：从头运行本页。下面是上次的答案。"
BUSY = "正在计算…"
STYLE = {"description_width": "5.5em"}
HALF, WIDE, BUTTON = widgets.Layout(width="48%"), widgets.Layout(width="97%"), widgets.Layout(width="auto")
TRIED = {
    "target": "目标值",
    "tolerance": "“左右”宽度",
    "deadline": "到期年",
    "value": "最新数",
    "level": "把握%",
}
OWN = {"name": "名称", "numerator": "分子", "denominator": "分母", "multiplier": "乘以", "unit": "单位"}
OWN |= {"target": "目标值"}
GROUPS = [("合计（主线）", "_T"), *((f"分{word}", code) for code, word in labels.DIMENSION.items())]
ORDERS = {"": "不排序", "value": "数值", "year": "年份", "part": "合计影响", "line": "线"}


class Controls:
    """Search, choice and trial, and the places where the answer is shown."""

    def __init__(self, bench: Bench):
        self.bench, self._quiet = bench, False
        self._handles: list[DisplayHandle] = []
        self.found = widgets.Text(placeholder="中文名、领域或英文id，可用空格隔开几个词", **_look("查找"))
        self.ids = widgets.SelectMultiple(rows=8, **_look("指标"))
        self.view = widgets.Dropdown(
            options=[(title, key) for key, (title, _) in VIEWS.items()], **_look("看什么")
        )
        self.by = widgets.Dropdown(options=GROUPS, **_look("分组"))
        self.places = widgets.SelectMultiple(options=self._places(), rows=3, **_look("地区对照"))
        self.base = widgets.Dropdown(options=self._years(), **_look("基年"))
        self.wide = widgets.Checkbox(description="表按年份×线排开", indent=False, layout=BUTTON)
        self.sort = widgets.Dropdown(options=_orders(), **_look("表的顺序"))
        self.trial = {name: widgets.Text(**_look(word)) for name, word in TRIED.items()}
        self.own = {name: widgets.Text(**_look(word)) for name, word in OWN.items()}
        self.operator = widgets.Dropdown(
            options=[(word, code) for code, word in labels.OPERATOR.items()], value=">=", **_look("方向")
        )
        self.name = widgets.Text(value="我的问题", **_look("名字"))
        self.kept = widgets.Dropdown(**_look("已存"))
        self.said = widgets.HTML()
        self._listen()

    def show(self) -> None:
        """Show the controls and the answer below them."""
        bundle = {VIEW: {"version_major": 2, "version_minor": 0, "model_id": self._panel().model_id}}
        display({"text/plain": ASLEEP, "text/html": f"<p>{ASLEEP}</p>", **bundle}, raw=True)
        self._handles = [handle for _ in range(3) if (handle := display(Piece(), display_id=True))]
        self.follow()

    def follow(self) -> None:
        """Set every control to what stands on the bench, and show its answer."""
        asked = self.bench.question
        self._quiet = True
        try:
            self.found.value = asked.words
            self._list(asked.words, asked.ids)
            self.ids.value, self.view.value, self.by.value = asked.ids, asked.view, asked.by
            self.places.value = [code for _, code in self.places.options if code in asked.places]
            self.base.value, self.wide.value, self.sort.value = asked.base, asked.wide, asked.sort
            for name, box in self.trial.items():
                given = getattr(asked.trial, name)
                box.value = "" if given is None else labels.plain(given)
            self.kept.options = [("（选一个打开）", ""), *((name, name) for name in saved())]
        finally:
            self._quiet = False
        self._answer()

    def _answer(self) -> None:
        """The answer in its three places: what is said, the picture, the table."""
        above, table = self.bench.shown()
        for handle, part in zip(self._handles, (above, self.bench.chart or Piece(), table), strict=False):
            handle.update(part)

    @contextmanager
    def _busy(self) -> Iterator[None]:
        """Nothing but that it is busy, until there is an answer or a fault."""
        self.said.value = f"<b>{BUSY}</b>"
        for handle, part in zip(self._handles, (_said(BUSY), Piece(), Piece()), strict=False):
            handle.update(part)
        try:
            yield
        except (PlanbookError, ValueError) as error:
            self.follow()
            self.said.value = ""
            self._handles[0].update(_said(f"没有照办：{error}") + self.bench.shown()[0])
        else:
            self.said.value = ""

    def _listen(self) -> None:
        for name in ("ids", "view", "by", "places", "base", "wide", "sort"):
            getattr(self, name).observe(self._asking(name), "value")
        self.found.observe(self._search, "value")
        self.kept.observe(self._open, "value")

    def _asking(self, name: str) -> Callable[[dict], None]:
        def ask(change: dict) -> None:
            self._ask(**{name: change["new"]})

        return ask

    def _ask(self, **changes: object) -> None:
        if not self._quiet:
            with self._busy():
                self.bench.ask(**changes)

    def _search(self, change: dict) -> None:
        if not self._quiet:
            self._quiet = True
            self._list(change["new"], self.bench.question.ids)
            self._quiet = False
            if self.view.value == "catalogue":
                self._ask(words=change["new"])

    def _list(self, words: str, chosen: Sequence[str]) -> None:
        """The list of what is found, what is chosen first."""
        every = self.bench.book.find()
        hits = [*chosen, *(id for id in self.bench.book.find(words).index if id not in chosen)]
        self.ids.options = [(_label(every.loc[id]), id) for id in hits]
        self.ids.value = tuple(chosen)

    def _open(self, change: dict) -> None:
        if change["new"] and not self._quiet:
            with self._busy():
                self.bench.load(change["new"])

    def _try(self, _: object = None) -> None:
        with self._busy():
            given = {name: _number(TRIED[name], box.value) for name, box in self.trial.items()}
            self.bench.ask(view="verdict", trial=given)

    def _derive(self, _: object = None) -> None:
        with self._busy():
            given: dict[str, Any] = {
                name: box.value.strip() for name, box in self.own.items() if box.value.strip()
            }
            for name in {"multiplier", "target"} & given.keys():
                given[name] = _number(OWN[name], given[name])
            own = Own(operator=self.operator.value, **given)
            self.bench.ask(
                own=(*self.bench.question.own, own), ids=(own.name,), view="lines", by="_T", base=0
            )

    def _save(self, _: object = None) -> None:
        with self._busy():
            path = self.bench.save(self.name.value)
            self.follow()
            self._tell(f"已存到 {_near(path)}")

    def _take(self, _: object = None) -> None:
        with self._busy():
            taken = "、".join(_near(path) for path in self.bench.take(self.name.value))
            self.follow()
            self._tell(f"已写到 {taken}")

    def _undo(self, _: object = None) -> None:
        with self._busy():
            self.bench.undo()
            self._answer()

    def _tell(self, text: str) -> None:
        self._handles[0].update(_said(text) + self.bench.shown()[0])

    def _panel(self) -> widgets.Widget:
        """All controls: what is chosen first, what is seldom used behind it."""
        left = widgets.VBox([self.found, self.ids], layout=HALF)
        table = widgets.HBox([self.sort, self.wide])
        right = widgets.VBox([self.view, self.by, self.base, self.places, table], layout=HALF)
        tried = widgets.VBox([_rows(self.trial.values()), _button("试算第一个指标", self._try)])
        made = widgets.VBox([_rows([*self.own.values(), self.operator]), _button("造这个指标", self._derive)])
        acts = widgets.HBox([_button("保存", self._save), _button("带走图和表", self._take)])
        kept = widgets.VBox([_rows([self.name, self.kept]), acts])
        parts = {
            "选指标和看法": widgets.HBox([left, right]),
            "试算（空着的照原样）": tried,
            "由两个指标造一个": made,
            "保存、打开、带走": kept,
        }
        folded = widgets.Tab([*parts.values()], titles=tuple(parts))
        foot = widgets.HBox([_button("撤销", self._undo), self.said])
        return widgets.VBox([folded, foot], model_id=ID)

    def _places(self) -> list[tuple[str, str]]:
        own = self.bench.book.context.parameters.place
        return [(places.read(code).name, code) for code in paths.places() if code != own]

    def _years(self) -> list[tuple[str, int]]:
        last = self.bench.book.year
        return [("不换算", 0), *((f"{year}年", year) for year in range(last, last - 20, -1))]


class ShownBench(Bench):
    """A bench with its controls, as the result of a cell."""

    def _ipython_display_(self) -> None:
        controls = Controls(self)
        self.followers[:] = [controls.follow]  # those of the cell's run before are gone
        controls.show()


class BenchPage(AreaPage):
    """The notebook `explore`: any question, no page of the year."""

    def bench(self, **asked: object) -> Bench:
        """A bench for questions, with a first one by the names of its fields where some are given.

        Parameters
        ----------
        **asked
            `view`: `lines`, `against`, `gap`, `townships`, `verdict`, `models`, `catalogue`; `ids`: indicators, by id;
            `by`: a breakdown (`sex`, `residence`, `age`, `unit_area`); `places` to compare with; `base`: the year that is
            100; `trial`: `{"target": 9}` and what else `what_if` takes; `own`: what `derive` takes; `words` to look for;
            `wide`, `sort`: how the table stands.

        Examples
        --------
        `bench = book.bench(view="gap", ids=["infant_mortality"], by="residence")`, then `.table` of it
        """
        bench = ShownBench(self)
        return bench.ask(**asked) if asked else bench


def _near(path: Path) -> str:
    return f"workspace/bench/{path.name}"


def _look(word: str) -> dict[str, Any]:
    return {"description": word, "style": STYLE, "layout": WIDE}


def _orders() -> list[tuple[str, str]]:
    known = [(word, code) for code, word in ORDERS.items()]
    return known[:1] + [
        (f"{word}{way}", sign + code)
        for word, code in known[1:]
        for way, sign in (("从小到大", ""), ("从大到小", "-"))
    ]


def _rows(boxes: Any) -> widgets.Widget:
    return widgets.GridBox([*boxes], layout=widgets.Layout(grid_template_columns="33% 33% 33%", width="97%"))


def _button(word: str, act: Callable[[object], None]) -> widgets.Widget:
    made = widgets.Button(description=word, layout=BUTTON)
    made.on_click(act)
    return made


def _label(row: pd.Series) -> str:
    years = "无数" if pd.isna(row["years"]) else f"{row['first_year']}–{row['last_year']}"
    return f"{row['name']} · {row['area']} · {years}"


def _number(word: str, text: str) -> float | None:
    try:
        return float(text) if text.strip() else None
    except ValueError:
        raise ValueError(f"“{word}”填的是“{text}”，要填一个数") from None


def _said(text: str) -> Piece:
    return paragraph(say("{said}", said=told("bench", text)))
