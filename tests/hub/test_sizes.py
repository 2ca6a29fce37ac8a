"""Long tests are whole in `make test-long` and 1/100 elsewhere, by the same code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT

PRINT = "from tests.sizes import *; print(sized(1_000), sized(5), sized(50, 3), sampled(range(1_000), 4))"
MODULES = {
    str(module.relative_to(ROOT)): module.read_text()
    for module in sorted(ROOT.glob("tests/**/test_*.py"))
    if module != Path(__file__)
}


@pytest.mark.parametrize(
    ("size", "printed"),
    [
        ("0.01", "10 1 3 [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]"),
        ("0.001", "1 1 3 [0, 250, 500, 750]"),
        ("1", f"1000 5 50 {list(range(1_000))}"),
    ],
)
def test_a_size_is_its_share_of_the_whole_and_never_nothing(size: str, printed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINT], cwd=ROOT, env={"TESTS_SIZE": size}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == printed


def test_what_has_a_size_is_marked_long_and_the_other_way_round() -> None:
    sized = {name for name, text in MODULES.items() if "from tests.sizes import" in text}
    assert sized == {name for name, text in MODULES.items() if re.search(r"\bmark\.long\b", text)}


def test_make_test_long_sets_the_whole_size_and_ci_none() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert "test-long: export TESTS_SIZE := 1\n" in makefile
    assert "TESTS_SIZE" not in (ROOT / ".ci" / "run").read_text()
