"""Public answers given again before Django begins: a WSGI application around Django's.

It keeps whole responses that the view marked as cacheable (graphql_api/execution/caching/headers.py), under all of a
request that they depend on, and gives them while the public's standing is the one that they were made in. In this
process's own memory only: asking Redis would take longer than all the rest.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils.http import parse_etags

from graphql_api.base.payloads import SAFE_METHODS
from graphql_api.execution.caching.content_version import Standing, standings
from graphql_api.execution.caching.entries import Entry
from graphql_api.execution.caching.headers import ASKED, FRONT, KEPT, cache_control
from graphql_api.execution.caching.hit_counts import Tally
from graphql_api.execution.caching.stores import MEGABYTE, Memory
from publishing.access.viewers import ANONYMOUS

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

ADDRESS = "/graphql"
DEPENDED_ON = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ORIGIN",
    "HTTP_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "wsgi.url_scheme",
)
"""What of a request an answer to anybody depends on. As it was sent: what differs by a blank is kept twice."""
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_GRAPHQL_COST", "HTTP_RANGE", "HTTP_IF_MATCH")
"""A request with one of these wants an answer of its own."""
MOST_SECONDS = 0.5
"""How long a response is given again without Django: what it judges besides content (registered operations, origins,
hosts) counts no later than that. With what Django itself remembers (graphql_api/operations/lookup.py), under 1."""
NOT_AGAIN = {"ratelimit", "ratelimit-policy", "graphql-cost", "cache-control"}
"""Headers that tell the first caller something; and how long it may be kept, which is said anew each time."""


@dataclass(frozen=True)
class Whole:
    """A response that may be given again."""

    headers: Headers
    etag: str
    body: bytes
    entry: Entry
    asked: frozenset[str]
    size: int
    """About how many bytes it takes."""
    ends_at: float
    """When Django is to be asked again, in seconds since 1970."""

    def give(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with it."""
        headers = [*self.headers, ("Cache-Control", cache_control(self.entry.ends_at - time()))]
        if _is_known(environ.get("HTTP_IF_NONE_MATCH"), self.etag):
            start_response("304 Not Modified", _without_content(headers))
            return []
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class Front:
    """A WSGI application that answers from what is kept, and else lets Django's answer."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.kept: Memory[tuple[str, ...], Whole] = Memory(settings.GRAPHQL_CACHE * MEGABYTE // 2)
        self.tally = Tally()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not _is_anybodys(environ):
            return self.application(environ, start_response)
        key = tuple([environ.get(name, "") for name in DEPENDED_ON])
        whole = self.kept.get(key)
        if whole is not None and whole.entry.standing == _standing():
            self.tally.add(whole.asked)
            return whole.give(environ, start_response)
        if environ["REQUEST_METHOD"] != "GET":
            return self.application(environ, start_response)
        return self._kept(key, environ, start_response)

    def _kept(self, key: tuple[str, ...], environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let Django answer, and keep what may be kept."""
        begun: list[tuple[str, Headers]] = []
        environ[FRONT] = True
        self.tally.pass_on()  # Django's answer comes at least this often, and after it counts are written
        response = self.application(environ, lambda status, headers, *_: begun.append((status, headers)))
        ((status, headers),) = begun
        entry = environ.get(KEPT)
        if entry is not None and status.startswith("200 ") and not _sets_cookie(headers):
            whole = _whole(key, headers, b"".join(response), entry, environ.get(ASKED, frozenset()))
            self.kept.put(key, whole)
            if _is_known(environ.get("HTTP_IF_NONE_MATCH"), whole.etag):
                start_response("304 Not Modified", _without_content(headers))
                response.close()  # type: ignore[attr-defined]
                return []
        start_response(status, headers)
        return response


def answered_from_cache(application: Application) -> Application:
    """Wrap Django's application, unless nothing is kept."""
    return Front(application) if settings.GRAPHQL_CACHE else application


def _is_anybodys(environ: Environ) -> bool:
    """Whether a request may be answered as anybody's would be."""
    return (
        environ["PATH_INFO"].startswith(ADDRESS)
        and environ["REQUEST_METHOD"] in SAFE_METHODS
        and not any(name in environ for name in PERSONAL)
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
    )


def _standing() -> Standing | None:
    """Return the public's standing; None when the database does not tell. Django looks after its connections at the
    beginning and end of its own requests only."""
    known = standings.known(ANONYMOUS)
    if known is not None:
        return known
    close_old_connections()
    try:
        return standings.of(ANONYMOUS)
    except DatabaseError:
        return None
    finally:
        close_old_connections()


def _whole(key: tuple[str, ...], headers: Headers, body: bytes, entry: Entry, asked: frozenset[str]) -> Whole:
    again = [one for one in headers if one[0].lower() not in NOT_AGAIN]
    etag = next(value for name, value in headers if name.lower() == "etag")
    size = len(body) + sum(map(len, key)) + 3_000
    return Whole(again, etag, body, entry, asked, size, min(entry.ends_at, time() + MOST_SECONDS))


def _is_known(asked: str | None, etag: str) -> bool:
    """Whether a client has the answer already: by RFC 9110, 13.1.2, compared without regard to weakness."""
    if asked is None:
        return False
    return asked == etag or asked.strip() == "*" or etag in (tag.removeprefix("W/") for tag in parse_etags(asked))


def _sets_cookie(headers: Headers) -> bool:
    """Whether an answer is one reader's after all (hub/cookies.py)."""
    return any(name.lower() == "set-cookie" for name, _ in headers)


def _without_content(headers: Headers) -> Headers:
    return [one for one in headers if not one[0].lower().startswith("content-")]
