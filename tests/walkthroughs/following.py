"""Does in a copy of the project what a section of CONTRIBUTING.md says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

STEP = re.compile(
    r"^(?:In `(?P<file>[^`]+)`, before `(?P<anchor>[^\n]+)`|New, `(?P<new>[^`]+)`):\n\n"
    r"```\w+\n(?P<text>.*?)^```$",
    re.M | re.S,
)
SETTINGS = {"HUB_ENVIRONMENT": "test", "HUB_DATABASE_URL": "sqlite:///:memory:"}


def follow(section: str, root: Path, copy: Path) -> list[str]:
    """Copy the project's own files, and do what the section says; return the files that were written by hand."""
    _copy(root, copy)
    text = (root / "CONTRIBUTING.md").read_text().partition(f"## {section}\n")[2].partition("\n## ")[0]
    steps = list(STEP.finditer(text))
    assert steps, f"CONTRIBUTING.md has no steps under {section}"
    for step in steps:
        if step["new"]:
            (copy / step["new"]).write_text(step["text"])
        else:
            _insert(copy / step["file"], step["anchor"], step["text"])
    manage(copy, "makemigrations", "publishing", "cms")
    manage(copy, "export_schema", "graphql_api.schema.published", "--path", "graphql_api/schema.graphql")
    return sorted({step["new"] or step["file"] for step in steps})


def run_tests(copy: Path, *tests: str) -> None:
    """Run tests in the copy; all must pass."""
    _run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)


def manage(copy: Path, *arguments: str) -> None:
    """Run a management command in the copy."""
    _run(copy, "manage.py", *arguments, **SETTINGS)


def _run(copy: Path, *arguments: str, **settings: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**_environment(), **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "PYTEST_", "DJANGO_"))}


def _copy(root: Path, copy: Path) -> None:
    unwanted = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(root, copy, ignore=unwanted, symlinks=True)


def _insert(file: Path, anchor: str, text: str) -> None:
    lines = file.read_text().splitlines(keepends=True)
    place = next((number for number, line in enumerate(lines) if anchor in line), None)
    assert place is not None, f"{file.name} has no line with {anchor}"
    file.write_text("".join([*lines[:place], text, *lines[place:]]))
