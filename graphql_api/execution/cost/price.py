"""The highest possible cost of an operation, from the costs in the schema and the requested page sizes.

A price is calculated once for each text, in one pass that visits each fragment once. Page sizes in variables stay open
in it: `requested` fills them in for each request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from graphql.type import GraphQLField

from graphql_api.base.cost_directives import LIST_LENGTH, ListSize, field_list_size, field_weight
from graphql_api.base.limits import MAX_PAGE

MAX_COST = 200_000
INTROSPECTION = {"__schema": 10_000, "__type": 1_000, "_service": 10_000}
"""The fixed cost of fields that return the schema, with everything below them: the schema limits their size."""
_CEILING = 10**12
"""Keeps numbers small: beyond the limit the exact cost does not matter."""

Size = int | str
"""A number of items, or the name of the variable that holds it."""


@dataclass(eq=False)
class Sum:
    """A constant, plus sums that are multiplied by a variable."""

    constant: int = 0
    parts: list[tuple[Size, "Sum"]] = field(default_factory=list)

    def add(self, times: Size, inner: "Sum") -> None:
        """Add a multiple of another sum. Its constant is added at once; open parts remain parts."""
        if isinstance(times, str):
            self.parts.append((times, inner))
            return
        self.constant = min(self.constant + times * inner.constant, _CEILING)
        if inner.parts:
            self.parts.append((times, inner))


class SelectionCost(NamedTuple):
    """The cost of a selection, and the cost per item of lists in it whose length the parent field may determine."""

    cost: Sum
    lists: dict[str, Sum]

    def add(self, other: "SelectionCost") -> None:
        """Add the cost of a fragment."""
        self.cost.add(1, other.cost)
        for name, item in other.lists.items():
            self.lists.setdefault(name, Sum()).add(1, item)

    def total(self, size: ListSize | None = None, node: FieldNode | None = None) -> Sum:
        """Return the cost including the lists, whose length the parent field may determine."""
        cost = Sum()
        cost.add(1, self.cost)
        for name, item in self.lists.items():
            if size is not None and node is not None and name in (size.sized_fields or ()):
                _add_items(cost, size, node, item)
            else:
                cost.add(LIST_LENGTH, item)
        return cost


@dataclass(frozen=True)
class Price:
    """The highest possible cost of an operation."""

    cost: Sum
    defaults: Mapping[str, Any]
    introspects: bool
    visits: int

    def requested(self, variables: Mapping[str, Any]) -> int:
        """Return the highest possible cost with these variables."""
        return min(self.cost.constant + _evaluate(self.cost, {**self.defaults, **variables}, {}), _CEILING)


class _Calculation:
    def __init__(self, schema: GraphQLSchema, syntax: DocumentNode) -> None:
        self.schema = schema
        self.visits = 0
        self.introspects = False
        self._definitions = {
            node.name.value: node for node in syntax.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._fragments: dict[str, SelectionCost] = {}

    def selection_cost(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> SelectionCost:
        total = SelectionCost(Sum(), {})
        for node in selections.selections if selections else ():
            self.visits += 1
            if isinstance(node, FieldNode):
                self._add_field(node, parent, total)
            elif isinstance(node, FragmentSpreadNode):
                total.add(self._fragment_cost(node.name.value))
            elif isinstance(node, InlineFragmentNode):
                on = self.schema.get_type(node.type_condition.name.value) if node.type_condition else parent
                total.add(self.selection_cost(node.selection_set, on))
        return total

    def _fragment_cost(self, name: str) -> SelectionCost:
        if name not in self._fragments:
            self._fragments[name] = SelectionCost(Sum(), {})
            if name in self._definitions:
                node = self._definitions[name]
                on = self.schema.get_type(node.type_condition.name.value)
                self._fragments[name] = self.selection_cost(node.selection_set, on)
        return self._fragments[name]

    def _add_field(self, node: FieldNode, parent: GraphQLNamedType | None, total: SelectionCost) -> None:
        name = node.name.value
        if name in INTROSPECTION:
            self.introspects = True
            total.cost.constant += INTROSPECTION[name]
            return
        definition = parent.fields.get(name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None
        total.cost.constant += field_weight(definition)
        if node.selection_set is not None and definition is not None:
            inner = self.selection_cost(node.selection_set, get_named_type(definition.type))
            _add_selection(node, definition, inner, total)


def calculate_price(schema: GraphQLSchema, syntax: DocumentNode, operation: OperationDefinitionNode) -> Price:
    """Return the price of an operation of a valid text."""
    calculation = _Calculation(schema, syntax)
    selected = calculation.selection_cost(operation.selection_set, schema.get_root_type(operation.operation))
    defaults = {
        variable.variable.name.value: int(variable.default_value.value)
        for variable in operation.variable_definitions or ()
        if isinstance(variable.default_value, IntValueNode)
    }
    return Price(selected.total(), defaults, calculation.introspects, calculation.visits)


def _add_selection(node: FieldNode, definition: GraphQLField, inner: SelectionCost, total: SelectionCost) -> None:
    """Add the cost of a field's selection, multiplied by the length of its list."""
    size = field_list_size(definition)
    if size is not None and size.sized_fields:
        total.cost.add(1, inner.total(size, node))
    elif not is_list_type(get_nullable_type(definition.type)):
        total.cost.add(1, inner.total())
    elif size is not None:
        _add_items(total.cost, size, node, inner.total())
    else:
        total.lists.setdefault(node.name.value, Sum()).add(1, inner.total())


def _add_items(cost: Sum, size: ListSize, node: FieldNode, item: Sum) -> None:
    arguments = [
        argument.value for argument in node.arguments or () if argument.name.value in (size.slicing_arguments or ())
    ]
    # Sending both arguments is an error that only the resolver reports; their sizes are added here.
    for value in arguments:
        times: Size = 0
        if isinstance(value, VariableNode):
            times = value.name.value
        elif isinstance(value, ListValueNode):
            times = _clamp(len(value.values))
        elif isinstance(value, IntValueNode):
            times = _clamp(int(value.value[:6]))
        cost.add(times, item)
    if not arguments and size.assumed_size:
        cost.add(size.assumed_size, item)


def _clamp(size: object) -> int:
    """Return a size within the allowed range: resolvers reject larger ones. A list of ids counts by its length."""
    if isinstance(size, list):
        return min(len(size), MAX_PAGE)
    return int(min(abs(size), MAX_PAGE)) if isinstance(size, int | float) else 0


def _evaluate(cost: Sum, variables: Mapping[str, Any], known: dict[int, int]) -> int:
    """Return the value of the parts that depend on variables. Each sum is evaluated once, although fragments may use it
    in many places."""
    key = id(cost)
    if key not in known:
        total = 0
        for times, inner in cost.parts:
            if isinstance(times, str):
                total += _clamp(variables.get(times)) * (inner.constant + _evaluate(inner, variables, known))
            else:
                total += times * _evaluate(inner, variables, known)
        known[key] = min(total, _CEILING)
    return known[key]
