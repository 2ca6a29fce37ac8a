"""A client of the event streams, as graphql-sse's is: it comes back to where it was when its connection breaks."""

import time
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

import httpx

from tests.graphql_api.stream_client import Event as Message

QUERY = "subscription { changes { ... on ContentChanges { cursor nodes { content { title } } } } }"
PAUSE = 0.1
"""Seconds until it comes back."""


class Follower:
    """A thread that reads a stream and records its events."""

    def __init__(self, address: str) -> None:
        self.titles: list[str] = []
        self.breaks = 0
        """How often its connection ended, or could not be made."""
        self.connected = False
        self._address = address
        self._cursor: str | None = None
        self._over = Event()
        self._thread = Thread(target=self._follow)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join(30)

    def _follow(self) -> None:
        while not self._over.is_set():
            with suppress(httpx.HTTPError):
                self._hold()
            self.connected = False
            self.breaks += 1
            time.sleep(PAUSE)

    def _hold(self) -> None:
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": self._cursor} if self._cursor else {})
        with httpx.stream("GET", self._address, params={"query": QUERY}, headers=headers, timeout=20) as answer:
            answer.raise_for_status()
            self.connected = True
            lines: list[str] = []
            for line in answer.iter_lines():
                if self._over.is_set():
                    return
                if line:
                    lines.append(line)
                    continue
                self._take(Message("\n".join(lines)))
                lines = []

    def _take(self, message: Message) -> None:
        if message.name == "next" and message.id:
            self._cursor = message.id
            self.titles += message.titles
