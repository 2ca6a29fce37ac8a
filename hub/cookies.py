"""Cookies go to one reader: what sets one is kept by nobody else."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

PRIVATE = "private, no-store"
FOR_SHARED_CACHES = ("ETag", "Last-Modified", "Expires", "Cache-Tag", "Surrogate-Key", "Surrogate-Control")


class CookiesAreNotShared:
    """The middleware around all that set cookies: the session's, the form token's, messages'. A cache that many share
    would hand one reader's cookie to all. Even an answer for everybody has one: Django takes the cookie of a session
    that is over away with whatever it answers next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, privately if a cookie is set."""
        response = self.get_response(request)
        if response.cookies and not _is_private(response):
            response["Cache-Control"] = PRIVATE
            for name in FOR_SHARED_CACHES:
                del response[name]
        return response


def _is_private(response: HttpResponseBase) -> bool:
    said = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
    return {"private", "no-store"} <= said
