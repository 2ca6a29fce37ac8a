"""What Granian leaves to the application: the rest of a request that was answered early, and HEAD over HTTP/2."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CHUNK = 65_536
MOST_DISCARDED = 16_000_000


def served_by_granian(application: Application) -> Application:
    """Wrap a WSGI application. Where a request was not read to its end, Granian resets the stream over HTTP/2, and what
    was answered is lost; over HTTP/1.1 it closes the connection, perhaps just when the client asks again. And over
    HTTP/2 it sends the body of an answer to HEAD, which clients take for a broken connection."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = application(environ, start_response)
        if _may_have_body(environ):
            _discard(environ["wsgi.input"])
        is_headless = environ.get("SERVER_PROTOCOL") == "HTTP/2" and environ["REQUEST_METHOD"] == "HEAD"
        return _without_body(answer) if is_headless else answer

    return wrapped


def _may_have_body(environ: dict[str, Any]) -> bool:
    """Whether there may be something to read, as far as headers tell: to ask for it takes as long as a kept answer."""
    is_told = environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ
    return bool(is_told) or environ.get("SERVER_PROTOCOL") == "HTTP/2"


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
