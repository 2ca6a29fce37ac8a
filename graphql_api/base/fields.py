"""A typed replacement for strawberry.field, which as a decorator hides the type of a method."""

from collections.abc import Callable
from inspect import signature
from typing import Any, TypeVar

import strawberry
from strawberry.extensions import FieldExtension

from graphql_api.base.cost_directives import DEFAULT_WEIGHT, PAGE, Cost, ListSize, sized_by

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


class MeteredCost(FieldExtension):
    """Adds the cost of a field beyond its value when it is resolved (graphql_api/base/meter.py)."""

    def __init__(self, weight: int) -> None:
        self.surcharge = weight - DEFAULT_WEIGHT

    def resolve(self, next_: Callable[..., Any], source: Any, info: strawberry.Info[Any, Any], **arguments: Any) -> Any:
        """Add the cost, and resolve the field."""
        info.context.meter.add(self.surcharge)
        return next_(source, info, **arguments)


def field(
    description: str, *, cost: int = DEFAULT_WEIGHT, size: ListSize | None = None
) -> Callable[[Resolver], Resolver]:
    """Make a method a field. `cost` is its cost each time it is resolved, `size` the length of its list (`assumed` or
    `sized_by` of graphql_api/base/cost_directives.py); both become directives in the schema. A field with arguments
    `first` and `after` is a connection; a field with `first` alone is a list of that length."""

    def decorate(resolver: Resolver) -> Resolver:
        listed, arguments = size, signature(resolver).parameters
        if listed is None and "first" in arguments:
            listed = PAGE if "after" in arguments else sized_by("first")
        weighs = cost != DEFAULT_WEIGHT
        make: Callable[[Resolver], Resolver] = strawberry.field(
            description=description,
            directives=[*([Cost(weight=str(cost))] if weighs else []), *([listed] if listed else [])],
            extensions=[MeteredCost(cost)] if weighs else [],
        )
        return make(resolver)

    return decorate
