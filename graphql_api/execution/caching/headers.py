"""Cache headers of public responses, for downstream caches and clients."""

import hashlib
from time import time

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from graphql_api.execution.caching.entries import CacheEntry
from graphql_api.execution.caching.purging import is_purging_enabled

WSGI_CACHE = "graphql_api.wsgi_cache"
"""The key in a request's environment that says that the WSGI cache handles the response and compares ETags itself: it
needs the body even for clients that already have it."""
ENTRY = "graphql_api.cache_entry"
"""The key in a request's environment of its cache entry (graphql_api/execution/caching/wsgi_cache.py)."""
FIELDS = "graphql_api.fields"
"""The key in a request's environment of the fields that it queries: each response is counted, cached or not."""
STALE_WHILE_REVALIDATE = 10
"""Seconds for which a cache may serve a stale response while it fetches the new one."""
STALE_IF_ERROR = 600
"""Seconds for which a cache may serve a stale response when the hub does not respond."""
S_MAXAGE_UNPURGED, S_MAXAGE_PURGED = 1, 300
"""Seconds for which downstream caches may serve a response without revalidating it: withdrawn content is shown for one
second at most, unless the caches are purged. The limit with purging allows for a purge that is lost."""


def set_cache_headers(request: HttpRequest, response: HttpResponse, entry: CacheEntry | None) -> HttpResponseBase:
    """Set the cache headers of a public response; return 304 if the client already has it."""
    digest = hashlib.blake2b(response.content, digest_size=16)
    digest.update(response["Content-Type"].encode())
    response["ETag"] = f'"{digest.hexdigest()}"'
    if entry is not None:
        response["Cache-Control"] = cache_control(entry.expires_at - time())
        response["Cache-Tag"] = ",".join(entry.tags)
        response["Surrogate-Key"] = " ".join(entry.tags)
        request.META[ENTRY] = entry
        if WSGI_CACHE in request.META:
            return response
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def cache_control(seconds: float) -> str:
    """Return the header for a response that is valid for this many seconds; stale times end then, too."""
    remaining = max(int(seconds), 0)
    shared = min(remaining, S_MAXAGE_PURGED if is_purging_enabled() else S_MAXAGE_UNPURGED)
    stale = min(remaining - shared, STALE_WHILE_REVALIDATE) if is_purging_enabled() else 0
    on_error = min(remaining - shared, STALE_IF_ERROR)
    return f"public, max-age=0, s-maxage={shared}, stale-while-revalidate={stale}, stale-if-error={on_error}"
