"""A WSGI application around Django's that caches whole public responses and serves them without Django.

It caches responses that the view marked as cacheable (graphql_api/execution/caching/headers.py), keyed by everything in
a request that they depend on, and serves them while the public's content version is unchanged. It uses this process's
memory only: asking Redis would take longer than everything else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils.http import parse_etags

from graphql_api.base.payloads import SAFE_METHODS
from graphql_api.execution.caching.content_version import ContentVersion, content_versions
from graphql_api.execution.caching.entries import CacheEntry
from graphql_api.execution.caching.headers import ENTRY, FIELDS, WSGI_CACHE, cache_control
from graphql_api.execution.caching.hit_counts import HitCounts
from graphql_api.execution.caching.stores import MEGABYTE, MemoryCache
from publishing.access.viewers import ANONYMOUS

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PATH_PREFIX = "/graphql"
KEY_VARIABLES = (
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ORIGIN",
    "HTTP_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "wsgi.url_scheme",
)
"""The variables that a public response depends on, as sent: requests that differ by a space are cached twice."""
UNCACHED_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_GRAPHQL_COST", "HTTP_RANGE", "HTTP_IF_MATCH")
"""A request with one of these headers bypasses the cache."""
MAX_SECONDS = 0.5
"""How long a response is served without Django: changes other than content (registered operations, origins, hosts) take
effect after this time. Together with Django's own caches (graphql_api/operations/lookup.py) it is under one second."""
NOT_REPLAYED = {"ratelimit", "ratelimit-policy", "graphql-cost", "cache-control"}
"""Headers that concern the first caller only, and the remaining lifetime, which is computed for each response."""


@dataclass(frozen=True)
class CachedResponse:
    """A response that can be served again."""

    headers: Headers
    etag: str
    body: bytes
    entry: CacheEntry
    fields: frozenset[str]
    size: int
    """The approximate size in bytes."""
    expires_at: float
    """When Django has to answer again, in seconds since 1970."""

    def serve(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with this response."""
        headers = [*self.headers, ("Cache-Control", cache_control(self.entry.expires_at - time()))]
        if _matches_etag(environ.get("HTTP_IF_NONE_MATCH"), self.etag):
            start_response("304 Not Modified", _without_content(headers))
            return []
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class WSGICache:
    """A WSGI application that serves cached responses, and otherwise calls Django's application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.responses: MemoryCache[tuple[str, ...], CachedResponse] = MemoryCache(
            settings.GRAPHQL_CACHE * MEGABYTE // 2
        )
        self.hits = HitCounts()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not _is_cacheable(environ):
            return self.application(environ, start_response)
        key = tuple([environ.get(name, "") for name in KEY_VARIABLES])
        cached = self.responses.get(key)
        if cached is not None and cached.entry.version == _public_version():
            self.hits.add(cached.fields)
            return cached.serve(environ, start_response)
        if environ["REQUEST_METHOD"] != "GET":
            return self.application(environ, start_response)
        return self._call_and_cache(key, environ, start_response)

    def _call_and_cache(self, key: tuple[str, ...], environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let Django answer, and cache the response if it is cacheable and sets no cookie (hub/cookies.py)."""
        started: list[tuple[str, Headers]] = []
        environ[WSGI_CACHE] = True
        self.hits.flush()  # entries expire quickly, so this happens often; counts are written after Django's response
        response = self.application(environ, lambda status, headers, *_: started.append((status, headers)))
        ((status, headers),) = started
        entry = environ.get(ENTRY)
        sets_cookie = any(name.lower() == "set-cookie" for name, _ in headers)
        if entry is not None and status.startswith("200 ") and not sets_cookie:
            cached = _build_response(key, headers, b"".join(response), entry, environ.get(FIELDS, frozenset()))
            self.responses.put(key, cached)
            if _matches_etag(environ.get("HTTP_IF_NONE_MATCH"), cached.etag):
                start_response("304 Not Modified", _without_content(headers))
                response.close()  # type: ignore[attr-defined]
                return []
        start_response(status, headers)
        return response


def with_wsgi_cache(application: Application) -> Application:
    """Wrap Django's application in the cache, unless caching is disabled."""
    return WSGICache(application) if settings.GRAPHQL_CACHE else application


def _is_cacheable(environ: Environ) -> bool:
    """Whether the response to a request is public and may come from the cache."""
    return (
        environ["PATH_INFO"].startswith(PATH_PREFIX)
        and environ["REQUEST_METHOD"] in SAFE_METHODS
        and not any(name in environ for name in UNCACHED_HEADERS)
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
    )


def _public_version() -> ContentVersion | None:
    """Return the public's content version; None if the database is unavailable. Django manages its connections only at
    the start and end of its own requests."""
    version = content_versions.get_cached(ANONYMOUS)
    if version is not None:
        return version
    close_old_connections()
    try:
        return content_versions.get(ANONYMOUS)
    except DatabaseError:
        return None
    finally:
        close_old_connections()


def _build_response(
    key: tuple[str, ...], headers: Headers, body: bytes, entry: CacheEntry, fields: frozenset[str]
) -> CachedResponse:
    replayed = [header for header in headers if header[0].lower() not in NOT_REPLAYED]
    etag = next(value for name, value in headers if name.lower() == "etag")
    size = len(body) + sum(map(len, key)) + 3_000
    return CachedResponse(replayed, etag, body, entry, fields, size, min(entry.expires_at, time() + MAX_SECONDS))


def _matches_etag(header: str | None, etag: str) -> bool:
    """Whether a client already has the response: RFC 9110, 13.1.2, with weak comparison."""
    if header is None:
        return False
    return header == etag or header.strip() == "*" or etag in (tag.removeprefix("W/") for tag in parse_etags(header))


def _without_content(headers: Headers) -> Headers:
    return [header for header in headers if not header[0].lower().startswith("content-")]
