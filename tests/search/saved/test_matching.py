"""Saved searches match exactly what a search would find, and reveal nothing that the viewer may not see."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.content.blocks import HeadingBlock
from publishing.kinds import Kind, Relation
from publishing.log.record import record_publication
from publishing.models import ContentItem
from search.base.requests import Filters
from search.documents.search_document import SearchDocument, build_documents, latest_versions
from search.models import SavedSearch, SavedSearchAnchor
from search.retrieval.search import run_search
from search.saved.matching import find_matching_searches, visible_matches
from search.saved.preparation import BATCH, prepare_outdated
from tests.publishing.documents import a_document, publish
from tests.search.searching import saved
from tests.search.vocabulary_entries import synonyms

pytestmark = pytest.mark.django_db

Drain = Callable[[], None]

PROJECT, HIDDEN_TOPIC, OPEN_TOPIC = uuid4(), uuid4(), uuid4()
VIEWERS = (ANONYMOUS, Viewer(Audience.REGISTERED), Viewer(Audience.VALIDATED))
MEMBER = Viewer(Audience.VALIDATED, projects=frozenset({PROJECT}))
"""Sees all there is in these tests."""

WHOLE = (
    "bag", '"bag search"', '"search bag"', '"stadium" "bag"', "search -bag", '-"bag search"', "-nothing", "TT3",
    "BR-2026-014", "what is a bag", "THE", "sealed", "",
)  # fmt: skip
"""What a search finds has all of these texts."""
WORDS = (
    "stadium bag search", "bags doors windows fences", '"run hide tell" stadium', "tt 3", "Watch the doors",
    "Ynys Môn", "counter terrorism", "security guards at the door of a station by night in winter",
)  # fmt: skip
"""What a search finds may have some of these words: a saved search requires all of them."""
FILTERS = (
    Filters(kinds=(Kind.BRIEFING, Kind.PROJECT)),
    Filters(countries=("fr", "DE"), years=(timezone.now().year,)),
    Filters(topics=(HIDDEN_TOPIC, OPEN_TOPIC)),
    Filters(topics=(HIDDEN_TOPIC,), audiences=(Audience.PUBLIC,)),
)


def build_document(item_id: UUID) -> SearchDocument:
    (document,) = build_documents(latest_versions([item_id]))
    return document


def published(**changes: Any) -> SearchDocument:
    return build_document(publish(**changes).item_id)


def matched(document: SearchDocument) -> list[SavedSearch]:
    return list(SavedSearch.objects.filter(pk__in=find_matching_searches(document)))


def matches(document: SearchDocument) -> set[str]:
    return {search.text for search in matched(document)}


def topic(content_id: UUID, **changes: Any) -> None:
    publish(Kind.TOPIC, content_id=content_id, path=f"/topics/{content_id}/", title="Sealed topic", **changes)


def about(*topics: UUID) -> tuple[dict[str, Any], ...]:
    return tuple({"relation": Relation.TOPIC, "target": one} for one in topics)


@pytest.fixture
def world(drain: Drain) -> None:
    hidden: dict[str, Any] = {"audience": Audience.VALIDATED, "marking": Marking.AMBER}
    topic(HIDDEN_TOPIC, **hidden)
    topic(OPEN_TOPIC)
    publish(
        title="Stadium bag search", summary="Search bags at the door of the stadium.", references=about(HIDDEN_TOPIC)
    )
    publish(Kind.TRAVEL_ADVICE, title="Run, hide, tell", summary="In a stadium too.", references=about(OPEN_TOPIC))
    publish(Kind.PROJECT, title="Teach the guards", code="TT3", references=about(HIDDEN_TOPIC, OPEN_TOPIC))
    publish(Kind.BRIEFING, title="Winter markets", code="BR-2026-014")
    publish(title="Sealed doors and windows", summary="A bag.", **hidden)
    publish(
        title="Sealed for members", audience=Audience.NAMED, marking=Marking.AMBER_STRICT, projects=(PROJECT,),
        references=about(HIDDEN_TOPIC),
    )  # fmt: skip
    publish(title="THE", summary="Stop.")
    publish(title="Ynys Môn", locale="cy", summary="Bag search TT3")
    drain()


@pytest.fixture
def searches() -> list[SavedSearch]:
    return [
        saved(text, locale=locale, filters=filters)
        for text in (*WHOLE, *WORDS)
        for locale in ("en-gb", "cy")
        for filters in (Filters(), *FILTERS)
        if text or filters.chosen()
    ]


def indexed() -> Iterator[SearchDocument]:
    return build_documents(latest_versions(ContentItem.objects.values_list("pk", flat=True)))


def whole(searches: set[SavedSearch]) -> set[SavedSearch]:
    return {search for search in searches if search.text in WHOLE}


def found(search: SavedSearch, viewer: Viewer) -> set[UUID]:
    return {hit.item_id for hit in run_search(search.request(viewer)).hits}


@pytest.mark.usefixtures("engine", "world")
def test_a_document_matches_the_searches_that_find_it_if_it_has_all_their_words(searches: list[SavedSearch]) -> None:
    """By a reader who sees everything: on either engine the same."""
    hits = {search: found(search, MEMBER) for search in searches}
    assert sum(map(len, hits.values())) > 80
    for document in indexed():
        by_search = {search for search in searches if document.item_id in hits[search]}
        assert whole(by_search) <= set(matched(document)) <= by_search


def test_a_saved_search_of_several_words_requires_all_of_them() -> None:
    searches = [saved(text) for text in ("bags at doors", "bags at the windows", "how do I search a bag")]
    document = published(title="Bags", summary="Search them at the door.")
    assert matched(document) == [searches[0], searches[2]]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("viewer", [*VIEWERS, MEMBER])
def test_visible_matches_are_what_the_viewers_own_search_finds(viewer: Viewer, searches: list[SavedSearch]) -> None:
    hits = {search: found(search, viewer) for search in searches}
    for document in indexed():
        by_search = {search for search in searches if document.item_id in hits[search]}
        assert whole(by_search) <= set(visible_matches(viewer, document, matched(document))) <= by_search


def test_a_hidden_topic_does_not_reveal_its_items() -> None:
    topic(HIDDEN_TOPIC, audience=Audience.VALIDATED, marking=Marking.AMBER)
    document = published(title="Doors", references=about(HIDDEN_TOPIC))
    by_topic, by_word = saved("doors", topics=(HIDDEN_TOPIC,)), saved("doors")
    assert set(matched(document)) == {by_topic, by_word}
    assert visible_matches(ANONYMOUS, document, [by_topic, by_word]) == [by_word]
    assert visible_matches(MEMBER, document, [by_topic, by_word]) == [by_topic, by_word]


def test_a_match_of_an_older_edition_is_not_visible_after_the_audience_is_widened() -> None:
    secret = a_document(title="Doors", summary="Alice has the key.", audience=Audience.VALIDATED, marking=Marking.AMBER)
    record_publication(secret)
    document, search = build_document(secret.id), saved("alice")
    assert matched(document) == [search]
    opened = {"summary": "Someone has the key.", "audience": Audience.PUBLIC, "marking": Marking.CLEAR}
    record_publication(secret.model_copy(update=opened))
    assert visible_matches(ANONYMOUS, document, [search]) == []
    assert matched(build_document(secret.id)) == []


def test_a_match_of_an_expired_item_is_not_visible() -> None:
    document, search = published(title="Doors"), saved("doors")
    ContentItem.objects.filter(pk=document.item_id).update(expires_at=timezone.now())
    assert visible_matches(MEMBER, document, [search]) == []


def test_synonyms_apply_before_and_after_the_worker_has_rebuilt_the_searches() -> None:
    saved("CTSA")
    saved("windows")
    document = published(title="Ask a counter-terrorism security adviser")
    assert matches(document) == set()
    made = synonyms("CTSA", "counter terrorism security adviser")
    assert matches(document) == {"CTSA"}
    assert prepare_outdated() == 2
    assert matches(document) == {"CTSA"}
    made.delete()
    assert matches(document) == set()
    prepare_outdated()
    assert matches(document) == set()


def test_only_changed_searches_are_rewritten() -> None:
    saved("CTSA")
    kept = set(saved("windows").anchors.values_list("pk", flat=True))
    synonyms("CTSA", "counter terrorism security adviser")
    prepare_outdated()
    assert kept < set(SavedSearchAnchor.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("kept", [{}, {"clause": ["unknown"]}])
def test_searches_of_another_release_match_and_are_rebuilt_by_the_worker(drain: Drain, kept: Any) -> None:
    saved("doors")
    SavedSearch.objects.update(preparation="older", **kept)
    SavedSearchAnchor.objects.all().delete()
    document = published(title="Doors")
    assert matches(document) == {"doors"}
    drain()
    assert SavedSearchAnchor.objects.exists()
    assert matches(document) == {"doors"}
    assert SavedSearch.objects.get().clause != ["unknown"]


def test_many_searches_are_prepared_in_batches(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    SavedSearch.objects.bulk_create(
        SavedSearch(text=f"door{number}", locale="en-gb", digest=f"{number}") for number in range(BATCH + 10)
    )
    assert [prepare_outdated(), prepare_outdated(), prepare_outdated()] == [BATCH, 10, 0]
    with django_assert_num_queries(1):
        prepare_outdated()
    assert matches(published(title="Door7 and door500")) == {"door7", "door500"}


def test_a_match_costs_few_queries_for_any_number_of_searches(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(50):
        saved(f"window -door{number}")
    document = published(title="Doors, windows")
    with django_assert_num_queries(2):
        assert len(list(find_matching_searches(document))) == 50
    found = matched(document)
    with django_assert_num_queries(1):
        assert len(visible_matches(ANONYMOUS, document, found)) == 50


def test_a_document_with_very_many_terms_is_matched_by_each() -> None:
    terms = [f"term{number}" for number in range(12_000)]
    searches = {saved(terms[number]).text for number in (0, 5_999, 11_999)}
    heading = HeadingBlock(id=uuid4(), text=" ".join(terms), anchor="a")
    assert matches(published(title="Terms", body=(heading,))) == searches


def test_red_items_have_no_document_to_match() -> None:
    red = publish(title="Doors", audience=Audience.NAMED, marking=Marking.RED, projects=(PROJECT,))
    assert list(build_documents(latest_versions([red.item_id]))) == []
