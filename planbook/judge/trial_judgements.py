"""A judgement with something altered for a trial: a target, a figure, an indicator of one's own; nothing of it is kept."""

from dataclasses import replace

import pandas as pd

from planbook.catalogue import Catalogue
from planbook.judge import judgement, public_edition, series_projections
from planbook.judge.judgement import Judgement
from planbook.judge.place_year import PlaceYear

ALTERED = ("assessment", "projections", "accuracy", "gaps", "warnings")


def parameters(asked: PlaceYear, catalogue: Catalogue, level: int) -> PlaceYear:
    """The same place and year under another catalogue and level."""
    tried = replace(asked, level=level)
    tried.__dict__.update(entry=asked.entry, signed=asked.signed, catalogue=catalogue)
    return tried


def judged(asked: PlaceYear, known: Judgement, observations: pd.DataFrame, ids: set[str]) -> Judgement:
    """The tables with the rows of some indicators judged anew.

    Parameters
    ----------
    asked : PlaceYear
        The place and year with the catalogue that counts in the trial.
    known : Judgement
        The tables as they are; rows of other indicators stay.
    observations : pandas.DataFrame
        All figures that count in the trial.
    ids : set of str
        The indicators that are judged anew, and what their targets are held against.

    Returns
    -------
    Judgement
        Only `assessment, projections, accuracy, gaps, warnings, observations` have changed: what is made from the
        whole plan (objectives, headline, index) is as it was.
    """
    catalogue = asked.catalogue
    targets = tuple(one for one in catalogue.targets if one.indicator in ids)
    beside = {one.relative_to for one in targets if one.relative_to}
    beside |= {id for order in catalogue.settings.ascending if ids & set(order) for id in order}
    own = observations[observations["indicator"].isin(ids | beside)]
    part = with_entries(
        catalogue, targets=targets or catalogue.targets[:1]
    )  # there must be one; its rows are not taken
    ahead = series_projections.projected(part, own, asked.year)
    tables = judgement.of_figures(parameters(asked, part, asked.level), own, ahead)
    tables |= {
        "projections": series_projections.table(ahead),
        "accuracy": series_projections.looked_back(part, ahead),
    }
    found = {name: _exchanged(known.unrecorded(name), tables[name], ids) for name in ALTERED}
    rest = {name: known.unrecorded(name) for name in judgement.NAMES if name not in found}
    made = {**rest, **found, "observations": observations}
    return Judgement(**public_edition.published(made) if asked.public else made)


def _exchanged(table: pd.DataFrame, new: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    """A table with its rows of some indicators exchanged for new ones."""
    kept = table[~table["indicator"].isin(ids)]
    fresh = new[new["indicator"].isin(ids)].reindex(columns=table.columns)
    return pd.concat([part for part in (kept, fresh) if len(part)] or [table], ignore_index=True)


def with_entries(catalogue: Catalogue, **entries: object) -> Catalogue:
    """A catalogue with some of its entries exchanged."""
    made = catalogue.model_copy(update=entries)
    made.__dict__.pop("by_target", None)
    return made
