"""The process of the streams: a bare ASGI application, for Django's own handler costs more than all that is done here.

It answers `/graphql/stream` and `/healthz`. What it takes to open a stream is Django's, in a thread; what holds it open
are two tasks that wait.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from graphql_api.base.errors import HubError
from graphql_api.base.payloads import JSON_TYPE, MAX_BODY
from graphql_api.http.responses import refusal
from graphql_api.streams.access_monitor import Access
from graphql_api.streams.connection_limits import Doors
from graphql_api.streams.log_watcher import Watch
from graphql_api.streams.stream import Stream
from graphql_api.streams.stream_events import Answers
from graphql_api.streams.stream_request import Opened, open_stream
from graphql_api.streams.threads import in_thread

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/graphql/stream"
ARRIVAL = 10.0
"""Seconds that a request has to arrive."""
SLOW = 10.0
"""Seconds that a client has to take an event in: whoever is slower is cut off, and may come back."""


class Streams:
    """The application."""

    def __init__(self) -> None:
        self.doors = Doors()
        self.answers = Answers()
        self.watch = Watch()
        self.access = Access(self.watch.wake)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the server: its start and end, and requests."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        looking = asyncio.gather(self.watch.run(), self.access.run(lambda: self.watch.is_over))
        _at_sigterm(asyncio.get_running_loop(), self.watch.end)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.watch.end()
        await looking
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            await _send_whole(send, JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"}))
        elif scope["path"] != PATH:
            await _send_whole(send, HttpResponse(status=404))
        else:
            with suppress(TimeoutError, ConnectionError):
                body = await asyncio.wait_for(_body(receive), ARRIVAL)
                request = ASGIRequest(scope, BytesIO(body))
                await self._open(await in_thread(partial(open_stream, request)), receive, send)

    async def _open(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        if not isinstance(response, Opened):
            await _send_whole(send, response)
            return
        try:
            with self.doors.entered(response.opening.caller):
                await self._hold(response, receive, send)
        except HubError as error:
            await _send_whole(send, refusal(error, JSON_TYPE))

    async def _hold(self, response: Opened, receive: Receive, send: Send) -> None:
        """Send events until the stream ends or the client is gone."""
        sending = asyncio.create_task(self._send_events(response, send))
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            sending.cancel()
            with suppress(asyncio.CancelledError, TimeoutError, ConnectionError):
                await sending

    async def _send_events(self, response: Opened, send: Send) -> None:
        await _send_head(send, response)
        with self.access.held(response.opening) as holder:
            stream = Stream(response.opening, holder, self.answers, self.watch, self.access)
            async for event in stream.events():
                await asyncio.wait_for(send(_part(event, more=True)), SLOW)
        await send(_part(b"", more=False))


def _at_sigterm(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    """Have something done at SIGTERM beside what the server does: it waits for open connections before it tells us.

    Python's handler runs beside that of the loop, which hears of a signal by its wake-up descriptor.
    """
    with suppress(ValueError):  # not the main thread: a test's server
        signal.signal(signal.SIGTERM, lambda number, frame: loop.call_soon_threadsafe(end))


async def _body(receive: Receive) -> bytes:
    """Read a request, no further than what is too much."""
    body = bytearray()
    while len(body) <= MAX_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return bytes(body)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_whole(send: Send, response: HttpResponseBase) -> None:
    await _send_head(send, response)
    await send(_part(getattr(response, "content", b""), more=False))


async def _send_head(send: Send, response: HttpResponseBase) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in _headers_of(response)]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})


def _headers_of(response: HttpResponseBase) -> Iterable[tuple[str, str]]:
    return response.items()


def _part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}
