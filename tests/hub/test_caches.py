"""The table of caches in docs/architecture.md is what the code has."""

import re
from pathlib import Path

import pytest

from tests.hub.caches import caches_in, packages_in


@pytest.fixture
def listed(project_root: Path) -> set[str]:
    """The names in the table."""
    page = (project_root / "docs" / "architecture.md").read_text().split("## Caches", 1)[1]
    return set(re.findall(rf"`((?:{'|'.join(packages_in(project_root))})(?:\.\w+)+)`", page))


def test_every_cache_of_the_code_is_in_the_table(project_root: Path, listed: set[str]) -> None:
    assert sorted(caches_in(project_root) - listed) == []


def test_every_name_in_the_table_is_in_the_code(project_root: Path, listed: set[str]) -> None:
    assert [name for name in sorted(listed) if not _is_in_code(project_root, name)] == []


def test_a_cache_of_each_make_is_found(tmp_path: Path) -> None:
    (tmp_path / "cms").mkdir()
    (tmp_path / "cms" / "__init__.py").touch()
    (tmp_path / "cms" / "made.py").write_text(MADE)
    names = ("decorated", "_kept", "Holder", "Holder.method", "Holder._memory", "Holder._once", "_found")
    assert caches_in(tmp_path) == {"cms.made", *(f"cms.made.{name}" for name in names)}


MADE = """
from functools import lru_cache, cached_property
import cachetools
from django.core.cache import caches

_kept: cachetools.TTLCache[str, str] = cachetools.TTLCache(5, 5)
_found: dict[int, int] = {}
registry: dict[int, int] = {}

@lru_cache(maxsize=5)
def decorated(): ...

def found(one):
    registry[one] = one
    if one not in _found:
        _found[one] = one

class Holder:
    def __init__(self):
        self._memory = cachetools.LRUCache[str, str](5)
    @cached_property
    def once(self): ...
    @cachetools.cached({})
    def method(self): ...
    def memo(self, one):
        if self._once.get(one) is None:
            self._once[one] = one
"""


def _is_in_code(root: Path, name: str) -> bool:
    """Whether a name is that of a module, or of something in one."""
    module = root / Path(*name.split("."))
    while not module.with_suffix(".py").exists() and module != root:
        module = module.parent
    rest = name.removeprefix(".".join(module.relative_to(root).parts)).strip(".")
    return module != root and all(part in module.with_suffix(".py").read_text() for part in rest.split("."))
