"""What an operation may cost, from the costs in the schema, the requested page sizes and the usual sizes of lists.

A price is calculated once for each text, in one pass that visits each fragment once. Page sizes in variables stay open
in it: `requested` fills them in for each request. An object has one type, however many fragments are applied to it: the
cost of a selection is calculated for each possible type, and the highest of them counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    value_from_ast_untyped,
)
from graphql.type import GraphQLField

from graphql_api.base.cost_directives import LIST_LENGTH, ListSize, field_list_size, field_weight
from graphql_api.execution.cost.argument_prices import arguments_cost
from graphql_api.execution.cost.sums import PageSize, Size, Sum, clamp, highest

INTROSPECTION = {"__schema": 10_000, "__type": 1_000, "_service": 10_000}
"""The fixed cost of fields that return the schema, with everything below them: the schema limits their size."""

ListSizes = Mapping[tuple[str, str], int]
"""The usual length of lists by type and field (graphql_api/execution/cost/list_sizes.py)."""
DECLARED: ListSizes = MappingProxyType({})


@dataclass
class ObjectCost:
    """The cost of a selection for objects of one type, and the cost per item of lists in it whose length the parent
    field may determine."""

    type_name: str
    cost: Sum = field(default_factory=Sum)
    lists: dict[str, Sum] = field(default_factory=dict)

    def add(self, other: "ObjectCost") -> None:
        """Add the cost of a fragment."""
        self.cost.add(1, other.cost)
        for name, item in other.lists.items():
            self.lists.setdefault(name, Sum()).add(1, item)

    def total(self, sizes: ListSizes, size: ListSize | None = None, node: FieldNode | None = None) -> Sum:
        """Return the cost including the lists, whose length the parent field may determine."""
        if not self.lists:
            return self.cost
        cost = Sum()
        cost.add(1, self.cost)
        for name, item in self.lists.items():
            if size is not None and node is not None and name in (size.sized_fields or ()):
                _add_items(cost, size, node, item)
            else:
                cost.add(sizes.get((self.type_name, name), LIST_LENGTH), item)
        return cost


Costs = dict[str, ObjectCost]
"""The cost of a selection for each possible type."""


@dataclass(frozen=True)
class Price:
    """What an operation may cost."""

    cost: Sum
    arguments: Sum
    defaults: Mapping[str, Any]
    introspects: bool
    visits: int

    def requested(self, variables: Mapping[str, Any]) -> int:
        """Return the cost with these variables."""
        return self.cost.value({**self.defaults, **variables})

    def arguments_cost(self, variables: Mapping[str, Any]) -> int:
        """Return the part of the cost that is for the arguments' values, each counted once."""
        return 0 if self.arguments.is_zero else self.arguments.value({**self.defaults, **variables})


class _Calculation:
    def __init__(self, schema: GraphQLSchema, syntax: DocumentNode, sizes: ListSizes) -> None:
        self.schema = schema
        self.visits = 0
        self.introspects = False
        self.arguments = Sum()
        self._sizes = sizes
        self._definitions = {
            node.name.value: node for node in syntax.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._fragments: dict[str, Costs] = {}

    def selection_costs(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Costs:
        """Return the cost of a selection for each possible type of its objects."""
        costs: Costs = {name: ObjectCost(name) for name in self._possible_types(parent)}
        for node in selections.selections if selections else ():
            self.visits += 1
            if isinstance(node, FieldNode):
                self._add_field(node, parent, costs)
                continue
            if isinstance(node, FragmentSpreadNode):
                added = self._fragment_costs(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                on = self.schema.get_type(node.type_condition.name.value) if node.type_condition else parent
                added = self.selection_costs(node.selection_set, on)
            for name in costs.keys() & added.keys():
                costs[name].add(added[name])
        return costs

    def _possible_types(self, parent: GraphQLNamedType | None) -> list[str]:
        if isinstance(parent, GraphQLInterfaceType | GraphQLUnionType):
            return [one.name for one in self.schema.get_possible_types(parent)]
        return [parent.name] if isinstance(parent, GraphQLObjectType) else []

    def _fragment_costs(self, name: str) -> Costs:
        if name not in self._fragments:
            self._fragments[name] = {}
            if name in self._definitions:
                node = self._definitions[name]
                on = self.schema.get_type(node.type_condition.name.value)
                self._fragments[name] = self.selection_costs(node.selection_set, on)
        return self._fragments[name]

    def _add_field(self, node: FieldNode, parent: GraphQLNamedType | None, costs: Costs) -> None:
        name = node.name.value
        if name in INTROSPECTION:
            self.introspects = True
            for cost in costs.values():
                cost.cost.constant += INTROSPECTION[name]
            return
        definition = parent.fields.get(name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None
        own = arguments_cost(node, definition)
        self.arguments.add(1, own)
        own.constant += field_weight(definition)
        for cost in costs.values():
            cost.cost.add(1, own)
        if node.selection_set is not None and definition is not None:
            self._add_selection(node, definition, costs)

    def _add_selection(self, node: FieldNode, definition: GraphQLField, costs: Costs) -> None:
        """Add the cost of a field's selection, multiplied by the length of its list."""
        inner, size = (
            self.selection_costs(node.selection_set, get_named_type(definition.type)),
            field_list_size(definition),
        )
        sizing = size if size is not None and size.sized_fields else None
        item = highest(one.total(self._sizes, sizing, node) for one in inner.values())
        name = node.name.value
        for cost in costs.values():
            if sizing or not is_list_type(get_nullable_type(definition.type)):
                cost.cost.add(1, item)
            elif size is None:
                cost.lists.setdefault(name, Sum()).add(1, item)
            elif size.assumed_size:
                cost.cost.add(self._sizes.get((cost.type_name, name), size.assumed_size), item)
            else:
                _add_items(cost.cost, size, node, item)


def calculate_price(
    schema: GraphQLSchema, syntax: DocumentNode, operation: OperationDefinitionNode, sizes: ListSizes = DECLARED
) -> Price:
    """Return the price of an operation of a valid text. Without `sizes`, lists have the declared length."""
    calculation = _Calculation(schema, syntax, sizes)
    costs = calculation.selection_costs(operation.selection_set, schema.get_root_type(operation.operation))
    defaults = {
        variable.variable.name.value: value_from_ast_untyped(variable.default_value)
        for variable in operation.variable_definitions or ()
        if variable.default_value
    }
    total = highest(one.total(sizes) for one in costs.values())
    return Price(total, calculation.arguments, defaults, calculation.introspects, calculation.visits)


def _add_items(cost: Sum, size: ListSize, node: FieldNode, item: Sum) -> None:
    arguments = [
        argument.value for argument in node.arguments or () if argument.name.value in (size.slicing_arguments or ())
    ]
    # Sending both arguments is an error that only the resolver reports; their sizes are added here.
    for value in arguments:
        times: Size = 0
        if isinstance(value, VariableNode):
            times = PageSize(value.name.value)
        elif isinstance(value, ListValueNode):
            times = clamp(len(value.values))
        elif isinstance(value, IntValueNode):
            times = clamp(int(value.value[:6]))
        cost.add(times, item)
