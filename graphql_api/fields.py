"""Fields with a resolver, typed: strawberry.field, used as a decorator, hides a method's type."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def field(description: str, *, cost: int = 0) -> Callable[[Resolver], Resolver]:
    """Make a method a field of its type. `cost` is what it takes beside its values, in values (limits.py)."""
    decorate: Callable[[Resolver], Resolver] = strawberry.field(description=description, metadata={"cost": cost})
    return decorate
