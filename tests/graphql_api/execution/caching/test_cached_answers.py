"""Answers that are kept are those that would be made now, for who asks."""

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
    """Return the titles in an answer."""
    return {node["title"] for node in response.json()["data"]["contents"]["nodes"]}


def was_made(response: Any) -> bool:
    """Whether an answer was made for this request: what is kept costs nothing."""
    return "GraphQL-Cost" in response.headers


def test_an_operation_is_run_once_while_nothing_changes(client: Client) -> None:
    an_item(title="A")
    first, second = post(client, TITLES), post(client, TITLES)
    assert (was_made(first), was_made(second)) == (True, False)
    assert first.content == second.content
    assert not was_made(client.get("/graphql", {"query": TITLES}))


def test_what_is_published_edited_or_withdrawn_is_told_at_once(client: Client) -> None:
    item = an_item(title="A")
    assert titles(post(client, TITLES)) == {"A"}
    an_item(title="B")
    assert titles(post(client, TITLES)) == {"A", "B"}
    an_item(content_id=item.content_id, title="C", path=item.path)
    assert titles(post(client, TITLES)) == {"B", "C"}
    record_withdrawal(item.content_id, item.locale, RemovalReason.WITHDRAWN)
    assert titles(post(client, TITLES)) == {"B"}


def test_a_hidden_change_leaves_what_is_kept_in_its_place(client: Client) -> None:
    an_item(title="A")
    post(client, TITLES)
    an_item(title="B", audience=Audience.REGISTERED, marking=Marking.GREEN)
    assert not was_made(post(client, TITLES))


def test_no_answer_crosses_audiences() -> None:
    an_item(Kind.GUIDANCE, title="public")
    an_item(Kind.BRIEFING, title="registered", audience=Audience.REGISTERED, marking=Marking.GREEN)
    an_item(Kind.GUIDANCE, title="validated", audience=Audience.VALIDATED, marking=Marking.AMBER)
    named = an_item(Kind.GUIDANCE, title="named", audience=Audience.NAMED, marking=Marking.AMBER_STRICT)
    validated_key, of_briefings = (
        bearing(text) for text in (a_key(audience=Audience.VALIDATED)[1], a_key(kinds=[Kind.BRIEFING.value])[1])
    )
    askers: list[tuple[Client, dict[str, str], set[str]]] = [
        (Client(), {}, {"public"}),
        (a_client_of(registered=True), {}, {"public", "registered"}),
        (a_client_of(validated=True), {}, {"public", "registered", "validated"}),
        (a_client_of(validated=True, items=(named,)), {}, {"public", "registered", "validated", "named"}),
        (Client(), validated_key, {"public", "registered", "validated"}),
        (Client(), of_briefings, set()),
    ]
    for order in (askers, askers[::-1], askers):
        for client, headers, expected in order:
            response = client.get("/graphql", {"query": TITLES}, headers=headers)
            assert titles(response) == expected
            is_public = client is askers[0][0]
            assert ("s-maxage" in response["Cache-Control"]) is is_public
            assert is_public or response["Cache-Control"] == "private, no-store"


def test_the_few_who_are_named_are_answered_anew() -> None:
    client = a_client_of(validated=True, items=(an_item(title="A"),))
    assert was_made(post(client, TITLES))
    assert was_made(post(client, TITLES))


def test_variables_and_names_tell_answers_apart(client: Client) -> None:
    query = "query A($first: Int!) { contents(first: $first) { totalCount } } query B { revision }"
    asked = [
        {"query": query, "variables": {"first": first}, "operationName": name} for first in (1, 2) for name in "AB"
    ]
    for expected in (True, False):
        answers = [client.post("/graphql", one, content_type="application/json") for one in asked]
        assert [was_made(one) for one in answers] == [expected] * 4
        assert ["revision" in one.json()["data"] for one in answers] == [False, True] * 2


def test_neither_errors_nor_refusals_are_kept(client: Client) -> None:
    partial = '{ revision threatLevel(locale: "fr") { level } }'
    assert was_made(post(client, partial))
    assert was_made(post(client, partial))
    for refused in ("{", "{ nothing }", "{ contents { totalCount } }"):
        for _ in range(2):
            assert "errors" in post(client, refused).json()


def test_what_expires_is_gone_at_that_moment_also_where_it_is_only_counted(client: Client) -> None:
    counted = "{ contents(first: 1, order: OLDEST) { totalCount } }"
    an_item(title="A")
    item = an_item(title="B")
    _ends(item, seconds=60)
    assert post(client, counted).json()["data"]["contents"]["totalCount"] == 2
    assert not was_made(post(client, counted))
    _ends(item, seconds=-1)
    assert post(client, counted).json()["data"]["contents"]["totalCount"] == 1


def test_what_is_announced_is_told_when_it_begins(client: Client) -> None:
    query = "{ threatLevel { level } }"
    begins = timezone.now() + timedelta(minutes=1)
    item = an_item(
        Kind.THREAT_LEVEL,
        details=ThreatLevelDetails(
            level="SEVERE", scope="national", effective_at=begins, wording="An attack is likely"
        ),
        effective_at=begins,
    )
    assert post(client, query).json()["data"]["threatLevel"] is None
    response = client.get("/graphql", {"query": query})
    assert seconds_of(response, "s-maxage") <= 60
    ContentItem.objects.filter(pk=item.pk).update(effective_at=timezone.now() - timedelta(seconds=1))
    assert post(client, query).json()["data"]["threatLevel"] == {"level": "SEVERE"}


def test_caches_in_front_keep_nothing_beyond_the_next_expiry(client: Client) -> None:
    an_item(title="A")
    _ends(an_item(title="B", path="/b/"), seconds=7)
    response = client.get("/graphql", {"query": "{ contents(first: 1, order: OLDEST) { nodes { title } } }"})
    parts = ("s-maxage", "stale-while-revalidate", "stale-if-error")
    longest = seconds_of(response, "s-maxage") + max(seconds_of(response, part) for part in parts[1:])
    assert 0 < longest <= 7


def test_what_tells_the_time_holds_for_a_second(client: Client) -> None:
    for query in ("{ serverTime }", "{ changes(first: 1) { ... on Changes { serverTime } } }"):
        assert seconds_of(client.get("/graphql", {"query": query}), "s-maxage") <= 1


def test_a_search_that_was_poorer_than_it_should_be_is_not_kept(client: Client) -> None:
    an_item(title="Watch the doors")  # and no worker runs that would index it
    query = '{ search(query: "doors", first: 1) { degraded } }'
    response = client.get("/graphql", {"query": query})
    assert response.json() == {"data": {"search": {"degraded": True}}}
    assert response["Cache-Control"] == "public, no-cache"
    assert was_made(client.get("/graphql", {"query": query}))


def test_what_an_introspection_may_tell_is_asked_each_time(client: Client) -> None:
    query = "{ __schema { queryType { name } } }"
    assert was_made(post(client, query))
    assert was_made(post(client, query))


def test_a_report_of_costs_is_of_one_run(client: Client) -> None:
    for _ in range(2):
        response = client.get("/graphql", {"query": TITLES}, headers={"GraphQL-Cost": "report"})
        assert "cost" in response.json()["extensions"]
        assert response["Cache-Control"] == "private, no-store"
    assert "extensions" not in client.get("/graphql", {"query": TITLES}).json()


def test_a_kept_answer_costs_only_the_look_at_what_is_newest(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    an_item(title="A")
    post(client, TITLES)
    with django_assert_max_num_queries(4):
        post(client, TITLES)


@pytest.mark.slow
def test_kept_answers_take_no_more_than_their_memory(client: Client, settings: Settings) -> None:
    settings.GRAPHQL_CACHE = 1
    for number in range(40):
        post(client, f"{{ {'x' * (20_000 + number)}: revision }}")
    assert 400_000 < store().memory.size <= 500_000


def seconds_of(response: Any, part: str) -> int:
    """Return a number in an answer's Cache-Control."""
    parts = dict(one.partition("=")[::2] for one in response["Cache-Control"].split(", "))
    return int(parts[part])


def _ends(item: ContentItem, seconds: int) -> None:
    """Let an item's expiry be so many seconds from now. Its row is all that moves: as if time went by."""
    ContentItem.objects.filter(pk=item.pk).update(expires_at=timezone.now() + timedelta(seconds=seconds))
