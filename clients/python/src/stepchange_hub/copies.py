"""A copy of the hub's content that is kept up to date."""

import asyncio
import time
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from stepchange_hub.errors import HubError
from stepchange_hub.exchanges import Exchange, Exchanges, require_data
from stepchange_hub.hub import AsyncHub, Hub
from stepchange_hub.operations import Operation, Result

Item = Mapping[str, Any]
"""The selected fields of an item; `id` is always one of them."""
RECONNECT_AFTER = 1.0
POLL_EVERY = 30.0
"""Seconds: after a lost stream, and between two polls when the hub has no room for another stream."""
_BUSY = {"STREAMS_FULL", "TOO_MANY_STREAMS"}


@dataclass(frozen=True)
class Deletion:
    """An item that you may no longer keep; `moved_to` is its new path if `reason` is MOVED."""

    id: str
    reason: str
    moved_to: str | None


@dataclass(frozen=True)
class Update:
    """What changed in a copy."""

    stored: list[Item]
    deleted: list[Deletion]


class Store(Protocol):
    """Where a copy is kept. Each method must take effect completely or not at all, for example in one transaction."""

    def cursor(self) -> str | None:
        """Return the cursor that was stored last; None if there is no copy."""
        ...

    def replace(self, items: Iterable[Item], cursor: str) -> None:
        """Replace the whole copy, and store the cursor."""
        ...

    def apply(self, update: Update, cursor: str) -> None:
        """Store and delete items, and store the cursor. Deleting an item that does not exist is not an error."""
        ...


class MemoryStore:
    """A copy in memory. Items that have expired are not returned: an offline client must check that itself."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._cursor: str | None = None

    def cursor(self) -> str | None:
        """See Store."""
        return self._cursor

    def replace(self, items: Iterable[Item], cursor: str) -> None:
        """See Store."""
        self._items, self._cursor = {item["id"]: item for item in items}, cursor

    def apply(self, update: Update, cursor: str) -> None:
        """See Store."""
        for deletion in update.deleted:
            self._items.pop(deletion.id, None)
        self._items.update({item["id"]: item for item in update.stored})
        self._cursor = cursor

    def get(self, identity: str) -> Item | None:
        """Return an item that has not expired."""
        item = self._items.get(identity)
        return item if item and _is_valid(item) else None

    def __iter__(self) -> Iterator[Item]:
        return filter(_is_valid, self._items.values())


def _is_valid(item: Item) -> bool:
    expires_at = item.get("expiresAt")
    return not expires_at or datetime.fromisoformat(expires_at) > datetime.now(UTC)


class _ResyncRequiredError(Exception):
    """The cursor is no longer valid."""


class _Copying:
    """What Copy and AsyncCopy have in common: the operations, and what is done with their results."""

    def __init__(self, store: Store, fields: str, filter: Mapping[str, Any] | None = None) -> None:
        self.store = store
        self.filter = filter
        self._snapshot = Operation[Any](_operation("query", "snapshot", "first: 100, ", _SNAPSHOT, fields))
        self._changes = Operation[Any](_operation("query", "changes", "first: 100, ", _CHANGES, fields))
        self.subscription = Operation[Any](_operation("subscription", "changes", "", _CHANGES, fields))

    def update(self, exchanges: Exchanges) -> Exchange[None]:
        """Load a snapshot if there is no valid copy, otherwise everything that changed."""
        cursor = self.store.cursor()
        try:
            if cursor is not None:
                yield from self._catch_up(exchanges, cursor)
                return
        except _ResyncRequiredError:
            pass
        yield from self._load(exchanges)

    def apply(self, result: Result[Any]) -> Any:
        """Apply a slice of changes to the store, and return it."""
        found = require_data(result)["changes"]
        if found["__typename"] == "ResyncRequired":
            raise _ResyncRequiredError
        stored = [change["content"] for change in found["nodes"] if change["content"]]
        deleted = [
            Deletion(change["id"], tombstone["reason"], tombstone["movedTo"])
            for change in found["nodes"]
            if (tombstone := change["tombstone"])
        ]
        self.store.apply(Update(stored, deleted), found["cursor"])
        return found

    def _load(self, exchanges: Exchanges) -> Exchange[None]:
        items: list[Item] = []
        after = None
        while True:
            result = yield from exchanges.execute(self._snapshot, {"after": after, "filter": self.filter})
            found = require_data(result)["snapshot"]
            if found["__typename"] == "ResyncRequired":
                raise HubError.no_response("The snapshot must be restarted.")
            items += found["nodes"]
            after = found["nextPage"]
            if after is None:
                self.store.replace(items, found["cursor"])
                return

    def _catch_up(self, exchanges: Exchanges, cursor: str) -> Exchange[None]:
        has_more = True
        while has_more:
            result = yield from exchanges.execute(self._changes, {"after": cursor, "filter": self.filter})
            found = self.apply(result)
            cursor, has_more = found["cursor"], found["hasNextPage"]


class Copy:
    """A copy of the hub's content. `fields` is a selection of `Content` that includes `id`, `filter` a SyncFilter."""

    def __init__(self, hub: Hub, store: Store, fields: str, filter: Mapping[str, Any] | None = None) -> None:
        self.hub = hub
        self._copying = _Copying(store, fields, filter)

    def update(self) -> None:
        """Load a snapshot if there is no valid copy, otherwise everything that changed."""
        self.hub.run(self._copying.update(self.hub.exchanges))

    def follow(self) -> Generator[None]:
        """Stay up to date: by the event stream, or by polling if the hub has no room for another. Yields after each
        update."""
        copying = self._copying
        while True:
            try:
                self.update()
                yield
                cursor = copying.store.cursor()
                for result in self.hub.subscribe(copying.subscription, after=cursor, filter=copying.filter):
                    copying.apply(result)
                    yield
            except (HubError, _ResyncRequiredError) as error:
                time.sleep(_pause_after(error))


class AsyncCopy:
    """The same as Copy, for asyncio. The store's methods are called in the event loop."""

    def __init__(self, hub: AsyncHub, store: Store, fields: str, filter: Mapping[str, Any] | None = None) -> None:
        self.hub = hub
        self._copying = _Copying(store, fields, filter)

    async def update(self) -> None:
        """See Copy."""
        await self.hub.run(self._copying.update(self.hub.exchanges))

    async def follow(self) -> AsyncGenerator[None]:
        """See Copy."""
        copying = self._copying
        while True:
            try:
                await self.update()
                yield
                cursor = copying.store.cursor()
                async for result in self.hub.subscribe(copying.subscription, after=cursor, filter=copying.filter):
                    copying.apply(result)
                    yield
            except (HubError, _ResyncRequiredError) as error:
                await asyncio.sleep(_pause_after(error))


def _pause_after(error: HubError | _ResyncRequiredError) -> float:
    """Return the seconds until the next attempt; raises the error if no attempt would help."""
    if isinstance(error, _ResyncRequiredError):
        return RECONNECT_AFTER
    if not error.is_temporary:
        raise error
    return error.retry_after or (POLL_EVERY if error.code in _BUSY else RECONNECT_AFTER)


_SNAPSHOT = "... on ContentSnapshot { nodes { %s } nextPage cursor }"
_CHANGES = "... on ContentChanges { nodes { id content { %s } tombstone { reason movedTo } } cursor hasNextPage }"


def _operation(kind: str, root: str, size: str, selection: str, fields: str) -> str:
    selected = f"__typename {selection % fields} ... on ResyncRequired {{ reason }}"
    return (
        f"{kind} Copy($after: String, $filter: SyncFilter) "
        f"{{ {root}({size}after: $after, filter: $filter) {{ {selected} }} }}"
    )
