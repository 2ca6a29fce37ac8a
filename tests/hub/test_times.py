"""`make test-times` says where a run's time went."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import times

SLOW = """
import time
import pytest

@pytest.fixture(scope="module")
def server():
    time.sleep(0.2)

def test_one(server): pass
def test_two(server): pass
"""


@pytest.fixture
def record(tmp_path: Path, project_root: Path) -> Path:
    """The record of a run of two tests that share a server."""
    folder = tmp_path / "tests" / "invented"
    folder.mkdir(parents=True)
    (folder / "test_slow.py").write_text(SLOW)
    options = ["--junitxml=record.xml", "-p", "tests.fixture_times", "-p", "no:django", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir=.", "-c", "/dev/null", *options, "tests"]
    environment = {"PYTHONPATH": str(project_root), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    return tmp_path / "record.xml"


def test_times_are_printed_by_package_file_fixture_and_test(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert times.main([str(record)]) == 0
    printed = capsys.readouterr().out
    assert "== record: 2 tests, " in printed
    for title in ("by package", "slowest files", "slowest fixtures", "slowest tests"):
        assert f"\n{title}\n" in printed
    (fixture,) = [line for line in printed.splitlines() if line.endswith("test_slow.py server")]
    assert 0.2 <= float(fixture.split()[0]) < 5


def test_without_a_run_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(times, "FOLDER", tmp_path)
    assert times.main([]) == 1
    assert "make test" in capsys.readouterr().out
