"""Cached responses are served without Django: unchanged, only to anonymous callers, and only while they are current."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from graphql_api.execution.caching import content_version
from graphql_api.execution.caching.wsgi_cache import WSGICache
from partners.models import FieldCount
from partners.usage.recording import recorder
from publishing.access.audiences import Audience, Marking
from publishing.kinds import RemovalReason
from publishing.log.record import record_withdrawal
from tests.graphql_api.factories import a_client_of, an_item
from tests.partners.making import a_key, bearing

pytestmark = pytest.mark.one_database

TITLES = "{ contents(first: 10) { nodes { title } } }"


class Response(NamedTuple):
    """The response of a WSGI application."""

    status: str
    headers: dict[str, str]
    body: bytes


Fetch = Callable[..., Response]


def client_for(application: WSGICache) -> Fetch:
    """Return a function that sends TITLES to an application, as a server would."""

    def fetch(method: str = "GET", query: str = TITLES, **headers: str) -> Response:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": "/graphql",
            "QUERY_STRING": urlencode({"query": query}),
            "HTTP_HOST": "testserver",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        setup_testing_defaults(environ)
        started: list[tuple[str, list[tuple[str, str]]]] = []
        response = application(environ, lambda status, response_headers, *_: started.append((status, response_headers)))
        body = b"".join(response)
        getattr(response, "close", lambda: None)()
        ((status, response_headers),) = started
        return Response(status, {name.lower(): value for name, value in response_headers}, body)

    return fetch


@pytest.fixture
def fetch(cached: None, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fetch]:
    """Sends requests to a WSGICache around the hub's own application."""
    # As in Django's test client: connections stay open during a test's transaction.
    monkeypatch.setattr("graphql_api.execution.caching.wsgi_cache.close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield client_for(WSGICache(get_wsgi_application()))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def was_computed(response: Response) -> bool:
    """Whether Django answered: cached responses have no cost."""
    return "graphql-cost" in response.headers


def test_a_cached_response_has_its_headers(fetch: Fetch) -> None:
    an_item(title="A")
    first, second = fetch(), fetch()
    assert (was_computed(first), was_computed(second)) == (True, False)
    assert (second.status, second.body) == (first.status, first.body)
    not_replayed = {"graphql-cost", "cache-control"}
    assert {*second.headers.items()} >= {one for one in first.headers.items() if one[0] not in not_replayed}
    assert second.headers["cache-control"] == first.headers["cache-control"]


def test_a_cached_response_takes_no_sql_but_the_look_up_of_the_content_version(
    fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_item(title="A")
    fetch()
    monkeypatch.setattr(content_version, "INTERVAL", 60)
    with CaptureQueriesContext(connection) as queries:
        assert not was_computed(fetch())
    assert len(queries) == 0


def test_publications_and_withdrawals_take_effect_at_once(fetch: Fetch) -> None:
    item = an_item(title="A")
    fetch()
    an_item(title="B")
    assert b'"B"' in fetch().body
    record_withdrawal(item.content_id, item.locale, RemovalReason.WITHDRAWN)
    assert b'"A"' not in fetch().body
    an_item(title="C", audience=Audience.REGISTERED, marking=Marking.GREEN)
    assert not was_computed(fetch())


def test_a_client_that_has_the_response_gets_304(fetch: Fetch) -> None:
    an_item(title="A")
    etag = fetch(if_none_match='"of an earlier response"').headers["etag"]
    assert etag.startswith('"')
    for known in (etag, "*", f'"x", {etag}', f"W/{etag}"):
        for method in ("GET", "HEAD"):
            response = fetch(method, if_none_match=known)
            assert (response.status, response.body, response.headers["etag"]) == ("304 Not Modified", b"", etag)
            assert "content-type" not in response.headers
            assert "s-maxage" in response.headers["cache-control"]
    assert fetch(if_none_match='"x"').status == "200 OK"
    an_item(title="B")
    assert fetch(if_none_match=etag).status == "200 OK"


def test_conditional_requests_fill_the_cache(fetch: Fetch) -> None:
    an_item(title="A")
    etag = client_for(WSGICache(get_wsgi_application()))().headers["etag"]
    assert fetch(if_none_match=etag).status == "304 Not Modified"
    assert not was_computed(fetch())


def test_head_is_answered_as_get_without_the_body(fetch: Fetch) -> None:
    an_item(title="A")
    got, head = fetch(), fetch("HEAD")
    assert (head.status, head.body) == ("200 OK", b"")
    assert head.headers["content-length"] == str(len(got.body))
    assert head.headers["etag"] == got.headers["etag"]


def test_responses_are_cached_by_the_headers_in_vary(fetch: Fetch) -> None:
    an_item(title="A" * 100)
    seen = set()
    for headers in (
        {},
        {"accept": "application/graphql-response+json"},
        {"accept_encoding": "gzip"},
        {"accept_encoding": "br"},
        {"accept_encoding": "zstd", "accept": "application/graphql-response+json"},
    ):
        first, second = fetch(**headers), fetch(**headers)
        assert first.body == second.body
        assert first.headers.get("content-encoding", "identity") == headers.get("accept_encoding", "identity")
        assert not was_computed(second)
        seen.add(first.headers["etag"])
        vary = {name.strip().lower() for name in first.headers["vary"].split(",")}
        assert vary >= {"accept", "accept-encoding", "authorization", "cookie", "graphql-cost", "origin"}
    assert len(seen) == 5


def test_each_origin_gets_its_own_cors_headers(fetch: Fetch, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ("https://a.example",)
    for _ in range(2):
        assert fetch(origin="https://a.example").headers["access-control-allow-origin"] == "https://a.example"
        assert "access-control-allow-origin" not in fetch(origin="https://b.example").headers
        assert "access-control-allow-origin" not in fetch().headers


def test_personal_responses_bypass_the_cache(fetch: Fetch) -> None:
    an_item(title="public")
    an_item(title="registered", audience=Audience.REGISTERED, marking=Marking.GREEN)
    session = a_client_of(registered=True).cookies.output(header="", sep=";").strip().split(";")[0]
    key = bearing(a_key(audience=Audience.REGISTERED)[1])["Authorization"]
    for _ in range(2):
        assert b"registered" not in fetch().body
        for headers in ({"cookie": session}, {"authorization": key}, {"cookie": session, "authorization": key}):
            response = fetch(**headers)
            assert b'"registered"' in response.body
            assert response.headers["cache-control"] == "private, no-store"
            assert "surrogate-key" not in response.headers


def test_other_hosts_and_invalid_requests_are_left_to_django(fetch: Fetch) -> None:
    an_item(title="A")
    fetch()
    assert fetch(host="other.example").status.startswith("400")
    assert fetch(authorization="Bearer x").status.startswith("401")
    assert fetch(accept="image/png").status.startswith("406")
    assert fetch("PUT").status.startswith("405")
    assert fetch(query="{").headers["cache-control"] == "private, no-store"


def test_a_response_has_the_tags_of_its_items_and_lists(fetch: Fetch) -> None:
    shown = an_item(title="A")
    an_item(title="B", audience=Audience.REGISTERED, marking=Marking.GREEN)
    headers = fetch(query="{ guidance(first: 10) { nodes { title } } }").headers
    assert set(headers["surrogate-key"].split()) == {"content", "list-guidance", str(shown.content_id)}
    assert headers["cache-tag"] == headers["surrogate-key"].replace(" ", ",")
    for _ in range(100):
        an_item()
    assert fetch(query="{ guidance(first: 100) { nodes { title } } }").headers["surrogate-key"] == "content many"


@pytest.mark.django_db
def test_a_plan_sets_the_same_tags_as_strawberry(cached: None) -> None:
    topic = an_item(title="T")
    an_item(title="A")
    query = f'{{ content(by: {{contentId: "{topic.content_id}"}}) {{ title topics {{ title }} }} }}'
    tags = set()
    for _ in range(3):
        an_item()  # the change invalidates the cache, so the operation runs again, from the second time by its plan
        tags.add(Client().get("/graphql", {"query": query})["Surrogate-Key"])
    assert tags == {f"content {topic.content_id}"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cached", ["memory"], indirect=True)
def test_under_load_no_response_is_more_than_a_second_old(cached: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_version, "INTERVAL", 0.25)
    fetch = client_for(WSGICache(get_wsgi_application()))
    published, is_done, late = {0: time.monotonic()}, threading.Event(), []
    item = an_item(title="0", path="/a/")

    def read() -> int:
        futures = 0
        while not is_done.is_set():
            at, newest = time.monotonic(), max(published)
            number = int(fetch().body.split(b'"title":"')[1].split(b'"')[0])
            age = at - published.get(number + 1, at)
            if number < newest and age > 1:
                late.append(age)
            futures += 1
        connections.close_all()
        return futures

    with ThreadPoolExecutor(4) as readers:
        futures = [readers.submit(read) for _ in range(4)]
        for number in range(1, 25):
            an_item(content_id=item.content_id, title=str(number), path="/a/")
            published[number] = time.monotonic()
            is_done.wait(0.15)
        is_done.set()
    assert late == []
    assert sum(one.result() for one in futures) > 25


def test_hits_are_counted(fetch: Fetch, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_USAGE_DAYS = 90
    an_item()
    tag = fetch().headers["etag"]
    monkeypatch.setattr(content_version, "INTERVAL", 60)
    with CaptureQueriesContext(connection) as queries:
        assert not was_computed(fetch())
        assert not was_computed(fetch("HEAD"))
        assert fetch(if_none_match=tag).status == "304 Not Modified"
    assert len(queries) == 0
    fetch(query="{ revision }")  # Django answers, and hits are flushed
    recorder.write()
    rows = FieldCount.objects.values_list("field", "requests")
    assert dict(rows) == {"Query.contents": 4, "ContentConnection.nodes": 4, "Content.title": 4, "Query.revision": 1}
