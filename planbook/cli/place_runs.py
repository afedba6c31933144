"""Which places a command is for, whether there is anything to do, and with what."""

import click

from planbook.cli.messages import tell
from planbook.core.errors import Fault, PlanbookError, for_each
from planbook.core.parameters import RunParameters


def nothing_changed(
    place: str, year: int | None, areas: tuple[str, ...], as_of: str, edition: str, engine: str
) -> bool:
    """Whether a year's pages are as the last run left them, by all that they are made from; told if so."""
    from planbook.core import paths
    from planbook.run import run_records

    try:
        year = year or run_records.default_year(paths.check_place(place))
    except (KeyError, ValueError):  # the run will say what is wrong with the entry
        return False
    parameters = RunParameters(place, year, as_of, edition)
    pages = run_records.unchanged(parameters, run_records.engine(engine))
    if pages is None or set(areas) - set(pages):  # a page of no such name is for the run to tell
        return False
    click.echo(f"{place} {year}: nothing changed, {len(pages)} pages kept")
    return True


def each(chosen: list[str], year: int | None, extra: dict[str, str], fields: dict) -> bool:
    """Run places one after the other, all that allow it; whether every page could be made."""
    from planbook.run import fork_server, run_records

    if run_records.engine(fields["engine"]) == "fork":
        fork_server.begin()  # it warms up while this process imports
    from planbook.run import year_run as batch
    from planbook.run.order import order_from

    orders, faults = for_each(lambda one: order_from(one, year, extra, **fields), chosen)
    tell(faults)
    more: list[Fault] = []
    if fields["engine"] == "dask":
        from planbook.run import cluster

        made = cluster.run(orders, click.echo)
    else:
        made, more = for_each(lambda order: batch.run(order, click.echo), orders)
    tell(more)
    states = [outcome.state for outcomes in made for outcome in outcomes]
    return not faults + more and all(made) and "failed" not in states


def places_with_figures(year: int | None) -> list[str]:
    """Places that have a figure of the year asked for; the others are named."""
    from planbook.core import paths
    from planbook.run import run_records

    chosen = []
    for one in paths.places():
        try:
            asked, known = year or run_records.default_year(one), run_records.years(one)
            lacking = asked not in (_years_with_figures(one) if known is None else known)
        except (KeyError, ValueError, PlanbookError):  # the run will say what is wrong with the entry
            lacking = False
        if lacking:
            click.echo(f"{one}: no figures of {asked}; `planbook run --place {one}` says what to do next")
        else:
            chosen.append(one)
    return chosen


def _years_with_figures(place: str) -> set[int]:
    from planbook import store
    from planbook.store import preparing

    preparing.refresh(place)
    rows = store.rows(place)
    return set(rows.loc[rows["value"].notna(), "year"])


def prepared(place: str) -> list[Fault]:
    """A place's raw files read; what was taken and where the rest is told; what must be put right or explained."""
    from planbook import store
    from planbook.core import paths
    from planbook.exchange import marked_copies
    from planbook.store import preparing

    made = preparing.prepare(place)
    click.echo(f"{place}: {len(made.rows)} observations of {len(made.releases)} releases")
    hints = [fault for fault in made.faults if getattr(fault, "level", "must") == "hint"]
    if made.faults:
        click.echo(f"{place}: 其中{len(hints)}条提示，全部见 {store.report(place)}")
    if copies := marked_copies.write(place, made.faults):
        click.echo(f"{place}: {len(copies)}个标出单元格的工作簿在 {paths.processed(place) / 'marked'}")
    return [fault for fault in made.faults if fault not in hints]


def pairs(extra: tuple[str, ...]) -> dict[str, str]:
    """Parameters given as NAME=VALUE."""
    wrong = [text for text in extra if "=" not in text]
    if wrong:
        raise click.BadParameter(f"{wrong[0]!r}; expected NAME=VALUE", param_hint="-p")
    return dict(text.split("=", 1) for text in extra)
