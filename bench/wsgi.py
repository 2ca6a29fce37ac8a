"""The hub with the benchmarks' addresses. At /bench/bare?… stands a callable that does nothing but return the bytes and
headers with which the hub first answered /graphql?…"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
settings.ROOT_URLCONF = "bench.urls"

from hub.wsgi import application as hub  # noqa: E402

_kept: dict[str, tuple[list[tuple[str, str]], list[bytes]]] = {}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the hub, or as nothing at all."""
    if environ["PATH_INFO"] != "/bench/bare":
        return hub(environ, start_response)
    asked = environ["QUERY_STRING"]
    if asked not in _kept:
        _kept[asked] = _answered({**environ, "PATH_INFO": "/graphql"})
    headers, body = _kept[asked]
    start_response("200 OK", headers)
    return body


def _answered(environ: dict[str, Any]) -> tuple[list[tuple[str, str]], list[bytes]]:
    begun: list[list[tuple[str, str]]] = []
    body = list(hub(environ, lambda status, headers, *_: begun.append(headers)))
    return begun[0], body
