"""What a document may ask for, estimated before it runs: one rule, one walk, each fragment measured once."""

from typing import Any, NamedTuple

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from graphql.type import GraphQLField, GraphQLInterfaceType
from strawberry.schema.schema_converter import GraphQLCoreConverter

from graphql_api.errors import Code, HubError
from graphql_api.walks import MAX_PAGE

MAX_TOKENS = 2_000
MAX_DEPTH = 16
MAX_VALUES = 200_000
LIST_LENGTH = 5
"""How long a list without a page size is taken to be."""


class Measure(NamedTuple):
    """Levels of nesting, and values in the answer."""

    depth: int
    values: int


NOTHING = Measure(0, 0)


class WithinLimits(ASTValidationRule):
    """Refuses documents that nest too deep or ask for too much. Linear in the document's length."""

    context: ValidationContext

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._fragments: dict[str, Measure] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Measure an operation."""
        root = self.context.schema.get_root_type(node.operation)
        measure = self._selections(node.selection_set, root)
        if measure.depth > MAX_DEPTH:
            self.report_error(
                HubError(Code.TOO_DEEP, f"The document nests {measure.depth} levels, more than {MAX_DEPTH}.")
            )
        if measure.values > MAX_VALUES:
            message = f"The document asks for about {measure.values:,} values, more than {MAX_VALUES:,}."
            self.report_error(HubError(Code.TOO_LARGE, message))

    def _selections(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Measure:
        measures = [self._selection(node, parent) for node in selections.selections] if selections else []
        depth = max((measure.depth for measure in measures), default=0)
        # Numbers stay small: past the limit the exact excess is of no interest.
        return Measure(depth, min(sum(measure.values for measure in measures), 10**12))

    def _selection(self, node: SelectionNode, parent: GraphQLNamedType | None) -> Measure:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        condition = getattr(node, "type_condition", None)
        on = self.context.schema.get_type(condition.name.value) if condition else parent
        return self._selections(getattr(node, "selection_set", None), on)

    def _fragment(self, name: str) -> Measure:
        if name not in self._fragments:
            self._fragments[name] = NOTHING  # a fragment within itself is another rule's to report
            fragment = self.context.get_fragment(name)
            if fragment is not None:
                on = self.context.schema.get_type(fragment.type_condition.name.value)
                self._fragments[name] = self._selections(fragment.selection_set, on)
        return self._fragments[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Measure:
        field = _definition(node.name.value, parent)
        inner = self._selections(node.selection_set, get_named_type(field.type) if field else None)
        times = _times(node, field) if field else 1
        return Measure(inner.depth + 1, 1 + _cost(field) + times * inner.values)


def _definition(name: str, parent: GraphQLNamedType | None) -> GraphQLField | None:
    """Return a field's definition. What introspection asks for is bounded by the schema: it counts as it stands."""
    if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) or parent.name.startswith("__"):
        return None
    field: GraphQLField | None = parent.fields.get(name)
    return field


def _cost(field: GraphQLField | None) -> int:
    """Return what a field takes beside its values: it says so itself (graphql_api/fields.py)."""
    made_of = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF) if field else None
    cost: int = made_of.metadata.get("cost", 0) if made_of else 0
    return cost


def _times(node: FieldNode, field: GraphQLField) -> int:
    """Return how often a field's own selection is answered."""
    if "first" in field.args:
        sizes = (argument.value for argument in node.arguments or () if argument.name.value in ("first", "last"))
        return max((_size(value) for value in sizes), default=1)
    return LIST_LENGTH if is_list_type(get_nullable_type(field.type)) else 1


def _size(value: object) -> int:
    """A page size that stands in a variable is not known yet (answers of validation are kept): take the greatest."""
    if isinstance(value, IntValueNode):
        return min(abs(int(value.value[:6])), MAX_PAGE)
    return MAX_PAGE
