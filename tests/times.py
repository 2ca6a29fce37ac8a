"""Where the time of the last runs went, by package, file, fixture and test: make test-times.

Each run of the Makefile leaves a record in var/test-times/ (pytest's --junitxml). Seconds are those of all workers
together, as the clock has them: on a busy machine they are more.
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


def package_of(test: ET.Element) -> str:
    """Return the folder of tests/ that a test is in."""
    return test.get("classname", "").split(".")[1]


def file_of(test: ET.Element) -> str:
    """Return a test's file."""
    return "/".join(test.get("classname", "").split(".")[1:]) + ".py"


def name_of(test: ET.Element) -> str:
    """Return a test's file and name."""
    return f"{file_of(test)} {test.get('name')}"


def seconds_of(test: ET.Element) -> float:
    """Return what a test took with its fixtures."""
    return float(test.get("time", "0"))


def fixtures_of(tests: Iterable[ET.Element]) -> Seconds:
    """Return the seconds by fixture."""
    seconds: Seconds = defaultdict(float)
    for test in tests:
        for entry in test.iter("property"):
            if entry.get("name", "").startswith(PREFIX):
                seconds[f"{file_of(test)} {entry.get('name', '').removeprefix(PREFIX)}"] += float(
                    entry.get("value", "0")
                )
    return seconds


def table(title: str, seconds: Seconds, total: float, rows: int | None = ROWS) -> str:
    """Return the largest rows with their share of the whole."""
    largest = sorted(seconds.items(), key=lambda row: -row[1])
    lines = (f"{took:9.1f} s {took / (total or 1):5.0%}  {name}" for name, took in largest[:rows])
    return "\n".join([title, *lines])


def report(record: Path) -> str:
    """Return the tables of one run."""
    root = ET.parse(record).getroot()
    tests = list(root.iter("testcase"))
    clock = sum(float(suite.get("time", "0")) for suite in root.iter("testsuite"))
    total = sum(map(seconds_of, tests))
    by: dict[str, Seconds] = {title: defaultdict(float) for title in ("by package", "slowest files", "slowest tests")}
    for test in tests:
        for seconds, name in zip(by.values(), (package_of(test), file_of(test), name_of(test)), strict=True):
            seconds[name] += seconds_of(test)
    by["slowest fixtures"] = fixtures_of(tests)
    tables = (table(title, each, total, None if "package" in title else ROWS) for title, each in by.items())
    head = f"{record.stem}: {len(tests):,} tests, {total:,.0f} s of workers, {clock:,.0f} s by the clock"
    return "\n\n".join([f"== {head}", *tables])


def main(arguments: Sequence[str]) -> int:
    """Print the tables of the records named, or of the last runs."""
    records = [Path(name) for name in arguments] or sorted(FOLDER.glob("*.xml"))
    if not records:
        print("No run has left its times yet. Run tests first: make test")
        return 1
    print("\n\n".join(map(report, records)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
