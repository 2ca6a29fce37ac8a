"""Whole answers are given again before Django begins: the same ones, to the same people, while they are true."""

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


class Answer(NamedTuple):
    """What a WSGI application answered."""

    status: str
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Answer]


def asking(front: WSGICache) -> Ask:
    """Return what asks an application for TITLES, as a server would."""

    def ask(method: str = "GET", query: str = TITLES, **headers: str) -> Answer:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": "/graphql",
            "QUERY_STRING": urlencode({"query": query}),
            "HTTP_HOST": "testserver",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        setup_testing_defaults(environ)
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        response = front(environ, lambda status, given, *_: begun.append((status, given)))
        body = b"".join(response)
        getattr(response, "close", lambda: None)()
        ((status, given),) = begun
        return Answer(status, {name.lower(): value for name, value in given}, body)

    return ask


@pytest.fixture
def front(cached: None, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Asks a WSGICache around the hub's own application."""
    # As Django's test client does: a connection is not given back in the middle of a test's transaction.
    monkeypatch.setattr("graphql_api.execution.caching.wsgi_cache.close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield asking(WSGICache(get_wsgi_application()))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def was_made(answer: Answer) -> bool:
    """Whether Django answered: what is kept costs nothing."""
    return "graphql-cost" in answer.headers


def test_an_answer_is_given_again_with_its_headers(front: Ask) -> None:
    an_item(title="A")
    first, second = front(), front()
    assert (was_made(first), was_made(second)) == (True, False)
    assert (second.status, second.body) == (first.status, first.body)
    left_out = {"graphql-cost", "cache-control"}
    assert {*second.headers.items()} >= {one for one in first.headers.items() if one[0] not in left_out}
    assert second.headers["cache-control"] == first.headers["cache-control"]


def test_it_is_given_without_a_query_but_the_look_at_what_is_newest(
    front: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_item(title="A")
    front()
    monkeypatch.setattr(content_version, "INTERVAL", 60)
    with CaptureQueriesContext(connection) as queries:
        assert not was_made(front())
    assert len(queries) == 0


def test_it_is_not_given_after_a_publication_or_a_withdrawal(front: Ask) -> None:
    item = an_item(title="A")
    front()
    an_item(title="B")
    assert b'"B"' in front().body
    record_withdrawal(item.content_id, item.locale, RemovalReason.WITHDRAWN)
    assert b'"A"' not in front().body
    an_item(title="C", audience=Audience.REGISTERED, marking=Marking.GREEN)
    assert not was_made(front())


def test_who_has_the_answer_is_told_so(front: Ask) -> None:
    an_item(title="A")
    etag = front(if_none_match='"of another time"').headers["etag"]
    assert etag.startswith('"')
    for known in (etag, "*", f'"x", {etag}', f"W/{etag}"):
        for method in ("GET", "HEAD"):
            answer = front(method, if_none_match=known)
            assert (answer.status, answer.body, answer.headers["etag"]) == ("304 Not Modified", b"", etag)
            assert "content-type" not in answer.headers
            assert "s-maxage" in answer.headers["cache-control"]
    assert front(if_none_match='"x"').status == "200 OK"
    an_item(title="B")
    assert front(if_none_match=etag).status == "200 OK"


def test_those_who_only_ever_ask_again_fill_it_too(front: Ask) -> None:
    an_item(title="A")
    etag = asking(WSGICache(get_wsgi_application()))().headers["etag"]
    assert front(if_none_match=etag).status == "304 Not Modified"
    assert not was_made(front())


def test_head_is_answered_as_get_without_the_body(front: Ask) -> None:
    an_item(title="A")
    got, head = front(), front("HEAD")
    assert (head.status, head.body) == ("200 OK", b"")
    assert head.headers["content-length"] == str(len(got.body))
    assert head.headers["etag"] == got.headers["etag"]


def test_what_the_answer_depends_on_is_told_by_vary_and_kept_apart(front: Ask) -> None:
    an_item(title="A" * 100)
    seen = set()
    for headers in (
        {},
        {"accept": "application/graphql-response+json"},
        {"accept_encoding": "gzip"},
        {"accept_encoding": "br"},
        {"accept_encoding": "zstd", "accept": "application/graphql-response+json"},
    ):
        first, second = front(**headers), front(**headers)
        assert first.body == second.body
        assert first.headers.get("content-encoding", "identity") == headers.get("accept_encoding", "identity")
        assert not was_made(second)
        seen.add(first.headers["etag"])
        vary = {name.strip().lower() for name in first.headers["vary"].split(",")}
        assert vary >= {"accept", "accept-encoding", "authorization", "cookie", "graphql-cost", "origin"}
    assert len(seen) == 5


def test_pages_of_other_origins_are_told_each_their_own(front: Ask, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ("https://a.example",)
    for _ in range(2):
        assert front(origin="https://a.example").headers["access-control-allow-origin"] == "https://a.example"
        assert "access-control-allow-origin" not in front(origin="https://b.example").headers
        assert "access-control-allow-origin" not in front().headers


def test_answers_to_somebody_are_neither_kept_nor_given_from_what_is_kept(front: Ask) -> None:
    an_item(title="public")
    an_item(title="registered", audience=Audience.REGISTERED, marking=Marking.GREEN)
    session = a_client_of(registered=True).cookies.output(header="", sep=";").strip().split(";")[0]
    key = bearing(a_key(audience=Audience.REGISTERED)[1])["Authorization"]
    for _ in range(2):
        assert b"registered" not in front().body
        for headers in ({"cookie": session}, {"authorization": key}, {"cookie": session, "authorization": key}):
            answer = front(**headers)
            assert b'"registered"' in answer.body
            assert answer.headers["cache-control"] == "private, no-store"
            assert "surrogate-key" not in answer.headers


def test_other_hosts_and_wrong_requests_are_django_s(front: Ask) -> None:
    an_item(title="A")
    front()
    assert front(host="other.example").status.startswith("400")
    assert front(authorization="Bearer x").status.startswith("401")
    assert front(accept="image/png").status.startswith("406")
    assert front("PUT").status.startswith("405")
    assert front(query="{").headers["cache-control"] == "private, no-store"


def test_the_tags_name_what_is_shown_and_listed(front: Ask) -> None:
    shown = an_item(title="A")
    an_item(title="B", audience=Audience.REGISTERED, marking=Marking.GREEN)
    headers = front(query="{ guidance(first: 10) { nodes { title } } }").headers
    assert set(headers["surrogate-key"].split()) == {"content", "list-guidance", str(shown.content_id)}
    assert headers["cache-tag"] == headers["surrogate-key"].replace(" ", ",")
    for _ in range(100):
        an_item()
    assert front(query="{ guidance(first: 100) { nodes { title } } }").headers["surrogate-key"] == "content many"


@pytest.mark.django_db
def test_a_compiled_operation_is_tagged_like_an_interpreted_one(cached: None) -> None:
    topic = an_item(title="T")
    an_item(title="A")
    query = f'{{ content(by: {{contentId: "{topic.content_id}"}}) {{ title topics {{ title }} }} }}'
    tags = set()
    for _ in range(3):
        an_item()  # nothing is kept after a change: the operation is run again, from its second time on by its plan
        tags.add(Client().get("/graphql", {"query": query})["Surrogate-Key"])
    assert tags == {f"content {topic.content_id}"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cached", ["memory"], indirect=True)
def test_under_load_no_answer_is_older_than_a_second(cached: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_version, "INTERVAL", 0.25)
    front = asking(WSGICache(get_wsgi_application()))
    published, is_over, late = {0: time.monotonic()}, threading.Event(), []
    item = an_item(title="0", path="/a/")

    def read() -> int:
        asked = 0
        while not is_over.is_set():
            at, newest = time.monotonic(), max(published)
            told = int(front().body.split(b'"title":"')[1].split(b'"')[0])
            age = at - published.get(told + 1, at)
            if told < newest and age > 1:
                late.append(age)
            asked += 1
        connections.close_all()
        return asked

    with ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(read) for _ in range(4)]
        for number in range(1, 25):
            an_item(content_id=item.content_id, title=str(number), path="/a/")
            published[number] = time.monotonic()
            is_over.wait(0.15)
        is_over.set()
    assert late == []
    assert sum(one.result() for one in asked) > 25


def test_what_is_given_again_is_counted_too(front: Ask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_USAGE_DAYS = 90
    an_item()
    tag = front().headers["etag"]
    monkeypatch.setattr(content_version, "INTERVAL", 60)
    with CaptureQueriesContext(connection) as queries:
        assert not was_made(front())
        assert not was_made(front("HEAD"))
        assert front(if_none_match=tag).status == "304 Not Modified"
    assert len(queries) == 0
    front(query="{ revision }")  # Django answers, and what waits is passed on
    recorder.write()
    rows = FieldCount.objects.values_list("field", "requests")
    assert dict(rows) == {"Query.contents": 4, "ContentConnection.nodes": 4, "Content.title": 4, "Query.revision": 1}
