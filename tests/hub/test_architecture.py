"""The paths in docs/architecture.md name files that exist, and functions that are in them."""

import ast
import re
from pathlib import Path

import pytest

PATHS = ("One publish", "One query", "One search", "One page")
MAX_FILES = {"One publish": 8}


def steps(project_root: Path, path: str) -> list[str]:
    """Return the numbered steps of a path."""
    page = (project_root / "docs" / "architecture.md").read_text()
    section = page.split(f"\n## {path}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\d+\. (.*(?:\n   .*)*)", section, re.MULTILINE)


@pytest.mark.parametrize("path", PATHS)
def test_every_file_exists_and_has_the_named_functions(project_root: Path, path: str) -> None:
    for step in steps(project_root, path):
        files = re.findall(r"`([a-z_/]+\.(?:py|html))`", step)
        assert files, f"no file in: {step}"
        trees = [ast.parse((project_root / file).read_text()) for file in files if file.endswith(".py")]
        defined = {
            node.name
            for tree in trees
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        assert all((project_root / file).is_file() for file in files)
        assert set(re.findall(r"`(\w+)\(\)`", step)) <= defined, step


@pytest.mark.parametrize("path", MAX_FILES)
def test_a_path_leads_through_few_files(project_root: Path, path: str) -> None:
    files = {file for step in steps(project_root, path) for file in re.findall(r"`([a-z_/]+\.py)`", step)}
    assert len(files) <= MAX_FILES[path]


def test_every_package_is_in_the_table(project_root: Path) -> None:
    packages = {path.parent.name for path in project_root.glob("*/__init__.py")} - {"bench", "tests"}
    page = (project_root / "docs" / "architecture.md").read_text()
    assert set(re.findall(r"^\| \d \| `(\w+)/`", page, re.MULTILINE)) == packages
