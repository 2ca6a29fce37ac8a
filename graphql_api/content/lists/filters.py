"""The filters of lists: an input type for each kind, and one for content of all kinds.

All fields of a filter must match. `AND`, `OR` and `NOT` combine filters; `OR` and `NOT` can be nested only twice,
because no index answers them: they are checked for each row that is read.
"""

from collections.abc import Sequence
from typing import Any

import strawberry
from strawberry import UNSET

from graphql_api.base.cost_directives import Cost
from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.conditions import AllOf, AnyOf, Condition
from graphql_api.content.lists.filter_fields import FilterField
from graphql_api.content.lists.lookups import given_operators

MAX_CONDITIONS = 50
MAX_COMBINED = 2
"""How deep OR and NOT can be nested."""
COMBINED_COST = 500
"""The cost of each filter in OR and NOT."""

_fields: dict[type, Sequence[FilterField]] = {}


def build_filter_type(name: str, filter_fields: Sequence[FilterField]) -> type:
    """Return an input type with these fields, and with AND, OR and NOT."""
    members: dict[str, Any] = {"__module__": __name__, "__annotations__": {}}
    for one in filter_fields:
        members["__annotations__"][one.name] = one.lookup | None
        members[one.name] = strawberry.field(default=UNSET, description=one.description)
    for combinator, (type_, description) in _COMBINATORS.items():
        members["__annotations__"][combinator] = type_.format(name)
        directives = [Cost(weight=str(COMBINED_COST))] if combinator != "AND" else []
        members[combinator] = strawberry.field(
            name=combinator, default=UNSET, description=description, directives=directives
        )
    built = strawberry.input(type(name, (), members), description="Filters a list: all fields must match.")
    globals()[name] = built  # where strawberry finds the type to which AND, OR and NOT refer
    _fields[built] = filter_fields
    return built


_COMBINATORS = {
    "AND": ("list[{}] | None", "Filters that must all match."),
    "OR": ("list[{}] | None", "Filters of which at least one must match. OR and NOT can be nested twice."),
    "NOT": ("{} | None", "A filter that must not match. OR and NOT can be nested twice."),
}


def build_conditions(context: RequestContext, given: object) -> tuple[Condition, ...]:
    """Return the conditions of a filter. Raise BAD_INPUT if there are too many, or OR and NOT are nested too deeply."""
    conditions = _Conditions(context).build(given, depth=0)
    return tuple(conditions)


class _Conditions:
    """Builds the conditions of one filter."""

    def __init__(self, context: RequestContext) -> None:
        self.context = context
        self.count = 0

    def build(self, given: Any, depth: int) -> list[Condition]:
        found = [
            one.build(self.context, operators)
            for one in _fields[type(given)]
            if (lookup := getattr(given, one.name)) and (operators := given_operators(lookup))
        ]
        self.count += len(found)
        if self.count > MAX_CONDITIONS:
            raise HubError(Code.BAD_INPUT, f"A filter can have at most {MAX_CONDITIONS} conditions.")
        for other in given.AND or ():
            found += self.build(other, depth)
        if given.OR is not UNSET and given.OR is not None:
            found.append(self._combine(given.OR, depth, is_negated=False))
        if given.NOT:
            found.append(self._combine([given.NOT], depth, is_negated=True))
        return found

    def _combine(self, filters: Sequence[Any], depth: int, *, is_negated: bool) -> Condition:
        if depth == MAX_COMBINED:
            raise HubError(Code.BAD_INPUT, f"OR and NOT can be nested at most {MAX_COMBINED} deep.")
        parts = tuple(AllOf(tuple(self.build(one, depth + 1))) for one in filters)
        if not parts or not all(part.parts for part in parts):
            raise HubError(Code.BAD_INPUT, "OR and NOT need filters that are not empty.")
        return AnyOf(parts, is_negated)
