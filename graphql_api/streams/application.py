"""The ASGI application of the stream process. Django's own ASGI handler would cost more than all the work done here.

It serves `/graphql/stream` and `/healthz`. A stream is started by Django code in a thread; an open stream is just two
waiting tasks.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from graphql_api.base.errors import HubError
from graphql_api.base.payloads import JSON_TYPE, MAX_BODY
from graphql_api.http.responses import error_response
from graphql_api.streams.access_monitor import AccessMonitor
from graphql_api.streams.connection_limits import ConnectionLimits
from graphql_api.streams.log_watcher import LogWatcher
from graphql_api.streams.stream import Stream
from graphql_api.streams.stream_events import StreamEvents
from graphql_api.streams.stream_request import StreamResponse, respond
from graphql_api.streams.threads import run_in_thread

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/graphql/stream"
REQUEST_TIMEOUT = 10.0
"""Seconds within which a request has to arrive."""
SEND_TIMEOUT = 10.0
"""Seconds within which a client has to accept an event: slower clients are disconnected, and may reconnect."""


class StreamApplication:
    """The ASGI application."""

    def __init__(self) -> None:
        self.connection_limits = ConnectionLimits()
        self.events = StreamEvents()
        self.log_watcher = LogWatcher()
        self.access_monitor = AccessMonitor(self.log_watcher.wake)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the lifespan protocol and HTTP requests."""
        if scope["type"] == "lifespan":
            await self._handle_lifespan(receive, send)
        elif scope["type"] == "http":
            await self._handle_request(scope, receive, send)

    async def _handle_lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        polling = asyncio.gather(self.log_watcher.run(), self.access_monitor.run(lambda: self.log_watcher.is_stopped))
        loop = asyncio.get_running_loop()
        # Streams end at SIGTERM: the server waits for open connections before it sends `lifespan.shutdown`. Python's
        # signal handler runs in addition to the loop's, which uses a wake-up descriptor.
        with suppress(ValueError):  # not the main thread: a test server
            signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(self.log_watcher.stop))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.log_watcher.stop()
        await polling
        await send({"type": "lifespan.shutdown.complete"})

    async def _handle_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            await _send_response(send, JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"}))
        elif scope["path"] != PATH:
            await _send_response(send, HttpResponse(status=404))
        else:
            with suppress(TimeoutError, ConnectionError):
                body = await asyncio.wait_for(_read_body(receive), REQUEST_TIMEOUT)
                request = ASGIRequest(scope, BytesIO(body))
                await self._start_stream(await run_in_thread(partial(respond, request)), receive, send)

    async def _start_stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        if not isinstance(response, StreamResponse):
            await _send_response(send, response)
            return
        try:
            with self.connection_limits.acquire(response.stream_request.caller):
                await self._run_stream(response, receive, send)
        except HubError as error:
            await _send_response(send, error_response(error, JSON_TYPE))

    async def _run_stream(self, response: StreamResponse, receive: Receive, send: Send) -> None:
        """Send events until the stream ends or the client disconnects."""
        sending = asyncio.create_task(self._send_events(response, send))
        disconnect = asyncio.create_task(_wait_for_disconnect(receive))
        try:
            await asyncio.wait((sending, disconnect), return_when=asyncio.FIRST_COMPLETED)
        finally:
            disconnect.cancel()
            sending.cancel()
            with suppress(asyncio.CancelledError, TimeoutError, ConnectionError):
                await sending

    async def _send_events(self, response: StreamResponse, send: Send) -> None:
        await _send_headers(send, response)
        with self.access_monitor.register(response.stream_request) as holder:
            stream = Stream(response.stream_request, holder, self.events, self.log_watcher, self.access_monitor)
            async for data in stream.run():
                await asyncio.wait_for(send(_body_message(data, has_more=True)), SEND_TIMEOUT)
        await send(_body_message(b"", has_more=False))


async def _read_body(receive: Receive) -> bytes:
    """Read the body of a request, up to the point where it is too large."""
    body = bytearray()
    while len(body) <= MAX_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return bytes(body)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_response(send: Send, response: HttpResponseBase) -> None:
    await _send_headers(send, response)
    await send(_body_message(getattr(response, "content", b""), has_more=False))


async def _send_headers(send: Send, response: HttpResponseBase) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})


def _body_message(body: bytes, *, has_more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": has_more}
