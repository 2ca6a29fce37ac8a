"""Checks the access of all stream holders together: twice a second, and once more before anything is sent.

A check takes at most six statements for any number of streams: it reads the rows that access depends on. Only if one of
them has changed is the caller determined again, as at the start of the stream (graphql_api/base/callers.py).
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone

from graphql_api.base.errors import HubError
from graphql_api.streams.stream_request import StreamRequest
from graphql_api.streams.threads import poll, run_in_polling_thread
from partners.models import ApiKey
from publishing.access.viewers import Viewer
from publishing.models import Entitlement

INTERVAL = 0.5
"""Seconds between two checks: a revocation ends silent streams, too, within a second."""

Snapshot = list[Any]
"""The rows in the database that a holder's access depends on."""
KEY_COLUMNS = ("audience", "kinds", "origins", "expires_at", "revoked_at", "partner__active")


class StreamHolder:
    """The caller behind all streams with one credential."""

    def __init__(self, stream_request: StreamRequest) -> None:
        # A copy: looking the caller up again replaces the request's session and user, which others may be reading.
        self.stream_request = replace(stream_request, request=copy(stream_request.request))
        self.viewer: Viewer = stream_request.caller.viewer
        self.error: HubError | None = None
        self.streams = 0
        self.key_id = stream_request.caller.key.pk if stream_request.caller.key else None
        self.session = None if stream_request.caller.key else stream_request.credential.session
        self.user_id = stream_request.request.user.pk if self.session else None
        self._snapshot: Snapshot | None = None

    def has_expired(self, keys: dict[Any, list[Any]], now: Any) -> bool:
        """Whether the key or access token has expired."""
        times = [row[KEY_COLUMNS.index("expires_at")] for row in keys.get(self.key_id, ())]
        return any(time and time <= now for time in (*times, self.stream_request.token_expires_at))

    def refresh(self, snapshot: Snapshot) -> bool:
        """Determine the caller again if the snapshot has changed; return whether access has changed."""
        if snapshot == self._snapshot:
            return False
        before = self.viewer, self.error
        try:
            self.viewer, self.error = self.stream_request.find_current_caller().viewer, None
        except HubError as error:
            self.error = error
        self._snapshot = snapshot
        return before != (self.viewer, self.error)


class AccessMonitor:
    """The holders of a process's streams. `wake` is called when the access of any of them changes."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._holders: dict[object, StreamHolder] = {}
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    @contextmanager
    def register(self, stream_request: StreamRequest) -> Iterator[StreamHolder]:
        """Monitor the holder of a stream while it is open; streams with the same credential share a holder."""
        holder = self._holders.get(stream_request.credential) or StreamHolder(stream_request)
        if stream_request.is_anonymous:  # public access cannot be revoked
            yield holder
            return
        self._holders[stream_request.credential] = holder
        holder.streams += 1
        try:
            yield holder
        finally:
            holder.streams -= 1
            if not holder.streams:
                del self._holders[stream_request.credential]

    async def run(self, is_stopped: Callable[[], bool]) -> None:
        """Check at intervals, while there are holders."""
        problem = "Cannot check the access of stream holders; nothing is sent to them"
        await poll(self._check, INTERVAL, is_stopped, problem)

    async def confirm(self, holder: StreamHolder) -> None:
        """Return after a check that started after this call. Raises a database error if the check fails."""
        if not holder.stream_request.is_anonymous:
            await self._check()

    async def _check(self) -> None:
        """Start a check after the running one, and share it with all callers that are waiting for the same."""
        if self._next is None and self._holders:
            self._next = asyncio.create_task(self._run_check(self._running))
        if self._next is not None:
            await asyncio.shield(self._next)

    async def _run_check(self, previous: asyncio.Task[None] | None) -> None:
        if previous is not None:
            await asyncio.wait((previous,))
        self._running, self._next = self._next, None
        if await run_in_polling_thread(partial(_refresh, tuple(self._holders.values()))):
            self._wake()


def _refresh(holders: Collection[StreamHolder]) -> bool:
    """Refresh all holders; return whether the access of any of them has changed."""
    now = timezone.now()
    keys = _group(ApiKey.objects.filter(pk__in={one.key_id for one in holders if one.key_id}), "pk", *KEY_COLUMNS)
    sessions = Session.objects.filter(pk__in={one.session for one in holders if one.session}, expire_date__gt=now)
    session_data = _group(sessions, "pk", "session_data")
    accounts = _read_accounts({one.user_id for one in holders if one.user_id})
    changed = [
        holder.refresh(
            [
                keys.get(holder.key_id),
                holder.has_expired(keys, now),
                session_data.get(holder.session),
                accounts.get(holder.user_id),
            ]
        )
        for holder in holders
    ]
    return any(changed)


def _read_accounts(user_ids: Collection[int]) -> dict[Any, list[Any]]:
    """Return the rows that the access of accounts and the validity of their sessions depend on."""
    if not user_ids:
        return {}
    accounts = _group(get_user_model().objects.filter(pk__in=user_ids), "pk", "is_active", "password")
    entitlements = Entitlement.objects.filter(user__in=user_ids)
    for rows in (
        _group(entitlements, "user_id", "registered", "validated"),
        _group(entitlements.order_by("projects__content_id"), "user_id", "projects__content_id"),
        _group(entitlements.order_by("items__content_id"), "user_id", "items__content_id"),
    ):
        for user_id, found in rows.items():
            accounts[user_id].append(found)
    return accounts


def _group(rows: Any, by: str, *columns: str) -> dict[Any, list[Any]]:
    """Return the values of columns, grouped by another."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for key, *values in rows.values_list(by, *columns):
        groups[key].append(values)
    return groups
