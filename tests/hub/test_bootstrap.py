"""What `make demo` and `make test` say on machines that are not as they should be."""

import ast
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hub.bootstrap import demo, program
from hub.bootstrap.console import BootstrapError, run_step
from hub.bootstrap.paths import Stamp, digest
from hub.bootstrap.preflight import require_free
from hub.bootstrap.program import Program
from tests.engines import free_port
from tests.hub.starting import run
from tests.stack import until


def test_a_busy_port_is_one_line_with_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run({"HUB_PORT": str(port)}, "-m", "hub.bootstrap", "demo")
    assert ended.returncode == 1
    assert re.fullmatch(
        rf"Port {port} is in use, perhaps by a demo that is still running. Choose another: HUB_PORT=\d+ make demo\n",
        ended.stderr,
    )


@pytest.mark.parametrize("port", ["eight thousand", "0", "70000", "-1"])
def test_a_wrong_port_is_one_line(port: str) -> None:
    ended = run({"HUB_PORT": port}, "-m", "hub.bootstrap", "demo")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert ended.stderr.startswith("HUB_PORT is wrong: expected a whole number")


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    variables = {"HUB_PORT": str(free_port()), "HUB_DATA_DIR": str(tmp_path / "file" / "data")}
    ended = run(variables, "-m", "hub.bootstrap", "demo")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "cannot be created: Not a directory" in ended.stderr


def test_an_unknown_command_says_which_there_are() -> None:
    ended = run({}, "-m", "hub.bootstrap", "demmo")
    assert (ended.returncode, ended.stderr) == (
        1,
        "Usage: python3 -m hub.bootstrap demo | develop | check-frontend\n",
    )


def test_a_full_disk_is_said_with_what_is_free_and_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(BootstrapError, match=r"is nearly full: \d+ MB are free, \d+ MB are needed"):
        require_free(tmp_path, needed=2**62)


def test_the_bootstrap_needs_nothing_but_python_s_own_library() -> None:
    # -S: no site-packages.
    ended = run({"HUB_PORT": "x"}, "-S", "-m", "hub.bootstrap", "demo")
    assert ended.stderr.startswith("HUB_PORT is wrong")


def test_an_old_python_can_parse_the_version_check(project_root: Path) -> None:
    for name in ("__init__.py", "__main__.py"):
        ast.parse((project_root / "hub" / "bootstrap" / name).read_text(), feature_version=(3, 6))


def test_a_step_that_fails_shows_the_end_of_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
    with pytest.raises(BootstrapError, match=r"✗ Try(.|\n)+the reason(.|\n)+The whole log: "):
        run_step("Try", command, tmp_path / "log" / "try.log", cwd=tmp_path, environment={})
    assert "✓" not in capsys.readouterr().out


def test_a_step_that_works_is_ticked_with_its_seconds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_step("Try", [sys.executable, "-c", ""], tmp_path / "try.log", cwd=tmp_path, environment={})
    assert re.match(r"✓ Try +\d+\.\d s\n", capsys.readouterr().out)


def test_a_program_of_the_demo_that_ends_is_started_again_and_its_log_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "RESTART_SECONDS", 0)
    monkeypatch.setattr(program, "LOGS", tmp_path)
    log = tmp_path / "web.log"

    def has_started(times: int) -> bool:
        return log.read_text().count("started") == times

    with Program("web", [sys.executable, "-uc", "import sys; print('started'); sys.stdin.read(); sys.exit(3)"]) as web:
        until(lambda: has_started(1))
        until(web.restart_if_ended)
        until(lambda: has_started(2))
        assert "The web process has exited on its own (status 3). It is being restarted" in capsys.readouterr().out


def test_the_demo_loads_bulk_content_only_on_request() -> None:
    plain, large = demo.first_run_steps(0), demo.first_run_steps(5_000)
    assert [arguments[0] for _, arguments in plain] == [
        "load_demo",
        "load_demo_countries",
        "replay",
        "load_demo_searches",
    ]
    assert [step for step in large if step not in plain] == [
        ("Load 5,000 invented documents", ("load_bulk", "--items=5000"))
    ]


def test_what_was_made_is_made_again_only_when_its_sources_change(project_root: Path, tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    before = digest([project_root / "manage.py"])
    assert not stamp.matches(before)
    stamp.write(before)
    assert stamp.matches(before)
    assert not stamp.matches(digest([project_root / "Makefile"]))


def test_the_locks_are_exact_hashed_and_name_no_index(project_root: Path) -> None:
    for lock in project_root.glob("requirements*.lock"):
        text = lock.read_text()
        requirements = re.findall(r"^[a-z].*(?:\n .*)*", text, re.MULTILINE)
        assert requirements, lock
        assert all("==" in each and "--hash=sha256:" in each for each in requirements), lock
        assert "://" not in text, lock


def test_no_lock_holds_a_dateutil_that_would_hold_botocore_back(project_root: Path) -> None:
    locks = [*project_root.glob("requirements*.lock"), *project_root.glob("bench/peers/requirements/*.txt")]
    held = {lock.name: re.findall(r"^python-dateutil==(\d+)", lock.read_text(), re.MULTILINE) for lock in locks}
    assert held["requirements.lock"] == held["requirements-dev.lock"] == ["2"]
    assert all(set(majors) <= {"2"} for majors in held.values()), held


def test_npm_s_locks_are_hashed_and_name_no_registry(project_root: Path) -> None:
    for lock in (project_root / "frontend" / "package-lock.json", project_root / "tests" / "npm" / "package-lock.json"):
        packages = json.loads(lock.read_text())["packages"]
        assert all("integrity" in package for name, package in packages.items() if name), lock
        assert "resolved" not in lock.read_text(), lock


def test_the_development_lock_holds_all_of_the_runtime_s_and_what_names_countries(project_root: Path) -> None:
    runtime, geography, development = (
        set((project_root / f"requirements{name}.lock").read_text().splitlines()) for name in ("", "-geography", "-dev")
    )
    assert runtime | geography <= development


def test_make_lists_its_targets(project_root: Path) -> None:
    output = subprocess.run(["make"], cwd=project_root, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "test-all", "test-long", "test-times", "lint", "bench", "lock", "clean"):
        assert re.search(rf"^  make {target} +\w", output, re.MULTILINE)
