"""Reports how long the last test runs took, by package, file, fixture and test: make test-times.

Each run of the Makefile writes a record to var/test-times/ (pytest's --junitxml). Seconds are wall-clock time, added up
over all workers: on a busy machine they are higher.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.fixture_times import PREFIX

Seconds = dict[str, float]
FOLDER = Path(__file__).resolve().parents[1] / "var" / "test-times"
ROWS = 12


def package_name(test: ET.Element) -> str:
    """Return the folder of tests/ that a test is in."""
    return test.get("classname", "").split(".")[1]


def file_name(test: ET.Element) -> str:
    """Return a test's file."""
    return "/".join(test.get("classname", "").split(".")[1:]) + ".py"


def label(test: ET.Element) -> str:
    """Return a test's file and name."""
    return f"{file_name(test)} {test.get('name')}"


def total_seconds(test: ET.Element) -> float:
    """Return how long a test took, with its fixtures."""
    return float(test.get("time", "0"))


def sum_fixture_seconds(tests: Iterable[ET.Element]) -> Seconds:
    """Return the seconds by fixture."""
    seconds: Seconds = defaultdict(float)
    for test in tests:
        for entry in test.iter("property"):
            if entry.get("name", "").startswith(PREFIX):
                seconds[f"{file_name(test)} {entry.get('name', '').removeprefix(PREFIX)}"] += float(
                    entry.get("value", "0")
                )
    return seconds


def table(title: str, seconds: Seconds, total: float, rows: int | None = ROWS) -> str:
    """Return the largest rows with their share of the total."""
    largest = sorted(seconds.items(), key=lambda row: -row[1])
    lines = (f"{took:9.1f} s {took / (total or 1):5.0%}  {name}" for name, took in largest[:rows])
    return "\n".join([title, *lines])


def report(record: Path) -> str:
    """Return the tables of one run."""
    root = ET.parse(record).getroot()
    tests = list(root.iter("testcase"))
    clock = sum(float(suite.get("time", "0")) for suite in root.iter("testsuite"))
    total = sum(map(total_seconds, tests))
    by: dict[str, Seconds] = {title: defaultdict(float) for title in ("by package", "slowest files", "slowest tests")}
    for test in tests:
        for seconds, name in zip(by.values(), (package_name(test), file_name(test), label(test)), strict=True):
            seconds[name] += total_seconds(test)
    by["slowest fixtures"] = sum_fixture_seconds(tests)
    tables = (table(title, each, total, None if "package" in title else ROWS) for title, each in by.items())
    head = f"{record.stem}: {len(tests):,} tests, {total:,.0f} s of workers, {clock:,.0f} s by the clock"
    return "\n\n".join([f"== {head}", *tables])


def main(arguments: Sequence[str]) -> int:
    """Print the tables of the given records, or of the last runs."""
    records = [Path(name) for name in arguments] or sorted(FOLDER.glob("*.xml"))
    if not records:
        print("There are no records yet. Run tests first: make test")
        return 1
    print("\n\n".join(map(report, records)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
