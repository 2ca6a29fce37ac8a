"""Fields with a resolver, typed: strawberry.field, used as a decorator, hides a method's type."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def field(description: str) -> Callable[[Resolver], Resolver]:
    """Make a method a field of its type."""
    decorate: Callable[[Resolver], Resolver] = strawberry.field(description=description)
    return decorate
