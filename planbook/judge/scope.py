"""What one page reads of a place-year's judgement: its area's rows and its indicators' rows, and their digest."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from planbook.judge.judgement import Judgement

OF_THE_WHOLE = ("headline", "warning_budget", "index")  # tables that no area's page reads


@dataclass(frozen=True)
class Scope:
    """An area, and the indicators its page shows, its own and others'."""

    area: str
    indicators: frozenset[str]

    def rows(self, judged: Judgement, name: str) -> np.ndarray:
        """Which rows of a table the page may read, shape (n,)."""
        table = getattr(judged, name)
        if name in OF_THE_WHOLE:
            return np.zeros(len(table), bool)
        if "area" in table:
            return table["area"].eq(self.area).to_numpy(bool)
        if "indicator" in table:
            return table["indicator"].isin(self.indicators).to_numpy(bool)
        owner, key = {
            "reference_methods": (judged.assessment, "target"),
            "ledger": (judged.evaluation, "clause"),
        }[name]
        return table[key].isin(owner.loc[owner["area"].eq(self.area), key]).to_numpy(bool)


def only(judged: Judgement, scope: Scope) -> Judgement:
    """The judgement with the rows of a scope alone."""
    return Judgement(
        **{
            name: table[scope.rows(judged, name)].reset_index(drop=True)
            for name, table in judged.tables().items()
        }
    )


@dataclass(frozen=True)
class Digested:
    """A judgement whose rows are digested once, and asked for by many pages."""

    judged: Judgement

    @cached_property
    def _tables(self) -> dict[str, np.ndarray]:
        return {
            name: pd.util.hash_pandas_object(table, index=False).to_numpy()
            for name, table in self.judged.tables().items()
        }

    def of(self, scope: Scope) -> str:
        """Digest of the rows of a scope."""
        return self._digest({name: scope.rows(self.judged, name) for name in self._tables})

    def of_rows(self, indicators: Collection[str]) -> str:
        """Digest of the observations of some indicators."""
        own = self.judged.observations["indicator"].isin(list(indicators)).to_numpy(bool)
        return self._digest({"observations": own})

    def whole(self) -> str:
        """Digest of all rows."""
        return self._digest({name: slice(None) for name in self._tables})

    def _digest(self, rows: dict) -> str:
        seen = hashlib.sha256()
        for name, own in rows.items():
            seen.update(name.encode())
            seen.update(self._tables[name][own].tobytes())
        return seen.hexdigest()
