"""Caches in front are told what is over: enough of it, nothing of what is hidden, and again if they did not hear."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import Settings

from graphql_api.execution.caching import purging
from graphql_api.execution.caching.purging import TagPurgeConsumer
from publishing.access.audiences import Audience, Marking
from publishing.consumers.purging import PurgeError
from publishing.kinds import Kind, RemovalReason
from publishing.log.record import record_relocation, record_withdrawal
from publishing.models import Change, ContentItem
from tests.engines import free_port
from tests.graphql_api.factories import an_item
from tests.stack import until

pytestmark = pytest.mark.django_db

HIDDEN: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}


class Server(ThreadingHTTPServer):
    """A cache that only notes what it is told."""

    told: list[set[str]]


class Handler(BaseHTTPRequestHandler):
    """Takes what the cache is told."""

    server: Server

    def do_PURGE(self) -> None:
        """Take a purge."""
        self.server.told.append(set(self.headers[purging.HEADER].split()))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[set[str]]]:
    """What a cache in front is told."""
    monkeypatch.setattr("publishing.consumers.purging.REPEAT_SECONDS", 0.01)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.told = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.PURGE_URLS = (f"http://127.0.0.1:{server.server_port}",)
        yield server.told
        server.shutdown()


def newest() -> list[Change]:
    """Return the newest change, as a consumer is given it."""
    return list(Change.objects.order_by("-sequence")[:1])


def edited(item: ContentItem, **changes: Any) -> list[Change]:
    """Publish another edition of an item; return the change."""
    an_item(Kind(item.kind), **{"content_id": item.content_id, "path": item.path, "title": "Anew", **changes})
    return newest()


def stale_tags(changes: list[Change]) -> list[str]:
    """Return the tags that changes purge."""
    return TagPurgeConsumer().find_stale(changes)


def test_an_edit_in_place_is_over_where_it_is_shown_or_listed() -> None:
    item = an_item(Kind.BRIEFING)
    assert stale_tags(edited(item)) == sorted([str(item.content_id), "list-briefing", "list", "many"])


def test_what_comes_goes_or_moves_may_concern_every_answer() -> None:
    item = an_item()
    assert stale_tags(newest()) == ["content"]
    record_relocation(item.content_id, item.locale, "/elsewhere/")
    assert stale_tags(newest()) == ["content"]
    assert stale_tags(edited(item, path="/else/")) == ["content"]
    record_withdrawal(item.content_id, item.locale, RemovalReason.WITHDRAWN)
    assert stale_tags(newest()) == ["content"]
    opened = an_item(**HIDDEN)
    assert stale_tags(edited(opened)) == ["content"]
    assert stale_tags(edited(opened, **HIDDEN, title="Closed")) == ["content"]


def test_a_hidden_change_is_told_to_no_cache(told: list[set[str]]) -> None:
    item = an_item(**HIDDEN)
    TagPurgeConsumer().consume(newest())
    TagPurgeConsumer().consume(edited(item, **HIDDEN))
    assert told == []


def test_a_cache_is_told_twice_for_an_old_answer_may_be_on_its_way(told: list[set[str]]) -> None:
    an_item()
    TagPurgeConsumer().consume(newest())
    until(lambda: len(told) == 2, what="the second time")
    assert told == [{"content"}, {"content"}]


@pytest.mark.slow
def test_the_log_of_many_edits_fits_into_headers(told: list[set[str]]) -> None:
    changes = [change for item in [an_item() for _ in range(120)] for change in edited(item)]
    TagPurgeConsumer().consume(changes)
    until(lambda: len(told) == 4, what="both times")
    assert max(map(len, told)) <= purging.MAX_TAGS
    assert {str(change.item.content_id) for change in changes} < set().union(*told)


def test_a_cache_that_is_away_is_told_later_and_the_others_at_once(told: list[set[str]], settings: Settings) -> None:
    an_item()
    there = settings.PURGE_URLS
    settings.PURGE_URLS = (f"http://127.0.0.1:{free_port()}", *there)
    with pytest.raises(PurgeError, match="did not accept"):  # the worker's cursor stays, and the change comes again
        TagPurgeConsumer().consume(newest())
    assert {"content"} in told
