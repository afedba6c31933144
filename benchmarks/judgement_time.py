"""Time to judge many targets in one call, projections given.

Usage: ``.venv/bin/python benchmarks/judgement_time.py [TARGETS] [LIMIT_SECONDS]``; exit status 1 above it.
"""

import sys
import time

import numpy as np
import pandas as pd
from operating_characteristics import EXPOSURE, observed, plan

from planbook.judge import assessment, outlook


def main(targets: str = "100000", limit: str = "10") -> None:
    number, random = int(targets), np.random.default_rng(1)
    rows = observed(random.poisson(np.tile([3, 30, 300, 3000], number // 4)[:, None], (number, 6)))
    known = plan(number, 30 / EXPOSURE)
    given = pd.DataFrame(0.5, index=[target.id for target in known.targets], columns=outlook.COLUMNS)
    assessment.full(plan(10, 1.0), rows.head(60), year=2025, projections=given)  # imports done
    started = time.process_time()
    table = assessment.assess(known, rows, year=2025, projections=given)
    seconds = time.process_time() - started
    print(f"{len(table):,} targets of {len(rows):,} observations: {seconds:.1f} s on one core")
    sys.exit(seconds > float(limit))


if __name__ == "__main__":
    main(*sys.argv[1:])
