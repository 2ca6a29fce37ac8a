"""A code is one concept: its parts do not count on their own."""

from collections.abc import Callable

import pytest

from publishing.kinds import Kind
from tests.publishing.documents import publish
from tests.search.searching import search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine"), pytest.mark.one_database]

Drain = Callable[[], None]


@pytest.mark.parametrize("text", ["BR-2026-020", "br-2026-020", "CVE-2026-014", "BR-2026-014-2"])
def test_an_unknown_reference_finds_nothing(drain: Drain, text: str) -> None:
    publish(Kind.BRIEFING, title="Winter markets", code="BR-2026-014", summary="Call 020 7946 0100")
    drain()
    assert titles(search_for(text)) == []


def test_a_reference_is_found_in_texts_that_mention_it(drain: Drain) -> None:
    publish(Kind.BRIEFING, title="Summer concerts", code="BR-2026-009", summary="Replaces BR-2025-012.")
    publish(Kind.BRIEFING, title="Winter markets", code="BR-2025-031", summary="In force until 2026-12-31")
    drain()
    assert titles(search_for("BR-2025-012")) == ["Summer concerts"]


def test_other_terms_next_to_a_reference_count_as_usual(drain: Drain) -> None:
    publish(Kind.BRIEFING, title="Winter markets", code="BR-2026-014")
    drain()
    assert titles(search_for("winter markets BR-1999-001")) == ["Winter markets"]
