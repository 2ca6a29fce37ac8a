"""Collects the fields that an operation selects on a type, as the specification's CollectFields.

A plan is compiled for fixed values of the variables in @skip, @include and arguments below the root fields.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    is_abstract_type,
    visit,
)
from graphql.execution.values import VariableValues


def find_fixed_variables(syntax: DocumentNode, roots: Collection[str]) -> tuple[str, ...]:
    """Return the names of the variables whose values are fixed in a plan. `roots` are the names of the root fields,
    whose arguments are evaluated when a plan runs."""
    finder = _FixedVariables(roots)
    visit(syntax, finder)
    return tuple(sorted(finder.names))


def find_variables(node: DirectiveNode | FieldNode) -> set[str]:
    """Return the names of the variables in arguments."""
    finder = _Variables()
    for argument in node.arguments or ():
        visit(argument, finder)
    return finder.names


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names.add(node.name.value)


class _FixedVariables(Visitor):
    def __init__(self, roots: Collection[str]) -> None:
        super().__init__()
        self.roots = roots
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        self.names |= find_variables(node)

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.name.value not in self.roots:
            self.names |= find_variables(node)


@dataclass(frozen=True)
class Selections:
    """Collects fields for fixed values of variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    """The fixed variables only."""

    def is_root(self, name: str) -> bool:
        """Whether a root field has this name."""
        return self.schema.query_type is not None and name in self.schema.query_type.fields

    def collect_fields(self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Return the fields that are selected on a type by response key, in the order of the result."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selections in sets:
            self._collect(type_, selections.selections, found, seen)
        return found

    def _collect(
        self,
        type_: GraphQLObjectType,
        selections: Sequence[SelectionNode],
        found: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        for node in filter(self._is_included, selections):
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
                continue
            fragment: Node | None = node
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in seen:
                    continue
                seen.add(node.name.value)
                fragment = self.fragments[node.name.value]
            if self._applies(type_, getattr(fragment, "type_condition", None)):
                self._collect(type_, getattr(fragment, "selection_set").selections, found, seen)  # noqa: B009

    def _is_included(self, node: SelectionNode) -> bool:
        """Whether @skip and @include let a selection through."""
        required = {"skip": False, "include": True}
        for directive in node.directives or ():
            if directive.name.value in required:
                value = next(iter(directive.arguments or ())).value
                given = value.value if isinstance(value, BooleanValueNode) else None
                if isinstance(value, VariableNode):
                    given = self.variables.coerced[value.name.value]
                if given is not required[directive.name.value]:
                    return False
        return True

    def _applies(self, type_: GraphQLObjectType, condition: Node | None) -> bool:
        """Whether a fragment's type condition includes a type."""
        if condition is None:
            return True
        named = self.schema.type_map[condition.name.value]  # type: ignore[attr-defined]
        return named is type_ or (is_abstract_type(named) and self.schema.is_sub_type(named, type_))
