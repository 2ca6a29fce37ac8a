"""Calls are counted by key, operation and field, without personal data."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from counting import recording as waiting
from counting.daily_task import DailyTask
from partners.models import ApiKey, FieldCount, OperationCount
from partners.usage import recording
from partners.usage.recording import OTHERS, CallRecorder, recorder
from partners.usage.retention import forget
from publishing.kinds import Kind
from tests.partners.making import a_key, bearing
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db

NOW = timezone.now()
FIELDS = frozenset({"Query.contents", "Briefing.title"})
QUERY = "query Latest { contents(first: 2) { nodes { ...Named } } } fragment Named on Content { title kind }"


@pytest.fixture(autouse=True)
def _counting(settings: Settings) -> Iterator[None]:
    """Calls are counted, and what a test leaves is written in no other."""
    settings.API_USAGE_DAYS = 90
    yield
    recorder.write()


def ask(client: Client, query: str, **members: Any) -> Any:
    return client.post("/graphql", {"query": query, **members}, content_type="application/json").json()


def counted() -> dict[tuple[str, str], tuple[int, int]]:
    recorder.write()
    rows = OperationCount.objects.values_list("key_prefix", "operation", "requests", "failures")
    return {(prefix, name): (requests, failures) for prefix, name, requests, failures in rows}


def fields(prefix: str) -> dict[str, int]:
    return dict(FieldCount.objects.filter(key_prefix=prefix).values_list("field", "requests"))


def test_calls_are_counted_by_key_operation_and_field() -> None:
    key, text = a_key()
    publish()
    client = Client(headers=bearing(text))
    for _ in range(3):
        assert "errors" not in ask(client, QUERY)
    ask(client, "{ revision }")
    assert counted() == {(key.prefix, "Latest"): (3, 0), (key.prefix, ""): (1, 0)}
    used = {"Query.contents": 3, "ContentConnection.nodes": 3, "Content.title": 3, "Content.kind": 3}
    assert fields(key.prefix) == used | {"Query.revision": 1}


def test_calls_without_a_key_are_counted_without_operation_names(client: Client) -> None:
    ask(client, QUERY)
    assert counted() == {("", ""): (1, 0)}
    assert fields("")["Content.title"] == 1


def test_a_call_that_fails_counts_as_failed_and_one_that_is_refused_not_at_all() -> None:
    key, text = a_key()
    client = Client(headers=bearing(text))
    assert "errors" in ask(client, "query Wrong { contents(first: 0) { nodes { title } } revision }")
    assert "errors" in ask(client, "query None { nothing }")
    assert "errors" in ask(client, "query {")
    assert counted() == {(key.prefix, "Wrong"): (1, 1)}


def test_only_the_operation_that_was_run_is_counted() -> None:
    key, text = a_key()
    document = "query A { revision } query B { contents(first: 1) { nodes { title } } }"
    ask(Client(headers=bearing(text)), document, operationName="A")
    assert counted() == {(key.prefix, "A"): (1, 0)}
    assert set(fields(key.prefix)) == {"Query.revision"}


def test_counting_costs_no_sql_until_it_is_written(django_assert_num_queries: Any) -> None:
    key, _ = a_key()
    with django_assert_num_queries(0):
        for _ in range(100):
            recorder.record(key, "Latest", FIELDS, failed=False)
    assert counted() == {(key.prefix, "Latest"): (100, 0)}


def test_counts_of_several_processes_add_up_and_say_when_a_key_was_last_used() -> None:
    key, _ = a_key()
    for minutes in (5, 1, 3):
        other = CallRecorder(now=lambda: NOW - timedelta(minutes=minutes))  # noqa: B023
        other.record(key, "Latest", FIELDS, failed=False)
        other.write()
    assert OperationCount.objects.get().requests == 3
    assert ApiKey.objects.get().last_used_at == NOW - timedelta(minutes=1)


def test_what_waits_is_written_after_ten_seconds_or_when_it_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    now: list[datetime] = [NOW]
    some = CallRecorder(now=lambda: now[0])
    some.record(None, "", FIELDS, failed=False)
    some.write_if_due()
    assert not OperationCount.objects.exists()
    now[0] += waiting.INTERVAL
    some.write_if_due()
    assert OperationCount.objects.get().requests == 1
    monkeypatch.setattr(waiting, "MAX_PENDING", 2)
    for field in ("Query.a", "Query.b"):
        some.record(None, "", frozenset({field}), failed=False)
    some.write_if_due()
    assert OperationCount.objects.get().requests == 3


def test_what_the_database_does_not_take_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise DatabaseError

    recorder.record(None, "", FIELDS, failed=False)
    with monkeypatch.context() as broken:
        broken.setattr(recording, "add_counts", refuse)
        recorder.write()
    assert counted() == {("", ""): (1, 0)}


def test_memory_stays_bounded_while_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MAX_KEPT", 3)
    for number in range(10):
        recorder.record(None, "", frozenset({f"Query.field{number}"}), failed=False)
    assert counted() == {("", ""): (3, 0)}


def test_names_that_a_client_makes_up_without_end_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MAX_NAMES", 2)
    key, _ = a_key()
    for number in range(5):
        recorder.record(key, f"Name{number}", FIELDS, failed=False)
        recorder.write()
    assert counted() == {(key.prefix, "Name0"): (1, 0), (key.prefix, "Name1"): (1, 0), (key.prefix, OTHERS): (3, 0)}


def test_counts_are_forgotten_after_the_retention_period(settings: Settings) -> None:
    settings.API_USAGE_DAYS = 30
    today = timezone.localdate()
    for days in (0, 29, 30):
        OperationCount.objects.create(day=today - timedelta(days=days), requests=1)
        FieldCount.objects.create(day=today - timedelta(days=days), field="Query.a", requests=1)
    DailyTask(forget)()
    assert OperationCount.objects.count() == FieldCount.objects.count() == 2


def test_nothing_is_counted_where_that_is_turned_off(settings: Settings, client: Client) -> None:
    settings.API_USAGE_DAYS = 0
    ask(client, QUERY)
    assert counted() == {}


def test_an_operation_with_a_kind_outside_the_key_s_scope_is_refused() -> None:
    _, text = a_key(kinds=[Kind.BRIEFING])
    client = Client(headers=bearing(text))
    assert "errors" not in ask(client, "{ briefings(first: 1) { nodes { title } } contents(first: 1) { totalCount } }")
    for query in ("{ projects(first: 1) { nodes { title } } }", "{ homePage { title } }", "{ workStreams { title } }"):
        for wrapped in (query, f"query A {{ ...F }} fragment F on Query {query}"):
            answer = client.post("/graphql", {"query": wrapped}, content_type="application/json")
            assert answer.status_code == 403
            assert answer.json()["errors"][0]["extensions"]["code"] == "OUT_OF_SCOPE"
