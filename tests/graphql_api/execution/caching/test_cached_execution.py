"""Cached results are what the operation would return now, for the same viewer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from graphql_api.execution.caching.stores import store
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, RemovalReason
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.graphql_api.api_client import post
from tests.graphql_api.factories import a_client_of, an_item
from tests.partners.making import a_key, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached")]

TITLES = "{ contents(first: 10) { totalCount nodes { title } } }"


def titles(response: Any) -> set[str]:
    """Return the titles in a response."""
    return {node["title"] for node in response.json()["data"]["contents"]["nodes"]}


def was_computed(response: Any) -> bool:
    """Whether the operation was run for this request: cached results have no cost."""
    return "GraphQL-Cost" in response.headers


def test_an_operation_runs_once_while_content_is_unchanged(client: Client) -> None:
    an_item(title="A")
    first, second = post(client, TITLES), post(client, TITLES)
    assert (was_computed(first), was_computed(second)) == (True, False)
    assert first.content == second.content
    assert not was_computed(client.get("/graphql", {"query": TITLES}))


def test_publications_edits_and_withdrawals_take_effect_at_once(client: Client) -> None:
    item = an_item(title="A")
    assert titles(post(client, TITLES)) == {"A"}
    an_item(title="B")
    assert titles(post(client, TITLES)) == {"A", "B"}
    an_item(content_id=item.content_id, title="C", path=item.path)
    assert titles(post(client, TITLES)) == {"B", "C"}
    record_withdrawal(item.content_id, item.locale, RemovalReason.WITHDRAWN)
    assert titles(post(client, TITLES)) == {"B"}


def test_a_hidden_change_does_not_invalidate_the_cache(client: Client) -> None:
    an_item(title="A")
    post(client, TITLES)
    an_item(title="B", audience=Audience.REGISTERED, marking=Marking.GREEN)
    assert not was_computed(post(client, TITLES))


def test_results_are_not_shared_between_audiences() -> None:
    an_item(Kind.GUIDANCE, title="public")
    an_item(Kind.BRIEFING, title="registered", audience=Audience.REGISTERED, marking=Marking.GREEN)
    an_item(Kind.GUIDANCE, title="validated", audience=Audience.VALIDATED, marking=Marking.AMBER)
    named = an_item(Kind.GUIDANCE, title="named", audience=Audience.NAMED, marking=Marking.AMBER_STRICT)
    validated_key, briefings_key = (
        bearing(text) for text in (a_key(audience=Audience.VALIDATED)[1], a_key(kinds=[Kind.BRIEFING.value])[1])
    )
    viewers: list[tuple[Client, dict[str, str], set[str]]] = [
        (Client(), {}, {"public"}),
        (a_client_of(registered=True), {}, {"public", "registered"}),
        (a_client_of(validated=True), {}, {"public", "registered", "validated"}),
        (a_client_of(validated=True, items=(named,)), {}, {"public", "registered", "validated", "named"}),
        (Client(), validated_key, {"public", "registered", "validated"}),
        (Client(), briefings_key, set()),
    ]
    for order in (viewers, viewers[::-1], viewers):
        for client, headers, expected in order:
            response = client.get("/graphql", {"query": TITLES}, headers=headers)
            assert titles(response) == expected
            is_public = client is viewers[0][0]
            assert ("s-maxage" in response["Cache-Control"]) is is_public
            assert is_public or response["Cache-Control"] == "private, no-store"


def test_results_for_viewers_with_personal_access_are_not_cached() -> None:
    client = a_client_of(validated=True, items=(an_item(title="A"),))
    assert was_computed(post(client, TITLES))
    assert was_computed(post(client, TITLES))


def test_variables_and_operation_names_are_part_of_the_key(client: Client) -> None:
    query = "query A($first: Int!) { contents(first: $first) { totalCount } } query B { revision }"
    requests = [
        {"query": query, "variables": {"first": first}, "operationName": name} for first in (1, 2) for name in "AB"
    ]
    for expected in (True, False):
        answers = [client.post("/graphql", one, content_type="application/json") for one in requests]
        assert [was_computed(one) for one in answers] == [expected] * 4
        assert ["revision" in one.json()["data"] for one in answers] == [False, True] * 2


def test_errors_are_not_cached(client: Client) -> None:
    partial = '{ revision threatLevel(locale: "fr") { level } }'
    assert was_computed(post(client, partial))
    assert was_computed(post(client, partial))
    for refused in ("{", "{ nothing }", "{ contents { totalCount } }"):
        for _ in range(2):
            assert "errors" in post(client, refused).json()


def test_an_item_that_expires_disappears_at_once_from_counts_too(client: Client) -> None:
    count = "{ contents(first: 1, orderBy: {updatedAt: ASC}) { totalCount } }"
    an_item(title="A")
    item = an_item(title="B")
    _set_expiry(item, seconds=60)
    assert post(client, count).json()["data"]["contents"]["totalCount"] == 2
    assert not was_computed(post(client, count))
    _set_expiry(item, seconds=-1)
    assert post(client, count).json()["data"]["contents"]["totalCount"] == 1


def test_an_announced_threat_level_appears_when_it_takes_effect(client: Client) -> None:
    query = "{ threatLevel { level } }"
    starts_at = timezone.now() + timedelta(minutes=1)
    item = an_item(
        Kind.THREAT_LEVEL,
        details=ThreatLevelDetails(
            level="SEVERE", scope="national", effective_at=starts_at, wording="An attack is likely"
        ),
        effective_at=starts_at,
    )
    assert post(client, query).json()["data"]["threatLevel"] is None
    response = client.get("/graphql", {"query": query})
    assert header_seconds(response, "s-maxage") <= 60
    ContentItem.objects.filter(pk=item.pk).update(effective_at=timezone.now() - timedelta(seconds=1))
    assert post(client, query).json()["data"]["threatLevel"] == {"level": "SEVERE"}


def test_downstream_caches_store_nothing_beyond_the_next_expiry(client: Client) -> None:
    an_item(title="A")
    _set_expiry(an_item(title="B", path="/b/"), seconds=7)
    response = client.get(
        "/graphql", {"query": "{ contents(first: 1, orderBy: {updatedAt: ASC}) { nodes { title } } }"}
    )
    parts = ("s-maxage", "stale-while-revalidate", "stale-if-error")
    longest = header_seconds(response, "s-maxage") + max(header_seconds(response, part) for part in parts[1:])
    assert 0 < longest <= 7


def test_results_with_the_server_time_are_cached_for_a_second(client: Client) -> None:
    for query in ("{ serverTime }", "{ changes(first: 1) { ... on ContentChanges { serverTime } } }"):
        assert header_seconds(client.get("/graphql", {"query": query}), "s-maxage") <= 1


def test_a_degraded_search_is_not_cached(client: Client) -> None:
    an_item(title="Watch the gates")  # no worker indexes it
    query = '{ search(query: "gates", first: 1) { degraded } }'
    response = client.get("/graphql", {"query": query})
    assert response.json()["data"] == {"search": {"degraded": True}}
    assert response["Cache-Control"] == "public, no-cache"
    assert was_computed(client.get("/graphql", {"query": query}))


def test_introspection_is_not_cached(client: Client) -> None:
    query = "{ __schema { queryType { name } } }"
    assert was_computed(post(client, query))
    assert was_computed(post(client, query))


def test_a_result_with_a_cost_report_is_not_cached(client: Client) -> None:
    for _ in range(2):
        response = client.get("/graphql", {"query": TITLES}, headers={"GraphQL-Cost": "report"})
        assert "cost" in response.json()["extensions"]
        assert response["Cache-Control"] == "private, no-store"
    assert "cost" not in client.get("/graphql", {"query": TITLES}).json()["extensions"]


def test_a_cached_result_costs_only_the_look_up_of_the_content_version(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    an_item(title="A")
    post(client, TITLES)
    with django_assert_max_num_queries(4):
        post(client, TITLES)


@pytest.mark.slow
def test_cached_results_stay_within_their_memory_limit(client: Client, settings: Settings) -> None:
    settings.GRAPHQL_CACHE = 1
    for number in range(40):
        post(client, f"{{ {'x' * (20_000 + number)}: revision }}")
    assert 400_000 < store().memory.size <= 500_000


def header_seconds(response: Any, part: str) -> int:
    """Return a number in a response's Cache-Control."""
    parts = dict(one.partition("=")[::2] for one in response["Cache-Control"].split(", "))
    return int(parts[part])


def _set_expiry(item: ContentItem, seconds: int) -> None:
    """Set an item's expiry relative to now. Only its row changes, as if time had passed."""
    ContentItem.objects.filter(pk=item.pk).update(expires_at=timezone.now() + timedelta(seconds=seconds))
