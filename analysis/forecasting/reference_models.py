"""Other methods to compare projections with: exponential smoothing and a structural model of statsmodels."""

import warnings
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
import pandas as pd
from scipy import special

from analysis.arrays import Numbers, reads
from analysis.forecasting import panel as panels
from analysis.forecasting import scales
from analysis.forecasting.panel import HISTORY
from analysis.forecasting.projection import LEVELS

TRENDS: dict[str, dict[str, str | bool]] = {
    "level": {},
    "trend": {"trend": "add"},
    "damped": {"trend": "add", "damped_trend": True},
}
COMPONENTS = {"level": "local level", "trend": "local linear trend", "smooth": "smooth trend"}

_Method = Callable[[Numbers, int], tuple[str, Numbers, Numbers]]


class _Fit(Protocol):
    aicc: float


@reads(history=HISTORY)
def ets(history: pd.DataFrame, horizon: int, *, levels: tuple[int, ...] = LEVELS) -> pd.DataFrame:
    """Projections by exponential smoothing with additive errors, the trend chosen by AICc.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, value`, optional `lower_bound, upper_bound`, as for `forecasting.project`; counts are not read.
    horizon : int
        Years ahead of each series' last figure.
    levels : tuple of int
        Prediction levels in per cent.

    Returns
    -------
    pandas.DataFrame
        `series, year, value, lower_80, upper_80, lower_95, upper_95` in the figures' unit, and `model` (`level`,
        `trend` or `damped`); series of fewer than four figures are left out.

    Notes
    -----
    Figures are transformed as by `forecasting.project`; years without one, which ETS needs, are filled in a straight
    line. Series are fitted one by one, some tenths of a second each.

    References
    ----------
    Hyndman, R. J. et al. (2008). Forecasting with Exponential Smoothing. doi:10.1007/978-3-540-71918-2

    Examples
    --------
    >>> history = pd.DataFrame({"series": "a", "year": range(2015, 2025), "value": [8.0, 9, 8, 9, 8, 9, 8, 9, 8, 9]})
    >>> found = ets(history, 2)
    >>> found["year"].tolist(), bool(found["value"].between(8, 9).all())
    ([2025, 2026], True)
    """
    return _each(history, horizon, levels, _ets)


@reads(history=HISTORY)
def unobserved_components(
    history: pd.DataFrame, horizon: int, *, levels: tuple[int, ...] = LEVELS
) -> pd.DataFrame:
    """Projections by a structural time series model of level and slope, its form chosen by AICc.

    Parameters
    ----------
    history, horizon, levels
        As for `ets`.

    Returns
    -------
    pandas.DataFrame
        As from `ets`; `model` is `level`, `trend` or `smooth`.

    Notes
    -----
    Figures are transformed as by `forecasting.project`; years without one are left to the Kalman filter.

    References
    ----------
    Harvey, A. C. (1989). Forecasting, Structural Time Series Models and the Kalman Filter.
    doi:10.1017/CBO9781107049994

    Examples
    --------
    >>> history = pd.DataFrame({"series": "a", "year": range(2015, 2025), "value": [8.0, 9, 8, 9, 8, 9, 8, 9, 8, 9]})
    >>> found = unobserved_components(history, 2)
    >>> found["year"].tolist(), bool(found["value"].between(8, 9).all())
    ([2025, 2026], True)
    """
    return _each(history, horizon, levels, _components)


@reads(history=HISTORY)
def no_change(history: pd.DataFrame, horizon: int, *, levels: tuple[int, ...] = LEVELS) -> pd.DataFrame:
    """Projections by the last figure, with a range that widens as the figure has moved so far.

    Parameters
    ----------
    history, horizon, levels
        As for `ets`.

    Returns
    -------
    pandas.DataFrame
        As from `ets`; `model` is `last`.

    Notes
    -----
    ± z s √h, with the root s of the mean squared yearly change, h years ahead, on the scale of `ets`.

    References
    ----------
    Hyndman, R. J., Athanasopoulos, G. (2021). Forecasting: principles and practice, 3rd ed., section 5.5.

    Examples
    --------
    >>> history = pd.DataFrame({"series": "a", "year": range(2015, 2025), "value": [8.0, 9, 8, 9, 8, 9, 8, 9, 8, 9]})
    >>> no_change(history, 2)["value"].round(1).tolist()
    [9.0, 9.0]
    """
    return _each(history, horizon, levels, _last)


def _last(seen: Numbers, horizon: int) -> tuple[str, Numbers, Numbers]:
    values = pd.Series(seen).interpolate()
    spread = float(np.sqrt((values.diff() ** 2).mean()))
    return "last", np.full(horizon, float(values.iloc[-1])), spread * np.sqrt(np.arange(1, horizon + 1))


def _each(history: pd.DataFrame, horizon: int, levels: tuple[int, ...], method: _Method) -> pd.DataFrame:
    panel, parts = panels.read(history.dropna(subset=["value"])), []
    for place, name in enumerate(panel.series):
        seen = panel.matrix[place]
        seen = seen[np.argmax(~np.isnan(seen)) :]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fits that do not converge: another form is tried
            model, mean, deviation = method(seen, horizon)
        bounds = panel.scale[[place]], panel.lower[[place]], panel.upper[[place]]
        found = {"value": mean}
        for level in levels:
            away = special.ndtri(0.5 + level / 200) * deviation
            found |= {f"lower_{level}": mean - away, f"upper_{level}": mean + away}
        table = {key: scales.inverse(at[None, :], *bounds)[0] for key, at in found.items()}
        years = panel.last_year[place] + np.arange(1, horizon + 1)
        parts.append(pd.DataFrame({"series": name, "year": years, **table, "model": model}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["series", "year", "value"])


def _ets(seen: Numbers, horizon: int) -> tuple[str, Numbers, Numbers]:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    values = pd.Series(seen).interpolate()
    fits = {name: ETSModel(values, **form).fit(disp=False) for name, form in TRENDS.items()}
    name = _best(fits)
    ahead = fits[name].get_prediction(len(values), len(values) + horizon - 1)
    return name, ahead.predicted_mean.to_numpy(), np.sqrt(np.asarray(ahead.forecast_variance))


def _components(seen: Numbers, horizon: int) -> tuple[str, Numbers, Numbers]:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    fits = {name: UnobservedComponents(seen, level=form).fit(disp=False) for name, form in COMPONENTS.items()}
    name = _best(fits)
    ahead = fits[name].get_forecast(horizon)
    return name, np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean)


def _best(fits: Mapping[str, _Fit]) -> str:
    """The fit of least AICc; the first where none has one."""
    scores = {name: fit.aicc for name, fit in fits.items() if np.isfinite(fit.aicc)}
    result: str = min(scores, key=lambda name: scores[name]) if scores else next(iter(fits))
    return result
