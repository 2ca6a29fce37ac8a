"""Installs and builds what the hub needs, again whenever the sources of it change."""

import shutil
import subprocess
from pathlib import Path

from hub.bootstrap.console import BootstrapError, run_step
from hub.bootstrap.node import OLDEST_NODE_TEXT, machine_node, wheel_folder
from hub.bootstrap.paths import (
    DEVELOPER_PAGES,
    DEVELOPMENT_LOCK,
    FRONTEND,
    GEOGRAPHY,
    GEOGRAPHY_LOCK,
    LOGS,
    NODE_LOCK,
    PYTHON,
    ROOT,
    RUNTIME_LOCK,
    TEST_TOOLS,
    VENV,
    Stamp,
    child_environment,
    digest,
)
from hub.bootstrap.preflight import require_venv_module

NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))"


def install_packages(lock: Path, python: str) -> None:
    """Install a lock into .venv. The development lock contains the whole runtime lock."""
    make_venv(python)
    stamp = Stamp(VENV / "hub-locks")
    if stamp.matches(digest([lock])):
        return
    _pip_install("Install Python packages", lock)
    locks = [RUNTIME_LOCK, lock] if lock == DEVELOPMENT_LOCK else [lock]
    stamp.write(*(digest([each]) for each in locks))


def make_venv(python: str) -> None:
    """Create .venv, again if its Python is missing or too old."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", NEW_ENOUGH], check=False).returncode == 0:
        return
    require_venv_module()
    command: list[str | Path] = [python, "-m", "venv", "--clear", VENV]
    run_step("Make the virtual environment", command, LOGS / "venv.log", cwd=ROOT, environment=child_environment())


def build_front_end() -> None:
    """Build styles and scripts if they have changed since."""
    _install_node_packages("Install front-end packages", FRONTEND)
    stamp = Stamp(FRONTEND / "node_modules" / ".hub-built")
    generated = {FRONTEND / "node_modules", FRONTEND / "dist"}
    tops = [top for top in FRONTEND.iterdir() if top not in generated]
    files = [file for top in tops for file in ([top] if top.is_file() else top.rglob("*")) if file.is_file()]
    sources = digest(files)
    if not (stamp.matches(sources) and (FRONTEND / "dist").is_dir()):
        _npm("Build the front end", FRONTEND, "run", "build")
        stamp.write(sources)


def build_geography() -> None:
    """Build the names of countries and the map of the world if what they come from has changed since."""
    sources = digest([*GEOGRAPHY.rglob("*.py"), GEOGRAPHY_LOCK, RUNTIME_LOCK, FRONTEND / "package-lock.json"])
    stamp = Stamp(GEOGRAPHY / "dist" / ".hub-built")
    if stamp.matches(sources):
        return
    _pip_install("Install what names countries", GEOGRAPHY_LOCK)
    command: list[str | Path] = [PYTHON, "manage.py", "build_geography"]
    title, log = "Build the names of countries and their map", LOGS / "geography.log"
    run_step(title, command, log, cwd=ROOT, environment=child_environment())
    stamp.write(sources)


def build_developer_pages() -> None:
    """Build what /developers/ shows if the schema, the guides or what renders them have changed since."""
    schema = ("schema.graphql", "changelog.json", "examples/*.graphql", "documentation/*.py")
    files = [file for pattern in schema for file in (ROOT / "graphql_api").glob(pattern)]
    sources = digest([*files, *ROOT.glob("docs/api/*.md"), *ROOT.glob("clients/*/README.md"), RUNTIME_LOCK])
    stamp = Stamp(DEVELOPER_PAGES / ".hub-built")
    if stamp.matches(sources):
        return
    command: list[str | Path] = [PYTHON, "manage.py", "build_developer_pages"]
    title, log = "Build the developers' pages", LOGS / "developers.log"
    run_step(title, command, log, cwd=ROOT, environment=child_environment())
    stamp.write(sources)


def install_test_tools() -> None:
    """Install Node, which tests run, and the tests' npm packages."""
    _npm_command()
    _install_node_packages("Install the tests' npm packages", TEST_TOOLS)


def check_front_end() -> None:
    """Check the types of the front end's scripts."""
    _npm("Check the front end's types", FRONTEND, "run", "check")


def _install_node_packages(title: str, folder: Path) -> None:
    stamp = Stamp(folder / "node_modules" / ".hub-packages")
    lock = digest([folder / "package-lock.json"])
    if not stamp.matches(lock):
        _npm(title, folder, "ci", "--no-audit", "--no-fund")
        stamp.write(lock)


def _npm(title: str, folder: Path, *arguments: str) -> None:
    environment = child_environment()
    command = _npm_command()
    # npm's scripts look for `node` on PATH: it must be the one that runs npm.
    environment["PATH"] = f"{command[0].parent}:{environment['PATH']}"
    run_step(title, [*command, *arguments], LOGS / "npm.log", cwd=folder, environment=environment)


def _npm_command() -> list[Path]:
    """Return the command for npm: the machine's own if its Node is recent enough, otherwise PyPI's."""
    npm = shutil.which("npm")
    if npm and machine_node():
        return [Path(npm)]
    stamp = Stamp(VENV / "hub-node")
    if not stamp.matches(digest([NODE_LOCK])):
        _pip_install("Install Node", NODE_LOCK)
        stamp.write(digest([NODE_LOCK]))
    package = wheel_folder()
    if package is None:
        raise BootstrapError(
            f"Node {OLDEST_NODE_TEXT} or newer is missing, and so is PyPI's. Install Node from https://nodejs.org"
        )
    # Wheels contain no symbolic links: the package's bin/npm is a copy that does not find its modules.
    return [package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _pip_install(title: str, lock: Path) -> None:
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--require-hashes", "--requirement", lock]
    run_step(title, command, LOGS / "pip.log", cwd=ROOT, environment=child_environment())
