"""The `planbook` command and its subcommands: words of the command line, and what they call."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from planbook.cli import moves
from planbook.cli.completion import INDICATOR, PAGE, PLACE
from planbook.cli.messages import tell
from planbook.core import environment
from planbook.core.errors import Fault, PlanbookError, UsageError, for_each

WELL, TO_ACT, WRONG_USE = 0, 1, 2
DISK = (errno.ENOSPC, errno.EROFS, errno.EDQUOT)


class Command(click.Group):
    """A group that turns the package's errors into messages and exit statuses."""

    def main(self, args: Sequence[str] | None = None, **more: object) -> object:  # type: ignore[override]  # Click gives any
        """Run the command line (Click's interface); the shell's own begins in surroundings of its own."""
        if (
            args is None
        ):  # a process of the command's: JupyterLab alone is an analyst's, with what they have set
            environment.settle(official="lab" not in sys.argv[1:])
        run: Callable[..., object] = super().main
        return run(args, **more)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; faults are told one a line, without a traceback unless asked for."""
        begun = moves.mark()
        ctx.call_on_close(lambda: moves.tell(begun))
        try:
            return super().invoke(ctx)
        except PlanbookError as error:
            if ctx.params.get("debug"):
                raise
            tell(error.faults)
            sys.exit(WRONG_USE if isinstance(error, UsageError) else TO_ACT)
        except OSError as error:  # a full disk, a folder that may not be written
            if ctx.params.get("debug") or (error.filename is None and error.errno not in DISK):
                raise
            remedy = "What was there before is unchanged; run again once there is room and leave to write."
            tell(
                [
                    Fault(
                        str(error.filename or "outputs"),
                        error.strerror or "",
                        "a file that can be written",
                        remedy,
                    )
                ]
            )
            sys.exit(TO_ACT)


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
@click.version_option(package_name="planbook")
def main(debug: bool) -> None:
    """Yearly workbooks of a city's women's and children's plans.

    The shell completes places, indicators and pages by id and by Chinese name once it has read
    `eval "$(_PLANBOOK_COMPLETE=bash_source planbook)"`; zsh and fish have their own word in the place of bash.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@main.command()
@click.option("--place", type=PLACE, help="Folder of data/raw; all places with data without it.")
@click.option("--year", type=int, help="Year; the place's default year without it.")
@click.option("--as-of", default="", help="Last release that counts, such as 2025-03-31.")
@click.option(
    "--area", "areas", type=PAGE, multiple=True, help="Make only this page; may be given several times."
)
@click.option(
    "--edition",
    type=click.Choice(["internal", "public"]),
    default="internal",
    show_default=True,
    help="public: small groups suppressed, without warnings, probabilities, units and free text.",
)
@click.option("--jobs", type=click.IntRange(1), default=None, help="Worker processes; the cores without it.")
@click.option(
    "--engine",
    type=click.Choice(["fork", "process", "kernel", "dask"]),
    default=None,
    help="fork: from a warmed process (the default but on Windows); process: kernels in worker processes; "
    "kernel: plain papermill, page by page; dask: on a cluster, a local one without --scheduler.",
)
@click.option("--scheduler", default="", help="Address of a Dask scheduler, such as tcp://10.0.0.1:8786.")
@click.option(
    "--timeout", type=click.FloatRange(1), default=600, show_default=True, help="Seconds a page may take."
)
@click.option(
    "--memory", type=click.FloatRange(0.25), default=4, show_default=True, help="GiB a page may take."
)
@click.option("--force", is_flag=True, help="Make every page anew, the unchanged ones too.")
@click.option("-p", "extra", multiple=True, metavar="NAME=VALUE", help="A parameter of the notebooks.")
def run(
    place: str | None,
    year: int | None,
    as_of: str,
    areas: tuple[str, ...],
    edition: str,
    jobs: int | None,
    engine: str | None,
    scheduler: str,
    timeout: float,
    memory: float,
    force: bool,
    extra: tuple[str, ...],
) -> None:
    """Make a year's pages, tables and index; pages whose data and program have not changed are kept."""
    from planbook.cli import place_runs
    from planbook.core import paths

    asked = {"as_of": as_of, "edition": edition, "engine": engine or ""}
    chosen = [place] if place else place_runs.places_with_figures(year)
    changed = (
        chosen
        if force or extra
        else [one for one in chosen if not place_runs.nothing_changed(one, year, areas, **asked)]
    )
    well = True
    if changed:
        fields = {**asked, "areas": areas, "jobs": jobs or 0, "force": force, "scheduler": scheduler}
        fields |= {"timeout": timeout, "memory": memory}
        well = place_runs.each(changed, year, place_runs.pairs(extra), fields)
    if (paths.root() / "outputs" / "index.html").is_file():
        click.echo(f"open {paths.root() / 'outputs' / 'index.html'}")
    sys.exit(WELL if well else TO_ACT)


@main.command()
@click.option("--place", type=PLACE, help="Folder of data/raw; all places without it.")
def prepare(place: str | None) -> None:
    """Read raw files into checked observations and list what was not taken; mark the cells in copies."""
    from planbook.cli import place_runs
    from planbook.core import paths
    from planbook.run import process_settings

    process_settings.settle()
    chosen = [paths.check_place(place)] if place else paths.places()
    found, unread = for_each(place_runs.prepared, chosen)
    _end([*unread, *(fault for one in found for fault in one)])


@main.command()
@click.option("--place", type=PLACE, required=True, help="Folder of data/raw.")
@click.option("--year", type=int, required=True, help="Year the figures are of.")
def forms(place: str, year: int) -> None:
    """Write every reporting unit's workbook for a year, and its history form."""
    from planbook.exchange import form_files

    made = form_files.write(place, year)
    click.echo(f"{len(made)} workbooks in {form_files.folder(place, year)}")


@main.command()
def check() -> None:
    """Check the catalogue, all places' raw files, and the notebooks; list every fault."""
    from planbook.run import project_checks

    _end(project_checks.everything())


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="OUTPUT_DIR")
def verify(folder: Path) -> None:
    """Make a folder of pages anew from what was recorded and name every difference."""
    from planbook.run import verify as verifying

    found = verifying.verify(folder.resolve(), click.echo)
    for one in found:
        click.echo(f"differs: {one}")
    click.echo(f"{len(found)} differences" if found else "verified: every file is as a fresh run makes it")
    sys.exit(TO_ACT if found else WELL)


@main.command()
@click.argument("draft", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def redraft(draft: Path) -> None:
    """Hold an edited report against today's figures: what they change is marked as revisions in a copy beside it."""
    from planbook.reports import redraft as drafting

    beside, changes = drafting.write(draft)
    for one in changes:
        click.echo(f"changed: {one}")
    click.echo(f"{len(changes)} changes marked in {beside}" if changes else "nothing changed")
    sys.exit(TO_ACT if changes else WELL)


@main.command()
@click.argument("place", type=PLACE)
@click.argument("indicator", type=INDICATOR)
@click.argument("year", type=int)
def trace(place: str, indicator: str, year: int) -> None:
    """Show where a figure comes from: file, sheet, cell, release, and earlier releases.

    Behind it stand, where the year is judged, the states, gaps, projections and probabilities that follow from it, each
    with the figures and cells that made it. INDICATOR is an id such as maternal_mortality, or the name that pages print;
    `composite` is the composite index. YEAR may lie ahead: then it is the projection that is traced.
    """
    from planbook.exchange import judged_trace

    for line in judged_trace.all_lines(place, indicator, year):
        click.echo(line)


@main.command()
@click.argument("sql")
@click.option(
    "--place", "named", type=PLACE, multiple=True, help="Only this place; may be given several times."
)
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
def query(sql: str, named: tuple[str, ...], form: str) -> None:
    """Answer one SELECT over all figures and judgements; docs/database.md has the tables."""
    from planbook.exchange import judged_tables

    answer, notes = judged_tables.query(sql, named)
    click.echo(answer.as_csv() if form == "csv" else answer.as_table(), nl=False)
    for note in notes:
        click.echo(note, err=True)


@main.command()
@click.option("--place", type=PLACE, required=True, help="Folder of data/raw.")
@click.option("--year", type=int, help="Year of the figures; all years without it.")
@click.option("--format", "form", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="Folder for the files.")
def export(place: str, year: int | None, form: str, to: Path | None) -> None:
    """Write a place's figures with names, data dictionary and releases."""
    from planbook.exchange import export as exporting

    for path in exporting.write(place, year, form, to):
        click.echo(path)


@main.command()
@click.argument("page", type=PAGE)
@click.option("--place", type=PLACE, default="demo", show_default=True, help="Folder of data/raw.")
@click.option("--year", type=int, help="Year; the place's default year without it.")
@click.option("--open", "opened", is_flag=True, help="Put the lines that make each piece's table below it.")
def copy(page: str, place: str, year: int | None, opened: bool) -> None:
    """Copy a notebook to workspace/, set to a place and year; an existing copy is never overwritten."""
    from planbook.contract import places
    from planbook.core import paths
    from planbook.run import notebook_copies

    entry = places.read(paths.check_place(place))
    made = notebook_copies.copy(page, place, year or entry.default_year, opened=opened)
    click.echo(made.relative_to(paths.root()))


@main.command()
@click.argument("notebook", type=click.Path(path_type=Path))
def publish(notebook: Path) -> None:
    """Write a notebook of your own, once it has been run, as an offline page in the house style beside it."""
    from planbook.run import notebook_copies

    click.echo(notebook_copies.publish(notebook))


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port; the first free one from 8888 without it.")
@click.option("--ip", help="Address to listen at; this machine alone without it.")
@click.option("--token", help="Token that lets in; a new one at each start without it.")
@click.option("--no-token", is_flag=True, help="Let everybody on this machine in without a token.")
@click.option("--no-browser", is_flag=True, help="Open no browser: the address is told in the terminal.")
@click.argument("more", nargs=-1, metavar="[-- JUPYTER_OPTIONS]...")
def lab(
    port: int | None,
    ip: str | None,
    token: str | None,
    no_token: bool,
    no_browser: bool,
    more: tuple[str, ...],
) -> None:
    """Open JupyterLab on the notebooks, in Chinese, with kernels that start warm.

    What follows `--` is handed on to JupyterLab as it stands.
    """
    from planbook.run import lab as opening

    opening.become_lab(opening.options(port, ip, None if no_token else token or "", no_browser), more)


def _end(faults: list[Fault]) -> None:
    tell(faults)
    click.echo(f"{len(faults)} faults" if faults else "no faults")
    sys.exit(TO_ACT if faults else WELL)
