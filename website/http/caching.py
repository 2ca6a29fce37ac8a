"""Caching headers, conditional GET and compression."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django_http_compression.middleware import HttpCompressionMiddleware

from website.http.viewers import has_session

# Any cache may keep it, but must revalidate it every time: a withdrawal shows at once, an unchanged page costs a 304.
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"

# Not used as middleware: pages of readers with a session contain secrets and reflect input, and are not compressed
# (BREACH).
_compress = HttpCompressionMiddleware(lambda _: HttpResponse()).maybe_compress


def strong_etag(*parts: bytes) -> str:
    """Return a strong ETag for these bytes."""
    return f'"{hashlib.sha256(b"".join(parts)).hexdigest()[:32]}"'


def apply_caching(
    request: HttpRequest, response: HttpResponse, *, public: bool, varies_by_cookie: bool = True, also: bytes = b""
) -> HttpResponseBase:
    """Set the caching headers and compress what is public; return a 304 if the client already has these bytes.

    `public` means that everyone may read the content. The response is still private to a reader with a session, because
    the page shows their name. `varies_by_cookie` is False if no cookie can change the response (feeds, sitemaps).
    `also` is what the response depends on that its body does not show.
    """
    if varies_by_cookie:
        patch_vary_headers(response, ("Cookie",))
    if not public or (varies_by_cookie and has_session(request)):
        response["Cache-Control"] = PRIVATE
        return response
    response["Cache-Control"] = PUBLIC
    etag = strong_etag(response.content, also)
    response["ETag"] = etag
    result = get_conditional_response(request, etag=etag, response=response) or response
    _compress(request, result)
    return result
