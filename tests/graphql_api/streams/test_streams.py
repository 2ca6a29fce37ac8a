"""Streams: their events, access, cursors and ends."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connections
from django.test import Client

from graphql_api.streams import application, stream
from partners.issuing import revoke
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem, Entitlement
from tests.graphql_api.api_client import Json, ask
from tests.graphql_api.factories import a_client_of, an_item
from tests.graphql_api.stream_client import FOLLOW, Connection, Event, Served, served
from tests.partners.making import a_key, bearing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

REGISTERED: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}


def run_scenario(scenario: Callable[[Served], Awaitable[None]]) -> None:
    """Run a scenario with a running application."""

    async def run() -> None:
        async with served() as running:
            await scenario(running)

    asyncio.run(run())


async def in_database(work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Use the database in a thread while streams are open, and close its connections."""

    def do() -> Any:
        try:
            return work(*arguments, **options)
        finally:
            connections.close_all()

    return await asyncio.to_thread(do)


async def publish(title: str, **changes: Any) -> ContentItem:
    """Publish an item while streams are open."""
    item: ContentItem = await in_database(an_item, title=title, **changes)
    return item


async def event(connection: Connection) -> Event:
    """Return the next event, which must exist."""
    found = await connection.event()
    assert found is not None
    return found


def cookie_header(client: Client) -> Json:
    """Return the session cookie's header."""
    return {"cookie": f"sessionid={client.cookies['sessionid'].value}"}


def test_a_stream_starts_at_once_and_reports_changes() -> None:
    async def scenario(hub: Served) -> None:
        await publish("Before")
        connection = hub.connect()
        beginning = await event(connection)
        assert (connection.status, connection.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert (beginning.name, beginning.titles) == ("next", [])
        item = await publish("News")
        news = await event(connection)
        assert (news.titles, news.id) == (["News"], news.data["data"]["changes"]["cursor"])
        await in_database(record_withdrawal, item.content_id, "en-gb")
        gone = await event(connection)
        assert gone.data["data"]["changes"]["nodes"] == [{"content": None, "tombstone": {"reason": "WITHDRAWN"}}]

    run_scenario(scenario)


def test_a_stream_continues_after_the_last_event_id() -> None:
    async def scenario(hub: Served) -> None:
        first = hub.connect()
        last = await event(first)
        await first.leave()
        await publish("While away")
        again = hub.connect(headers={"last-event-id": last.id}, after="the original cursor")
        assert (await event(again)).titles == ["While away"]

    run_scenario(scenario)


def test_a_stream_continues_from_a_snapshot_and_applies_its_filter(client: Client) -> None:
    wanted = {"kind": {"exact": "BRIEFING"}}
    query = "query ($filter: SyncFilter) { snapshot(first: 9, filter: $filter) { ... on ContentSnapshot { cursor } } }"
    cursor = ask(client, query, filter=wanted)["snapshot"]["cursor"]

    async def scenario(hub: Served) -> None:
        connection = hub.connect(after=cursor, filter=wanted)
        assert (await event(connection)).titles == []
        await publish("Guidance")
        await publish("Briefing", kind=Kind.BRIEFING)
        assert (await event(connection)).titles == ["Briefing"]

    run_scenario(scenario)


def test_hidden_changes_are_sent_only_to_viewers_who_may_see_them() -> None:
    reader = cookie_header(a_client_of(registered=True))

    async def scenario(hub: Served) -> None:
        public, registered = hub.connect(), hub.connect(headers=reader)
        await event(public)
        await event(registered)
        await publish("Hidden", **REGISTERED)
        assert (await event(registered)).titles == ["Hidden"]
        await publish("Open")
        assert (await event(public)).titles == ["Open"]

    run_scenario(scenario)


def test_an_invalid_cursor_gets_resync_required_and_ends_the_stream(client: Client) -> None:
    cursor = ask(client, "{ revision }")["revision"]

    async def scenario(hub: Served) -> None:
        connection = hub.connect(after=cursor, filter={"locale": {"exact": "cy"}})
        assert (await event(connection)).data == {"data": {"changes": {"reason": "FILTER_CHANGED"}}}
        assert (await event(connection)).name == "complete"
        assert await connection.event() is None

    run_scenario(scenario)


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{ revision }", {}, "INVALID"),
        ("subscription { secrets }", {}, "INVALID"),
        ("subscription {", {}, "SYNTAX"),
        (FOLLOW, {"after": "nonsense"}, "BAD_CURSOR"),
        (FOLLOW, {"filter": {"locale": {"exact": "fr"}}}, "BAD_INPUT"),
        (FOLLOW, {"filter": 7}, "BAD_INPUT"),
    ],
)
def test_errors_of_an_operation_are_events_of_the_stream(query: str, variables: Json, code: str) -> None:
    async def scenario(hub: Served) -> None:
        connection = hub.connect(query, **variables)
        assert (await event(connection)).code == code
        assert (await event(connection)).name == "complete"

    run_scenario(scenario)


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"method": "PUT"}, 405, "METHOD_NOT_ALLOWED"),
        ({"headers": {"accept": "application/json"}}, 406, "NOT_ACCEPTABLE"),
        ({"method": "POST", "body": b"query={}"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"method": "POST", "headers": {"content-type": "application/json"}, "body": b"["}, 400, "BAD_REQUEST"),
        (
            {"method": "POST", "headers": {"content-type": "application/json"}, "body": b" " * 100_001},
            413,
            "BODY_TOO_LARGE",
        ),
        ({"headers": {"authorization": "Bearer hub_wrong"}}, 401, "KEY_REFUSED"),
    ],
)
def test_an_invalid_request_gets_an_error_status(request_: Json, status: int, code: str) -> None:
    async def scenario(hub: Served) -> None:
        connection = hub.connect(**request_)
        answer = await connection.whole()
        assert (connection.status, answer["errors"][0]["extensions"]["code"]) == (status, code)

    run_scenario(scenario)


def test_an_operation_may_be_posted() -> None:
    body = json.dumps({"query": FOLLOW}).encode()

    async def scenario(hub: Served) -> None:
        connection = hub.connect(method="POST", body=body, headers={"content-type": "application/json"})
        assert (await event(connection)).titles == []

    run_scenario(scenario)


def test_the_number_of_streams_is_limited_for_each_caller_and_in_total(settings: LazySettings) -> None:
    settings.STREAMS_EACH, settings.STREAMS = 1, 2
    _, one = a_key()
    _, another = a_key()

    async def scenario(hub: Served) -> None:
        first = hub.connect()
        await event(first)
        second = hub.connect()
        assert (await second.whole())["errors"][0]["extensions"]["code"] == "TOO_MANY_STREAMS"
        assert second.status == 429
        await event(hub.connect(headers=bearing(one)))
        third = hub.connect(headers=bearing(another))
        assert (await third.whole())["errors"][0]["extensions"]["code"] == "STREAMS_FULL"
        assert third.status == 503
        await first.leave()
        await event(hub.connect(headers=bearing(another)))

    run_scenario(scenario)


@pytest.fixture
def short_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats come at once."""
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)


def test_a_silent_stream_sends_comments(short_heartbeat: None) -> None:
    async def scenario(hub: Served) -> None:
        connection = hub.connect()
        await event(connection)
        assert await connection.part() == ":\n\n"

    run_scenario(scenario)


def test_a_revoked_key_ends_its_streams() -> None:
    key, token = a_key(audience=Audience.REGISTERED)

    async def scenario(hub: Served) -> None:
        connection = hub.connect(headers=bearing(token))
        await event(connection)
        await in_database(revoke, key)
        assert (await event(connection)).code == "KEY_REVOKED"
        assert (await event(connection)).name == "complete"

    run_scenario(scenario)


def test_a_stream_whose_viewer_changes_gets_resync_required() -> None:
    reader = a_client_of(registered=True)

    async def scenario(hub: Served) -> None:
        connection = hub.connect(headers=cookie_header(reader))
        await event(connection)
        await in_database(Entitlement.objects.update, registered=False)
        assert (await event(connection)).data["data"]["changes"] == {"reason": "VIEWER_CHANGED"}
        assert (await event(connection)).name == "complete"

    run_scenario(scenario)


def test_a_client_that_does_not_read_is_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "SEND_TIMEOUT", 0.1)

    async def scenario(hub: Served) -> None:
        connection = hub.connect()
        await event(connection)
        connection.blocked.clear()
        await publish("News")
        await asyncio.wait_for(connection.task, 20)

    run_scenario(scenario)


def test_streams_end_with_the_process_without_complete_so_that_clients_reconnect() -> None:
    async def scenario(hub: Served) -> None:
        connection = hub.connect()
        await event(connection)
        hub.streams.log_watcher.stop()
        assert await connection.event() is None

    run_scenario(scenario)


def test_allowed_origins_get_cors_headers(settings: LazySettings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://portal.example.org"]

    async def scenario(hub: Served) -> None:
        allowed = hub.connect(headers={"origin": "https://portal.example.org"})
        other = hub.connect(headers={"origin": "https://other.example.org"})
        await event(allowed)
        await event(other)
        assert allowed.headers["access-control-allow-origin"] == "https://portal.example.org"
        assert "access-control-allow-origin" not in other.headers

    run_scenario(scenario)
