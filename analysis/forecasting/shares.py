"""Quantiles and probabilities of beta-binomial counts, for many series at once."""

import numpy as np
from scipy import special

WINDOW = 128  # counts looked at one by one
REACH = 10.0  # standard deviations below the mean where they begin
NARROW = 6.0  # standard deviation up to which the window holds the whole law


class Shares:
    """Counts of `exposed` that keep a beta-distributed share.

    Parameters
    ----------
    exposed : numpy.ndarray, shape (series,)
        Size of the groups, whole numbers.
    a, b : numpy.ndarray, shape (series,)
        Parameters of the shares' beta distributions.
    stats : module
        `scipy.stats`.

    Notes
    -----
    Quantiles of narrow laws are exact, from ratios of neighbouring probabilities; wide laws are read off the
    beta distribution with the count's mean and variance. `scipy.stats.betabinom` takes milliseconds a series.
    """

    def __init__(self, exposed: np.ndarray, a: np.ndarray, b: np.ndarray, stats):
        self.exposed, self.a, self.b, self.law = exposed, a, b, stats.betabinom(exposed.astype(int), a, b)
        both = a + b
        self.mean = exposed * a / both
        self.variance = self.mean * (b / both) * (both + exposed) / (both + 1)
        self.start = np.maximum(np.floor(self.mean - REACH * np.sqrt(self.variance)), 0)
        self.cumulative = self._cumulative()

    def ppf(self, share: np.ndarray) -> np.ndarray:
        """Least count whose cumulative probability reaches `share`."""
        exact = self.start + (self.cumulative < share[:, None]).sum(axis=1)
        part = self.mean / self.exposed
        size = np.maximum(part * (1 - part) * self.exposed**2 / self.variance - 1, 1e-6)
        wide = np.ceil(special.betaincinv(part * size, (1 - part) * size, share) * self.exposed - 0.5)
        found = np.where(self.variance <= NARROW**2, exact, wide)
        return np.clip(found, 0, self.exposed)

    def cdf(self, most: np.ndarray) -> np.ndarray:
        """Probability of at most so many."""
        return self.law.cdf(most)

    def logpmf(self, count: np.ndarray) -> np.ndarray:
        """Log of the probability of exactly so many."""
        return self.law.logpmf(count)

    def _cumulative(self) -> np.ndarray:
        count = self.start[:, None] + np.arange(WINDOW)
        n, a, b = (column[:, None] for column in (self.exposed, self.a, self.b))
        rest = np.maximum(n - count, 0)
        with np.errstate(divide="ignore"):
            ratio = np.log(rest[:, :-1] * (count[:, :-1] + a)) - np.log(
                count[:, 1:] * (np.maximum(rest[:, :-1] - 1, 0) + b)
            )
        first = self._log_first()[:, None]
        return np.cumsum(np.exp(np.concatenate([first, first + np.cumsum(ratio, axis=1)], axis=1)), axis=1)

    def _log_first(self) -> np.ndarray:
        k, n, a, b = self.start, self.exposed, self.a, self.b
        ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
        return ways + special.betaln(k + a, n - k + b) - special.betaln(a, b)
