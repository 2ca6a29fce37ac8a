"""WSGI entry point of the hub with the benchmarks' URLs. /bench/bare?… is a bare callable that only returns the headers
and bytes of the hub's first response to /graphql?…"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
settings.ROOT_URLCONF = "bench.urls"

from hub.wsgi import application as hub  # noqa: E402

_responses: dict[str, tuple[list[tuple[str, str]], list[bytes]]] = {}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Call the bare callable or the hub."""
    if environ["PATH_INFO"] != "/bench/bare":
        return hub(environ, start_response)
    query = environ["QUERY_STRING"]
    if query not in _responses:
        _responses[query] = _respond({**environ, "PATH_INFO": "/graphql"})
    headers, body = _responses[query]
    start_response("200 OK", headers)
    return body


def _respond(environ: dict[str, Any]) -> tuple[list[tuple[str, str]], list[bytes]]:
    started: list[list[tuple[str, str]]] = []
    body = list(hub(environ, lambda status, headers, *_: started.append(headers)))
    return started[0], body
