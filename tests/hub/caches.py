"""Finds the caches in the code, by what caches are made with."""

import ast
from collections.abc import Iterator
from pathlib import Path

DECORATORS = {"cache", "cache_page", "cached", "cached_property", "cachedmethod", "lru_cache"}
CLASSES = {"Cache", "FIFOCache", "LFUCache", "LRUCache", "RRCache", "TLRUCache", "TTLCache"}
CLASSES |= {"LocMemCache", "OrderedDict", "RedisCache", "WeakKeyDictionary", "WeakValueDictionary"}


def packages_in(root: Path) -> list[str]:
    """Return the names of the hub's packages."""
    return sorted({path.parent.name for path in root.glob("*/__init__.py")} - {"bench", "tests"})


def caches_in(root: Path) -> set[str]:
    """Return the dotted names of all caches: functions that are decorated, variables and attributes that hold one,
    classes whose objects keep properties, and modules that use Django's cache."""
    return {
        ".".join(filter(None, (*path.relative_to(root).with_suffix("").parts, name)))
        for package in packages_in(root)
        for path in (root / package).rglob("*.py")
        if "migrations" not in path.parts
        for name in _names(ast.parse(path.read_text()))
    }


def _names(node: ast.AST, owner: str = "") -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom) and child.module == "django.core.cache":
            yield ""
        elif isinstance(child, ast.FunctionDef):
            yield from _of_function(child, owner)
        elif isinstance(child, ast.Assign | ast.AnnAssign) and _named(child.value) in CLASSES:
            yield _joined(owner, (child.targets[0] if isinstance(child, ast.Assign) else child.target))
        yield from _names(child, child.name if isinstance(child, ast.ClassDef) else owner)


def _of_function(function: ast.FunctionDef, owner: str) -> Iterator[str]:
    decorators = {_named(one) for one in function.decorator_list}
    if "cached_property" in decorators:
        yield owner
    elif decorators & DECORATORS:
        yield f"{owner}.{function.name}".removeprefix(".")
    yield from (_joined(owner, one) for one in _memos(function))


def _memos(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield the private dicts in which a function looks for something, and puts it where it is not there."""
    nodes = list(ast.walk(function))
    looked_in = {
        ast.unparse(one.comparators[0] if isinstance(one, ast.Compare) else one.value)
        for one in nodes
        if (isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.NotIn))
        or (isinstance(one, ast.Attribute) and one.attr == "get")
    }
    for one in nodes:
        if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store):
            name = ast.unparse(one.value)
            if name in looked_in and name.startswith(("_", "self._")):
                yield one.value


def _joined(owner: str, target: ast.expr) -> str:
    return ast.unparse(target).replace("self", owner, 1)


def _named(node: ast.expr | None) -> str:
    """Return the last name of what is called, subscripted or neither."""
    if isinstance(node, ast.Call):
        return _named(node.func)
    if isinstance(node, ast.Subscript):
        return _named(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
