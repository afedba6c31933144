"""A run: a place's year judged once, its pages made in worker processes, all of it listed."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from tqdm import tqdm

from analysis import paths
from analysis.assessment import judgement
from analysis.assessment.judgement import Question
from analysis.batch import (
    begin,
    contents,
    forks,
    keys,
    manifest,
    notebook,
    publish,
    records,
    server,
    tables,
    units,
)
from analysis.batch.notebook import Outcome, Unit
from analysis.data import places, prepare
from analysis.data.returns.findings import Finding
from analysis.errors import Fault, UsageError, suggestion

FIRST_PAGES = {
    "overview": "年度总览",
    "warnings": "需重点关注事项",
    "population": "人口与基本情况",
    "data_quality": "数据质量",
}
EVALUATIONS = {"midterm": "中期评估", "final": "终期评估"}  # in the years the place names
INTERACTIVE = ("explore", "welcome")  # notebooks for JupyterLab only
PARAMETERS = {"place": str, "year": int, "as_of": str, "edition": str, "level": int}


@dataclass(frozen=True)
class Order:
    """What a run is to make."""

    place: str
    year: int
    as_of: str = ""
    edition: str = "internal"
    level: int = 95
    areas: tuple[str, ...] = ()
    jobs: int = 0
    engine: str = ""
    force: bool = False
    memory: float = forks.MEMORY
    timeout: float = notebook.TIMEOUT

    @property
    def runs(self) -> str:
        """The engine that runs the pages."""
        return records.engine(self.engine)

    @property
    def asked(self) -> tuple[str, int, str, str, int]:
        """What records are kept by: place, year, edition, cut-off, level."""
        return self.place, self.year, self.edition, self.as_of, self.level

    @property
    def question(self) -> Question:
        """The parameters every notebook has."""
        return Question(self.place, self.year, self.as_of, self.level)


def run(order: Order, say: Callable[[str], None] = print) -> list[Outcome]:
    """Make a place's year; every page that can be made is made, one whose key has not changed is kept.

    Raises
    ------
    UsageError
        Before anything runs, when the order asks for what does not exist, or another run is at work there.
    """
    question, links = order.question.check(), pages(order)
    if order.runs == "fork":
        server.begin()  # it warms up while the year is judged
    _tell(order, say)
    if prepare.rows(order.place).empty:
        say(begin.next_steps(question.entry, order.year))
        return []
    folder = paths.outputs(order.place, order.year, order.edition)
    with paths.lock_now(folder):
        return _run(order, question, links, say)


def _run(order: Order, question: Question, links: list[publish.Link], say: Callable) -> list[Outcome]:
    folder = paths.outputs(order.place, order.year, order.edition)
    records.forget_run(*order.asked)
    paths.clear_all_partials(folder)
    tables.write(judgement.ready(question), question, folder)
    for parent in question.entry.parents:  # pages compare with them: judged once, not on every page
        judgement.ready(Question(parent, order.year, "", order.level))
    _keep_earlier(question)
    publish.write_font(folder)
    made = keys.keyed(_units(order, links), question)
    outcomes = _kept(made, order, say)
    waiting = [unit for unit in made if unit.page not in {one.page for one in outcomes}]
    offices = units.write(
        question, order.edition, links
    )  # the process that pages are forked from warms up meanwhile
    outcomes += _make_all(waiting, order, say) if waiting else []
    _finish(order, links, offices, outcomes)
    if len(made) == len(links) and all(one.state != "failed" for one in outcomes):
        records.keep_run(*order.asked, order.runs, [unit.page for unit in made])
    return outcomes


def _kept(units: list[Unit], order: Order, say: Callable[[str], None]) -> list[Outcome]:
    """Pages that are as their keys would have them; none where the order wants all anew."""
    known = [(unit, None if order.force else records.kept(unit)) for unit in units]
    kept = [(unit, note) for unit, note in known if note]
    if kept:
        say(f"{order.place} {order.year}: {len(kept)} of {len(units)} pages unchanged and kept")
    return [
        Outcome(unit.page, unit.title, "kept", note["seconds"], "", note["charts"], note["tables"])
        for unit, note in kept
    ]


def _keep_earlier(question: Question) -> None:
    """Judgements of the plan's earlier years: what is new, what lasts and what was answered is told from them."""
    known = set(prepare.rows(question.place)["year"])
    for year in range(question.catalogue.plan.first_year, question.year):
        one = replace(question, year=year)
        if not question.entry.reference and year in known:
            judgement.ready(one)


def _tell(order: Order, say: Callable[[str], None]) -> None:
    """What was not taken, and how many figures are still to be explained."""
    faults = prepare.not_taken(order.place)
    for row in faults[faults["level"].eq("must")].itertuples():
        say(str(Finding(row.where, row.found, row.expected, row.remedy)))
    if asked := int(faults["level"].eq("verify").sum()):
        say(
            f"{order.place}: {asked} figures want an explanation (核实性审核), see {prepare.report(order.place)}"
        )


def order_from(place: str, year: int | None, extra: dict[str, str], **fields) -> Order:
    """An order from the command's words; parameters the notebooks do not have are refused."""
    faults = [
        Fault(
            f"parameter `{name}`", repr(value), "a parameter of the notebooks", suggestion(name, PARAMETERS)
        )
        for name, value in extra.items()
        if name not in PARAMETERS
    ]
    if faults:
        raise UsageError(faults)
    entry = places.read(extra.get("place", place))
    values = {"place": place, "year": year or entry.default_year, **fields}
    return Order(**values | {name: _typed(name, value) for name, value in extra.items()})


def _typed(name: str, value: str):
    try:
        return PARAMETERS[name](value)
    except ValueError:
        raise UsageError([Fault(f"parameter `{name}`", repr(value), "a whole number")]) from None


def pages(order: Order) -> list[publish.Link]:
    """The pages of the order's year; `UsageError` naming what it asks for and there is not."""
    areas = order.question.catalogue.areas
    titles = FIRST_PAGES | _evaluations(order) | {id: area.title for id, area in areas.items()}
    unknown = [id for id in order.areas if id not in titles]
    if unknown:
        raise UsageError([Fault("area", repr(id), "a page", suggestion(id, titles)) for id in unknown])
    missing = [id for id in titles if not (paths.notebooks() / f"{id}.ipynb").is_file()]
    if missing:
        raise UsageError([Fault(f"notebooks/{id}.ipynb", "no such file", "a notebook") for id in missing])
    return [publish.Link(id, title) for id, title in titles.items()]


def _evaluations(order: Order) -> dict[str, str]:
    """Pages of the evaluation that is due in the year; a place that is only compared has none."""
    entry = order.question.entry
    due = {id: title for id, title in EVALUATIONS.items() if getattr(entry, id) == order.year}
    return {} if entry.reference else due


def _units(order: Order, links: list[publish.Link]) -> list[Unit]:
    known = {"place", "year", "as_of", "edition", "level"}
    wanted = [link for link in links if link.page in order.areas or not order.areas]
    for link in wanted:
        declared = notebook.declared(paths.notebooks() / f"{link.page}.ipynb")
        if declared != known:
            where = f"notebooks/{link.page}.ipynb, parameters"
            raise UsageError([Fault(where, str(sorted(declared)), str(sorted(known)))])
    common = {name: getattr(order, name) for name in known}
    root = str(paths.root())
    engine = notebook.IN_PROCESS if order.runs == "fork" else notebook.KERNEL
    return [Unit(root, link.page, link.title, links=tuple(links), engine=engine, **common) for link in wanted]


def _make_all(waiting: list[Unit], order: Order, say: Callable[[str], None]) -> Iterator[Outcome]:
    shown = tqdm(total=len(waiting), unit="page", disable=not sys.stderr.isatty())
    make = {"fork": forks.make_all, "process": _in_processes}.get(order.runs, _one_by_one)
    for outcome in make(
        waiting, order.jobs or os.cpu_count() or 1, memory=order.memory, timeout=order.timeout
    ):
        shown.update()
        if outcome.state == "failed":
            say(f"failed: {outcome.page}: {outcome.reason}")
        elif shown.disable or outcome.reason:
            note = f" ({outcome.reason})" if outcome.reason else ""
            say(f"{order.place} {order.year} {outcome.page}: {outcome.seconds:.1f} s{note}")
        yield outcome
    shown.close()


def _in_processes(units: list[Unit], jobs: int, **limits) -> Iterator[Outcome]:
    """Pages in worker processes; if one of these dies, what is left goes on in processes of its own."""
    context = multiprocessing.get_context("spawn")
    left = {unit.page: unit for unit in units}
    try:
        with ProcessPoolExecutor(min(jobs, len(units)), mp_context=context) as pool:
            for future in as_completed([pool.submit(notebook.make, unit) for unit in units]):
                outcome = future.result()
                del left[outcome.page]
                yield outcome
    except BrokenProcessPool:
        yield from forks.make_all(list(left.values()), jobs, context=context, **limits)


def _one_by_one(units: list[Unit], jobs: int, **limits) -> Iterator[Outcome]:
    yield from map(notebook.make, units)


def _finish(
    order: Order, links: list[publish.Link], offices: list[publish.Link], outcomes: list[Outcome]
) -> None:
    folder = paths.outputs(order.place, order.year, order.edition)
    contents.write_year(order.question, order.edition, links, offices, outcomes)
    manifest.write(order.question, order.edition, folder, outcomes)
    contents.write_places()
