"""What an operation may cost at the most, from the costs that stand in the schema and the page sizes that it asks for.

A price is made once for a document, in one walk that looks at each fragment once. Page sizes that stand in variables
stay open in it: `requested` fills them in, as often as the operation is asked.
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
    SelectionNode,
    SelectionSetNode,
    ValueNode,
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
"""What tells the schema, and costs with all that is asked of it: it is bounded by the schema."""
_CEILING = 10**12
"""Numbers stay small: past the limit the exact excess is of no interest."""

Size = int | str
"""A number of items, or the name of the variable that holds it."""


@dataclass(eq=False)
class Sum:
    """A constant, and sums that count as often as a variable says."""

    constant: int = 0
    parts: list[tuple[Size, "Sum"]] = field(default_factory=list)

    def add(self, times: Size, inner: "Sum") -> None:
        """Add another sum some times. What is known of it is settled at once; what is open stays with it."""
        if isinstance(times, str):
            self.parts.append((times, inner))
            return
        self.constant = min(self.constant + times * inner.constant, _CEILING)
        if inner.parts:
            self.parts.append((times, inner))


class Selected(NamedTuple):
    """What a selection costs, and what an item costs of those lists in it whose length the field above may know."""

    cost: Sum
    lists: dict[str, Sum]


@dataclass(frozen=True)
class Price:
    """What an operation may cost."""

    cost: Sum
    defaults: Mapping[str, Any]
    introspects: bool
    visits: int

    def requested(self, variables: Mapping[str, Any]) -> int:
        """Return the greatest cost with these variables."""
        return min(self.cost.constant + _open(self.cost, {**self.defaults, **variables}, {}), _CEILING)


class _Pricing:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.visits = 0
        self.introspects = False
        self._definitions = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._fragments: dict[str, Selected] = {}

    def selections(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Selected:
        total = Selected(Sum(), {})
        for node in selections.selections if selections else ():
            self._select(node, parent, total)
        return total

    def _select(self, node: SelectionNode, parent: GraphQLNamedType | None, total: Selected) -> None:
        self.visits += 1
        if isinstance(node, FieldNode):
            self._field(node, parent, total)
        elif isinstance(node, FragmentSpreadNode):
            _merge(total, self._fragment(node.name.value))
        elif isinstance(node, InlineFragmentNode):
            on = self.schema.get_type(node.type_condition.name.value) if node.type_condition else parent
            _merge(total, self.selections(node.selection_set, on))

    def _fragment(self, name: str) -> Selected:
        if name not in self._fragments:
            self._fragments[name] = Selected(Sum(), {})
            if name in self._definitions:
                definition = self._definitions[name]
                on = self.schema.get_type(definition.type_condition.name.value)
                self._fragments[name] = self.selections(definition.selection_set, on)
        return self._fragments[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, total: Selected) -> None:
        name = node.name.value
        if name in INTROSPECTION:
            self.introspects = True
            total.cost.constant += INTROSPECTION[name]
            return
        definition = parent.fields.get(name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None
        total.cost.constant += field_weight(definition)
        if node.selection_set is None or definition is None:
            return
        inner = self.selections(node.selection_set, get_named_type(definition.type))
        _add_answer(node, definition, inner, total)


def price_of(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Price:
    """Return the price of a valid document's operation."""
    pricing = _Pricing(schema, document)
    selected = pricing.selections(operation.selection_set, schema.get_root_type(operation.operation))
    defaults = {
        variable.variable.name.value: int(variable.default_value.value)
        for variable in operation.variable_definitions or ()
        if isinstance(variable.default_value, IntValueNode)
    }
    return Price(_whole(selected), defaults, pricing.introspects, pricing.visits)


def _add_answer(node: FieldNode, definition: GraphQLField, inner: Selected, total: Selected) -> None:
    """Add what stands below a field, as often as it is answered."""
    size = field_list_size(definition)
    if size is not None and size.sized_fields:
        total.cost.add(1, _whole(inner, size, node))
    elif not is_list_type(get_nullable_type(definition.type)):
        total.cost.add(1, _whole(inner))
    elif size is not None:
        _add_times(total.cost, size, node, _whole(inner))
    else:
        total.lists.setdefault(node.name.value, Sum()).add(1, _whole(inner))


def _whole(selected: Selected, size: ListSize | None = None, node: FieldNode | None = None) -> Sum:
    """Return what a selection costs with its lists, of which the field above may know the length."""
    cost = Sum()
    cost.add(1, selected.cost)
    for name, item in selected.lists.items():
        if size is not None and node is not None and name in (size.sized_fields or ()):
            _add_times(cost, size, node, item)
        else:
            cost.add(LIST_LENGTH, item)
    return cost


def _add_times(cost: Sum, size: ListSize, node: FieldNode, item: Sum) -> None:
    given = [
        argument.value for argument in node.arguments or () if argument.name.value in (size.slicing_arguments or ())
    ]
    # Both arguments at once are refused when the field is answered: until then the two count together.
    for value in given:
        cost.add(_size(value), item)
    if not given and size.assumed_size:
        cost.add(size.assumed_size, item)


def _size(value: ValueNode) -> Size:
    if isinstance(value, VariableNode):
        return value.name.value
    if isinstance(value, ListValueNode):
        return _within(len(value.values))
    return _within(int(value.value[:6])) if isinstance(value, IntValueNode) else 0


def _within(size: object) -> int:
    """What is too large is refused when it is answered; null has no items. Of a list of ids its length counts."""
    if isinstance(size, list):
        return min(len(size), MAX_PAGE)
    return int(min(abs(size), MAX_PAGE)) if isinstance(size, int | float) else 0


def _merge(total: Selected, more: Selected) -> None:
    total.cost.add(1, more.cost)
    for name, item in more.lists.items():
        total.lists.setdefault(name, Sum()).add(1, item)


def _open(cost: Sum, variables: Mapping[str, Any], known: dict[int, int]) -> int:
    """Return what hangs on variables. Each sum is worked out once, though fragments let it stand in many places."""
    key = id(cost)
    if key not in known:
        total = 0
        for times, inner in cost.parts:
            if isinstance(times, str):
                total += _within(variables.get(times)) * (inner.constant + _open(inner, variables, known))
            else:
                total += times * _open(inner, variables, known)
        known[key] = min(total, _CEILING)
    return known[key]
