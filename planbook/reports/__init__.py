"""What leaves the office beside the pages: reports in Word, the briefing, the yearbook in Excel."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from planbook.core import paths, processes
from planbook.judge.judgement import PlaceYear
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.run import fork_server
from planbook.run.page_making import Outcome

__all__ = ["documents", "reports", "write"]

FIRST = ("_women.docx", ".xlsx")  # written in one process; the others in another

TITLES = {
    "monitoring": "统计监测报告",
    "evaluation": "评估报告",
    "briefing": "监测简报",
    "yearbook": "统计资料（年鉴）",
}


def reports(parameters: PlaceYear) -> dict[str, Callable]:
    """What is to be written in Word of a year, by kind: each to be called for its cover and blocks.

    None of the public edition: reports name units and quote what was told in words; and none of a place that is only
    compared.
    """
    from planbook.judge.plan_context import PlanContext
    from planbook.reports import briefing, evaluation_report, monitoring_report

    if parameters.public or parameters.entry.reference:
        return {}
    plans = [PlanContext(parameters, WHOLE_YEAR, plan) for plan in parameters.catalogue.plan.plans]
    found: dict[str, Callable] = {
        f"monitoring_{one.plan}": partial(monitoring_report.report, one) for one in plans
    }
    found["briefing"] = partial(briefing.report, PageContext(parameters, WHOLE_YEAR), plans)
    if evaluation_report.due(parameters):
        found |= {f"evaluation_{one.plan}": partial(evaluation_report.report, one) for one in plans}
    return found


def documents(parameters: PlaceYear) -> dict[str, Callable[[], bytes]]:
    """Files of a year beside its pages, by name, each to be called for its bytes."""
    from planbook.render import word
    from planbook.reports import yearbook

    made = {
        f"{kind}.docx": lambda report=report: word.document(*report())
        for kind, report in reports(parameters).items()
    }
    return made | {"yearbook.xlsx": lambda: yearbook.workbook(parameters)}


def write(parameters: PlaceYear) -> list[Outcome]:
    """Write a year's documents into its folder; what became of each: one that fails stops no other.

    Where processes can be forked from a warmed one, the two plans' documents are written side by side; those of a process
    that dies are written here.
    """
    names = list(documents(parameters))
    parts = [
        [name for name in names if name.endswith(FIRST)],
        [name for name in names if not name.endswith(FIRST)],
    ]
    if os.name == "posix" and all(parts):
        try:
            held = {"mp_context": fork_server.context(), "initializer": processes.end_with_parent}
            with fork_server.without_main(), ProcessPoolExecutor(2, **held) as pool:
                made = list(pool.map(_written_there, [str(paths.root())] * 2, [parameters] * 2, parts))
            return sorted((one for part in made for one in part), key=lambda one: names.index(one.page))
        except BrokenProcessPool:
            pass
    return _written(parameters, names)


def _written_there(root: str, parameters: PlaceYear, names: list[str]) -> list[Outcome]:
    os.environ["PLANBOOK_ROOT"] = root
    return _written(parameters, names)


def _written(parameters: PlaceYear, names: list[str]) -> list[Outcome]:
    folder = paths.outputs(parameters.place, parameters.year, parameters.edition)
    made = documents(parameters)
    return [_one(folder / name, _title(parameters, name), made[name]) for name in names]


def _one(path: Path, title: str, make: Callable[[], bytes]) -> Outcome:
    started = time.perf_counter()
    try:
        paths.write_atomically(path, make())
        state, reason = "done", ""
    except OSError:  # a full disk: the run ends, and says so
        raise
    except Exception as error:
        path.unlink(missing_ok=True)
        state, reason = "failed", f"{type(error).__name__}: {error}"
    return Outcome(path.name, title, state, round(time.perf_counter() - started, 2), reason)


def _title(parameters: PlaceYear, name: str) -> str:
    kind, _, plan = name.partition(".")[0].partition("_")
    known = parameters.catalogue.plan.plans
    return f"{known[plan].short}{TITLES[kind]}" if plan in known else TITLES[kind]
