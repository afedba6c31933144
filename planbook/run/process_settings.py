"""How a process that makes pages is set: called where a run, a worker or a warmed process begins, never on import."""

import gc
import sys

COLLECT_AFTER = 200_000  # new objects; a page makes little garbage in rings


def settle() -> None:
    """Set the garbage collector and how pandas keeps text, and spare the process a grammar that no notebook needs.

    Columns of codes are short: looked up in Arrow's memory one by one they take a third more time than as objects.
    jsonschema compiles the URI grammar of `rfc3987_syntax` for about a second in every process; no notebook has a field
    of that format, and jsonschema does without the package where it is absent.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None marks a module as absent; typeshed knows modules only
    import pandas as pd  # here, so that what imports this module for a light command stays light

    pd.set_option("mode.string_storage", "python")
    gc.set_threshold(COLLECT_AFTER)


def keep_what_is_imported() -> None:
    """Libraries stay for good: collections need not look at them again and again."""
    gc.collect()
    gc.freeze()
