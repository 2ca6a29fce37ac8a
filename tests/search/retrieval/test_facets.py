"""Facets and filters: counts stay correct while several values are chosen."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from publishing.kinds import Kind, Relation
from publishing.log.record import record_publication
from search.base.requests import Facet, SearchError
from tests.publishing.documents import a_document, publish
from tests.search.searching import search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine"), pytest.mark.one_database]

Drain = Callable[[], None]
TOPICS = (uuid4(), uuid4())


def counts(text: str, facet: Facet, **filters: object) -> dict[str, int]:
    return {value.value: value.count for value in search_for(text, facets=(facet,), **filters).facets[facet]}


def about(*topics: UUID) -> tuple[dict[str, object], ...]:
    return tuple({"relation": Relation.TOPIC, "target": topic} for topic in topics)


@pytest.fixture
def doors(drain: Drain) -> None:
    for topic in TOPICS:
        publish(Kind.TOPIC, content_id=topic, path=None)
    publish(title="Doors one", references=about(TOPICS[0]))
    publish(title="Doors two", references=about(*TOPICS))
    publish(Kind.BRIEFING, title="Doors three", references=about(TOPICS[1]))
    publish(Kind.STANDARD, title="Windows")
    drain()


@pytest.mark.usefixtures("doors")
def test_a_chosen_value_does_not_change_the_counts_of_its_own_facet() -> None:
    assert counts("doors", Facet.KIND) == {"guidance": 2, "briefing": 1}
    assert counts("doors", Facet.KIND, kinds=(Kind.BRIEFING,)) == {"guidance": 2, "briefing": 1}


@pytest.mark.usefixtures("doors")
def test_a_chosen_value_limits_hits_and_the_other_facets() -> None:
    result = search_for("doors", kinds=(Kind.BRIEFING,), facets=tuple(Facet))
    assert titles(result) == ["Doors three"]
    assert [value.value for value in result.facets[Facet.TOPIC]] == [str(TOPICS[1])]


@pytest.mark.usefixtures("doors")
def test_values_of_one_facet_are_alternatives_and_facets_narrow_each_other() -> None:
    assert search_for("doors", topics=TOPICS).total == 3
    assert titles(search_for("doors", topics=TOPICS[1:], kinds=(Kind.GUIDANCE,))) == ["Doors two"]
    both = search_for("doors", topics=TOPICS[:1], kinds=(Kind.GUIDANCE,), facets=(Facet.TOPIC, Facet.KIND))
    counted = {value.value: value.count for value in both.facets[Facet.TOPIC]}
    assert counted == {str(TOPICS[0]): 2, str(TOPICS[1]): 1}
    assert {value.value: value.count for value in both.facets[Facet.KIND]} == {"guidance": 2}


@pytest.mark.usefixtures("doors")
def test_a_chosen_value_without_hits_is_still_listed() -> None:
    result = search_for("windows", countries=("FR",), facets=(Facet.COUNTRY,))
    (value,) = result.facets[Facet.COUNTRY]
    assert (value.value, value.label, value.count, value.selected) == ("FR", "France", 0, True)


@pytest.mark.usefixtures("doors")
def test_only_wanted_facets_are_counted() -> None:
    assert search_for("doors").facets == {}
    assert set(search_for("doors", facets=(Facet.YEAR,)).facets) == {Facet.YEAR}


def test_linked_items_are_labelled_with_their_current_title(drain: Drain) -> None:
    topic = a_document(Kind.TOPIC, title="Vigilance", path=None)
    record_publication(topic)
    publish(title="Doors", references=({"relation": Relation.TOPIC, "target": topic.content_id},))
    drain()
    record_publication(topic.model_copy(update={"title": "Watchfulness"}))
    (value,) = search_for("doors", facets=(Facet.TOPIC,)).facets[Facet.TOPIC]
    assert (value.value, value.label, value.count) == (str(topic.content_id), "Watchfulness", 1)
    assert titles(search_for(topics=(topic.content_id,))) == ["Doors"]


def test_years_are_in_london_time(drain: Drain) -> None:
    publish(title="Doors", updated_at=datetime(2025, 6, 30, 23, 30, tzinfo=UTC))
    publish(title="Doors too", updated_at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    drain()
    assert counts("doors", Facet.YEAR) == {"2025": 1, "2024": 1}
    assert titles(search_for("doors", years=(2024,))) == ["Doors too"]


def test_a_moved_or_retagged_item_is_counted_once_under_its_new_values(drain: Drain) -> None:
    content_id = uuid4()
    publish(Kind.TRAVEL_ADVICE, content_id=content_id, title="Doors", country="FR")
    drain()
    publish(Kind.TRAVEL_ADVICE, content_id=content_id, title="Doors", country="DE")
    drain()
    assert counts("doors", Facet.COUNTRY) == {"DE": 1}


def test_too_many_values_are_rejected_with_a_message() -> None:
    with pytest.raises(SearchError, match="200 values") as refusal:
        search_for(years=tuple(range(1000)))
    assert refusal.value.code == "too_many_filters"
