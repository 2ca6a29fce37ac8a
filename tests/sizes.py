"""How large long tests and benchmarks are: TESTS_SIZE of what they are in full, which `make test-long` sets to 1.

A run of tests has 1/100 unless it is set (tests/environment.py); a benchmark that is started by hand is whole.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")
SIZE = float(os.environ.get("TESTS_SIZE", "1"))


def sized(full: int, least: int = 1) -> int:
    """Return how many of `full` this run takes."""
    return min(full, max(least, round(full * SIZE)))


def sampled(cases: Sequence[Case], least: int = 1) -> list[Case]:
    """Return the cases of a matrix that this run takes: always the same ones, from its whole length."""
    count = sized(len(cases), least)
    return [cases[number * len(cases) // count] for number in range(count)]
