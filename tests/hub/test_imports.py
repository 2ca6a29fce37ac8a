"""Modules import each other in one direction: no cycle is hidden in a function, behind TYPE_CHECKING or by a name."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGES = ("publishing", "graphql_api", "search", "counting", "partners", "website", "hub")
BY_NAME = {"publishing": 1, "graphql_api": 2}
"""How many places look a module up by its name: packages find kinds so, and graphql_api types that are a ring."""


def modules(root: Path, package: str) -> dict[str, ast.Module]:
    """Return the parsed modules of a package by name."""
    found = {}
    for path in (root / package).rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text())
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def looked_up(tree: ast.Module) -> Iterator[str]:
    """Yield the calls that find a module or a model by its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in ("get_model", "lazy", "import_module", "import_string", "__import__"):
                yield ast.unparse(node)


def module_of(name: str, known: dict[str, ast.Module]) -> str:
    """Return the module that an imported name is, or is in; empty where it is another package's."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_of_a_package_import_each_other_in_a_ring(project_root: Path, package: str) -> None:
    known = modules(project_root, package)
    graph = {
        name: {module_of(one, known) for one in imported(tree)} - {"", name, package} for name, tree in known.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" is imported by ".join(error.args[1]))


@pytest.mark.parametrize("package", BY_NAME)
def test_no_module_is_looked_up_by_its_name_instead(project_root: Path, package: str) -> None:
    calls = [call for tree in modules(project_root, package).values() for call in looked_up(tree)]
    assert len(calls) == BY_NAME[package], calls
