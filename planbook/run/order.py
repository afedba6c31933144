"""What a run is to make: a place, a year, and the pages that these have."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, Unpack

from planbook.contract import places, release
from planbook.core import paths
from planbook.core.errors import Fault, SourceError, UsageError, suggestion
from planbook.core.parameters import NAMES, RunParameters
from planbook.judge.place_year import PlaceYear
from planbook.render import html_pages
from planbook.run import forks, notebook_execution, page_making, run_records
from planbook.run.page_making import Unit
from planbook.store import releases

FIRST_PAGES = {
    "overview": "年度总览",
    "warnings": "需重点关注事项",
    "population": "人口与基本情况",
    "data_quality": "数据质量",
}
NOT_PUBLIC = ("warnings", "data_quality")  # for the office alone
EVALUATIONS = {"midterm": "中期评估", "final": "终期评估"}  # in the years the place names
INTERACTIVE = ("explore", "welcome")  # notebooks for JupyterLab only


@dataclass(frozen=True)
class Order:
    """What a run is to make."""

    parameters: PlaceYear
    areas: tuple[str, ...] = ()
    jobs: int = 0
    engine: str = ""
    force: bool = False
    memory: float = forks.MEMORY
    timeout: float = page_making.TIMEOUT
    scheduler: str = ""
    documents: bool = True  # whether reports and yearbook go with a whole year's pages

    @property
    def runs(self) -> str:
        """The engine that runs the pages."""
        return run_records.engine(self.engine)

    @property
    def forks(self) -> bool:
        """Whether pages run in forks of a warmed process, here or on the machines of a cluster."""
        return self.runs == "fork" or (self.runs == "dask" and os.name == "posix")


class Options(TypedDict, total=False):
    """What of an `Order` the command may say beside place, year, releases and edition."""

    areas: tuple[str, ...]
    jobs: int
    engine: str
    force: bool
    memory: float
    timeout: float
    scheduler: str
    documents: bool


def order_from(
    place: str,
    year: int | None,
    extra: dict[str, str],
    *,
    as_of: str,
    edition: str,
    **options: Unpack[Options],
) -> Order:
    """An order from the command's words; parameters the notebooks do not have are refused."""
    faults = [
        Fault(f"parameter `{name}`", repr(value), "a parameter of the notebooks", suggestion(name, NAMES))
        for name, value in extra.items()
        if name not in NAMES
    ]
    if faults:
        raise UsageError(faults)
    entry = places.read(extra.get("place", place))
    values: dict[str, object] = {"place": place, "year": year or entry.default_year}
    values |= {"as_of": as_of, "edition": edition, **extra}
    asked = PlaceYear.given(**values)
    _check_begun(asked)
    return Order(asked, **options)


def _check_begun(asked: PlaceYear) -> None:
    """A release that counts must be there; `UsageError` where the first came after the last that is to count."""
    release.check_as_of(asked.as_of)
    received = sorted(path.parent.name for path in paths.raw(asked.place).glob(f"*/{releases.SOURCE}"))
    if asked.as_of and received and asked.as_of < received[0]:
        expected = f"{received[0]}, the first release, or a later one"
        raise UsageError([Fault("as_of", repr(asked.as_of), expected)])


def pages(order: Order) -> list[html_pages.Link]:
    """The pages of the order's year; `UsageError` naming what it asks for and there is not."""
    areas = order.parameters.catalogue.areas
    titles = _whole_year(order) | {id: area.title for id, area in areas.items()}
    unknown = [id for id in order.areas if id not in titles]
    if unknown:
        raise UsageError([Fault("area", repr(id), "a page", suggestion(id, titles)) for id in unknown])
    missing = [id for id in titles if not (paths.notebooks() / f"{id}.ipynb").is_file()]
    if missing:
        raise UsageError([Fault(f"notebooks/{id}.ipynb", "no such file", "a notebook") for id in missing])
    return [html_pages.Link(id, title) for id, title in titles.items()]


def _whole_year(order: Order) -> dict[str, str]:
    """Pages of the whole year: the public has those without units, warnings and what was reported in words.

    Of evaluations there is the one that is due in the year; a place that is only compared has none.
    """
    if order.parameters.public:
        return {id: title for id, title in FIRST_PAGES.items() if id not in NOT_PUBLIC}
    entry = order.parameters.entry
    due = {id: title for id, title in EVALUATIONS.items() if getattr(entry, id) == order.parameters.year}
    return FIRST_PAGES | ({} if entry.reference else due)


def units(order: Order, links: list[html_pages.Link]) -> list[Unit]:
    """The units of work of an order; `UsageError` where a notebook has other parameters.

    A notebook that cannot be read is no reason to make none: its page will fail and say so.
    """
    wanted = [link for link in links if link.page in order.areas or not order.areas]
    for link in wanted:
        with suppress(SourceError):
            if faults := parameter_faults(paths.notebooks() / f"{link.page}.ipynb"):
                raise UsageError(faults)
    asked, root = order.parameters, str(paths.root())
    parameters = RunParameters(asked.place, asked.year, asked.as_of, asked.edition, asked.level)
    engine = notebook_execution.IN_PROCESS if order.forks else notebook_execution.KERNEL
    return [
        Unit(root, link.page, link.title, parameters, tuple(links), engine, timeout=order.timeout)
        for link in wanted
    ]


def parameter_faults(path: Path) -> list[Fault]:
    """A notebook that declares other parameters than all have; `SourceError` where it cannot be read."""
    declared = sorted(page_making.declared(path))
    if declared == sorted(NAMES):
        return []
    return [Fault(f"notebooks/{path.name}, parameters", str(declared), str(sorted(NAMES)))]
