"""Caches in front are told the addresses of what changed, by HTTP's PURGE or Cloudflare's API."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from cms.downstream_caches import consumer as consuming
from cms.downstream_caches.affected_urls import find_affected_urls
from cms.downstream_caches.backends import PurgeError
from cms.downstream_caches.consumer import DownstreamCacheConsumer
from graphql_api.execution.caching import purging
from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import DocumentBlock, File
from publishing.kinds import Gone, Kind, Relation
from publishing.log.new_edition import Reference
from publishing.log.record import record_relocation, record_withdrawal
from publishing.models import Asset, Change
from tests.engines import free_port
from tests.publishing.documents import publish
from tests.stack import until

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HIDDEN: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}
ZONE = "/client/v4/zones/0123/purge_cache"


class Server(ThreadingHTTPServer):
    """A cache that notes what it is told: (method, host, address or JSON)."""

    told: list[tuple[str, str, Any]]
    status: int


class Handler(BaseHTTPRequestHandler):
    """Takes what the cache is told."""

    server: Server

    def do_PURGE(self) -> None:
        """Take the PURGE of an address."""
        self._take("PURGE", self.path)

    def do_POST(self) -> None:
        """Take a call of Cloudflare's API."""
        assert (self.path, self.headers["Authorization"]) == (ZONE, "Bearer secret")
        self._take("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _take(self, method: str, what: Any) -> None:
        self.server.told.append((method, self.headers["Host"], what))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A cache in front."""
    for module in (consuming, purging):
        monkeypatch.setattr(module, "AGAIN_AFTER", 0.01)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.told, server.status = [], 200
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def over_http(cache: Server, settings: Settings) -> Server:
    """A hub that is set up to tell it by PURGE."""
    backend = "cms.downstream_caches.backends.HttpBackend"
    settings.WAGTAILFRONTENDCACHE = {"http": {"BACKEND": backend, "LOCATION": f"http://127.0.0.1:{cache.server_port}"}}
    return cache


@pytest.fixture
def over_cloudflare(cache: Server, settings: Settings) -> Server:
    """A hub that is set up to tell it as Cloudflare wants it."""
    settings.CLOUDFLARE_PURGE_URL = f"http://127.0.0.1:{cache.server_port}{ZONE}"
    settings.CLOUDFLARE_TOKEN = "secret"
    backend = "cms.downstream_caches.backends.CloudflareUrlBackend"
    settings.WAGTAILFRONTENDCACHE = {"cf": {"BACKEND": backend, "ZONEID": "0123", "BEARER_TOKEN": "secret"}}
    return cache


def paths_of(*changes: Change | None) -> set[str]:
    """Return the addresses that some changes concern, without the hub's."""
    found = find_affected_urls([change for change in changes if change])
    assert all(address.startswith("http://localhost:8000/") for address in found)
    return {address.removeprefix("http://localhost:8000") for address in found}


def test_a_publication_concerns_its_page_those_above_it_and_the_feeds() -> None:
    change = publish(Kind.BRIEFING, path="/briefings/today/")
    assert paths_of(change) == {
        *("/", "/cy/", "/sitemap.xml", "/briefings/", "/briefings/today/"),
        *("/feeds/all.atom", "/feeds/all.json", "/feeds/briefing.atom", "/feeds/briefing.json"),
    }
    welsh = publish(Kind.BRIEFING, path="/cy/briffiau/heddiw/", locale="cy", content_id=change.item.content_id)
    assert paths_of(welsh) >= {"/cy/briffiau/heddiw/", "/cy/feeds/all.json", "/cy/feeds/briefing.atom", "/"}
    assert "/feeds/all.atom" not in paths_of(welsh)


def test_pages_that_link_to_it_and_feeds_of_its_topics_show_it_too() -> None:
    topic = publish(Kind.TOPIC, path="/topics/vigilance/", slug="vigilance").item
    change = publish(references=(Reference(relation=Relation.TOPIC, target=topic.content_id),))
    for circle in ({}, HIDDEN):
        mention = Reference(relation=Relation.RELATED, target=change.item.content_id)
        publish(path=f"/linking-{len(circle)}/", references=(mention,), **circle)
    paths = paths_of(change)
    assert {"/linking-0/", "/feeds/topic/vigilance.atom"} < paths
    assert "/linking-2/" not in paths


def test_the_parts_and_the_feed_of_travel_advice_go_with_it() -> None:
    change = publish(Kind.TRAVEL_ADVICE, path="/travel-advice/france/")
    wanted = {"/travel-advice/france/safety-and-security/", "/feeds/country/france.json", "/travel-advice/"}
    assert wanted < paths_of(change)


def test_what_was_moved_is_over_in_both_places() -> None:
    item = publish(path="/here/").item
    moved = record_relocation(item.content_id, item.locale, "/there/")
    assert {"/here/", "/there/"} < paths_of(moved)
    again = record_relocation(item.content_id, item.locale, "/elsewhere/")
    assert "/elsewhere/" not in paths_of(moved)
    assert {"/there/", "/elsewhere/"} < paths_of(again)


def a_file(asset: Asset) -> dict[str, Any]:
    """Return what makes a document one with a file."""
    file = File(asset=asset.key, title="Plan", filename=asset.filename, content_type="application/pdf", size=1)
    return {"body": (DocumentBlock(id=uuid4(), file=file),), "assets": (asset.key,)}


def test_a_file_goes_with_the_last_document_that_shows_it() -> None:
    asset = Asset.objects.create(
        key=uuid4(), file="plan.pdf", filename="plan.pdf", content_type="application/pdf", size=1
    )
    address = f"/assets/{asset.key}/plan.pdf"
    first, second = publish(**a_file(asset)).item, publish(**a_file(asset)).item
    assert address not in paths_of(record_withdrawal(first.content_id, first.locale, Gone.WITHDRAWN))
    assert address in paths_of(publish(content_id=second.content_id, title="For few", **a_file(asset), **HIDDEN))


def test_what_is_hidden_is_named_to_no_cache(over_http: Server) -> None:
    content_id: UUID = uuid4()
    hidden = publish(content_id=content_id, path="/secret/", **HIDDEN)
    assert paths_of(hidden) == set()
    DownstreamCacheConsumer().consume([hidden])
    assert over_http.told == []
    opened = publish(content_id=content_id, path="/open/")
    assert "/open/" in paths_of(opened)
    assert "/secret/" not in paths_of(opened)
    closed = publish(content_id=content_id, path="/closed/", **HIDDEN)
    assert "/open/" in paths_of(closed)
    assert "/closed/" not in paths_of(closed)


def test_a_cache_is_told_each_address_by_the_hubs_own_name_and_twice(over_http: Server) -> None:
    change = publish(path="/doors/")
    DownstreamCacheConsumer().consume([change])
    until(lambda: len(over_http.told) == 2 * len(paths_of(change)), what="the second time")
    assert {what for *_, what in over_http.told} == paths_of(change)
    assert {(method, host) for method, host, _ in over_http.told} == {("PURGE", "localhost:8000")}


def test_cloudflare_is_told_addresses_of_pages_and_tags_of_answers(over_cloudflare: Server) -> None:
    change = publish(path="/doors/")
    DownstreamCacheConsumer().consume([change])
    purging.PurgeConsumer().consume([change])
    until(lambda: len(over_cloudflare.told) == 4, what="both times")
    told = [what for *_, what in over_cloudflare.told]
    assert {"tags": ["content"]} in told
    assert {"files": find_affected_urls([change])} in told


@pytest.mark.parametrize("way", ["over_http", "over_cloudflare"])
def test_a_cache_that_refuses_is_asked_again_after_a_pause(way: str, request: pytest.FixtureRequest) -> None:
    cache: Server = request.getfixturevalue(way)
    now = [0.0]
    consumer = DownstreamCacheConsumer(lambda: now[0])
    changes = [publish()]
    cache.status = 429
    for _ in range(2):  # the worker's cursor stays, and the changes come again at once
        with pytest.raises(PurgeError, match="answered 429"):
            consumer.consume(changes)
    assert len(cache.told) == 1
    now[0], cache.status = consuming.PAUSE, 200
    consumer.consume(changes)
    assert len(cache.told) > 1


def test_a_cache_that_is_away_is_told_of(settings: Settings) -> None:
    backend = "cms.downstream_caches.backends.HttpBackend"
    settings.WAGTAILFRONTENDCACHE = {"http": {"BACKEND": backend, "LOCATION": f"http://127.0.0.1:{free_port()}"}}
    with pytest.raises(PurgeError, match="does not answer"):
        DownstreamCacheConsumer().consume([publish()])
