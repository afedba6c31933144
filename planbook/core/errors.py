"""Errors that a person must act on, and the faults they are made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: where it stands, what was found, what is expected, what to do."""

    where: str
    found: str
    expected: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.where}: found {self.found}; expected {self.expected}.{remedy}"


class PlanbookError(Exception):
    """Base of all errors that name faults; `faults` holds every one of them."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class UsageError(PlanbookError):
    """The command or a notebook was given a parameter it cannot use."""


class CatalogueError(PlanbookError):
    """The catalogue or a plan has faulty entries."""


class SourceError(PlanbookError):
    """A raw file, its `SOURCE.toml` or a `place.toml` cannot be used."""


class ObservationError(PlanbookError):
    """Observations break their contract."""


class PublishError(PlanbookError):
    """A page could not be made."""


def for_each(task: Callable, items: Iterable) -> tuple[list, list[Fault]]:
    """Results of a task for all items that allow it, and the faults of the others.

    Raises
    ------
    PlanbookError
        Where no item allows it: of the first one's kind, with every fault.
    """
    done, wrong = [], []
    for item in items:
        try:
            done.append(task(item))
        except PlanbookError as error:
            wrong.append(error)
    faults = list(dict.fromkeys(fault for error in wrong for fault in error.faults))
    if wrong and not done:
        raise type(wrong[0])(faults)
    return done, faults


def near(word: str, known: Iterable[str]) -> str:
    """The nearest known word; blank where none is near."""
    found = get_close_matches(str(word), sorted(map(str, known)), n=1, cutoff=0.6)
    return found[0] if found else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Sentence that names the nearest known word, or lists the first few."""
    names = sorted(map(str, known))
    if found := near(word, names):
        return f"Did you mean `{found}`?"
    more = ", …" if len(names) > 8 else ""
    return f"Known: {', '.join(names[:8])}{more}." if names else ""


def quoted(values: Iterable, most: int = 5) -> str:
    """First few values in quotes, and how many there are in all."""
    items = [repr(value) for value in values]
    shown = ", ".join(items[:most])
    return shown if len(items) <= most else f"{shown}, … ({len(items)} in all)"
