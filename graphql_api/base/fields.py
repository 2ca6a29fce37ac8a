"""Fields with a resolver, typed: strawberry.field, used as a decorator, hides a method's type."""

from collections.abc import Callable, Collection
from inspect import signature
from typing import Any, TypeVar

import strawberry
from strawberry.extensions import FieldExtension

from graphql_api.base.cost_directives import DEFAULT_WEIGHT, PAGE, Cost, ListSize, sized_by

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


class MeteredCost(FieldExtension):
    """Counts what a field costs beyond its value, when it is answered (graphql_api/base/meter.py)."""

    def __init__(self, weight: int) -> None:
        self.surcharge = weight - DEFAULT_WEIGHT

    def resolve(self, next_: Callable[..., Any], source: Any, info: strawberry.Info[Any, Any], **arguments: Any) -> Any:
        """Count, and answer."""
        info.context.meter.add(self.surcharge)
        return next_(source, info, **arguments)


def field(
    description: str, *, cost: int = DEFAULT_WEIGHT, size: ListSize | None = None
) -> Callable[[Resolver], Resolver]:
    """Make a method a field of its type. `cost` is what it costs each time it is answered, `size` how long a list is
    (graphql_api/base/cost_directives.py: `assumed`, `sized_by`); both are directives in the schema. A field with the
    arguments `first` and `last` is a connection, one with neither `last` nor `after` a list of `first` items."""

    def decorate(resolver: Resolver) -> Resolver:
        listed = size or _size_by(signature(resolver).parameters)
        weighs = cost != DEFAULT_WEIGHT
        make: Callable[[Resolver], Resolver] = strawberry.field(
            description=description,
            directives=[*([Cost(weight=str(cost))] if weighs else []), *([listed] if listed else [])],
            extensions=[MeteredCost(cost)] if weighs else [],
        )
        return make(resolver)

    return decorate


def _size_by(arguments: Collection[str]) -> ListSize | None:
    if {"first", "last"} <= set(arguments):
        return PAGE
    return sized_by("first") if "first" in arguments and "after" not in arguments else None
