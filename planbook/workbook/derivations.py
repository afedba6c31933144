"""How a printed number comes about: the method by name, lines that make it again, and the figures that go into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analysis import pooling
from planbook.core import labels
from planbook.judge.page_context import BREAKDOWN, PageContext

CODES = (*BREAKDOWN, "unit_area")
CLOSE = 1e-6  # by which a gap may differ from that of its groups
COUNTS = ["numerator", "denominator"]
FIGURES = [*CODES, "year", "status", *COUNTS, "value", "source"]


class Figure(NamedTuple):
    """One figure with its counts and its cell."""

    codes: tuple[str, ...]
    year: int
    status: str
    numerator: float
    denominator: float
    value: float
    source: str

    def __str__(self) -> str:
        groups = [labels.group(*one) for one in zip(BREAKDOWN, self.codes, strict=False) if one[1] != "_T"]
        counts = ""
        if self.numerator == self.numerator and self.denominator == self.denominator:
            counts = f"（{labels.plain(self.numerator)}÷{labels.plain(self.denominator)}）"
        return f"{self.year}年{'·'.join(groups)} {labels.plain(self.value)}{counts} ← {self.source}"


@dataclass(frozen=True)
class Method:
    """A way in which numbers are made.

    Attributes
    ----------
    name : str
        What it is called, in Chinese.
    lines : str
        Lines of Python that make such a number of one series from `book`, `year` and `level`; `{id}` stands for the
        indicator, `{codes}` for its breakdown, `{against}` for the year that it is compared with.
    inputs : str
        Which figures go into it: `year`, `pair` (that and the year compared with), `window`, `history`, `groups`, or
        none where rows of a table are counted.
    """

    name: str
    lines: str
    inputs: str = ""


@dataclass(frozen=True)
class Derivation:
    """How one number comes about.

    Attributes
    ----------
    method : Method
        The way.
    lines : str
        Its lines for this number.
    figures : list of Figure
        What goes into it.
    """

    method: Method
    lines: str
    figures: list[Figure]


SERIES = 'line = book.series("{id}"{codes})\n'
HISTORY = 'history = book.history("{id}")\n'
AHEAD = (
    HISTORY
    + "ahead = forecasting.reconcile(forecasting.project(history, book.horizon - book.year), book.constraints(history))\n"
)
WINDOW = (
    SERIES
    + "five = pooling.window(trends.after_last_break(line, by=None))\n"
    + 'entry = book.indicator("{id}")\n'
    + "rates.METHODS[entry.statistic](five.numerator, five.denominator, multiplier=entry.multiplier, level=book.level / 100)"
)
CHANCE = 'forecasting.probability(history, book.target("{id}").asked(history))'
METHODS = {
    "level": Method(
        "公布数（分子÷分母×倍数，或直接报送的数）", SERIES + 'line.query("year == {year}")', "year"
    ),
    "range": Method(
        "公布数的范围（比例用Wilson法，率用精确法或Byar法）",
        SERIES + 'line.query("year == {year}")[["value", "lower", "upper"]]',
        "year",
    ),
    "pooled": Method("多年合并率", WINDOW, "window"),
    "base": Method("基期数或对比年份的数", SERIES + 'line.query("year == {against}")', "pair"),
    "change": Method(
        "两年之差；是否超出偶然波动看差的95%区间是否含零",
        SERIES
        + 'rates.changes(line, [{against}], statistic=book.indicator("{id}").statistic, '
        + 'multiplier=book.indicator("{id}").multiplier)',
        "pair",
    ),
    "pace": Method(
        "近年年均变化与今后每年需要的变化",
        SERIES + 'asked = book.target("{id}")\ntrends.pace(line, asked.limit, asked.deadline)',
        "history",
    ),
    "slope": Method(
        "基期前后的年均变化（最小二乘斜率）",
        "kept = trends.after_last_break("
        + SERIES.removeprefix("line = ").rstrip()
        + ", by=None)\n"
        + 'trends.slopes_around(kept["year"], kept["value"], at=book.baseline)',
        "history",
    ),
    "gap": Method(
        "两组之差、两组之比，与基期的比之比",
        'gaps.over_years(book.pair("{id}", "{dimension}"), book.base_years)',
        "groups",
    ),
    "mix": Method(
        "Kitagawa分解：率的作用和构成的作用",
        'now, base = book.composition("{id}", "{dimension}"), book.composition("{id}", "{dimension}", {against})\n'
        "gaps.kitagawa(now, base)",
        "groups",
    ),
    "projection": Method(
        "预测及其范围（多种短序列方法加权，按误差校准，合计与分组、死亡率的次序协调）",
        AHEAD + "ahead.query(\"series == '{series}'\")",
        "history",
    ),
    "outlook": Method(
        "预测值及其范围；能否达到看同一预测分布中的概率",
        AHEAD + "ahead.query(\"series == '{series}'\"), " + CHANCE,
        "history",
    ),
    "probability": Method("到期达到目标值的概率（由同一预测分布读出）", HISTORY + CHANCE, "history"),
    "cases": Method(
        "例数（分子）", SERIES + 'line.query("year == {year}")[["year", "numerator", "source"]]', "year"
    ),
    "one_case": Method(
        "一例对应的率（倍数÷分母）",
        SERIES + 'book.indicator("{id}").multiplier / line.query("year == {year}")["denominator"]',
        "year",
    ),
    "state": Method("按目标的规则与目标值相比", 'book.target("{id}")', "year"),
    "extreme": Method("各组或各指标中最大、最小的", 'book.figures("{id}")', "groups"),
    "backtest": Method(
        "回测：退回几年前再预测，与后来公布的数相比",
        HISTORY + "forecasting.accuracy.scores(forecasting.accuracy.rolling_origins(history))",
        "history",
    ),
    "warning": Method("预警规则", "book.warnings.query(\"indicator == '{id}'\")", "history"),
    "missing": Method("无数及其原因", "book.completeness.query(\"indicator == '{id}'\")"),
    "count": Method("按表逐行计数", ""),
    "other": Method("由本块的几行算出", ""),
}
PAIRS = {"residence": ("U", "R"), "sex": ("F", "M")}


def method_of(claim: Mapping) -> str:
    """By which of `METHODS` a claim is made."""
    kind, verdict = claim["kind"], claim.get("verdict", "")
    match kind:
        case "projection" if verdict in ("probability", "probability_level"):
            return "probability"
        case "projection" if verdict in labels.OUTLOOK:
            return "outlook"
        case "count" if verdict == "numerator":
            return "cases"
        case "level" if verdict == "rate.of_one_case":
            return "one_case"
        case "change" if verdict.startswith(("rate_effect", "composition_effect")):
            return "mix"
        case "change" if verdict.startswith("yearly_"):
            return "slope"
        case "level" if verdict in ("required_change", "recent_change"):
            return "pace"
        case "level" if verdict == "pooled":
            return "pooled"
        case "level" if verdict.startswith(("backtest", "past_projections")):
            return "backtest"
        case "level" if verdict:
            return "other"
        case "level" if "lower" in claim:
            return "range"
        case "demand":
            return "state"
    return kind if kind in METHODS else "other"


class Figures:
    """The figures of a page's place and year, looked up by series: a page asks for those of a thousand numbers.

    Parameters
    ----------
    context : PageContext
        The page.
    """

    def __init__(self, context: PageContext):
        self._context = context
        self._series: dict[str, dict[tuple, list[Figure]]] = {}

    def of(self, id: str) -> dict[tuple, list[Figure]]:
        """An indicator's figures by sex, residence, age and township, the oldest first."""
        if id not in self._series:
            rows = self._context.judgement.rows("observations", indicator=id)
            rows = rows[rows["value"].notna() & rows["year"].le(self._context.parameters.year)]
            found: dict[tuple, list[Figure]] = {}
            for *codes, year, status, numerator, denominator, value, source in (
                rows.sort_values(["year", "base"])[FIGURES].astype({"year": int}).itertuples(False, None)
            ):
                one = Figure(tuple(codes), year, status, numerator, denominator, value, source)
                found.setdefault(one.codes, []).append(one)
            self._series[id] = found
        return self._series[id]

    def behind(self, claim: Mapping, kind: str) -> list[Figure]:
        """The figures that go into a claim's number, of which `Method.inputs` says which they are."""
        series = self.of(claim["indicator"])
        own = series.get(tuple(claim.get(name, "_T") for name in CODES), [])
        told = (claim.get("year"), claim.get("against_year"))
        years = [None if pd.isna(year) else year for year in told]
        match kind:
            case "year":
                return [one for one in own if one.year == years[0]]
            case "pair":
                return [one for one in own if one.year in years]
            case "history":
                return _unbroken(own)
            case "window":
                return _window(_unbroken(own))
            case "groups":
                return [one for each in series.values() for one in each if one.year in years]
        return []

    def dimension(self, claim: Mapping) -> str:
        """Which two groups a gap is of: those that lie as far apart as it says, else town and country."""
        series, year, apart = self.of(claim["indicator"]), claim.get("year"), abs(claim.get("value", 0))
        for name, groups in PAIRS.items():
            at = CODES.index(name)
            keys = [("_T",) * at + (code,) + ("_T",) * (len(CODES) - at - 1) for code in groups]
            values = [one.value for key in keys for one in series.get(key, []) if one.year == year]
            if len(values) == len(PAIRS) and abs(abs(values[0] - values[1]) - apart) < CLOSE:
                return name
        return "residence"


def _unbroken(own: list[Figure]) -> list[Figure]:
    """Figures from the last break on."""
    broken = [place for place, one in enumerate(own) if one.status == "B"]
    return own[broken[-1] :] if broken else own


def _window(own: list[Figure]) -> list[Figure]:
    """The figures of the years that are pooled."""
    counted = {one.year: (one.numerator, one.denominator) for one in own}
    table = pd.DataFrame([(year, *counts) for year, counts in counted.items()], columns=["year", *COUNTS])
    span = pooling.window(table)
    return [one for one in own if span.first_year <= one.year <= span.last_year]


def of_claim(context: PageContext, claim: Mapping, figures: Figures) -> Derivation:
    """How a claim's number comes about.

    Parameters
    ----------
    context : PageContext
        The page that claims.
    claim : mapping
        As pieces hand it over: what `claims.csv` has of it, without what is blank.
    figures : Figures
        Those of the page.
    """
    method, id = METHODS[method_of(claim)], claim.get("indicator", "")
    if not id:
        return Derivation(method, "", [])
    given = {
        "id": id,
        "codes": _written(claim),
        "year": claim.get("year", context.parameters.year),
        "against": claim.get("against_year") or context.place.baseline,
        "series": " ".join([id, *(claim.get(name, "_T") for name in CODES if claim.get(name, "_T") != "_T")]),
        "dimension": figures.dimension(claim),
    }
    return Derivation(method, method.lines.format_map(given), figures.behind(claim, method.inputs))


def _written(claim: Mapping) -> str:
    """The breakdown of a claim as arguments of a call; nothing of the total."""
    codes = {name: claim.get(name, "_T") for name in CODES}
    return "".join(f', {name}="{code}"' for name, code in codes.items() if code != "_T")
