"""A run: a place's year judged once, its pages made or kept, all of it listed."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from analysis import paths
from analysis.assessment import judgement
from analysis.assessment.judgement import Question
from analysis.batch import (
    begin,
    contents,
    engines,
    keys,
    manifest,
    publish,
    records,
    server,
    signed,
    tables,
    units,
)
from analysis.batch.notebook import Outcome, Unit
from analysis.batch.order import Order, pages
from analysis.batch.order import units as ordered
from analysis.data import prepare
from analysis.data.returns.findings import Finding


@dataclass(frozen=True)
class Plan:
    """A place's year, judged: what is left to make, what is kept, and what the pages are listed with."""

    order: Order
    links: list[publish.Link]
    made: list[Unit]
    kept: list[Outcome]
    offices: list[publish.Link]

    @property
    def waiting(self) -> list[Unit]:
        """Pages that are still to be made."""
        there = {one.page for one in self.kept}
        return [unit for unit in self.made if unit.page not in there]


Hand = Callable[[Question], list[Outcome]]  # writes a year's documents; what became of each


def run(order: Order, say: Callable[[str], None] = print, hand: Hand | None = None) -> list[Outcome]:
    """Make a place's year; every page that can be made is made, one whose key has not changed is kept.

    `hand` writes the documents that go with a whole year's pages (`analysis.handover.write`).

    Raises
    ------
    UsageError
        Before anything runs, when the order asks for what does not exist, or another run is at work there.
    """
    order.question.check()
    pages(order)
    if order.runs == "fork":
        server.begin()  # it warms up while the year is judged
    with alone(order):
        signed.hold(order)
        plan = begun(order, say)
        if plan is None:
            return []
        outcomes = plan.kept + list(engines.make_all(plan.waiting, order, say) if plan.waiting else [])
        documents = finished(plan, outcomes, hand)
        for one in (one for one in documents if one.state == "failed"):
            say(f"failed: {one.page}: {one.reason}")
            outcomes.append(one)
    contents.write_places()
    return outcomes


def alone(order: Order) -> AbstractContextManager:
    """Meanwhile no other run is at work on the order's folder; a place without figures has none."""
    return paths.lock_now(paths.outputs(*order.folder)) if has_figures(order) else nullcontext()


def has_figures(order: Order) -> bool:
    """Whether anything was received from the place."""
    return not prepare.rows(order.place).empty


def begun(order: Order, say: Callable[[str], None]) -> Plan | None:
    """The year judged, its tables and its units' pages written, its unchanged pages found; None without figures."""
    question, links = order.question.check(), pages(order)
    _tell(order, say)
    if not has_figures(order):
        say(begin.next_steps(question.entry, order.year))
        return None
    folder = paths.outputs(*order.folder)
    records.forget_run(*order.asked)
    paths.clear_all_partials(folder)
    tables.write(judgement.ready(question), question, folder)
    for parent in question.entry.parents:  # pages compare with them: judged once, not on every page
        judgement.ready(Question(parent, order.year, "", order.level))
    _keep_earlier(question)
    publish.write_font(folder)
    made = keys.keyed(ordered(order, links), question)
    offices = units.write(question, links)
    return Plan(order, links, made, _kept(made, order, say), offices)


def finished(plan: Plan, outcomes: list[Outcome], hand: Hand | None = None) -> list[Outcome]:
    """Documents, index and manifest of a year whose pages are done; a note for the next run if all could be made.

    What became of the documents is returned; of some pages alone none are made.
    """
    order, question = plan.order, plan.order.question
    whole = len(plan.made) == len(plan.links)
    well = all(one.state != "failed" for one in outcomes)
    documents = _handed(plan, hand, well) if hand and whole else []
    contents.write_year(question, plan.links, plan.offices, outcomes, documents)
    manifest.write(question, paths.outputs(*order.folder), outcomes, documents)
    if whole and well and all(one.state != "failed" for one in documents):
        records.keep_run(*order.asked, order.runs, [unit.page for unit in plan.made])
    return documents


def _handed(plan: Plan, hand: Hand, well: bool) -> list[Outcome]:
    """The year's documents, written anew where anything they are made from has changed, or a page was lacking."""
    asked, key = plan.order.asked, keys.of_documents(plan.made, plan.order.question)
    known = {} if plan.order.force else records.kept_documents(*asked, key)
    if known:
        return [Outcome(name, title, "kept", 0) for name, title in known.items()]
    made = hand(plan.order.question)
    if well and all(one.state != "failed" for one in made):
        records.keep_documents(*asked, key, {one.page: one.title for one in made})
    return made


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
