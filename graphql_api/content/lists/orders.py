"""The orders of lists: an input type for each list, with the orders of publishing/content/orders.py that it has."""

from collections.abc import Iterable
from dataclasses import fields
from enum import Enum
from typing import Any, NamedTuple

import strawberry

from publishing.content.orders import Order


@strawberry.enum(description="The direction of an order.")
class OrderDirection(Enum):
    ASC = strawberry.enum_value("ASC", description="From the first in the alphabet, or the oldest.")
    DESC = strawberry.enum_value("DESC", description="From the last in the alphabet, or the newest.")


class ListOrder(NamedTuple):
    """An order and its direction."""

    order: Order
    is_descending: bool

    @classmethod
    def default(cls, order: Order) -> "ListOrder":
        """Return a list's own order."""
        return cls(order, order.is_newest_first)


_orders: dict[type, dict[str, Order]] = {}


def build_order_type(name: str, orders: Iterable[Order]) -> type:
    """Return the input type that chooses one of some orders."""
    by_name = {order.name: order for order in orders}
    members: dict[str, Any] = {"__annotations__": dict.fromkeys(by_name, strawberry.Maybe[OrderDirection])}  # type: ignore[misc]
    for order in by_name.values():
        members[order.name] = strawberry.field(description=order.description)
    description = "The order of a list. Provide exactly one field. Equal items are sorted by their `id`."
    built = strawberry.input(type(name, (), members), one_of=True, description=description)
    _orders[built] = by_name
    return built


def chosen_order(given: object) -> ListOrder:
    """Return the order that a client chose."""
    name, direction = next((one.name, value) for one in fields(given) if (value := getattr(given, one.name)))  # type: ignore[arg-type]
    return ListOrder(_orders[type(given)][name], direction.value is OrderDirection.DESC)
