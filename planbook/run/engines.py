"""The engines that pages run by: forks of a warmed process, worker processes, plain kernels, a cluster."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from tqdm import tqdm

from planbook.run import forks, page_making
from planbook.run.order import Order
from planbook.run.page_making import Outcome, Unit


def make_all(waiting: list[Unit], order: Order, say: Callable[[str], None]) -> Iterator[Outcome]:
    """Make the pages by the order's engine and tell of each."""
    shown = tqdm(total=len(waiting), unit="page", disable=not sys.stderr.isatty())
    make: Callable[..., Iterator[Outcome]]
    make = {"fork": forks.make_all, "process": _in_processes}.get(order.runs, _one_by_one)
    for outcome in make(
        waiting, order.jobs or os.cpu_count() or 1, memory=order.memory, timeout=order.timeout
    ):
        shown.update()
        if outcome.state == "failed":
            say(f"failed: {outcome.page}: {outcome.reason}")
        elif shown.disable or outcome.reason:
            note = f" ({outcome.reason})" if outcome.reason else ""
            say(
                f"{order.parameters.place} {order.parameters.year} {outcome.page}: {outcome.seconds:.1f} s{note}"
            )
        yield outcome
    shown.close()


def _in_processes(units: list[Unit], jobs: int, *, memory: float, timeout: float) -> Iterator[Outcome]:
    """Pages in worker processes; if one of these dies, what is left goes on in processes of its own."""
    context = multiprocessing.get_context("spawn")
    left = {unit.page: unit for unit in units}
    try:
        with ProcessPoolExecutor(
            min(jobs, len(units)), mp_context=context, initializer=forks.begin_page, initargs=(memory,)
        ) as pool:
            for future in as_completed([pool.submit(page_making.make, unit) for unit in units]):
                outcome = future.result()
                del left[outcome.page]
                yield outcome
    except BrokenProcessPool:
        yield from forks.make_all(list(left.values()), jobs, context=context, memory=memory, timeout=timeout)


def _one_by_one(units: list[Unit], jobs: int, *, memory: float, timeout: float) -> Iterator[Outcome]:
    with forks.held_to(memory):
        yield from map(page_making.make, units)
