"""The hub's API, with and without `await`."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from json import loads
from typing import Any, Self, TypeVar

import httpx
from httpx_sse import EventSource, ServerSentEvent

from stepchange_hub.errors import HubError
from stepchange_hub.exchanges import Exchange, Exchanges, Pause, read_result, require_data
from stepchange_hub.operations import Data, Operation, Result

T = TypeVar("T")
_STREAM_TIMEOUT = httpx.Timeout(10, read=60)
"""Seconds; the hub sends at least a comment every 15 seconds."""


class Hub:
    """A hub. `key` is an API key or an access token; public content needs none.

    `http` is the client that sends the requests, for proxies and other settings; `options` are the fields of Exchanges.
    """

    def __init__(self, url: str, key: str | None = None, *, http: httpx.Client | None = None, **options: Any) -> None:
        self.exchanges = Exchanges(url, key, **options)
        self.http = http or httpx.Client(timeout=10)

    def query(self, operation: Operation[Data], **variables: Any) -> Data:
        """Return the data of a query. Raises HubError if there are errors, also if only some fields failed."""
        return require_data(self.execute(operation, **variables))

    def execute(self, operation: Operation[Data], **variables: Any) -> Result[Data]:
        """Return the data and errors of a query. Raises HubError only if it did not run."""
        return self.run(self.exchanges.execute(operation, variables))

    def mutate(self, operation: Operation[Data], *, idempotency_key: str | None = None, **variables: Any) -> Data:
        """Return the data of a mutation. Pass a key to repeat it yourself, for example after a restart."""
        data: Data = self.run(self.exchanges.mutate(operation, variables, idempotency_key))
        return data

    def subscribe(self, operation: Operation[Data], **variables: Any) -> Iterator[Result[Data]]:
        """Yield the results of a subscription until it is complete. Raises HubError when the connection is lost."""
        request = self.exchanges.subscription(operation, variables)
        request.extensions["timeout"] = _STREAM_TIMEOUT.as_dict()
        try:
            response = self.http.send(request, stream=True)
            try:
                if not response.is_success:
                    response.read()
                    read_result(response)
                for event in EventSource(response).iter_sse():
                    if event.event == "complete":
                        return
                    yield from _results(event)
            finally:
                response.close()
        except httpx.TransportError as error:
            raise HubError.no_response(str(error)) from error
        raise HubError.no_response("The stream ended.")

    def run(self, exchange: Exchange[T]) -> T:
        """Send the requests of an exchange, and return its result."""
        response: httpx.Response | None = None
        try:
            while True:
                step = exchange.send(response)
                response = None
                if isinstance(step, Pause):
                    time.sleep(step.seconds)
                else:
                    response = self._send(step)
        except StopIteration as end:
            result: T = end.value
            return result

    def _send(self, request: httpx.Request) -> httpx.Response | None:
        try:
            return self.http.send(request)
        except httpx.TransportError:
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.http.close()


class AsyncHub:
    """The same as Hub, for asyncio."""

    def __init__(
        self, url: str, key: str | None = None, *, http: httpx.AsyncClient | None = None, **options: Any
    ) -> None:
        self.exchanges = Exchanges(url, key, **options)
        self.http = http or httpx.AsyncClient(timeout=10)

    async def query(self, operation: Operation[Data], **variables: Any) -> Data:
        """See Hub."""
        return require_data(await self.execute(operation, **variables))

    async def execute(self, operation: Operation[Data], **variables: Any) -> Result[Data]:
        """See Hub."""
        return await self.run(self.exchanges.execute(operation, variables))

    async def mutate(self, operation: Operation[Data], *, idempotency_key: str | None = None, **variables: Any) -> Data:
        """See Hub."""
        data: Data = await self.run(self.exchanges.mutate(operation, variables, idempotency_key))
        return data

    async def subscribe(self, operation: Operation[Data], **variables: Any) -> AsyncIterator[Result[Data]]:
        """See Hub."""
        request = self.exchanges.subscription(operation, variables)
        request.extensions["timeout"] = _STREAM_TIMEOUT.as_dict()
        try:
            response = await self.http.send(request, stream=True)
            try:
                if not response.is_success:
                    await response.aread()
                    read_result(response)
                async for event in EventSource(response).aiter_sse():
                    if event.event == "complete":
                        return
                    for result in _results(event):
                        yield result
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            raise HubError.no_response(str(error)) from error
        raise HubError.no_response("The stream ended.")

    async def run(self, exchange: Exchange[T]) -> T:
        """See Hub."""
        response: httpx.Response | None = None
        try:
            while True:
                step = exchange.send(response)
                response = None
                if isinstance(step, Pause):
                    await asyncio.sleep(step.seconds)
                else:
                    response = await self._send(step)
        except StopIteration as end:
            result: T = end.value
            return result

    async def _send(self, request: httpx.Request) -> httpx.Response | None:
        try:
            return await self.http.send(request)
        except httpx.TransportError:
            return None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.http.aclose()


def _results(event: ServerSentEvent) -> Iterator[Result[Any]]:
    if event.event == "next":
        body = loads(event.data)
        yield Result(body.get("data"), body.get("errors", []), body.get("extensions", {}))
