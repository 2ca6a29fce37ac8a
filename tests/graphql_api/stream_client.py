"""Runs the ASGI application of streams in this process, as a server would."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from graphql_api.streams.application import StreamApplication
from tests.graphql_api.api_client import Json

FOLLOW = """subscription ($after: String, $filter: SyncFilter) { changes(after: $after, filter: $filter) {
  ... on ContentChanges { cursor nodes { content { title } tombstone { reason } } }
  ... on ResyncRequired { reason } } }"""
SECONDS = 20


class Event:
    """An event of a stream; a comment has no name."""

    def __init__(self, text: str) -> None:
        fields = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(":"))
        self.name = fields.get("event", "")
        self.id = fields.get("id")
        self.data: Json = json.loads(fields["data"]) if "data" in fields else {}

    @property
    def titles(self) -> list[str]:
        """The titles of the changed items."""
        return [node["content"]["title"] for node in self.data["data"]["changes"]["nodes"] if node["content"]]

    @property
    def code(self) -> str:
        """The code of the first error."""
        code: str = self.data["errors"][0]["extensions"]["code"]
        return code


class Connection:
    """A client's connection."""

    def __init__(self, streams: StreamApplication, scope: Json, body: bytes) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.blocked = asyncio.Event()
        self.blocked.set()
        self._parts: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._to_say = [{"type": "http.request", "body": body, "more_body": False}]
        self._left = asyncio.Event()
        self.task = asyncio.create_task(streams(scope, self._receive, self._send))

    async def _receive(self) -> Json:
        if self._to_say:
            return self._to_say.pop(0)
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Json) -> None:
        await self.blocked.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        self._parts.put_nowait(message["body"])
        if not message["more_body"]:
            self._parts.put_nowait(None)

    async def part(self) -> str | None:
        """Return the next part of the response, None at its end."""
        part = await asyncio.wait_for(self._parts.get(), SECONDS)
        return None if part is None else part.decode()

    async def event(self) -> Event | None:
        """Return the next named event, None at the end."""
        while (part := await self.part()) is not None:
            if "event: " in part:
                return Event(part)
        return None

    async def whole(self) -> Json:
        """Return the body of a response that is not a stream."""
        text = ""
        while (part := await self.part()) is not None:
            text += part
        answer: Json = json.loads(text or "{}")
        return answer

    async def leave(self) -> None:
        """Close the connection, and wait until the application has seen it."""
        self._left.set()
        await asyncio.wait_for(self.task, SECONDS)


class Served:
    """The running application."""

    def __init__(self, streams: StreamApplication) -> None:
        self.streams = streams
        self.opened: list[Connection] = []

    def connect(
        self, query: str = FOLLOW, method: str = "GET", body: bytes = b"", headers: Json | None = None, **variables: Any
    ) -> Connection:
        """Open a connection; a POST sends the body unchanged."""
        sent = {"host": "testserver", "accept": "text/event-stream", **(headers or {})}
        parameters = urlencode({"query": query, "variables": json.dumps(variables)}) if method == "GET" else ""
        scope = {
            "type": "http",
            "method": method,
            "path": "/graphql/stream",
            "query_string": parameters.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
            "scheme": "http",
        }
        self.opened.append(Connection(self.streams, scope, body))
        return self.opened[-1]


@asynccontextmanager
async def served() -> AsyncIterator[Served]:
    """Start the application; stop it and close all connections at the end."""
    streams, says, heard = StreamApplication(), asyncio.Queue[Json](), asyncio.Queue[Json]()
    before = signal.getsignal(signal.SIGTERM)
    says.put_nowait({"type": "lifespan.startup"})
    life = asyncio.create_task(streams({"type": "lifespan"}, says.get, heard.put))
    assert (await asyncio.wait_for(heard.get(), SECONDS))["type"] == "lifespan.startup.complete"
    running = Served(streams)
    try:
        yield running
    finally:
        says.put_nowait({"type": "lifespan.shutdown"})
        await asyncio.wait_for(life, SECONDS)
        for connection in running.opened:
            connection.blocked.set()
            await connection.leave()
        signal.signal(signal.SIGTERM, before)
