"""What Granian leaves to the application when a reader speaks HTTP/2."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CHUNK = 65_536
MOST_DISCARDED = 16_000_000


def over_http2(application: Application) -> Application:
    """Wrap a WSGI application. Over HTTP/2 Granian resets a stream whose request was not read to its end, and what was
    answered is lost; and it sends the body of an answer to HEAD, which clients take for a broken connection."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = application(environ, start_response)
        if environ.get("SERVER_PROTOCOL") != "HTTP/2":
            return answer
        _discard(environ["wsgi.input"])
        return _without_body(answer) if environ["REQUEST_METHOD"] == "HEAD" else answer

    return wrapped


def _discard(body: Any) -> None:
    """Read what the application did not want to read, within bounds and without keeping it."""
    for _ in range(MOST_DISCARDED // CHUNK):
        if not body.read(CHUNK):
            return


def _without_body(answer: Iterable[bytes]) -> Iterable[bytes]:
    close = getattr(answer, "close", None)
    if close:
        close()
    return ()
