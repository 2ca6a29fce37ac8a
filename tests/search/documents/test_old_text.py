"""Text published before text was cleaned is indexed and found on both engines."""

from collections.abc import Callable

import pytest

from tests.publishing.old import an_old_library
from tests.search.searching import search_for

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_old_text_is_indexed_and_found(engine: str, drain: Callable[[], None]) -> None:
    library = an_old_library()
    drain()
    result = search_for("ajar")
    assert result.engine == engine
    assert {hit.content_id for hit in result.hits} == {item.content_id for item in library if item.path}
