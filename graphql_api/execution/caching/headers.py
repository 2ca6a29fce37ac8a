"""What caches in front, and clients, are told of a public answer."""

import hashlib
from time import time

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from graphql_api.execution.caching.entries import Entry
from graphql_api.execution.caching.purging import are_purged

FRONT = "graphql_api.front"
"""Where a request's environment says that the Front keeps whole answers, and compares ETags itself: it wants the answer
also for clients that have it."""
KEPT = "graphql_api.kept"
"""The key in a request's environment of the cache entry of its answer (graphql_api/execution/caching/wsgi_cache.py)."""
ASKED = "graphql_api.fields"
"""Where a request's environment says which fields it asked for: each answer is counted, also when it is given again."""
REVALIDATED = 10
"""Seconds for which a cache may give an old answer while it asks for the new one. It is the wait of one reader."""
ON_ERROR = 600
"""Seconds for which a cache may give an old answer when the hub does not answer."""
UNPURGED, PURGED = 1, 300
"""Seconds for which caches in front may give an answer without asking: what was taken away is told no longer than one,
unless they are told what is over. Even then not for ever: the word may be lost."""


def keep(request: HttpRequest, response: HttpResponse, entry: Entry | None) -> HttpResponseBase:
    """Let a public answer be kept, as far as it can be; 304 to who has it already."""
    response["ETag"] = _etag(response)
    if entry is not None:
        response["Cache-Control"] = cache_control(entry.ends_at - time())
        response["Cache-Tag"] = ",".join(entry.tags)
        response["Surrogate-Key"] = " ".join(entry.tags)
        request.META[KEPT] = entry
        if FRONT in request.META:
            return response
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def cache_control(seconds: float) -> str:
    """Return the header for an answer that holds for so many seconds more: whatever caches may do ends then."""
    rest = max(int(seconds), 0)
    shared = min(rest, PURGED if are_purged() else UNPURGED)
    stale = min(rest - shared, REVALIDATED) if are_purged() else 0
    on_error = min(rest - shared, ON_ERROR)
    return f"public, max-age=0, s-maxage={shared}, stale-while-revalidate={stale}, stale-if-error={on_error}"


def _etag(response: HttpResponse) -> str:
    """Return the strong ETag of the bytes that are sent."""
    digest = hashlib.blake2b(response.content, digest_size=16)
    digest.update(response["Content-Type"].encode())
    return f'"{digest.hexdigest()}"'
