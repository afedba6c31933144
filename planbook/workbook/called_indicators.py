"""Indicators in calls of a workbook: whoever calls may write an id or a name; what is called gets ids."""

import inspect
from collections.abc import Callable
from functools import cache, wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from planbook.judge.page_context import PageContext

IDS = ("id", "ids", "whole", "other", "cohort")  # parameters of calls that are indicators


class Book(Protocol):
    """A page that reads a context."""

    context: PageContext


P = ParamSpec("P")
Of = TypeVar("Of", bound=Book)
Made = TypeVar("Made")


def resolved(
    call: Callable[Concatenate[Of, P], Made], book: Of, *given: P.args, **named: P.kwargs
) -> tuple[tuple, dict]:
    """What a call is given, with the id of each indicator in the place of its name."""
    bound = _signature(call).bind(book, *given, **named)
    for name in IDS:
        if name in bound.arguments:
            asked = bound.arguments[name]
            several = isinstance(asked, tuple)
            ids = tuple(book.context.indicator(one).id for one in (asked if several else (asked,)))
            bound.arguments[name] = ids if several else ids[0]
    return bound.args[1:], bound.kwargs


@cache
def _signature(call: Callable) -> inspect.Signature:
    return inspect.signature(call)


def by_name(call: Callable[Concatenate[Of, P], Made]) -> Callable[Concatenate[Of, P], Made]:
    """A call of a workbook that takes indicators by their names too."""

    @wraps(call)
    def called(book: Of, /, *given: P.args, **named: P.kwargs) -> Made:
        words, more = resolved(call, book, *given, **named)
        return call(book, *words, **more)

    return called
