"""What may be kept of an answer, and for whom."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from website.http.viewers import has_session

# Kept by anybody, but asked about every time: a withdrawal is seen at once, and an unchanged page costs a 304.
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"


def strong_etag(*parts: bytes) -> str:
    """Return a strong entity tag over the bytes sent."""
    return f'"{hashlib.sha256(b"".join(parts)).hexdigest()[:32]}"'


def answer(request: HttpRequest, response: HttpResponse, *, public: bool, varies: bool = True) -> HttpResponseBase:
    """Set the caching headers, and answer 304 when the reader has these very bytes.

    `public` says that the content is for everybody; it is still private to a reader with a session, whose name is on
    the page. `varies` is False where no cookie can change the answer (feeds, sitemaps).
    """
    if varies:
        patch_vary_headers(response, ("Cookie",))
    if not public or (varies and has_session(request)):
        response["Cache-Control"] = PRIVATE
        return response
    response["Cache-Control"] = PUBLIC
    etag = strong_etag(response.content)
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
