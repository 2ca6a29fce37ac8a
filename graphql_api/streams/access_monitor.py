"""Whether those who hold streams may still read what they could: looked up for all of them together, twice a second
and once more before anything is sent.

A look costs at most six statements however many streams there are: it reads the rows that access depends on. Only
where one of them has changed is the caller worked out again, as at the opening (graphql_api/base/callers.py).
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
from graphql_api.streams.stream_request import Opening
from graphql_api.streams.threads import in_watching_thread, look_again
from partners.models import ApiKey
from publishing.access.viewers import Viewer
from publishing.models import Entitlement

EVERY = 0.5
"""Seconds between two looks: a revocation ends silent streams too, within a second."""

Facts = list[Any]
"""What a holder's access depends on, as it is in the database."""
KEY_FACTS = ("audience", "kinds", "origins", "expires_at", "revoked_at", "partner__active")


class Holder:
    """Who holds some streams, by one credential."""

    def __init__(self, opening: Opening) -> None:
        # A copy: looking up who asks again replaces its session and account, which others may be reading.
        self.opening = replace(opening, request=copy(opening.request))
        self.viewer: Viewer = opening.caller.viewer
        self.refusal: HubError | None = None
        self.streams = 0
        self.key_id = opening.caller.key.pk if opening.caller.key else None
        self.session = None if opening.caller.key else opening.credential.session
        self.user_id = opening.request.user.pk if self.session else None
        self._facts: Facts | None = None

    def renew(self, facts: Facts) -> bool:
        """Work out again who this is if that depends on something that has changed; return whether it is otherwise."""
        if facts == self._facts:
            return False
        before = self.viewer, self.refusal
        try:
            self.viewer, self.refusal = self.opening.caller_now().viewer, None
        except HubError as error:
            self.refusal = error
        self._facts = facts
        return before != (self.viewer, self.refusal)


class Access:
    """The holders of a process's streams. `wake` is called when one of them may read something else."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._holders: dict[object, Holder] = {}
        self._under_way: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    @contextmanager
    def held(self, opening: Opening) -> Iterator[Holder]:
        """Count a stream to its holder; those with one credential share it."""
        holder = self._holders.get(opening.credential) or Holder(opening)
        if opening.is_anybody:  # nothing of it can be taken away
            yield holder
            return
        self._holders[opening.credential] = holder
        holder.streams += 1
        try:
            yield holder
        finally:
            holder.streams -= 1
            if not holder.streams:
                del self._holders[opening.credential]

    async def run(self, is_over: Callable[[], bool]) -> None:
        """Look again and again, while there is somebody to look up."""
        trouble = "Who holds streams cannot be looked up, nothing is sent to them meanwhile"
        await look_again(self._looked, EVERY, is_over, trouble)

    async def confirm(self, holder: Holder) -> None:
        """Return when a look is over that began after this call. A database error says that it cannot be known."""
        if not holder.opening.is_anybody:
            await self._looked()

    async def _looked(self) -> None:
        """Look, together with all who want to while another look is under way."""
        if self._next is None and self._holders:
            self._next = asyncio.create_task(self._look(self._under_way))
        if self._next is not None:
            await asyncio.shield(self._next)

    async def _look(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait((before,))
        self._under_way, self._next = self._next, None
        if await in_watching_thread(partial(_renew, tuple(self._holders.values()))):
            self._wake()


def _renew(holders: Collection[Holder]) -> bool:
    """Look up all holders; return whether one of them may read something else than before."""
    now = timezone.now()
    keys = _rows(ApiKey.objects.filter(pk__in={one.key_id for one in holders if one.key_id}), "pk", *KEY_FACTS)
    sessions = Session.objects.filter(pk__in={one.session for one in holders if one.session}, expire_date__gt=now)
    data = _rows(sessions, "pk", "session_data")
    accounts = _accounts({one.user_id for one in holders if one.user_id})
    changed = [
        holder.renew(
            [
                keys.get(holder.key_id),
                any(ends_at <= now for ends_at in _ends(holder, keys)),
                data.get(holder.session),
                accounts.get(holder.user_id),
            ]
        )
        for holder in holders
    ]
    return any(changed)


def _ends(holder: Holder, keys: dict[Any, list[Any]]) -> Iterator[Any]:
    """Yield when a holder's access ends by the clock."""
    for row in keys.get(holder.key_id, ()):
        if row[KEY_FACTS.index("expires_at")]:
            yield row[KEY_FACTS.index("expires_at")]
    if holder.opening.token_ends_at:
        yield holder.opening.token_ends_at


def _accounts(user_ids: Collection[int]) -> dict[Any, list[Any]]:
    """Return what some accounts may read, and whether their sessions are still theirs."""
    if not user_ids:
        return {}
    accounts = _rows(get_user_model().objects.filter(pk__in=user_ids), "pk", "is_active", "password")
    entitlements = Entitlement.objects.filter(user__in=user_ids)
    for rows in (
        _rows(entitlements, "user_id", "registered", "validated"),
        _rows(entitlements.order_by("projects__content_id"), "user_id", "projects__content_id"),
        _rows(entitlements.order_by("items__content_id"), "user_id", "items__content_id"),
    ):
        for user_id, found in rows.items():
            accounts[user_id].append(found)
    return accounts


def _rows(rows: Any, by: str, *columns: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, *values in rows.values_list(by, *columns):
        found[key].append(values)
    return found
