"""A record of what is read while a page is made: every door to tables, notes and entries writes down what passes it.

The record is a file that `PLANBOOK_READS` names, one line a thing, so that a page made in this process and one made in a
kernel leave the same. Where nobody asks for a record none is made.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "PLANBOOK_READS"
Read = tuple[str | int, ...]  # what kind of thing, and which one
_noted: tuple[str, set[Read]] = ("", set())


def note(*read: str | int) -> None:
    """Write down one thing that is being read, the first time in each record.

    Parameters
    ----------
    *read : str or int
        Kind of thing (`judged`, `received`, `notes`, …) and what tells it from others of its kind.
    """
    global _noted
    record = os.environ.get(VARIABLE, "")
    if not record:
        return
    if _noted[0] != record:
        _noted = (record, set())
    if read not in _noted[1]:
        _noted[1].add(read)
        with Path(record).open("a", encoding="utf-8") as file:
            file.write(json.dumps(read, ensure_ascii=False) + "\n")


def asked() -> bool:
    """Whether a record is being made: a run makes a page here."""
    return VARIABLE in os.environ


@contextmanager
def recorded(record: Path) -> Iterator[None]:
    """Meanwhile what is read here and in kernels started here is written down in a file."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(record)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before


@contextmanager
def hidden() -> Iterator[None]:
    """Meanwhile nothing is written down: who asks writes down the answer instead of all that it was made from."""
    before = os.environ.pop(VARIABLE, None)
    try:
        yield
    finally:
        if before is not None:
            os.environ[VARIABLE] = before


def of(record: Path) -> list[Read]:
    """What a record holds, each thing once, in order."""
    lines = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
    return sorted({tuple(json.loads(line)) for line in lines}, key=str)
