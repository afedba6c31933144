"""Distributions of later years' counts: negative binomial for rates, beta-binomial for proportions."""

from types import ModuleType

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis.arrays import Numbers

WINDOW = 128  # counts looked at one by one
REACH = 10.0  # standard deviations below the mean where they begin
NARROW = 6.0  # standard deviation up to which the window holds the whole distribution


class _BetaBinomial:
    """Beta-binomial counts among `exposed` persons, their share beta-distributed with parameters `a, b`.

    Quantiles of narrow distributions and small groups are exact, from ratios of neighbouring probabilities; wide ones
    are read off the beta distribution with the count's mean and variance: `scipy.stats.betabinom` takes milliseconds
    a series.
    """

    def __init__(self, exposed: Numbers, a: Numbers, b: Numbers, stats: ModuleType) -> None:
        self.exposed, self.a, self.b = exposed, a, b
        self.exact = stats.betabinom(exposed.astype(int), a, b)
        both = a + b
        self.mean = exposed * a / both
        self.variance = self.mean * (b / both) * (both + exposed) / (both + 1)
        self.narrow = (self.variance <= NARROW**2) | (exposed < WINDOW)
        start = np.maximum(np.floor(self.mean - REACH * np.sqrt(self.variance)), 0)
        self.start = np.where(exposed < WINDOW, 0, start)
        self.cumulative = self._cumulative()

    def ppf(self, share: Numbers) -> Numbers:
        """Least count whose cumulative probability reaches `share`."""
        exact = self.start + (self.cumulative < share[:, None]).sum(axis=1)
        wide = np.ceil(special.betaincinv(*self._alike(), share) * self.exposed - 0.5)
        found = np.where(self.narrow, exact, wide)
        return np.clip(found, 0, self.exposed)

    def mid_cdf(self, count: Numbers) -> Numbers:
        """Probability of fewer, and half that of exactly so many."""
        at = np.clip(count - self.start, -1, WINDOW - 1).astype(int)
        whole = np.concatenate([np.zeros((len(at), 1)), self.cumulative], axis=1)
        row = np.arange(len(at))
        exact = (whole[row, at + 1] + whole[row, np.maximum(at, 0)]) / 2
        edges = [np.clip((count + half) / self.exposed, 0, 1) for half in (-0.5, 0.5)]
        fewer, most = (special.betainc(*self._alike(), edge) for edge in edges)
        wide = (np.where(count < 0.5, 0, fewer) + np.where(count > self.exposed - 0.5, 1, most)) / 2
        return np.where(self.narrow, exact, wide)

    def _alike(self) -> tuple[Numbers, Numbers]:
        """Parameters of the beta distribution with the mean and variance of the share that comes."""
        part = self.mean / self.exposed
        size = np.maximum(part * (1 - part) * self.exposed**2 / self.variance - 1, 1e-6)
        return part * size, (1 - part) * size

    def cdf(self, most: Numbers) -> Numbers:
        """Probability of at most so many."""
        result: Numbers = self.exact.cdf(most)
        return result

    def logpmf(self, count: Numbers) -> Numbers:
        """Log of the probability of exactly so many."""
        result: Numbers = self.exact.logpmf(count)
        return result

    def _cumulative(self) -> Numbers:
        count = self.start[:, None] + np.arange(WINDOW)
        n, a, b = (column[:, None] for column in (self.exposed, self.a, self.b))
        rest = np.maximum(n - count, 0)
        with np.errstate(divide="ignore"):
            ratio = np.log(rest[:, :-1] * (count[:, :-1] + a)) - np.log(
                count[:, 1:] * (np.maximum(rest[:, :-1] - 1, 0) + b)
            )
        first = self._log_first()[:, None]
        return np.cumsum(np.exp(np.concatenate([first, first + np.cumsum(ratio, axis=1)], axis=1)), axis=1)

    def _log_first(self) -> Numbers:
        k, n, a, b = self.start, self.exposed, self.a, self.b
        ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
        result: Numbers = ways + special.betaln(k + a, n - k + b) - special.betaln(a, b)
        return result


class _NegativeBinomial:
    """Negative binomial counts, with the methods of `_BetaBinomial`."""

    def __init__(self, shape: Numbers, chance: Numbers, stats: ModuleType) -> None:
        exact = stats.nbinom(shape, chance)
        self.ppf, self.cdf, self.logpmf = exact.ppf, exact.cdf, exact.logpmf

    def mid_cdf(self, count: Numbers) -> Numbers:
        result: Numbers = self.cdf(count) - np.exp(self.logpmf(count)) / 2
        return result


class CountDistribution:
    """Distribution of the count that will be published for a later year, one for each series.

    Parameters
    ----------
    distribution : pandas.DataFrame, one row a series
        `kind, a, b, dispersion` of the true rate or proportion, as from `counts.posterior`.
    exposed : numpy.ndarray, shape (series,)
        Births or persons of that year, whole numbers.

    Notes
    -----
    A Poisson count whose rate has a gamma distribution is negative binomial, a binomial count whose proportion has a
    beta distribution beta-binomial. A dispersion above 1 widens the former.

    References
    ----------
    Johnson, N. L., Kemp, A. W., Kotz, S. (2005). Univariate Discrete Distributions, 3rd ed., chapters 5 and 6.
    doi:10.1002/0471715816

    Examples
    --------
    A true share that is uniform between 0 and 1 makes each count from 0 to 4 of 4 persons equally likely:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": [1.0], "b": [1.0], "dispersion": [1.0]})
    >>> counts = CountDistribution(uniform, np.array([4.0]))
    >>> counts.cdf(1).round(6).tolist(), counts.mid_cdf(1).round(6).tolist(), counts.ppf(0.5).tolist()
    ([0.4], [0.3], [2.0])
    """

    def __init__(self, distribution: pd.DataFrame, exposed: Numbers) -> None:
        from scipy import stats

        self.rate, self.exposed = distribution["kind"].eq("rate").to_numpy(), exposed
        a, b = (distribution[name].to_numpy(float) for name in ("a", "b"))
        more = np.maximum(distribution["dispersion"].to_numpy(float) - 1, 0)
        mean = np.where(self.rate, a / b * exposed, a)
        shape = np.where(self.rate, 1 / (1 / a + more / np.maximum(mean, 1e-9)), a)
        self.counts = _NegativeBinomial(shape[self.rate], shape[self.rate] / (shape + mean)[self.rate], stats)
        self.shares = _BetaBinomial(exposed[~self.rate], a[~self.rate], b[~self.rate], stats)

    def _each(self, name: str, given: ArrayLike) -> Numbers:
        given = np.broadcast_to(np.asarray(given, float), self.rate.shape)
        result = np.empty(len(self.rate))
        result[self.rate] = getattr(self.counts, name)(given[self.rate])
        result[~self.rate] = getattr(self.shares, name)(given[~self.rate])
        return result

    def limits(self, level: float) -> tuple[Numbers, Numbers]:
        """Ends of a prediction interval, on a straight line between whole numbers.

        Parameters
        ----------
        level : float
            Prediction level between 0 and 1.

        Returns
        -------
        lower, upper : numpy.ndarray, shape (series,)
            Numbers of events; the nearer an interval begins to 0 (ends to all), the more of 1 − level is left on its
            other side.
        """
        tail = (1 - level) / 2
        none, rest = self.mid_cdf(0.0), np.where(self.rate, 0.0, 1 - self.mid_cdf(self.exposed))
        below, above = (np.clip(one - tail, 0, tail) for one in (none, rest))
        return self.mid_ppf(tail + above), self.mid_ppf(1 - tail - below)

    def mid_ppf(self, share: ArrayLike) -> Numbers:
        """Number of events at which the mid-distribution function reaches a share, straight between whole numbers.

        Parameters
        ----------
        share : array_like of float, shape (series,) or a scalar
            Between 0 and 1.

        Returns
        -------
        numpy.ndarray, shape (series,)
        """
        share = np.asarray(share, float)
        least = self.ppf(share)
        least = np.maximum(np.where(self.mid_cdf(least) > share, least - 1, least), 0)
        low, high = self.mid_cdf(least), self.mid_cdf(least + 1)
        part = np.clip((share - low) / np.maximum(high - low, 1e-12), 0, 1)
        most = np.where(self.rate, np.inf, self.exposed)
        result: Numbers = np.minimum(least + part, most)
        return result

    def mid_cdf(self, count: ArrayLike) -> Numbers:
        """Probability of fewer events than a count, and half that of exactly so many.

        Parameters
        ----------
        count : array_like of float, shape (series,) or a scalar
            Whole numbers of events.

        Returns
        -------
        numpy.ndarray, shape (series,)
        """
        return self._each("mid_cdf", count)

    def cdf(self, most: ArrayLike) -> Numbers:
        """Probability of at most so many events.

        Parameters
        ----------
        most : array_like of float, shape (series,) or a scalar
            Whole numbers of events.

        Returns
        -------
        numpy.ndarray, shape (series,)
        """
        return self._each("cdf", most)

    def ppf(self, share: ArrayLike) -> Numbers:
        """Least count whose cumulative probability reaches a share (quantile).

        Parameters
        ----------
        share : array_like of float, shape (series,) or a scalar
            Between 0 and 1.

        Returns
        -------
        numpy.ndarray, shape (series,)
        """
        return self._each("ppf", share)

    def logpmf(self, count: ArrayLike) -> Numbers:
        """Logarithm of the probability of exactly so many events.

        Parameters
        ----------
        count : array_like of float, shape (series,) or a scalar
            Whole numbers of events.

        Returns
        -------
        numpy.ndarray, shape (series,)
        """
        return self._each("logpmf", count)
