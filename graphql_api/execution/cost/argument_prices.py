"""The cost of arguments: `@cost` on an argument or on a field of an input type is added whenever it has a value.

To price a condition of a filter, declare its weight where the field of the input type is declared:

    or_: list[ContentFilter] | None = strawberry.field(directives=[Cost(weight="500")], …)

A weight counts once for each item of a list, and for values in variables as for those in the text. It is charged
whatever the operation returns: it is part of the requested and of the actual cost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)
from graphql.type import GraphQLArgument, GraphQLField

from graphql_api.base.cost_directives import input_weight
from graphql_api.execution.cost.sums import Sum

Input = GraphQLArgument | GraphQLInputField


@dataclass(frozen=True)
class VariableWeight:
    """The cost of a variable's value in an argument or a field of an input type."""

    name: str
    definition: Input

    def value(self, variables: Mapping[str, Any]) -> int:
        """Return the cost of the value in a request."""
        return _value_weight(self.definition, variables.get(self.name))


def arguments_cost(node: FieldNode, definition: GraphQLField | None) -> Sum:
    """Return the cost of a field's arguments."""
    cost = Sum()
    for argument in node.arguments or ():
        if definition and argument.name.value in definition.args:
            _add_literal(cost, definition.args[argument.name.value], argument.value)
    return cost


def _add_literal(cost: Sum, definition: Input, value: ValueNode) -> None:
    if not _has_weight(definition):
        return
    if isinstance(value, VariableNode):
        cost.add(VariableWeight(value.name.value, definition), Sum(1))
    elif isinstance(value, ListValueNode):
        for item in value.values:
            _add_literal(cost, definition, item)
    elif not isinstance(value, NullValueNode):
        cost.constant += input_weight(definition)
        below = _fields(get_named_type(definition.type))
        for field in value.fields if isinstance(value, ObjectValueNode) else ():
            if field.name.value in below:
                _add_literal(cost, below[field.name.value], field.value)


def _value_weight(definition: Input, value: object) -> int:
    if value is None or not _has_weight(definition):
        return 0
    if isinstance(value, list):
        return sum(_value_weight(definition, item) for item in value)
    below = _fields(get_named_type(definition.type))
    inner = value.items() if isinstance(value, dict) else ()
    return input_weight(definition) + sum(_value_weight(below[name], one) for name, one in inner if name in below)


def _has_weight(definition: Input) -> bool:
    """Whether an argument or anything that its value may contain has a weight."""
    return input_weight(definition) > 0 or _contains_weight(get_named_type(definition.type))


@cache
def _contains_weight(type_: GraphQLNamedType) -> bool:
    """Whether a value of a type may contain a field with a weight. Cached: the types of the schema do not change."""
    return any(map(input_weight, _all_fields(type_, set())))


def _all_fields(type_: GraphQLNamedType, seen: set[str]) -> Iterator[Input]:
    if type_.name not in seen:
        seen.add(type_.name)
        for field in _fields(type_).values():
            yield field
            yield from _all_fields(get_named_type(field.type), seen)


def _fields(type_: GraphQLNamedType) -> Mapping[str, Input]:
    return type_.fields if isinstance(type_, GraphQLInputObjectType) else {}
