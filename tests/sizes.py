"""Scales long tests and benchmarks by TESTS_SIZE, which `make test-long` sets to 1 for their full size.

For tests the default is 1/100 (tests/environment.py); benchmarks started by hand run at full size.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")
SIZE = float(os.environ.get("TESTS_SIZE", "1"))


def sized(full: int, least: int = 1) -> int:
    """Return the scaled size for this run."""
    return min(full, max(least, round(full * SIZE)))


def sampled(cases: Sequence[Case], least: int = 1) -> list[Case]:
    """Return the cases of a matrix for this run: always the same ones, evenly distributed."""
    count = sized(len(cases), least)
    return [cases[number * len(cases) // count] for number in range(count)]
