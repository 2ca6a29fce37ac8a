"""Pagination and cursors."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from publishing.access.viewers import ANONYMOUS
from search.base.requests import SearchError, SearchRequest
from search.retrieval.search import run_search
from tests.publishing.documents import publish
from tests.search.searching import search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine"), pytest.mark.one_database]

Drain = Callable[[], None]


@pytest.mark.parametrize(("text", "sort"), [("doors", "relevance"), ("doors", "newest"), ("", "relevance")])
def test_pages_have_no_gaps_or_overlaps(drain: Drain, text: str, sort: str) -> None:
    for number in range(23):
        publish(title=f"Doors {number}", updated_at=timezone.now() - timedelta(minutes=number))
    drain()
    seen, after = [], ""
    while True:
        page = search_for(text, sort=sort, first=5, after=after)
        seen += titles(page)
        assert page.total == 23
        if not page.has_next:
            break
        after = page.end_cursor
    assert len(seen) == 23
    assert set(seen) == {f"Doors {number}" for number in range(23)}


def test_the_next_page_repeats_nothing_if_something_is_published_in_between(drain: Drain) -> None:
    for number in range(10):
        publish(title=f"Doors {number}", updated_at=timezone.now() - timedelta(hours=number + 1))
    drain()
    first = search_for("doors", sort="newest", first=5)
    for number in range(3):
        publish(title=f"New doors {number}")
    drain()
    second = search_for("doors", sort="newest", first=5, after=first.end_cursor)
    assert titles(first) + titles(second) == [f"Doors {number}" for number in range(10)]


def test_a_page_can_begin_after_any_hit(drain: Drain) -> None:
    for number in range(6):
        publish(title=f"Doors {number}")
    drain()
    page = search_for("doors", first=6)
    rest = search_for("doors", first=6, after=page.hits[2].cursor)
    assert titles(rest) == titles(page)[3:]
    assert rest.hits[-1].cursor == page.hits[-1].cursor


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_has_1_to_100_results(first: int) -> None:
    with pytest.raises(SearchError, match="1 to 100") as refusal:
        search_for("doors", first=first)
    assert refusal.value.code == "bad_page_size"


@given(st.text(max_size=26).filter(bool))
def test_an_invalid_cursor_is_rejected_with_a_message(cursor: str) -> None:
    request = SearchRequest(text="doors", viewer=ANONYMOUS, after=cursor)
    with pytest.raises(SearchError, match="was not returned by a search") as refusal:
        run_search(request)
    assert refusal.value.code == "bad_cursor"
