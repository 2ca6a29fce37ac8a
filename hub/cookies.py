"""Keeps responses that set cookies out of shared caches."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

PRIVATE = "private, no-store"
SHARED_CACHE_HEADERS = ("ETag", "Last-Modified", "Expires", "Cache-Tag", "Surrogate-Key", "Surrogate-Control")


class PrivateCookies:
    """Middleware around those that set cookies (sessions, CSRF, messages). A shared cache would send one reader's
    cookie to everyone. Even a public response can set one: Django deletes the cookie of an expired session with the
    next response, whatever it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Make a response that sets a cookie private."""
        response = self.get_response(request)
        directives = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
        if response.cookies and not directives >= {"private", "no-store"}:
            response["Cache-Control"] = PRIVATE
            for name in SHARED_CACHE_HEADERS:
                del response[name]
        return response
