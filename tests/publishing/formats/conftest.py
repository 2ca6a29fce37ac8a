"""A frozen dump for a module, read as it is and as one that a later format has overtaken."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from graphql_api.execution.compiler import upcasting
from publishing import formats
from tests.publishing.formats.frozen import FORMATS, loaded
from tests.search.conftest import (  # noqa: F401  # an index of the test's own on each engine
    drain,
    elasticsearch_index,
    engine,
    index_folder,
)

WORD, UPCAST = "Ŵyth", "Overtaken"
"""A word of every stored text of the dumps' contents, and its replacement in the later format."""


@pytest.fixture(scope="module", params=FORMATS, ids="format {}".format)
def frozen(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    """The database is a frozen dump of this format, migrated to today's tables."""
    number: int = request.param
    with django_db_blocker.unblock(), loaded(number, tmp_path_factory.mktemp("frozen")):
        yield number


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> Iterator[None]:
    """Editions of other databases have the same keys."""
    upcasting.clear_cache()
    yield
    upcasting.clear_cache()


@pytest.fixture(params=["in today's format", "in one that came since"])
def word(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The word that readers find in every text: once as stored, once with a format after today's, whose upcast
    exchanges it."""
    if request.param == "in today's format":
        return WORD
    monkeypatch.setattr(formats, "FORMAT", formats.FORMAT + 1)
    monkeypatch.setitem(formats.UPCASTS, formats.FORMAT - 1, _exchange)
    return UPCAST


def _exchange(stored: formats.Stored) -> formats.Stored:
    """Change every part without touching what is given."""
    return {**stored, **{name: _exchanged(copy.deepcopy(stored[name])) for name in ("image", "body", "details")}}


def _exchanged(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _exchanged(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_exchanged(part) for part in value]
    return value.replace(WORD, UPCAST) if isinstance(value, str) else value
