"""Statsforecast's AutoETS and AutoTheta on histories in a file; run by `forecast.py` with an interpreter that has them.

Usage: ``PYTHON benchmarks/statsforecast_methods.py KNOWN.csv AHEAD MADE.csv``.
"""

import sys
import warnings

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS, AutoTheta, Naive


def main(given: str, ahead: str, back: str) -> None:
    """Read, forecast, write."""
    warnings.simplefilter("ignore")
    known = pd.read_csv(given)
    parts = []
    for name, rows in known.groupby("series"):
        own = rows.set_index("year")["value"]
        full = own.reindex(range(own.index.min(), own.index.max() + 1)).interpolate()
        parts.append(pd.DataFrame({"unique_id": name, "ds": full.index, "y": full.to_numpy()}))
    models = [AutoETS(season_length=1), AutoTheta(season_length=1)]
    engine = StatsForecast(models=models, freq=1, n_jobs=2, fallback_model=Naive())
    made = engine.forecast(df=pd.concat(parts), h=int(ahead), level=[80, 95]).reset_index()
    tables = []
    for model in ("AutoETS", "AutoTheta"):
        table = made[["unique_id", "ds", model]].set_axis(["series", "year", "value"], axis=1)
        for level in (80, 95):
            for side, word in (("lo", "lower"), ("hi", "upper")):
                table[f"{word}_{level}"] = made[f"{model}-{side}-{level}"]
        tables.append(table.assign(method=f"statsforecast {model}"))
    pd.concat(tables).replace([np.inf, -np.inf], np.nan).to_csv(back, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
