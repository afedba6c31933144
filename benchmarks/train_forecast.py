"""Learn the constants of the projections: shares of growth and distances of the limits.

Usage: ``.venv/bin/python benchmarks/train_forecast.py M3_YEARLY.csv.gz PANEL.csv.gz SMALL_AREAS.csv.gz`` writes
`analysis/forecasting/constants.json`. M3: its training part only. A second run gives the same file.

Recipe: histories of both worlds as they stood at several earlier origins, long and cut short; every kind of
series weighs alike, and within a kind each family by the root of its series. Shares of growth make the mean
scaled error, on the scale and in figures, least beside that of no change; the limits make the pinball loss of
the scaled misses least. Both are smooth or nearly so and are found by L-BFGS from fixed beginnings. The weights
of the moving levels' grid are the shares of small-area count series that each of its points explains (EM).
"""

import json
import sys
import warnings
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special
from scipy.optimize import minimize

from analysis.forecasting import count_projections, distribution, features, local_level, scales
from analysis.forecasting import panel as panels

HOME = Path(__file__).resolve().parents[1] / "analysis" / "forecasting"
FEATURES, MORE = len(features.NAMES), 3
KIND_WEIGHT = {"m3": 1.0, "administrative": 0.3, "survey": 0.3, "modelled": 0.2, "registered": 0.2}
MOST_ERROR, MOST_MISS = 30.0, 60.0
FOLDS = 3
SOFT = 0.01  # square below which an absolute error is rounded off
DRAWN = 1e-4  # ridge on the shares of growth and on the shape of the limits
DRAWN_KIND = 1e-2  # ridge on what the kinds add to the shares of growth: few families speak for each
RIDGE = np.where(np.isin(features.NAMES, features.KINDS), DRAWN_KIND, DRAWN)
DRAWN_SIDE = 1e-3  # ridge of each side's limit towards the same shape for both
LEAST_WEIGHT = 0.002  # of a point of the grid that no series speaks for
TAIL = {80: 0.92, 95: 0.88}  # of the share beyond a limit: what is missed on what is not seen yet
CLOSELY, ROUGHLY = 100, 50  # rounds of L-BFGS on the shares of growth
ALONE = {True: "- kind", False: "- -"}  # what is told as pool and kind, - for nothing: with kinds, without
POOLED = {True: ("indicator kind", "kind kind"), False: ("indicator -", "kind -")}


def m3(path: str, part: str = "train") -> pd.DataFrame:
    """M3's yearly series as history rows; `kind` is m3."""
    table = pd.read_csv(path)
    table = table[table["part"].eq(part)]
    table = table.assign(
        kind="m3", family=table["series"], indicator=table["domain"], year=table["t"], value=table["y"]
    )
    return table.assign(lower_bound=np.nan, upper_bound=np.nan)[COLUMNS]


COLUMNS = ["series", "kind", "family", "indicator", "year", "value", "lower_bound", "upper_bound"]


def indicators(path: str) -> pd.DataFrame:
    """The indicator panel as history rows, gaps as they are."""
    table = pd.read_csv(path, low_memory=False)
    keys = ["source_repo", "indicator", "place", "group"]
    table["series"] = table.groupby(keys).ngroup().map("p{:05d}".format)
    share = table["unit"].astype(str).str.startswith("%") | table["unit"].eq("percentage")
    least, most = (table.groupby("series")["value"].transform(name) for name in ("min", "max"))
    table["lower_bound"] = np.where(least >= 0, 0.0, np.nan)
    table["upper_bound"] = np.where(share & (most <= 100), 100.0, np.nan)
    return table.sort_values(["series", "year"])[COLUMNS]


@dataclass(frozen=True)
class Origin:
    """Histories up to an origin, what the members gave then, and what came (NaN: no figure)."""

    panel: panels.Panel
    members: panels.MemberSteps
    came: np.ndarray
    moved: np.ndarray  # from the last figure, on the scale
    size: np.ndarray  # mean absolute change between figures, in figures
    share: float
    kind: np.ndarray
    family: np.ndarray

    @cached_property
    def weight(self) -> np.ndarray:
        """Of each figure that came."""
        return self.share * figure_weights(self.kind, self.family, ~np.isnan(self.came))

    def only(self, kept: np.ndarray) -> "Origin":
        """The series of a mask."""
        parts = {name: getattr(self, name)[kept] for name in ("came", "moved", "size", "kind", "family")}
        return replace(self, panel=self.panel.subset(kept), members=self.members.subset(kept), **parts)


def split(rows: pd.DataFrame, horizon: int, cut: int = 0, longest: int | None = None, least: int = 5):
    """Histories up to `horizon + cut` years before each series' end, and the years after their last figure."""
    ago = rows.groupby("series")["year"].transform("max") - rows["year"]
    history = rows[ago >= horizon + cut]
    history = history[history.groupby("series")["year"].transform("size") >= least]
    if longest:
        history = history[history.groupby("series").cumcount(ascending=False) < longest]
    last = rows["series"].map(history.groupby("series")["year"].max())
    later = rows[(rows["year"] > last) & (rows["year"] <= last + horizon)]
    history = history[history["series"].isin(later["series"])]
    moving = history.groupby("series")["value"].transform("nunique") > 1
    history = history[moving]
    return history, later[later["series"].isin(history["series"])].assign(ahead=later["year"] - last)


def origin(rows: pd.DataFrame, horizon: int, share: float, way: str, **cuts) -> Origin:
    """Training material of one origin; `way` names the columns that are told as pool and kind."""
    history, later = split(rows, horizon, **cuts)
    told = {name: history.get(column, "") for name, column in zip(("pool", "kind"), way.split(), strict=True)}
    panel = panels.read(history.assign(**told))
    at = later["series"].map(pd.Series(np.arange(len(panel.series)), index=panel.series))
    later, at = later[at.notna()], at.dropna().astype(int)
    came = np.full((len(panel.series), horizon), np.nan)
    came[at, later["ahead"].astype(int) - 1] = later["value"]
    moved = scales.transformed(came, panel.scale, panel.lower, panel.upper) - panel.matrix[:, -1:]
    first = history.groupby("series")[["kind", "family"]].first().loc[panel.series]
    return Origin(
        panel=panel,
        members=panels.member_steps(panel, horizon),
        came=came,
        moved=moved,
        size=mean_change(history).loc[panel.series].to_numpy(),
        share=share,
        kind=first["kind"].to_numpy(),
        family=first["family"].to_numpy(),
    )


def mean_change(history: pd.DataFrame) -> pd.Series:
    """Mean absolute change between the figures of each series: the scale of MASE."""
    history = history.sort_values(["series", "year"])
    return history.groupby("series")["value"].diff().abs().groupby(history["series"]).mean()


def figure_weights(kind: np.ndarray, family: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Weights that make the kinds count as `KIND_WEIGHT` says, families by the root of their series."""
    first = pd.DataFrame({"kind": kind, "family": family})
    alike = first.groupby("family")["kind"].transform("size") ** -0.5
    whole = alike.groupby(first["kind"]).transform("sum")
    each = first["kind"].map(KIND_WEIGHT) * alike / whole / there.sum(axis=1)
    return each.to_numpy()[:, None] * there


def origins(rows_m3: pd.DataFrame, rows_panel: pd.DataFrame) -> list[Origin]:
    """Origins of both worlds, long and short histories, five, six and nine years ahead, alone and in pools."""
    made = [origin(rows_m3, 6, 0.25, ALONE[False], cut=cut) for cut in (0, 2, 4, 6)]
    made += [origin(rows_m3, 6, 0.25, ALONE[False], cut=cut, longest=5) for cut in (0, 4)]
    made += [origin(rows_m3, 6, 0.25, POOLED[False][0], cut=cut, longest=n) for cut, n in ((0, None), (4, 5))]
    for cut, longest in ((0, None), (2, None), (4, None), (7, None), (0, 5), (3, 6), (6, 8)):
        share, told = 0.15 if longest else 0.25, cut not in (2, 3)
        made.append(origin(rows_panel, 5, share, ALONE[told], cut=cut, longest=longest))
        made += [origin(rows_panel, 5, share / 2, way, cut=cut, longest=longest) for way in POOLED[told]]
    return [*made, origin(rows_m3, 9, 0.15, ALONE[False]), origin(rows_panel, 9, 0.15, ALONE[True])]


def slope_of_back(at: np.ndarray, panel: panels.Panel) -> np.ndarray:
    """How fast figures move with the scale, at a place on it."""
    bounds, tiny = (panel.scale, panel.lower, panel.upper), 1e-5
    return (scales.inverse(at + tiny, *bounds) - scales.inverse(at - tiny, *bounds)) / (2 * tiny)


def growth_loss(flat: np.ndarray, sets: list) -> tuple[float, np.ndarray]:
    """Mean scaled error beside that of no change, half on the scale and half in figures, with its gradient."""
    weights = flat.reshape(panels.MEMBERS, FEATURES)
    total, slope = (RIDGE * weights**2).sum(), 2 * RIDGE * weights
    for one, in_figures, on_scale in sets:
        share = distribution.member_shares(one.members.features, weights)
        steps = np.einsum("sk,shk->sh", share, one.members.steps)
        at = one.members.last[:, None] + steps
        figure = scales.inverse(at, one.panel.scale, one.panel.lower, one.panel.upper)
        moves = slope_of_back(at, one.panel) / one.size[:, None]
        pulls = np.zeros_like(steps)
        for weight, error, gain in (
            (in_figures, (figure - one.came) / one.size[:, None], moves),
            (on_scale, (steps - one.moved) / one.members.floor[:, None], 1 / one.members.floor[:, None]),
        ):
            error = np.where(weight > 0, error, 0.0)
            soft = np.sqrt(error**2 + SOFT)
            total += (weight * np.minimum(soft, MOST_ERROR)).sum()
            pulls += np.where(soft < MOST_ERROR, weight * error / soft * gain, 0.0)
        pull = (
            np.einsum("sh,shk->sk", pulls, one.members.steps) * share * (1 - share / distribution.MOST_SHARE)
        )
        slope = slope + pull.T @ one.members.features
    return total, slope.ravel()


def beside_no_change(one: Origin) -> tuple[Origin, np.ndarray, np.ndarray]:
    """Weights divided by what no change loses in each kind, in figures and on the scale."""
    still = scales.inverse(one.members.last[:, None], one.panel.scale, one.panel.lower, one.panel.upper)
    errors = [(still - one.came) / one.size[:, None], one.moved / one.members.floor[:, None]]
    kinds = pd.Series(one.kind)
    found = []
    for error in errors:
        lost = np.nansum(one.weight * np.minimum(np.abs(error), MOST_ERROR), axis=1)
        sums = pd.DataFrame({"lost": lost, "weight": one.weight.sum(axis=1)}).groupby(kinds).transform("sum")
        found.append(0.5 * one.weight / (sums["lost"] / sums["weight"]).to_numpy()[:, None])
    return one, *found


def fitted_growth(sets: list[Origin], rounds: int = CLOSELY) -> dict:
    """Weights of the features for each member's share, of series alone and of those in pools."""
    alone = [not one.panel.pool[0] for one in sets]
    return {
        name: fitted_shares(
            [one for one, out in zip(sets, alone, strict=True) if out == own], rounds
        ).tolist()
        for name, own in (("alone", True), ("pooled", False))
    }


def fitted_shares(sets: list[Origin], rounds: int) -> np.ndarray:
    """Weights of the features, shape (members, features)."""
    start = np.zeros((panels.MEMBERS, FEATURES))
    start[:, 0] = -0.5
    given = [beside_no_change(one) for one in sets]
    found = minimize(
        growth_loss, start.ravel(), args=(given,), jac=True, method="L-BFGS-B", options={"maxiter": rounds}
    )
    return found.x.reshape(panels.MEMBERS, FEATURES).round(4)


def misses(one: Origin, weights: dict, still: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of the limits, signed misses in mean yearly changes (up is positive), and their weights."""
    past = distribution.earlier_errors(one.panel, weights)
    steps = distribution.combined_steps(one.members, weights) * past.factor[:, None]
    steps = np.where(distribution.without_growth(one.panel.kind, one.members, still)[:, None], 0.0, steps)
    seen = distribution.interval_features(one.members, past, steps)
    miss = np.clip((one.moved - steps) / one.members.floor[:, None], -MOST_MISS, MOST_MISS)
    return seen, np.nan_to_num(miss), one.weight


def limit_loss(flat, given, tail: float, sign: int, centre: np.ndarray, ridge: float):
    """Pinball loss of a limit, with its gradient; sign 0: of both limits at once, at the same distance."""
    total, slope = ridge * ((flat - centre) ** 2).sum(), 2 * ridge * (flat - centre)
    for seen, miss, weight in given:
        ahead = np.log(np.arange(1, miss.shape[1] + 1))
        line = (seen @ flat[:-2])[:, None] + flat[-2] * ahead + flat[-1] * ahead**2
        wide = np.exp(np.clip(line, -4, 4))
        beyond = sign * miss if sign else np.abs(miss)
        share = tail if sign else 2 * tail
        total += (weight * (share * wide + np.maximum(beyond - wide, 0))).sum() / share
        pull = weight * (share - (beyond > wide)) * wide / share * (np.abs(line) < 4)
        slope = slope + np.concatenate(
            [pull.sum(axis=1) @ seen, [(pull * ahead).sum(), (pull * ahead**2).sum()]]
        )
    return total, slope


def fitted_limits(given: list, level: int) -> dict:
    """Coefficients of the log distance of the limits at a level, below and above the centre."""
    tail = TAIL.get(level, 1.0) * (1 - level / 100) / 2
    start = np.zeros(FEATURES + MORE + 2)
    start[0], start[-2] = np.log(special.ndtri(1 - tail) * 1.25), 0.5
    options = {"jac": True, "method": "L-BFGS-B", "options": {"maxiter": 200}}
    both = minimize(limit_loss, start, args=(given, tail, 0, 0 * start, DRAWN), **options).x
    sides = {"below": -1, "above": 1}
    return {
        name: minimize(limit_loss, both, args=(given, tail, sign, both, DRAWN_SIDE), **options)
        .x.round(4)
        .tolist()
        for name, sign in sides.items()
    }


def small_areas(path: str) -> pd.DataFrame:
    """Counts of small places as history rows."""
    table = pd.read_csv(path, low_memory=False)
    keys = ["source_repo", "indicator", "place", "group"]
    table["series"] = table.groupby(keys).ngroup().map("s{:05d}".format)
    kept = ["series", "indicator", "year", "numerator", "denominator", "multiplier"]
    return table.sort_values(["series", "year"])[kept]


def fitted_moving(rows: pd.DataFrame) -> np.ndarray:
    """Weights of the moving levels' grid, from series of ten events a year or more; indicators by their root."""
    ago = rows.groupby("series")["year"].transform("max") - rows["year"]
    rows = rows[(ago < local_level.LONGEST) & (rows["denominator"] > 0)]
    kind = count_projections.count_histories(rows).groupby("series")["kind"].first()
    seen, exposed = local_level.yearly_counts(rows.assign(ago=ago))
    given = (seen.to_numpy(float), exposed.to_numpy(float), kind[seen.index].eq("rate").to_numpy())
    indicator = rows.groupby("series")["indicator"].first()[seen.index]
    each = (indicator.map(indicator.value_counts()) ** -0.5).to_numpy()
    weights = np.full(len(local_level.GRID), 1 / len(local_level.GRID))
    for _ in range(30):
        own = local_level.filtered_level(*given, weights).weight
        weights = each @ own / each.sum() + LEAST_WEIGHT
        weights /= weights.sum()
    return weights


def train(rows_m3: pd.DataFrame, rows_panel: pd.DataFrame) -> dict:
    """Constants of the projections."""
    sets = origins(rows_m3, rows_panel)
    still = not_admitted(sets)
    weights = fitted_growth(sets)
    given = [misses(one, weights, still) for one in sets]
    width = {str(level): fitted_limits(given, level) for level in distribution.LEVELS}
    return {"no_change": still, "growth": weights, "width": width}


def not_admitted(sets: list[Origin]) -> dict:
    """Kinds whose growth is not carried on: with it they miss by more than without, in families held back."""
    names = sorted({name for one in sets for name in one.family if one.kind[0] != "m3"})
    fold, lost = {name: n % FOLDS for n, name in enumerate(names)}, []
    for held in range(FOLDS):
        back = [np.array([fold.get(name) == held for name in one.family]) for one in sets]
        weights = fitted_growth([one.only(~out) for one, out in zip(sets, back, strict=True)], ROUGHLY)
        told = [one.only(out) for one, out in zip(sets, back, strict=True) if out.any() and one.panel.kind[0]]
        lost += [losses(one, weights) for one in told]
    sums = pd.concat(lost).groupby(["group", "kind"])[["ours", "still"]].sum()
    worse = sums.index[sums["ours"] > sums["still"]]
    return {name: [kind for group, kind in worse if group == name] for name in ("alone", "pooled")}


def losses(one: Origin, weights: dict) -> pd.DataFrame:
    """Sums of the scaled errors of an origin, with growth and without, by group and kind."""
    past = distribution.earlier_errors(one.panel, weights)
    steps = distribution.combined_steps(one.members, weights) * past.factor[:, None]
    bounds = (one.panel.scale, one.panel.lower, one.panel.upper)
    error = {}
    for name, share in (("ours", 1.0), ("still", 0.0)):
        figure = scales.inverse(one.members.last[:, None] + share * steps, *bounds)
        off = np.nan_to_num(np.abs(figure - one.came) / one.size[:, None])
        error[name] = (one.weight * np.minimum(off, MOST_ERROR)).sum(axis=1)
    error |= {
        "group": np.where(distribution.by_pool(one.members)["alone"], "alone", "pooled"),
        "kind": one.kind,
    }
    return pd.DataFrame(error).groupby(["group", "kind"]).sum().reset_index()


def main(path_m3: str, path_panel: str, path_areas: str) -> None:
    """Train and write."""
    warnings.simplefilter("ignore")
    made = train(m3(path_m3), indicators(path_panel))
    made["moving"] = fitted_moving(small_areas(path_areas)).round(4).tolist()
    note = (
        "learned by benchmarks/train_forecast.py from M3's training part, an indicator panel and small areas"
    )
    text = json.dumps({"note": note, "features": features.NAMES, **made}, indent=1)
    (HOME / "constants.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
