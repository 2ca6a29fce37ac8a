"""Downstream caches are purged of everything stale, again after failures, and without revealing hidden changes."""

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
    """A cache that only records purges."""

    purges: list[set[str]]


class Handler(BaseHTTPRequestHandler):
    """Handles purge requests."""

    server: Server

    def do_PURGE(self) -> None:
        """Record a purge."""
        self.server.purges.append(set(self.headers[purging.HEADER].split()))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def purges(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[set[str]]]:
    """The purges that a downstream cache has received."""
    monkeypatch.setattr("publishing.consumers.purging.REPEAT_SECONDS", 0.01)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.purges = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.PURGE_URLS = (f"http://127.0.0.1:{server.server_port}",)
        yield server.purges
        server.shutdown()


def newest() -> list[Change]:
    """Return the newest change, as a consumer receives it."""
    return list(Change.objects.order_by("-sequence")[:1])


def edited(item: ContentItem, **changes: Any) -> list[Change]:
    """Publish another edition of an item; return the change."""
    an_item(Kind(item.kind), **{"content_id": item.content_id, "path": item.path, "title": "Edited", **changes})
    return newest()


def stale_tags(changes: list[Change]) -> list[str]:
    """Return the tags that changes purge."""
    return TagPurgeConsumer().find_stale(changes)


def test_an_edit_in_place_purges_the_item_and_its_lists() -> None:
    item = an_item(Kind.BRIEFING)
    assert stale_tags(edited(item)) == sorted([str(item.content_id), "list-briefing", "list", "many"])


def test_new_removed_and_moved_items_purge_everything() -> None:
    item = an_item()
    assert stale_tags(newest()) == ["content"]
    record_relocation(item.content_id, item.locale, "/elsewhere/")
    assert stale_tags(newest()) == ["content"]
    assert stale_tags(edited(item, path="/else/")) == ["content"]
    record_withdrawal(item.content_id, item.locale, RemovalReason.WITHDRAWN)
    assert stale_tags(newest()) == ["content"]
    widened = an_item(**HIDDEN)
    assert stale_tags(edited(widened)) == ["content"]
    assert stale_tags(edited(widened, **HIDDEN, title="Closed")) == ["content"]


def test_a_hidden_change_purges_nothing(purges: list[set[str]]) -> None:
    item = an_item(**HIDDEN)
    TagPurgeConsumer().consume(newest())
    TagPurgeConsumer().consume(edited(item, **HIDDEN))
    assert purges == []


def test_a_purge_is_repeated_in_case_a_stale_response_was_in_transit(purges: list[set[str]]) -> None:
    an_item()
    TagPurgeConsumer().consume(newest())
    until(lambda: len(purges) == 2, what="the repetition")
    assert purges == [{"content"}, {"content"}]


@pytest.mark.slow
def test_the_tags_of_many_edits_are_split_between_requests(purges: list[set[str]]) -> None:
    changes = [change for item in [an_item() for _ in range(120)] for change in edited(item)]
    TagPurgeConsumer().consume(changes)
    until(lambda: len(purges) == 4, what="all purges")
    assert max(map(len, purges)) <= purging.MAX_TAGS
    assert {str(change.item.content_id) for change in changes} < set().union(*purges)


def test_an_unavailable_cache_is_purged_later(purges: list[set[str]], settings: Settings) -> None:
    an_item()
    available = settings.PURGE_URLS
    settings.PURGE_URLS = (f"http://127.0.0.1:{free_port()}", *available)
    with pytest.raises(PurgeError, match="did not accept"):  # the worker's cursor stays, so the change is retried
        TagPurgeConsumer().consume(newest())
    assert {"content"} in purges
