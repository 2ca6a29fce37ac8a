"""The hub served as it is, and beside it a callable that returns one kept answer's bytes and does nothing else."""

from collections.abc import Callable, Iterable
from typing import Any

from hub.wsgi import application as hub

_seen: dict[str, Any] = {"headers": [("Content-Type", "application/json")], "body": [b"{}"]}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the hub, and at /bench/bare with what was given from its cache last."""
    if environ["PATH_INFO"] == "/bench/bare":
        start_response("200 OK", _seen["headers"])
        body: list[bytes] = _seen["body"]
        return body
    if environ["PATH_INFO"] != "/graphql":
        return hub(environ, start_response)
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    answer = hub(environ, lambda status, headers, *_: begun.append((status, headers)))
    ((status, headers),) = begun
    if isinstance(answer, list):
        _seen.update(headers=headers, body=answer)
    start_response(status, headers)
    return answer
