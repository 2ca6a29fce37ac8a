"""Functions are named with a verb, methods and properties by what they return: none is called `…_of`."""

import ast
from pathlib import Path

from tests.hub.caches import packages_in


def test_no_function_is_named_something_of(project_root: Path) -> None:
    found = [
        f"{path.relative_to(project_root)}:{node.lineno} {node.name}"
        for package in [*packages_in(project_root), "bench"]
        for path in (project_root / package).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.endswith("_of")
    ]
    assert found == [], "make each a method, a property or a verb (build_…, find_…)"
