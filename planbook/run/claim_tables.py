"""The tables of a folder as any reader has them, and the plain arithmetic that claims are made again with.

Nothing of the application is used but where its files lie.
"""

import csv
import json
import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from planbook.core import paths

Row = dict[str, str]
SERIES = ("indicator", "sex", "residence", "age")
WHERE = ("page", "piece", "sentence")
STANDING = ("claims", "fields")  # tables of what stands in sentences
CELL = ("page", "piece", "row", "column")
JUDGING = ("analysis/", "planbook/catalogue/", "planbook/judge/")
CATALOGUE = Path(paths.__file__).parents[1] / "catalogue"
Z95 = 1.959963984540054
FEW = 10  # events, from which Byar's limits replace the exact ones


class Tables:
    """`tables/*.csv` of a folder, by name; `entries` are the catalogue's indicators as its files have them.

    `claims` has those told in words alone too, and both it and `fields` the row and column that each sentence stands in.
    """

    def __init__(self, folder: Path):
        self.folder, self._known = folder, dict[str, list[Row]]()
        self._folder = folder / "tables"

    def __getitem__(self, name: str) -> list[Row]:
        if name not in self._known:
            rows = self._rows(name) + (self._rows("unprinted") if name == "claims" else [])
            self._known[name] = self._placed(rows) if name in STANDING else rows
        return self._known[name]

    def _rows(self, name: str) -> list[Row]:
        """Rows of a file; none where it is not there: the public edition has some only."""
        file = self._folder / f"{name}.csv"
        lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True) if file.is_file() else []
        return list(csv.DictReader(lines))

    def _placed(self, rows: list[Row]) -> list[Row]:
        """Rows of sentences with what each stands under."""
        heads = {
            tuple(one[name] for name in WHERE): {"row": one["row"], "column": one["column"]}
            for one in self["sentences"]
        }
        none = {"row": "", "column": ""}
        return [row | heads.get(tuple(row[name] for name in WHERE), none) for row in rows]

    @cached_property
    def entries(self) -> dict[str, dict]:
        """Indicators of the catalogue by id, with the area of their file."""
        files = sorted((CATALOGUE / "indicators").glob("*.toml"))
        read = {file.stem: tomllib.loads(file.read_text(encoding="utf-8"))["indicator"] for file in files}
        return {id: entry | {"area": area} for area, own in read.items() for id, entry in own.items()}

    @cached_property
    def settings(self) -> dict:
        """The judgement's settings."""
        return tomllib.loads((CATALOGUE / "settings.toml").read_text(encoding="utf-8"))

    @cached_property
    def departments(self) -> dict[str, str]:
        """Ids of the catalogue's departments by name."""
        read = tomllib.loads((CATALOGUE / "departments.toml").read_text(encoding="utf-8"))["department"]
        return {entry["name"]: id for id, entry in read.items()}

    @cached_property
    def plan(self) -> dict:
        """The plan's own entry: the place's, else the one that is shipped."""
        return tomllib.loads((self._plan_folder / "plan.toml").read_text(encoding="utf-8"))

    @cached_property
    def _plan_folder(self) -> Path:
        own = paths.raw(self._manifest["place"]) / "plan"
        return own if own.is_dir() else CATALOGUE / "plans" / "ruzhou"

    @cached_property
    def due(self) -> dict[str, int]:
        """The year that each target is due in: its own, else the plan's last."""
        return {id: entry.get("deadline", self.plan["last_year"]) for id, entry in self._targets.items()}

    def asked(self, target: str) -> dict:
        """What the plan's files say of a target."""
        return self._targets[target]

    @cached_property
    def place(self) -> dict:
        """The place's own entry."""
        return tomllib.loads((paths.raw(self._manifest["place"]) / "place.toml").read_text(encoding="utf-8"))

    @cached_property
    def backtest(self) -> list[Row]:
        """The shipped backtest of warnings."""
        file = CATALOGUE.parent / "judge" / "warnings_backtest.csv"
        return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))

    @cached_property
    def _sentences(self) -> dict[tuple, list[Row]]:
        return grouped(self["claims"], WHERE)

    def beside(self, claim: Row) -> list[Row]:
        """All claims of a claim's sentence."""
        return self._sentences[claim["page"], claim["piece"], claim["sentence"]]

    @cached_property
    def _pieces(self) -> dict[tuple, list[Row]]:
        return grouped(self["claims"], ("page", "piece"))

    def of_piece(self, claim: Row) -> list[Row]:
        """All claims of a claim's piece."""
        return self._pieces[claim["page"], claim["piece"]]

    @cached_property
    def _cells(self) -> dict[tuple, list[Row]]:
        return grouped((row for row in self["claims"] if row["row"]), CELL)

    def in_cell(self, claim: Row) -> list[Row]:
        """All claims of a claim's cell of a table, or of its card."""
        return self._cells.get(tuple(claim[name] for name in CELL), []) if claim["row"] else []

    @cached_property
    def _projected(self) -> dict[tuple, list[Row]]:
        return grouped(self["projections"], (*SERIES, "year"))

    def ahead(self, claim: Row) -> list[Row]:
        """The projection of a claim's series and year."""
        return self._projected.get((*(claim[name] for name in SERIES), claim["year"]), [])

    @cached_property
    def deadline(self) -> int:
        """The last year that a target is due in."""
        return max(self.due.values(), default=0)

    @cached_property
    def year(self) -> int:
        """The year that the folder is of."""
        return int(self._manifest["year"])

    @property
    def level(self) -> float:
        """Level of intervals, as a part of 1."""
        return self._manifest["parameters"]["level"] / 100

    @cached_property
    def public(self) -> bool:
        """Whether the folder is of the public edition, whose claims have no sources."""
        return self._manifest["edition"] == "public"

    @cached_property
    def _manifest(self) -> dict:
        return json.loads((self._folder.parent / "manifest.json").read_text(encoding="utf-8"))

    @cached_property
    def before(self) -> "Tables | None":
        """The folder of the year before and the same edition, where it lies beside and was judged by the same data and code."""
        folder = self.folder.parents[1] / str(self.year - 1) / self.folder.name
        if not (folder / "manifest.json").is_file():
            return None
        found = Tables(folder)
        return found if found._judged_by == self._judged_by else None

    @property
    def _judged_by(self) -> tuple[list[str], dict[str, str]]:
        code = self._manifest["code"].items()
        return self._manifest["releases"], {name: text for name, text in code if name.startswith(JUDGING)}

    @cached_property
    def areas(self) -> set[str]:
        """Ids of the plan's areas."""
        return {row["area"] for row in self["assessment"]}

    def unit(self, row: Row) -> str:
        """Id of the department that answers for a target or a warning: as filed, else as proposed, else the one that reports."""
        own = self._targets.get(row["target"], {}).get("responsible_unit", "")
        proposed = own or self.entries[row["indicator"]]["reporting_unit"]
        return self.departments.get(row["responsible"]) or proposed

    @cached_property
    def _of_areas(self) -> dict[str, dict]:
        """The plan's files of its areas, by id."""
        files = [file for file in sorted(self._plan_folder.glob("*.toml")) if file.name != "plan.toml"]
        return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Ids of the plan's areas by title."""
        return {read["area"]["title"]: id for id, read in self._of_areas.items()}

    @cached_property
    def _targets(self) -> dict[str, dict]:
        """Targets as the plan's files have them, by id."""
        areas = [(read["area"], one) for read in self._of_areas.values() for one in read["target"]]
        return {one["id"]: one | {"plan": area["plan"]} for area, one in areas}

    def shown(self, area: str) -> set[str]:
        """Indicators on an area's page: its own, and those its targets are read from."""
        asked = {row["indicator"] for row in self["assessment"] if row["area"] == area and row["indicator"]}
        return asked | {id for id, entry in self.entries.items() if entry["area"] == area}

    @cached_property
    def targets(self) -> dict[str, Row]:
        """Rows of the assessment by target."""
        return {row["target"]: row for row in self["assessment"]}

    @cached_property
    def _observed(self) -> dict[tuple, list[Row]]:
        return grouped(self["observations"], (*SERIES, "unit_area"))

    @cached_property
    def _years(self) -> dict[tuple, list[Row]]:
        return grouped(self["observations"], ("year",))

    def of_year(self, year: str) -> list[Row]:
        """All observations of a year."""
        return self._years.get((year,), [])

    def rows(self, claim: Row) -> list[Row]:
        """The observations of a claim's series, oldest first."""
        key = (*(claim[name] for name in SERIES), claim["unit_area"])
        return sorted(self._observed.get(key, []), key=lambda row: (row["year"], row["base"]))

    def line(self, claim: Row) -> list[Row]:
        """Its figures: those on the base of the denominator that the newest has."""
        known = [row for row in self.rows(claim) if row["value"]]
        return [row for row in known if row["base"] == known[-1]["base"]]

    def at(self, claim: Row, year: str) -> Row | None:
        """The figure of a claim's series in a year."""
        return next((row for row in self.line(claim) if row["year"] == year), None)


def grouped(rows: Iterable[Row], by: Sequence[str]) -> dict[tuple, list[Row]]:
    """Rows by their texts in some columns."""
    found: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in by)].append(row)
    return found


def number(text: str) -> float:
    """A number of a table; NaN of an empty cell."""
    return float(text) if text else math.nan


def near(one: float, other: float, digits: float = 1e-8) -> bool:
    """Whether two numbers are the same to the digits that tables print; two unknown ones are."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=digits, abs_tol=digits)


def half_up(value: float, decimals: int) -> float:
    """A number rounded half up at some decimals, as prints are."""
    scaled = abs(value) * 10**decimals
    whole = math.floor(scaled + 0.5 + 1e-9 * max(1.0, scaled))
    return math.copysign(whole, value) / 10**decimals + 0.0  # nothing has no sign


def counts(row: Row | None) -> tuple[float, float] | None:
    """Cases and exposure of an observation, where both are filed."""
    if row is None or not row["numerator"] or not row["denominator"] or number(row["denominator"]) <= 0:
        return None
    return number(row["numerator"]), number(row["denominator"])


def limits(statistic: str, cases: float, exposed: float) -> tuple[float, float, float]:
    """A share or a rate with its 95 % limits: Wilson's; Garwood's of few events, Byar's of more."""
    figure = cases / exposed
    if statistic == "proportion":
        middle, width = 2 * cases + Z95**2, Z95 * math.sqrt(Z95**2 + 4 * cases * (1 - figure))
        low, high = ((middle + sign * width) / (2 * (exposed + Z95**2)) for sign in (-1, 1))
        return figure, max(low, 0.0), min(high, 1.0)
    if cases < FEW:
        from scipy.special import gammaincinv

        low = float(gammaincinv(cases, 0.025)) if cases else 0.0
        return figure, low / exposed, float(gammaincinv(cases + 1, 0.975)) / exposed
    low = cases * (1 - 1 / (9 * cases) - Z95 / (3 * math.sqrt(cases))) ** 3
    high = (cases + 1) * (1 - 1 / (9 * (cases + 1)) + Z95 / (3 * math.sqrt(cases + 1))) ** 3
    return figure, low / exposed, high / exposed


def may_be_chance(statistic: str, now: tuple[float, float], before: tuple[float, float]) -> bool:
    """Whether the 95 % interval of the difference of two figures, made of their own intervals, covers 0."""
    (p, low, high), (p0, low0, high0) = limits(statistic, *now), limits(statistic, *before)
    apart = p - p0
    return apart - math.hypot(p - low, high0 - p0) <= 0 <= apart + math.hypot(high - p, p0 - low0)


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Slope of the straight line through years and figures by least squares."""
    years, figures = [sum(column) / len(points) for column in zip(*points, strict=True)]
    across = sum((x - years) * (y - figures) for x, y in points)
    return across / sum((x - years) ** 2 for x, _ in points)


def keeps(value: float, row: Row) -> bool:
    """Whether a figure keeps the number of a target; the band of about is reached from its lower edge up."""
    aim = number(row["target_value"])
    width = number(row["tolerance"]) if row["operator"] == "around" else 0.0
    match row["operator"]:
        case "<=":
            return value <= aim
        case ">":
            return value > aim
    return value >= aim - width


def pace(row: Row, deadline: int) -> str:
    """How a target stands to the time gone between its base year and its deadline."""
    if row["attainment"] in ("met", "better"):
        return "met"
    value, base, aim = (number(row[name]) for name in ("value", "baseline", "target_value"))
    if math.isnan(base):
        return "neutral"
    if keeps(base, row):
        return "behind"
    gone = (int(row["year"]) - int(row["baseline_year"])) / (deadline - int(row["baseline_year"]))
    return "on_pace" if (value - base) / (aim - base) >= gone else "behind"
