"""Methods that the projections are held against: no change, drift, and statsmodels' ETS and Theta."""

import numpy as np
import pandas as pd
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel

MARKS = {80: 1.2816, 95: 1.96}


def each_series(method):
    """A method of one regular series, over all series; gaps are filled in a straight line."""

    def run(known: pd.DataFrame, ahead: int) -> pd.DataFrame:
        parts = []
        for name, rows in known.groupby("series"):
            own = rows.set_index("year")["value"]
            full = own.reindex(range(own.index.min(), own.index.max() + 1)).interpolate()
            value, deviation = method(full.to_numpy(float), ahead)
            table = {"series": name, "year": own.index.max() + np.arange(1, ahead + 1), "value": value}
            for level, mark in MARKS.items():
                table[f"lower_{level}"], table[f"upper_{level}"] = (
                    value - mark * deviation,
                    value + mark * deviation,
                )
            parts.append(pd.DataFrame(table))
        return pd.concat(parts)

    return run


def naive(values: np.ndarray, ahead: int):
    """The last figure; deviation of a random walk."""
    step = np.sqrt(np.mean(np.diff(values) ** 2))
    return np.full(ahead, values[-1]), step * np.sqrt(np.arange(1, ahead + 1))


def drift(values: np.ndarray, ahead: int):
    """The line from the first figure to the last."""
    change, years = np.diff(values), np.arange(1, ahead + 1)
    spread = change.std(ddof=1) if len(change) > 1 else 0.0
    return values[-1] + change.mean() * years, spread * np.sqrt(years * (1 + years / len(change)))


def ets(values: np.ndarray, ahead: int):
    """Additive ETS without trend, with one, and with a damped one: the least AICc."""
    best = None
    for trend, damped in ((None, False), ("add", False), ("add", True)):
        if len(values) < 4 + 2 * (trend is not None) + damped:
            continue
        try:
            made = ETSModel(pd.Series(values), error="add", trend=trend, damped_trend=damped).fit(disp=False)
        except (ValueError, np.linalg.LinAlgError):
            continue
        if np.isfinite(made.aicc) and (best is None or made.aicc < best.aicc):
            best = made
    if best is None:
        return naive(values, ahead)
    found = best.get_prediction(len(values), len(values) + ahead - 1)
    return found.predicted_mean.to_numpy(), np.sqrt(np.asarray(found.forecast_variance))


def theta(values: np.ndarray, ahead: int):
    """Statsmodels' Theta model."""
    made = ThetaModel(values, period=1, deseasonalize=False).fit()
    limits = made.prediction_intervals(ahead, alpha=0.3173105)
    return made.forecast(ahead).to_numpy(), (limits.iloc[:, 1] - limits.iloc[:, 0]).to_numpy() / 2


METHODS = {
    "naive": each_series(naive),
    "drift": each_series(drift),
    "statsmodels ETS": each_series(ets),
    "statsmodels Theta": each_series(theta),
}
