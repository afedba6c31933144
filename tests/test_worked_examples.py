"""Published results, reproduced: by our functions, or at the library the suite leaves the method to."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats import proportion as sm_proportion
from statsmodels.stats import rates as sm_rates

from analysis import gaps, rates, trends
from analysis.forecasting import counts
from planbook.judge import reference_methods

TABLE = Path(__file__).parent / "worked_examples" / "cases.csv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def wilson(x, n, confidence):
    return rates.proportion([x], [n], level=confidence).iloc[0][["lower", "upper"]].tolist()


def wilson_within(x, n, confidence):
    lower, upper = wilson(x, n, confidence)
    return {"bounds_within": [0, 1]} if 0 <= lower <= upper <= 1 else {}


def wald_trap(x, n, confidence, method):
    """The library's trap; our own limits at the same counts have a width."""
    lower, upper = wilson(x, n, confidence)
    assert upper > lower
    return [float(limit) for limit in sm_proportion.proportion_confint(x, n, 1 - confidence, method)]


def byars(x, confidence):
    lower, upper = (float(limit[0]) for limit in rates._byar(np.array([float(x)]), (1 - confidence) / 2))
    return [None if np.isnan(lower) else lower, upper]


def crude_rate(count, exposure, multiplier, confidence=0.95):
    row = rates.rate(
        [np.nan if count is None else count], [exposure], multiplier=multiplier, level=confidence
    )
    return {key: None if value is None or value != value else value for key, value in row.iloc[0].items()}


def exact_rate(count, exposure, confidence):
    lower, upper = rates._garwood(np.array([float(count)]), (1 - confidence) / 2)
    return [lower[0] / exposure, upper[0] / exposure]


def jeffreys_rate(count, exposure, confidence):
    tail = (1 - confidence) / 2
    limits = stats.gamma.ppf([tail, 1 - tail], count + 0.5) / exposure
    for limit, share in zip(limits, (tail, 1 - tail), strict=True):  # our probability is its inverse
        assert rates.probability_below([count], [exposure], limit)[0] == pytest.approx(share)
    return limits.tolist()


def dobson(count, pop, std, multiplier, confidence):
    return rates.standardised(count, pop, std, multiplier=multiplier, level=confidence).to_dict()


def dobson_refused(total_count):
    found = rates.standardised([total_count], [1000], [1])
    return {
        "value": None if found.isna().all() else found["value"],
        "statistic": "dsr NA for total count < 10",
    }


def weighted_trend(value, lower, upper):
    width = (np.array([upper]) - np.array([lower])) / 3.92
    row = trends.recent_trend([value], 1 / width**2).iloc[0]
    return {
        "chi2": row["chi2"],
        "significant": bool(row["significant"]),
        "marker": "increasing" if row["slope"] > 0 else "",
    }


def share_trend(count, denominator):
    row = trends.recent_trend_of_shares([count], [denominator]).iloc[0]
    marker = "cannot be calculated" if np.isnan(row["chi2"]) else ""
    return {"chi2": row["chi2"], "significant": bool(row["significant"]), "marker": marker}


def process_limits(y, screen_outliers):
    if not screen_outliers:
        moving = np.abs(np.diff(y)).mean()
        return {"mean": np.mean(y), "lpl": np.mean(y) - 2.66 * moving, "upl": np.mean(y) + 2.66 * moving}
    centre, lower, upper = trends.process_limits(pd.DataFrame({"series": "y", "value": y})).iloc[0]
    return {"mean": centre, "lpl": lower, "upl": upper}


def newcombe(x1, n1, x2, n2, method):
    found = rates.difference(rates.proportion([x1], [n1]), rates.proportion([x2], [n2]))
    return found.iloc[0][["lower", "upper"]].tolist()


def progress(base, current, target, years_elapsed, years_total, direction):
    ratio = reference_methods.progress_ratio(
        [base], [current], [target], [years_elapsed], [years_total], [direction]
    )
    met = [direction * (current - target) >= 0]
    return {"R": ratio[0], "status": reference_methods.progress_status(ratio, met)[0]}


def no_zero_base(**values):
    assert np.isnan(progress(**values)["R"])
    return {"must": "not computed; status=not_assessable(zero baseline)"}


def unsd(base, current, target, years_elapsed, years_total):
    ratio = reference_methods.unsd_ratio([base], [current], [target], [years_elapsed], [years_total])
    return {"ratio": ratio[0], "score": reference_methods.unsd_score(ratio, [False])[0]}


def escap(base, current, target, direction):
    sign = 1 if direction == "increasing" else -1
    return reference_methods.current_status_index([base], [current], [target], [sign])[0]


def healthy_people(base, current, target, se_available):
    status = reference_methods.healthy_people_status([base], [current], [target], [True])[0]
    word = {"little_change": "little or no detectable change", "getting_worse": "getting worse"}[status]
    part, away = 100 * (current - base) / (target - base), 100 * abs(current - base) / base
    return {"pct_targeted": part, "pct_from_base": away, "status": word}


def attained(kind, value, target):
    return reference_methods.attained([value], [target], [1 if kind == "positive" else -1])[0]


def maternal(deaths, births, multiplier, confidence):
    return rates.rate([deaths], [births], multiplier=multiplier, level=confidence).iloc[0].to_dict()


def true_rate_meets(deaths, births, target_per_100k, prior):
    return rates.probability_below([deaths], [births], target_per_100k / 1e5)[0]


def next_year_meets(deaths, births, next_births, max_deaths):
    steady = {"kind": ["rate"], "a": [deaths + 0.5], "b": [births], "dispersion": [1.0]}
    distribution = pd.DataFrame(steady)
    return counts.probability_published(distribution, ["<="], [max_deaths / next_births], [next_births])[0]


def false_pass(true_rate, births, target):
    return stats.poisson.cdf(np.floor(target * births / 1e5), true_rate * births / 1e5)


def reliability(events):
    row = rates.rate([events], [1]).iloc[0]
    sure = rates.reliable([events], [row["lower"]], [row["upper"]], [row["value"]])[0]
    return {"rel_ci_width": (row["upper"] - row["lower"]) / row["value"], "reliable": bool(sure)}


def ratio_of_ratios(rural0, urban0, rural1, urban1):
    names = [
        "base_count_1",
        "base_exposure_1",
        "base_count_2",
        "base_exposure_2",
        "count_1",
        "exposure_1",
        "count_2",
        "exposure_2",
    ]
    table = pd.DataFrame([[*rural0, *urban0, *rural1, *urban1]], columns=names)
    row = gaps.change_of_ratio(table).iloc[0]
    verdict = "" if row["lower"] > 1 or row["upper"] < 1 else "narrowing not demonstrated"
    return {"rrr": row["ratio_of_ratios"], "ci95": [row["lower"], row["upper"]], "verdict": verdict}


def two_rates(count1, exposure1, count2, exposure2, method):
    return sm_rates.test_poisson_2indep(count1, exposure1, count2, exposure2, method=method).pvalue


METHODS = {
    "wilson_ci": wilson,
    "wilson_ci_clip": wilson_within,
    "wald_ci_trap": wald_trap,
    "byars_count_ci": byars,
    "crude_rate_ci_phe": crude_rate,
    "crude_rate_missing": crude_rate,
    "poisson_exact_ci": exact_rate,
    "poisson_jeffreys_ci": jeffreys_rate,
    "dsr_dobson": dobson,
    "dsr_dobson_suppress": dobson_refused,
    "trend_chi2_weighted": weighted_trend,
    "trend_chi2_proportion": share_trend,
    "trend_chi2_threshold": lambda df, confidence: trends.SIGNIFICANT,
    "xmr_limits": process_limits,
    "aci": lambda est, pop, order: gaps.ordered_groups(est, pop)[0],
    "rci": lambda est, pop, order: gaps.ordered_groups(est, pop)[1],
    "proportion_diff_ci": newcombe,
    "statcan_ratio": progress,
    "statcan_no_target": lambda base, current, years_elapsed, direction: {
        "cagr_signed": direction * ((current / base) ** (1 / years_elapsed) - 1),
        "status": "deterioration" if direction * (current - base) < 0 else "",
    },
    "statcan_zero_base": no_zero_base,
    "unsd_2023_score": unsd,
    "escap_csi": escap,
    "hp_status": healthy_people,
    "xiaokang_attainment": attained,
    "mmr_garwood": maternal,
    "prob_true_rate_meets": true_rate_meets,
    "prob_next_year_observed_meets": next_year_meets,
    "single_year_false_pass": false_pass,
    "nchs_rate_reliability": reliability,
    "gap_change_ratio_of_ratios": ratio_of_ratios,
    # methods left to a library: checked there
    "poisson_score_ci": lambda count, exposure, confidence: list(
        sm_rates.confint_poisson(count, exposure, "score")
    ),
    "poisson_exact_test_vs_target": lambda count, exposure, target, alternative: (
        sm_rates.test_poisson(count, exposure, value=target, method="exact-c", alternative=alternative).pvalue
    ),
    "clopper_pearson_ci": lambda x, n, confidence: list(
        sm_proportion.proportion_confint(x, n, 1 - confidence, "beta")
    ),
    "poisson_prediction_interval": lambda count, exposure, exposure_new, prob, alpha, method: list(
        sm_rates.tolerance_int_poisson(count, exposure, prob, exposure_new, method=method, alpha=alpha)
    ),
    "poisson_two_rate_test": two_rates,
    "poisson_rate_ratio": lambda count1, exposure1, count2, exposure2: (
        (count1 / exposure1) / (count2 / exposure2)
    ),
    "poisson_rate_ratio_ci": lambda count1, exposure1, count2, exposure2, method, confidence: list(
        sm_rates.confint_poisson_2indep(count1, exposure1, count2, exposure2, method=method)
    ),
}


def close(found, expected, tolerance: str) -> bool:
    if isinstance(expected, dict):
        return all(close(found[key], value, tolerance) for key, value in expected.items() if key in found)
    if isinstance(expected, list):
        return all(close(*pair, tolerance) for pair in zip(found, expected, strict=True))
    if expected is None or isinstance(expected, str | bool):
        return found == expected
    kind, _, size = tolerance.partition("=")
    limits = {"rtol": {"rel": float(size or 0)}, "atol": {"abs": float(size or 0)}}.get(kind, {"abs": 1e-12})
    return found == pytest.approx(expected, **limits)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_published_result(case):
    found = METHODS[case["method"]](**json.loads(case["inputs"]))
    expected = json.loads(case["expected"])
    if isinstance(expected, dict):
        assert set(expected) & set(found), "nothing to compare"
    assert close(found, expected, case["tolerance"]), (found, expected)


def test_every_case_names_its_source():
    assert all(case["source"] and case["kind"] in ("published", "derived") for case in CASES)
    assert len(CASES) > 60
