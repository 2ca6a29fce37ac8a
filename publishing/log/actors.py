"""Finds who makes a change: the actor that code names, otherwise the user of the current request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from publishing.models import Actor

_acting: ContextVar[UUID | None] = ContextVar("acting", default=None)
_find_users: list[Callable[[], Any]] = []


def register_current_user(find_user: Callable[[], Any]) -> None:
    """Register a function that returns the user of the current request, None if there is none."""
    if find_user not in _find_users:
        _find_users.append(find_user)


@contextmanager
def acting_in_log(actor: Actor | None) -> Iterator[None]:
    """Record an actor in the changes made within; None changes nothing."""
    token = _acting.set(actor.pk if actor else _acting.get())
    try:
        yield
    finally:
        _acting.reset(token)


def find_actor() -> UUID | None:
    """Return the id of the actor who makes the current change, None if it is not known."""
    if (named := _acting.get()) is not None:
        return named
    users = (find_user() for find_user in _find_users)
    return next((Actor.for_user(user).pk for user in users if user is not None), None)
