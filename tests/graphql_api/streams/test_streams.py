"""Changes as they happen: what a stream tells, to whom, from where on, and how it ends."""

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


def streamed(story: Callable[[Served], Awaitable[None]]) -> None:
    """Tell a story with a running application."""

    async def run() -> None:
        async with served() as running:
            await story(running)

    asyncio.run(run())


async def meanwhile(work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Do something with the database while streams are open, and leave no connection behind."""

    def do() -> Any:
        try:
            return work(*arguments, **options)
        finally:
            connections.close_all()

    return await asyncio.to_thread(do)


async def publish(title: str, **changes: Any) -> ContentItem:
    """Publish while streams are open."""
    item: ContentItem = await meanwhile(an_item, title=title, **changes)
    return item


async def event(connection: Connection) -> Event:
    """Return the next event, which must come."""
    found = await connection.event()
    assert found is not None
    return found


def cookie_of(client: Client) -> Json:
    """Return the header that says who is signed in."""
    return {"cookie": f"sessionid={client.cookies['sessionid'].value}"}


def test_a_stream_begins_at_once_and_tells_what_happens() -> None:
    async def story(hub: Served) -> None:
        await publish("Before")
        connection = hub.connect()
        beginning = await event(connection)
        assert (connection.status, connection.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert (beginning.name, beginning.titles) == ("next", [])
        item = await publish("News")
        news = await event(connection)
        assert (news.titles, news.id) == (["News"], news.data["data"]["changes"]["cursor"])
        await meanwhile(record_withdrawal, item.content_id, "en-gb")
        gone = await event(connection)
        assert gone.data["data"]["changes"]["nodes"] == [{"content": None, "tombstone": {"reason": "WITHDRAWN"}}]

    streamed(story)


def test_a_stream_goes_on_from_the_last_event_that_came() -> None:
    async def story(hub: Served) -> None:
        first = hub.connect()
        last = await event(first)
        await first.leave()
        await publish("While away")
        again = hub.connect(headers={"last-event-id": last.id}, after="what the operation began with")
        assert (await event(again)).titles == ["While away"]

    streamed(story)


def test_a_stream_goes_on_from_a_snapshot_and_keeps_to_its_filter(client: Client) -> None:
    wanted = {"kinds": ["BRIEFING"]}
    query = "query ($filter: SyncFilter) { snapshot(first: 9, filter: $filter) { ... on Snapshot { cursor } } }"
    cursor = ask(client, query, filter=wanted)["snapshot"]["cursor"]

    async def story(hub: Served) -> None:
        connection = hub.connect(after=cursor, filter=wanted)
        assert (await event(connection)).titles == []
        await publish("Guidance")
        await publish("Briefing", kind=Kind.BRIEFING)
        assert (await event(connection)).titles == ["Briefing"]

    streamed(story)


def test_what_is_hidden_sends_nothing_and_those_it_is_for_are_told() -> None:
    reader = cookie_of(a_client_of(registered=True))

    async def story(hub: Served) -> None:
        anybody, somebody = hub.connect(), hub.connect(headers=reader)
        await event(anybody)
        await event(somebody)
        await publish("Hidden", **REGISTERED)
        assert (await event(somebody)).titles == ["Hidden"]
        await publish("Open")
        assert (await event(anybody)).titles == ["Open"]

    streamed(story)


def test_a_cursor_that_leads_nowhere_is_answered_with_resync_and_the_end(client: Client) -> None:
    cursor = ask(client, "{ revision }")["revision"]

    async def story(hub: Served) -> None:
        connection = hub.connect(after=cursor, filter={"locale": "cy"})
        assert (await event(connection)).data == {"data": {"changes": {"reason": "FILTER_CHANGED"}}}
        assert (await event(connection)).name == "complete"
        assert await connection.event() is None

    streamed(story)


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{ revision }", {}, "INVALID"),
        ("subscription { secrets }", {}, "INVALID"),
        ("subscription {", {}, "SYNTAX"),
        (FOLLOW, {"after": "nonsense"}, "BAD_CURSOR"),
        (FOLLOW, {"filter": {"locale": "fr"}}, "BAD_INPUT"),
        (FOLLOW, {"filter": 7}, "BAD_INPUT"),
    ],
)
def test_what_is_wrong_with_an_operation_is_told_in_the_stream(query: str, variables: Json, code: str) -> None:
    async def story(hub: Served) -> None:
        connection = hub.connect(query, **variables)
        assert (await event(connection)).code == code
        assert (await event(connection)).name == "complete"

    streamed(story)


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
def test_what_is_wrong_with_a_request_is_a_status(request_: Json, status: int, code: str) -> None:
    async def story(hub: Served) -> None:
        connection = hub.connect(**request_)
        answer = await connection.whole()
        assert (connection.status, answer["errors"][0]["extensions"]["code"]) == (status, code)

    streamed(story)


def test_an_operation_may_be_posted() -> None:
    body = json.dumps({"query": FOLLOW}).encode()

    async def story(hub: Served) -> None:
        connection = hub.connect(method="POST", body=body, headers={"content-type": "application/json"})
        assert (await event(connection)).titles == []

    streamed(story)


def test_streams_are_limited_for_each_address_or_key_and_in_all(settings: LazySettings) -> None:
    settings.STREAMS_EACH, settings.STREAMS = 1, 2
    _, one = a_key()
    _, another = a_key()

    async def story(hub: Served) -> None:
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

    streamed(story)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats come at once."""
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)


def test_a_silent_stream_sends_a_comment_now_and_then(impatient: None) -> None:
    async def story(hub: Served) -> None:
        connection = hub.connect()
        await event(connection)
        assert await connection.part() == ":\n\n"

    streamed(story)


def test_a_revoked_key_ends_its_streams() -> None:
    key, token = a_key(audience=Audience.REGISTERED)

    async def story(hub: Served) -> None:
        connection = hub.connect(headers=bearing(token))
        await event(connection)
        await meanwhile(revoke, key)
        assert (await event(connection)).code == "KEY_REVOKED"
        assert (await event(connection)).name == "complete"

    streamed(story)


def test_a_stream_of_somebody_whose_standing_changes_is_told_to_begin_again() -> None:
    reader = a_client_of(registered=True)

    async def story(hub: Served) -> None:
        connection = hub.connect(headers=cookie_of(reader))
        await event(connection)
        await meanwhile(Entitlement.objects.update, registered=False)
        assert (await event(connection)).data["data"]["changes"] == {"reason": "VIEWER_CHANGED"}
        assert (await event(connection)).name == "complete"

    streamed(story)


def test_a_client_that_takes_nothing_in_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "SEND_TIMEOUT", 0.1)

    async def story(hub: Served) -> None:
        connection = hub.connect()
        await event(connection)
        connection.blocked.clear()
        await publish("News")
        await asyncio.wait_for(connection.task, 20)

    streamed(story)


def test_streams_end_with_the_process_and_without_complete_so_that_clients_come_back() -> None:
    async def story(hub: Served) -> None:
        connection = hub.connect()
        await event(connection)
        hub.streams.log_watcher.stop()
        assert await connection.event() is None

    streamed(story)


def test_pages_of_allowed_origins_may_listen(settings: LazySettings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://portal.example.org"]

    async def story(hub: Served) -> None:
        allowed = hub.connect(headers={"origin": "https://portal.example.org"})
        other = hub.connect(headers={"origin": "https://other.example.org"})
        await event(allowed)
        await event(other)
        assert allowed.headers["access-control-allow-origin"] == "https://portal.example.org"
        assert "access-control-allow-origin" not in other.headers

    streamed(story)
