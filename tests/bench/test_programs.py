"""Every benchmark runs to its end and prints its table: at 1/100 of its size here, at all of it in `make test-long`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sizes import SIZE

TANTIVY = ("--engines", "tantivy")
PROGRAMS: dict[str, tuple[str, ...]] = {
    "bench.caching": (),
    "bench.freshness": (),
    "bench.graphql": (),
    "bench.importing": (),
    "bench.pauses": (),
    "bench.refusals": (),
    "bench.saved": (),
    "bench.searching": TANTIVY,
    "bench.travel": (),
}
ELSEWHERE = {
    "bench": "it is two of the others",
    "bench.judged": "tests/bench/test_judged.py runs it: its size is the demonstration's",
    "bench.peers.export": "a part of `bench.graphql --peers`, whose peers are installed from PyPI",
    "bench.relevance": "it judges a collection that is not ours to carry",
}


def programs(root: Path) -> set[str]:
    """Return the names of all modules under bench/ that can be run."""
    files = [file for file in root.glob("bench/**/*.py") if 'if __name__ == "__main__"' in file.read_text()]
    names = (".".join(file.relative_to(root).with_suffix("").parts) for file in files)
    return {name.removesuffix(".__main__") for name in names}


def test_each_benchmark_is_run_or_has_a_reason(project_root: Path) -> None:
    assert programs(project_root) == PROGRAMS.keys() | ELSEWHERE.keys()


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_benchmark_prints_its_table(program: str, project_root: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", program, *PROGRAMS[program]],
        cwd=project_root,
        env={**os.environ, "TESTS_SIZE": str(SIZE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    print(ended.stdout)
    assert "|" in ended.stdout or "a second" in ended.stdout
