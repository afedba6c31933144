"""Entries of the catalogue: what is measured, and what a plan asks."""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from planbook.core.errors import CatalogueError, Fault, PlanbookError, near, suggestion

Breakdown = Literal["sex", "residence", "age", "unit_area"]
Sex = Literal["F", "M", "_T"]
Residence = Literal["U", "R", "_T"]
AGE = r"^(_T|Y\d+T\d+|Y_GE\d+|Y\d+|PRESCHOOL|PRIMARY|LOWER_SECONDARY|UPPER_SECONDARY|TERTIARY|PUPILS)$"
Related = Annotated[str, Field(pattern=r"^[a-z]\w*(\.\w+)*(:(numerator|denominator))?$")]
Body = Literal["village", "community", "congress", "township_congress", "party_congress", "cppcc"]
Year = Annotated[int, Field(ge=1949, le=2100, strict=True)]
GROUPS = {
    "sex": "F|M",
    "residence": "U|R",
    "age": AGE,
    "unit_area": r"\w+",
}  # codes of each dimension's groups
Statistic = Literal["proportion", "rate", "mean", "count", "ratio", "index", "milestone"]
COUNTED = ("proportion", "rate", "ratio")  # statistics of a numerator and a denominator
Cycle = Literal["县级常规", "部门台账", "上级抽样调查", "普查", "尚无"]
Rule = Literal[
    "ceiling",
    "floor",
    "reach_and_hold",
    "hold",
    "around",
    "direction",
    "gap_narrows",
    "slope",
    "every_unit",
    "relative",
    "evidence",
]
HELD_RULES = ("hold", "reach_and_hold")  # what is reached must be kept
NUMERIC_RULES = ("ceiling", "floor", "reach_and_hold", "hold", "around", "every_unit")
PlanName = Literal["women", "children"]
OFFICE = "committee_office"  # which answers for what no other unit does


class Entry(BaseModel):
    """A frozen entry; a field it does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class Department(Entry):
    """A unit of the place, known by its duties: it reports indicators, and answers for targets."""

    id: str
    name: str
    duties: tuple[str, ...] = Field(min_length=1)


class CountsFrom(Entry):
    """Figures that are an indicator's numerator and denominator, reported on lines of their own (`related`)."""

    numerator: tuple[Related, ...] = Field(default=(), description="lines whose sum is its numerator")
    denominator: tuple[Related, ...] = Field(default=(), description="lines whose sum is its denominator")
    within: float = Field(
        default=0, ge=0, lt=1, description="part by which they may differ, where period or coverage do"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not (self.numerator or self.denominator):
            raise ValueError("`numerator` or `denominator`, lines by their codes")
        return self


class Parity(Entry):
    """How a figure compares the two sexes' figures of another indicator, or is the other sex's share."""

    of: str = Field(description="the indicator that is reported by sex, or of the other sex's share")
    by: Literal["ratio", "difference", "rest"]
    first: Literal["F", "M"] | None = Field(default=None, description="over the other, or less the other")
    within: float = Field(
        default=0, ge=0, lt=1, description="part by which it may differ, where period or coverage do"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.by == "rest") != (self.first is None):
            raise ValueError("`first` (F or M) exactly with the ratio and the difference")
        return self


class Indicator(Entry):
    """What is measured, in any city."""

    id: str
    area: str
    name: str
    short: str
    definition: str
    statistic: Statistic
    unit: str
    multiplier: float = Field(default=1, gt=0)
    numerator: str = ""
    denominator: str = ""
    lower_bound: float | None = None
    upper_bound: float | None = None
    decimals: int = Field(ge=0, le=4)
    polarity: Literal["higher", "lower", "neutral"]
    period: Literal["calendar_year", "health_year", "school_year", "point_in_time"]
    date: str = ""
    breakdowns: tuple[Breakdown, ...] = ()
    level: Literal["township", "county", "prefecture", "province", "national"]
    cycle: Cycle
    every: int | None = Field(default=None, ge=1, description="years between two figures")
    reporting_unit: str
    townships: Literal["all", "U", "R", ""] = Field(default="", description="townships that file it each")
    step: bool = False
    body: Body | Literal[""] = ""
    sentinel: bool = Field(default=False, description="every event opens a case review")
    register_count: bool = Field(default=False, alias="register")
    disclosure: Literal["public", "internal", "withheld"]
    pooled: bool = Field(default=False, description="cases are told of several years together only")
    caveats: tuple[str, ...] = ()
    counts_from: CountsFrom | None = None
    parity: Parity | None = None
    sum_of: tuple[Related, ...] = Field(default=(), description="lines whose sum it is")
    holds: tuple[Related, ...] = Field(default=(), description="lines that are separate parts of it")
    part_of: tuple[Related, ...] = Field(default=(), description="lines of each of which it is a part")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.counted and not (self.numerator and self.denominator):
            raise ValueError(f"`numerator` and `denominator` in words, for a {self.statistic}")
        if self.period == "point_in_time" and not self.date:
            raise ValueError("`date` (such as 12-31) for an indicator taken at a point in time")
        if self.step != bool(self.body):
            raise ValueError("`body` (whose election moves it) exactly where `step` is true")
        if (self.cycle == "尚无") != (self.every is None):
            raise ValueError("`every` in years, left out exactly where `cycle` is 尚无")
        return self

    @property
    def kind(self) -> Literal["survey", "registered", "administrative"]:
        """Kind of series: sample surveys, events of civil registration and the like, or administrative figures."""
        if self.cycle == "上级抽样调查":
            return "survey"
        return "registered" if self.statistic == "rate" else "administrative"

    @property
    def only_pooled(self) -> bool:
        """Whether it is itself a number of cases that are told of several years together only."""
        return self.pooled and self.statistic == "count"

    @property
    def counted(self) -> bool:
        """Whether it is made of a numerator and a denominator."""
        return self.statistic in COUNTED

    @property
    def due_yearly(self) -> bool:
        """Whether a county's unit is to report a figure every year."""
        return self.cycle in ("县级常规", "部门台账") and self.every == 1


class Target(Entry):
    """One demand of the plan: a number, a direction, a gap, a slope, a relation or evidence."""

    id: str
    clause: str = Field(pattern=r"^[OM]\d+$")
    area: str
    plan: PlanName
    rule: Rule
    title: str = ""
    indicator: str | None = None
    sex: Sex = "_T"
    residence: Residence = "_T"
    age: str = Field(default="_T", pattern=AGE)
    operator: Literal["<=", ">=", ">", "around"] | None = None
    value: float | None = None
    tolerance: float | None = Field(default=None, gt=0)
    unit: str = ""
    deadline: Year
    starts: Year | None = Field(default=None, description="first year it is due; measures only")
    direction: Literal["up", "down"] | None = None
    every_year: bool = Field(default=False, description="asks for a move every year, not since base")
    dimension: Breakdown | None = None
    groups: tuple[str, ...] = ()
    relative_to: str | None = None
    scale: Literal["institution", "work"] | None = None
    responsible_unit: str = Field(
        default="", description="proposed; left out where it is the unit that reports the indicator"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needs = {
            "direction": ("indicator", "direction"),
            "gap_narrows": ("indicator", "dimension", "groups"),
            "slope": ("indicator", "direction"),
            "relative": ("indicator", "operator", "relative_to"),
            "evidence": ("title", "scale"),
            "every_unit": ("indicator", "operator", "value", "unit", "dimension"),
        }.get(self.rule, ("indicator", "operator", "value", "unit"))
        lacking = [name for name in needs if getattr(self, name) in (None, "", ())]
        if lacking:
            raise ValueError(f"{', '.join(f'`{n}`' for n in lacking)} for the rule {self.rule}")
        if (self.rule == "around") != (self.operator == "around") and self.rule != "relative":
            raise ValueError("the operator around exactly with the rule around")
        wrong = [code for code in self.groups if not re.fullmatch(GROUPS.get(self.dimension or "", ""), code)]
        if wrong or len(set(self.groups)) != len(self.groups):
            found = f"{wrong[0]!r} is none" if wrong else "one stands twice"
            raise ValueError(
                f"`groups` that are different codes of the dimension ({self.dimension}); {found}"
            )
        if self.rule == "evidence" and self.indicator:
            raise ValueError("no `indicator` for the rule evidence")
        return self

    @property
    def numeric(self) -> bool:
        """Whether the plan prints a number for it."""
        return self.value is not None

    @property
    def breakdown(self) -> dict[str, str]:
        """The observation's breakdown columns the target is read at."""
        return {"sex": self.sex, "residence": self.residence, "age": self.age}


class Objective(Entry):
    """A numbered objective (主要目标)."""

    id: str
    area: str
    plan: PlanName
    number: int = Field(ge=1)
    title: str
    kind: Literal["quantified", "trend", "qualitative", "mixed"]


class Measure(Entry):
    """A numbered measure (策略措施)."""

    id: str
    area: str
    plan: PlanName
    number: int = Field(ge=1)
    title: str
    moves: tuple[int, ...] = Field(default=(), description="numbers of the objectives it serves")
    responsible_unit: str = Field(
        default="", description="proposed; left out where it is the first that answers for what it serves"
    )


class AreaChart(Entry):
    """A chart of an area's page that its chapter in a report shows too: the piece that draws it, and of which indicators."""

    piece: Literal["trend", "multiples", "gap"]
    indicators: tuple[str, ...] = Field(min_length=1)
    dimension: Breakdown | None = Field(default=None, description="whose gap; of the piece `gap`")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.piece == "gap") != (self.dimension is not None):
            raise ValueError("`dimension` exactly with the piece gap")
        if self.piece == "trend" and len(self.indicators) > 1:
            raise ValueError("one of `indicators` for the piece trend")
        return self


class Area(Entry):
    """One area of one plan."""

    id: str
    plan: PlanName
    number: int = Field(ge=1)
    title: str
    headlines: tuple[str, ...] = Field(
        default=(), description="indicators of the cards that its page begins with"
    )
    charts: tuple[AreaChart, ...] = Field(default=(), description="what the area's chapter in a report shows")


class PlanTitle(Entry):
    """Title of one of the plans."""

    title: str
    short: str


class Plan(Entry):
    """The document the targets come from."""

    id: str
    name: str
    city: str
    document: str
    published: date
    first_year: Year
    last_year: Year
    plans: dict[PlanName, PlanTitle]
    headlines: dict[str, tuple[str, ...]] = Field(
        default={}, description="indicators of the cards that pages of no area begin with, by page"
    )

    @property
    def titles(self) -> dict[str, PlanTitle]:
        """Titles of its plans by id."""
        return {str(id): title for id, title in self.plans.items()}

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError(f"`last_year` not before `first_year` {self.first_year}")
        return self


class Settings(Entry):
    """Published settings of the judgement; each with its reason in `settings.toml`."""

    around_tolerance: float = Field(gt=0)
    firm_probability: float = Field(gt=0.5, lt=1)
    baseline_years: tuple[Year, ...] = Field(min_length=1)
    relative_tolerance: float = Field(gt=0)
    likely_probability: float = Field(gt=0.5, lt=1)
    leaning_probability: float = Field(gt=0.5, lt=1)
    red_probability: float = Field(gt=0, lt=0.5)
    material_points: float = Field(gt=0)
    material_part: float = Field(gt=0)
    beyond_chance: float = Field(gt=0, lt=0.5)
    drift: float = Field(gt=0, lt=0.5)
    review_points: float = Field(gt=0)
    review_part: float = Field(gt=0)
    review_above_points: float = Field(gt=0)
    review_above_times: float = Field(gt=1)
    review_copied_rows: int = Field(gt=1)
    review_copied_part: float = Field(gt=0, le=1)
    ascending: tuple[tuple[str, ...], ...]


class ReviewCase(Entry):
    """One figure of a rule's case: of this place, or of one of a higher level."""

    indicator: str
    year: Year = 2025
    sex: Sex = "_T"
    residence: Residence = "_T"
    age: str = Field(default="_T", pattern=AGE)
    unit_area: str = "_T"
    numerator: float | None = Field(default=None, ge=0)
    denominator: float | None = Field(default=None, gt=0)
    value: float | None = Field(default=None, description="where it has no counts")
    place: str = Field(default="", description="of a higher level, whose figure it is")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        counts = self.numerator is not None and self.denominator is not None
        if counts == (self.value is not None):
            raise ValueError("`numerator` and `denominator`, or `value`")
        return self


class ReviewRule(Entry):
    """A rule of the second look at figures that were taken (核实性审核)."""

    id: str
    name: str
    severity: Literal["verify", "hint"]
    asks: str = Field(description="what is asked about, for the documentation")
    passes: tuple[ReviewCase, ...] = Field(min_length=1, description="figures that raise nothing")
    fails: tuple[ReviewCase, ...] = Field(min_length=1, description="figures that raise this rule alone")


class Catalogue(Entry):
    """All entries of one plan with the indicators they are read from."""

    plan: Plan
    settings: Settings
    review: dict[str, ReviewRule]
    departments: dict[str, Department]
    areas: dict[str, Area]
    indicators: dict[str, Indicator]
    objectives: tuple[Objective, ...]
    measures: tuple[Measure, ...]
    targets: tuple[Target, ...]

    @property
    def clauses(self) -> tuple[Objective | Measure, ...]:
        """Objectives, then measures."""
        return (*self.objectives, *self.measures)

    @cached_property
    def by_target(self) -> dict[str, Target]:
        """Targets by id."""
        return {target.id: target for target in self.targets}

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """Ids of indicators by what they are called, in full or for short."""
        found: dict[str, list[str]] = {}
        for id, entry in self.indicators.items():
            for name in {entry.name, entry.short}:
                found.setdefault(name, []).append(id)
        return found

    def indicator_id(
        self, called: str, where: str = "indicator", error: type[PlanbookError] = CatalogueError
    ) -> str:
        """Id of an indicator that is called by its id, or by a name or a short name that no other has.

        Parameters
        ----------
        called : str
            An id, or a name.
        where : str
            Where it stands, for the message.
        error : type
            What is raised.

        Raises
        ------
        CatalogueError
            Where nothing or more than one is called so; of the kind `error`.
        """
        if called in self.indicators:
            return called
        found = self._named.get(str(called).strip(), [])
        if len(found) == 1:
            return found[0]
        expected = "an indicator's id or name"
        remedy = f"Say which by its id: {', '.join(found)}." if found else self._meant(str(called))
        raise error(
            [Fault(where, f"{called!r}", f"{expected} that no other has" if found else expected, remedy)]
        )

    def _meant(self, called: str) -> str:
        """What may have been meant by a name that nothing has."""
        return suggestion(called, self._named if near(called, self._named) else self.indicators)

    def proposed_unit(self, target: Target) -> str:
        """Id of the unit that would answer for a target by its duties, as long as no document says which does."""
        reports = self.indicators[target.indicator].reporting_unit if target.indicator else OFFICE
        return target.responsible_unit or reports

    def area_indicators(self, area: str) -> list[str]:
        """Ids of the indicators an area's page shows: its own and those its targets use."""
        used = [t.indicator for t in self.targets if t.area == area and t.indicator]
        own = [i.id for i in self.indicators.values() if i.area == area]
        return list(dict.fromkeys(used + own))
