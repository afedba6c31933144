"""Places' years on a cluster: one task to judge, one for each page, one to list them; every worker forks locally.

All that a task needs lies in files that every machine sees; a lost worker's tasks run on another.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import dask
from dask.distributed import Client, Future, LocalCluster, as_completed

from planbook.core import digests
from planbook.core.errors import for_each
from planbook.run import approved_years, forks, index_pages, notebook_execution, page_keys, page_making
from planbook.run import year_run as batch
from planbook.run.order import Order
from planbook.run.page_making import Outcome, Unit

LOSSES = 3  # workers that may be lost under a task before it is given up
GREETING = 600  # seconds to wait for the scheduler and the first worker: machines may be busy
URGENT = {"judge": 0, "page": 1, "list": 2}  # a place that is begun is ended before another begins


def run(orders: list[Order], say: Callable[[str], None] = print) -> list[list[Outcome]]:
    """Make places' years; outcomes by order, as `year_run.run` gives them for one, none where a place does not allow it.

    Parameters
    ----------
    orders : list of Order
        Their `scheduler` is the address of a cluster's; a local cluster of `jobs` workers without it.
    say : callable
        Takes a line of progress.
    """
    with ExitStack() as held:
        able, faults = for_each(partial(_hold, held), orders)
        client = held.enter_context(_client(able[0]))
        client.wait_for_workers(1, timeout=GREETING)
        made = dict(zip(able, _Work(client, able, say).done(), strict=True))
    index_pages.write_places()
    for fault in faults:
        say(f"failed: {fault}")
    return [made.get(order, []) for order in orders]


def _hold(held: ExitStack, order: Order) -> Order:
    """Keep other runs from the order's folder until all is done."""
    order.parameters.check()
    batch.refresh(order.parameters)
    held.enter_context(batch.alone(order))
    approved_years.hold(order)
    return order


@contextmanager
def _client(order: Order) -> Iterator[Client]:
    if order.scheduler:
        with Client(order.scheduler, timeout=GREETING) as client:
            yield client
        return
    # a worker starts the processes that fork pages, which a daemon may not
    dask.config.set({"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": LOSSES})
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    workers = order.jobs or os.cpu_count() or 1
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster, timeout=GREETING) as client,
    ):
        yield client


class _Work:
    """What is under way: the next task of a place follows when the one before has come back."""

    def __init__(self, client: Client, orders: list[Order], say: Callable[[str], None]):
        self.client, self.orders, self.say = client, orders, say
        self.code = digests.code()
        self.plans: dict[int, batch.Plan | None] = {}
        self.outcomes: dict[int, list[Outcome]] = {}
        self.asked: dict[str, tuple[str, int, Unit | None]] = {}

    def done(self) -> list[list[Outcome]]:
        """All outcomes, when every task has come back."""
        # no name for the list: what has come back and is still held is made again when its worker is lost
        self.back = as_completed(
            [self._submit("judge", n, None, _judged, order) for n, order in enumerate(self.orders)]
        )
        for future in self.back:
            self._follow(*self.asked.pop(future.key), future)
        return [self.outcomes.get(n, []) for n in range(len(self.orders))]

    def _submit(self, kind: str, number: int, unit: Unit | None, task: Callable, *given: object) -> Future:
        order = self.orders[number]
        key = "-".join(
            ["planbook", kind, order.parameters.place, str(order.parameters.year), unit.page if unit else ""]
        )
        self.asked[key] = kind, number, unit
        return self.client.submit(_done, self.code, task, *given, key=key, pure=False, priority=URGENT[kind])

    def _follow(self, kind: str, number: int, unit: Unit | None, future: Future) -> None:
        error = future.exception()
        if kind == "page" and unit is not None:
            self._take(number, _lost(unit, error) if error else future.result())
        elif error:
            self._take(number, Outcome(kind, kind, "failed", 0, repr(error)))
        elif kind == "judge":
            self._begin(number, *future.result())
        else:
            for lost in (one for one in future.result() if one.state == "failed"):
                self._take(number, lost)
        plan = self.plans.get(number)
        if kind != "list" and plan and len(self.outcomes[number]) == len(plan.made):
            self.back.add(self._submit("list", number, None, _listed, plan, self.outcomes[number]))

    def _take(self, number: int, outcome: Outcome) -> None:
        order = self.orders[number]
        self.outcomes.setdefault(number, []).append(outcome)
        name = f"{order.parameters.place} {order.parameters.year} {outcome.page}"
        failed = outcome.state == "failed"
        self.say(f"failed: {name}: {outcome.reason}" if failed else f"{name}: {outcome.seconds:.1f} s")

    def _begin(self, number: int, plan: batch.Plan | None, lines: list[str]) -> None:
        for line in lines:
            self.say(line)
        self.plans[number], self.outcomes[number] = plan, list(plan.kept) if plan else []
        order = self.orders[number]
        for unit in plan.waiting if plan else []:
            self.back.add(self._submit("page", number, unit, _page, unit, order.timeout, order.memory))


def _done(code: str, task: Callable, *given: object) -> object:
    """A task's result, by a worker that has the same source as whoever ordered it."""
    if digests.code() != code:
        raise RuntimeError("this worker started from another version of the program: start the workers anew")
    return task(*given)


def _lost(unit: Unit, error: BaseException) -> Outcome:
    page_making.remove_page(unit)
    return Outcome(unit.page, unit.title, "failed", 0, f"{type(error).__name__}: {error}")


def _judged(order: Order) -> tuple[batch.Plan | None, list[str]]:
    """A place's year judged; its plan, and what was told on the way."""
    lines: list[str] = []
    return batch.begun(order, lines.append), lines


def _page(unit: Unit, timeout: float, memory: float) -> Outcome:
    """One page, in a fork of the process this worker has warmed."""
    kernel = unit.engine == notebook_execution.KERNEL
    made = (
        page_making.make(unit) if kernel else next(forks.make_all([unit], 1, timeout=timeout, memory=memory))
    )
    return page_keys.keep(unit, made, page_keys.Present())


def _listed(plan: batch.Plan, outcomes: list[Outcome]) -> list[Outcome]:
    return batch.finished(plan, outcomes)
