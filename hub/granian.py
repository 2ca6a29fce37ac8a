"""Works around two limitations of Granian: unread request bodies, and HEAD over HTTP/2."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CHUNK_BYTES = 65_536
MAX_DISCARDED_BYTES = 16_000_000


def adapt_to_granian(application: Application) -> Application:
    """Wrap a WSGI application. If a request's body has not been read completely, Granian resets the HTTP/2 stream, and
    the response is lost; over HTTP/1.1 it closes the connection, possibly just as the client sends its next request.
    And over HTTP/2 it sends the body of a response to HEAD, which clients treat as a broken connection."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = application(environ, start_response)
        is_http2 = environ.get("SERVER_PROTOCOL") == "HTTP/2"
        # The headers are checked first: trying to read a body takes as long as a whole cached response.
        if is_http2 or environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ:
            for _ in range(MAX_DISCARDED_BYTES // CHUNK_BYTES):
                if not environ["wsgi.input"].read(CHUNK_BYTES):
                    break
        if is_http2 and environ["REQUEST_METHOD"] == "HEAD":
            if hasattr(response, "close"):
                response.close()
            return ()
        return response

    return wrapped
