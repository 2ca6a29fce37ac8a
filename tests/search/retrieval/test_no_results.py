"""Help for searches without results."""

from collections.abc import Callable
from typing import Any

import pytest

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from search.base.requests import Filters, SearchRequest
from search.retrieval.no_results import help_with_no_results
from tests.publishing.documents import publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine"), pytest.mark.one_database]

Drain = Callable[[], None]


def broader(text: str, **filters: Any) -> tuple[str, bool, int] | None:
    found = help_with_no_results(SearchRequest(text, filters=Filters(**filters))).broader
    return (found.text, found.drops_filters, found.total) if found else None


def test_the_same_text_without_filters_comes_first(drain: Drain) -> None:
    publish(title="Lantern doors")
    drain()
    assert broader("lantern", kinds=(Kind.BRIEFING,)) == ("lantern", True, 1)


def test_quotes_and_exclusions_are_dropped_next(drain: Drain) -> None:
    publish(title="Doors of the lantern")
    drain()
    assert broader('"lantern doors"') == ("lantern doors", False, 1)
    assert broader("lantern -doors") == ("lantern", False, 1)


def test_then_only_the_known_terms_are_searched(drain: Drain) -> None:
    publish(title="At night", summary="Take a lantern.")
    publish(title="By day", summary="Watch the doors.", kind=Kind.BRIEFING)
    drain()
    assert broader("quagga lantern zyzzyva") == ("lantern", False, 1)
    assert broader("quagga doors zyzzyva", kinds=(Kind.BRIEFING,)) == ("doors", False, 1)


def test_no_broader_search_is_offered_if_none_finds_anything(drain: Drain) -> None:
    publish(title="Lantern")
    drain()
    assert broader("quagga zyzzyva") is None


def test_a_term_in_hidden_items_only_is_not_offered(drain: Drain) -> None:
    publish(title="Canary", audience=Audience.VALIDATED, marking=Marking.AMBER)
    publish(title="At night", summary="Take a lantern.")
    drain()
    assert broader("canary quagga zyzzyva") is None
    assert broader("canary quagga lantern") == ("lantern", False, 1)


def test_popular_items_are_offered_too(drain: Drain) -> None:
    publish(title="Lantern", kind=Kind.GUIDANCE)
    publish(title="Canary", kind=Kind.GUIDANCE, audience=Audience.VALIDATED, marking=Marking.AMBER)
    drain()
    offered = help_with_no_results(SearchRequest("quagga")).popular
    assert [item.edition.title for item in offered] == ["Lantern"]
