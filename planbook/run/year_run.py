"""A run: a place's year judged once, its pages made or kept, all of it listed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from planbook import store
from planbook.core import paths
from planbook.intake.findings import Finding
from planbook.judge import kept_judgements, page_context
from planbook.judge.place_year import PlaceYear
from planbook.render import html_pages
from planbook.run import (
    approved_years,
    engines,
    fork_server,
    index_pages,
    manifest,
    next_steps,
    output_tables,
    page_claims,
    page_keys,
    process_settings,
    run_records,
    unit_page_files,
    year_documents,
)
from planbook.run.order import Order, pages
from planbook.run.order import units as ordered
from planbook.run.page_making import Outcome, Unit
from planbook.store import preparing


@dataclass(frozen=True)
class Plan:
    """A place's year, judged: what is left to make, what is kept, and what the pages are listed with."""

    order: Order
    links: list[html_pages.Link]
    made: list[Unit]
    kept: list[Outcome]
    offices: list[html_pages.Link]
    claims: dict[str, dict[str, str]]  # of the units' pages

    @property
    def waiting(self) -> list[Unit]:
        """Pages that are still to be made."""
        there = {one.page for one in self.kept}
        return [unit for unit in self.made if unit.page not in there]


def run(order: Order, say: Callable[[str], None] = print) -> list[Outcome]:
    """Make a place's year; every page that can be made is made, one whose key has not changed is kept.

    Raises
    ------
    UsageError
        Before anything runs, when the order asks for what does not exist, or another run is at work there.
    """
    process_settings.settle()
    order.parameters.check()
    pages(order)
    refresh(order.parameters)
    if order.runs == "fork":
        fork_server.begin()  # it warms up while the year is judged
    with alone(order):
        approved_years.hold(order)
        plan = begun(order, say)
        if plan is None:
            return []
        outcomes = plan.kept + list(_made(plan, say))
        documents = finished(plan, outcomes)
        for one in (one for one in documents if one.state == "failed"):
            say(f"failed: {one.page}: {one.reason}")
            outcomes.append(one)
    index_pages.write_places()
    return outcomes


def _made(plan: Plan, say: Callable[[str], None]) -> Iterator[Outcome]:
    """Outcomes of the pages that were waiting, each noted for the next run as it comes."""
    units, present = {unit.page: unit for unit in plan.waiting}, page_keys.Present()
    for made in engines.make_all(plan.waiting, plan.order, say) if units else ():
        yield page_keys.keep(units[made.page], made, present)


def refresh(parameters: PlaceYear) -> None:
    """Rebuild what is kept of the place and of those it is compared with, where that is out of date."""
    for place in (parameters.place, *parameters.entry.parents):
        preparing.refresh(place)


def alone(order: Order) -> AbstractContextManager:
    """Meanwhile no other run is at work on the order's folder; a place without figures has none."""
    return paths.lock_now(run_records.outputs(order.parameters)) if has_figures(order) else nullcontext()


def has_figures(order: Order) -> bool:
    """Whether anything was received from the place."""
    return not store.rows(order.parameters.place).empty


def begun(order: Order, say: Callable[[str], None]) -> Plan | None:
    """The year judged, its tables and its units' pages written, its unchanged pages found; None without figures."""
    parameters, links = order.parameters.check(), pages(order)
    refresh(parameters)
    _tell(order, say)
    if not has_figures(order):
        say(next_steps.next_steps(parameters.entry, order.parameters.year))
        return None
    folder = run_records.outputs(order.parameters)
    run_records.forget_run(order.parameters)
    paths.clear_all_partials(folder)
    output_tables.write(kept_judgements.ready(parameters), parameters, folder)
    for parent in parameters.parents:  # pages compare with them: judged once, not on every page
        kept_judgements.ready(parent)
    _keep_earlier(parameters)
    html_pages.write_font(folder)
    made = page_keys.keyed(ordered(order, links))
    offices, claims = unit_page_files.write(parameters, links)
    return Plan(order, links, made, _kept(made, order, say), offices, claims)


def finished(plan: Plan, outcomes: list[Outcome]) -> list[Outcome]:
    """Documents, index and manifest of a year whose pages are done; a note for the next run if all could be made.

    What became of the documents is returned; of some pages alone none are made.
    """
    order, parameters = plan.order, plan.order.parameters
    whole = len(plan.made) == len(plan.links)
    well = all(one.state != "failed" for one in outcomes)
    documents = _documents(plan, well) if order.documents and whole else []
    listed = documents if whole else _as_left(run_records.left_documents(parameters))
    claims = index_pages.write_year(parameters, plan.links, plan.offices, outcomes, listed)
    beside = {"index": claims, **plan.claims, **{one.page: one.claims for one in listed}}
    page_claims.write(parameters, [link.page for link in plan.links], beside)
    manifest.write(parameters, run_records.outputs(order.parameters), outcomes, documents)
    if whole and well and all(one.state != "failed" for one in documents):
        run_records.keep_run(order.parameters, order.runs, [unit.page for unit in plan.made])
    return documents


def _documents(plan: Plan, well: bool) -> list[Outcome]:
    """The year's documents, written anew where anything they are made from has changed, or a page was lacking."""
    parameters = plan.order.parameters
    key = page_keys.of_documents(plan.made, parameters)
    known = {} if plan.order.force else run_records.kept_documents(parameters, key)
    if known:
        return _as_left(known)
    made = year_documents.write(parameters)
    if well and all(one.state != "failed" for one in made):
        claims = {one.page: one.claims for one in made}
        run_records.keep_documents(parameters, key, {one.page: one.title for one in made}, claims)
    return made


def _as_left(known: dict[str, tuple[str, dict[str, str]]]) -> list[Outcome]:
    """Documents of an earlier run that are kept."""
    return [Outcome(name, title, "kept", 0, claims=claims) for name, (title, claims) in known.items()]


def _kept(units: list[Unit], order: Order, say: Callable[[str], None]) -> list[Outcome]:
    """Pages that are as what they are made from would have them; none where the order wants all anew."""
    present = page_keys.Present()
    kept = [] if order.force else list(filter(None, (page_keys.kept(unit, present) for unit in units)))
    if kept:
        say(
            f"{order.parameters.place} {order.parameters.year}: {len(kept)} of {len(units)} pages unchanged and kept"
        )
    return kept


def _keep_earlier(parameters: PlaceYear) -> None:
    """Judgements of the plan's earlier years: what is new, what lasts and what was answered is told from them."""
    for one in page_context.earlier_years(parameters, set(store.rows(parameters.place)["year"])):
        kept_judgements.ready(one)


def _tell(order: Order, say: Callable[[str], None]) -> None:
    """What was not taken, and how many figures are still to be explained."""
    faults = store.not_taken(order.parameters.place)
    must = faults.loc[faults["level"].eq("must"), ["where", "found", "expected", "remedy"]]
    for told in must.itertuples(index=False, name=None):
        say(str(Finding(*told)))
    if asked := int(faults["level"].eq("verify").sum()):
        say(
            f"{order.parameters.place}: {asked} figures want an explanation (核实性审核), see {store.report(order.parameters.place)}"
        )
