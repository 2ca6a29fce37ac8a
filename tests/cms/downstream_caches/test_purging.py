"""URLs of what changed are purged from downstream caches, by PURGE requests or through Cloudflare's API."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from cms.downstream_caches.affected_urls import find_affected_urls
from cms.downstream_caches.consumer import UrlPurgeConsumer
from graphql_api.execution.caching.purging import TagPurgeConsumer
from publishing.access.audiences import Audience, Marking
from publishing.consumers.purging import PAUSE_SECONDS, PurgeError
from publishing.content.blocks import DocumentBlock, File
from publishing.images.addresses import image_path
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.kinds.section import SectionDetails
from publishing.log.new_edition import Reference
from publishing.log.record import record_relocation, record_withdrawal
from publishing.models import Asset, Change, EncodedImage
from tests.engines import free_port
from tests.publishing.documents import publish
from tests.stack import until

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HIDDEN: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}
ZONE = "/client/v4/zones/0123/purge_cache"


class Server(ThreadingHTTPServer):
    """A cache that records its requests: (method, host, path or JSON)."""

    requests: list[tuple[str, str, Any]]
    status: int


class Handler(BaseHTTPRequestHandler):
    """Records requests."""

    server: Server

    def do_PURGE(self) -> None:
        """Record the PURGE of a path."""
        self._record("PURGE", self.path)

    def do_POST(self) -> None:
        """Record a call to Cloudflare's API."""
        assert (self.path, self.headers["Authorization"]) == (ZONE, "Bearer secret")
        self._record("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _record(self, method: str, what: Any) -> None:
        self.server.requests.append((method, self.headers["Host"], what))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A downstream cache."""
    monkeypatch.setattr("publishing.consumers.purging.REPEAT_SECONDS", 0.01)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.requests, server.status = [], 200
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def over_http(cache: Server, settings: Settings) -> Server:
    """A hub that sends it PURGE requests."""
    backend = "cms.downstream_caches.backends.HttpBackend"
    settings.WAGTAILFRONTENDCACHE = {"http": {"BACKEND": backend, "LOCATION": f"http://127.0.0.1:{cache.server_port}"}}
    return cache


@pytest.fixture
def over_cloudflare(cache: Server, settings: Settings) -> Server:
    """A hub that calls it through Cloudflare's API."""
    settings.CLOUDFLARE_PURGE_URL = f"http://127.0.0.1:{cache.server_port}{ZONE}"
    settings.CLOUDFLARE_TOKEN = "secret"
    backend = "cms.downstream_caches.backends.CloudflareUrlBackend"
    settings.WAGTAILFRONTENDCACHE = {"cf": {"BACKEND": backend, "ZONEID": "0123", "BEARER_TOKEN": "secret"}}
    return cache


def affected_paths(*changes: Change | None) -> set[str]:
    """Return the paths that the changes affect."""
    found = find_affected_urls([change for change in changes if change])
    assert all(address.startswith("http://localhost:8000/") for address in found)
    return {address.removeprefix("http://localhost:8000") for address in found}


def test_a_publication_affects_its_page_its_ancestors_and_the_feeds() -> None:
    change = publish(Kind.BRIEFING, path="/briefings/today/")
    own = {
        "/briefings/",
        "/briefings/today/",
        *(f"/feeds/{name}" for name in ("all.atom", "all.json", "briefing.atom")),
    }
    own |= {"/feeds/briefing.json"}
    assert affected_paths(change) == {"/", "/cy/", "/sitemap.xml", *own, *(f"/cy{path}" for path in own)}
    welsh = publish(Kind.BRIEFING, path="/cy/briffiau/heddiw/", locale="cy", content_id=change.item.content_id)
    assert affected_paths(welsh) >= {"/cy/briffiau/heddiw/", "/cy/feeds/all.json", "/cy/feeds/briefing.atom", "/"}


def test_pages_that_link_to_it_and_feeds_of_its_topics_are_affected() -> None:
    topic = publish(Kind.TOPIC, path="/topics/vigilance/", slug="vigilance").item
    change = publish(references=(Reference(relation=Relation.TOPIC, target=topic.content_id),))
    for handling in ({}, HIDDEN):
        mention = Reference(relation=Relation.RELATED, target=change.item.content_id)
        publish(path=f"/linking-{len(handling)}/", references=(mention,), **handling)
    paths = affected_paths(change)
    assert {"/linking-0/", "/feeds/topic/vigilance.atom"} < paths
    assert "/linking-2/" not in paths


def test_travel_advice_affects_its_parts_its_feed_and_the_indexes_of_all_languages() -> None:
    lists = SectionDetails(lists=Kind.TRAVEL_ADVICE)
    publish(Kind.SECTION, path="/cy/cyngor-teithio/", locale="cy", details=lists)
    change = publish(Kind.TRAVEL_ADVICE, path="/travel-advice/france/")
    wanted = {"/travel-advice/france/safety-and-security/", "/feeds/country/france.json", "/travel-advice/"}
    wanted |= {"/travel-advice/france/all/", "/cy/cyngor-teithio/", "/cy/cyngor-teithio/map/"}
    assert wanted < affected_paths(change)


def test_a_move_affects_both_paths() -> None:
    item = publish(path="/here/").item
    moved = record_relocation(item.content_id, item.locale, "/there/")
    assert {"/here/", "/there/"} < affected_paths(moved)
    again = record_relocation(item.content_id, item.locale, "/elsewhere/")
    assert "/elsewhere/" not in affected_paths(moved)
    assert {"/there/", "/elsewhere/"} < affected_paths(again)


def a_file(asset: Asset) -> dict[str, Any]:
    """Return the fields of an edition that shows a file."""
    file = File(asset=asset.key, title="Plan", filename=asset.filename, content_type="application/pdf", size=1)
    return {"body": (DocumentBlock(id=uuid4(), file=file),), "assets": (asset.key,)}


def test_a_file_is_purged_with_the_last_item_that_shows_it() -> None:
    asset = Asset.objects.create(
        key=uuid4(), file="plan.pdf", filename="plan.pdf", content_type="application/pdf", size=1
    )
    address = f"/assets/{asset.key}/plan.pdf"
    first, second = publish(**a_file(asset)).item, publish(**a_file(asset)).item
    assert address not in affected_paths(record_withdrawal(first.content_id, first.locale, RemovalReason.WITHDRAWN))
    size = "0-0-4-3/4x3"
    EncodedImage.objects.create(source=asset, size=size, content_type="image/avif", file="1.avif", created_at=now())
    paths = affected_paths(publish(content_id=second.content_id, title="For few", **a_file(asset), **HIDDEN))
    assert {address, image_path(asset.pk, size, "image/avif")} < paths


def test_hidden_paths_are_sent_to_no_cache(over_http: Server) -> None:
    content_id: UUID = uuid4()
    hidden = publish(content_id=content_id, path="/secret/", **HIDDEN)
    assert affected_paths(hidden) == set()
    UrlPurgeConsumer().consume([hidden])
    assert over_http.requests == []
    opened = publish(content_id=content_id, path="/open/")
    assert "/open/" in affected_paths(opened)
    assert "/secret/" not in affected_paths(opened)
    closed = publish(content_id=content_id, path="/closed/", **HIDDEN)
    assert "/open/" in affected_paths(closed)
    assert "/closed/" not in affected_paths(closed)


def test_each_url_is_purged_twice_under_the_hubs_own_host(over_http: Server) -> None:
    change = publish(path="/entrances/")
    UrlPurgeConsumer().consume([change])
    until(lambda: len(over_http.requests) == 2 * len(affected_paths(change)), what="the repeated purge")
    assert {what for *_, what in over_http.requests} == affected_paths(change)
    assert {(method, host) for method, host, _ in over_http.requests} == {("PURGE", "localhost:8000")}


def test_cloudflare_purges_urls_of_pages_and_tags_of_responses(over_cloudflare: Server) -> None:
    change = publish(path="/entrances/")
    UrlPurgeConsumer().consume([change])
    TagPurgeConsumer().consume([change])
    until(lambda: len(over_cloudflare.requests) == 4, what="both purges")
    sent = [what for *_, what in over_cloudflare.requests]
    assert {"tags": ["content"]} in sent
    assert {"files": find_affected_urls([change])} in sent


@pytest.mark.parametrize("way", ["over_http", "over_cloudflare"])
def test_a_rejected_purge_is_retried_after_a_pause(way: str, request: pytest.FixtureRequest) -> None:
    cache: Server = request.getfixturevalue(way)
    now = [0.0]
    consumer = UrlPurgeConsumer(lambda: now[0])
    changes = [publish()]
    cache.status = 429
    for _ in range(2):  # the worker's cursor stays, and the changes come again at once
        with pytest.raises(PurgeError, match="answered 429"):
            consumer.consume(changes)
    assert len(cache.requests) == 1
    now[0], cache.status = PAUSE_SECONDS, 200
    consumer.consume(changes)
    assert len(cache.requests) > 1


def test_an_unreachable_cache_raises(settings: Settings) -> None:
    backend = "cms.downstream_caches.backends.HttpBackend"
    settings.WAGTAILFRONTENDCACHE = {"http": {"BACKEND": backend, "LOCATION": f"http://127.0.0.1:{free_port()}"}}
    with pytest.raises(PurgeError, match="does not answer"):
        UrlPurgeConsumer().consume([publish()])
