"""Limits on the syntax of operations, checked in one pass that visits each fragment once.

The check runs before validation, because some validation rules take quadratic time: it rejects what they cannot handle.
"""

from collections import Counter
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import (
    MAX_ALIASES,
    MAX_DEPTH,
    MAX_DIRECTIVES,
    MAX_FIELDS,
    MAX_REPEATED,
    MAX_REPEATED_SELECTIONS,
    MAX_ROOT_FIELDS,
)


@dataclass
class SelectionSize:
    """The depth of a selection, the number of its fields and how often it repeats each name, fragments included."""

    depth: int = 0
    fields: int = 0
    leaves: Counter[str] = field(default_factory=Counter)
    branches: Counter[str] = field(default_factory=Counter)

    def add(self, other: "SelectionSize") -> None:
        """Add the size of a fragment."""
        self.depth = max(self.depth, other.depth)
        self.fields = min(self.fields + other.fields, 10**6)
        # Names are not needed once a selection is too large: this keeps the time linear in the text's length.
        if self.fields <= MAX_FIELDS:
            self.leaves.update(other.leaves)
            self.branches.update(other.branches)


class SyntaxMeasures:
    """The measures of a syntax tree. `visits` counts the selections that were visited, each once."""

    def __init__(self, syntax: DocumentNode) -> None:
        self.aliases = self.directives = self.visits = 0
        self.depth = self.fields = self.leaves = self.branches = 0
        self._definitions = {
            node.name.value: node for node in syntax.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._fragments: dict[str, SelectionSize] = {}
        for name in self._definitions:
            self._measure_fragment(name)
        operations = [node for node in syntax.definitions if isinstance(node, OperationDefinitionNode)]
        roots = [self._measure(node.selection_set) for node in operations]
        self.directives += sum(len(node.directives or ()) for node in (*operations, *self._definitions.values()))
        self.root_fields = max((size.fields for size in roots), default=0)

    def _measure(self, selections: SelectionSetNode) -> SelectionSize:
        size = SelectionSize()
        for node in selections.selections:
            self.visits += 1
            self.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                self._measure_field(node, size)
            elif isinstance(node, FragmentSpreadNode):
                size.add(self._measure_fragment(node.name.value))
            elif isinstance(node, InlineFragmentNode):
                size.add(self._measure(node.selection_set))
        self.depth = max(self.depth, size.depth)
        self.fields = max(self.fields, size.fields)
        self.leaves = max(self.leaves, *size.leaves.values(), 0)
        self.branches = max(self.branches, *size.branches.values(), 0)
        return size

    def _measure_field(self, node: FieldNode, size: SelectionSize) -> None:
        self.aliases += node.alias is not None
        name = (node.alias or node.name).value
        size.fields += 1
        if node.selection_set is None:
            size.leaves[name] += 1
            size.depth = max(size.depth, 1)
        else:
            size.branches[name] += 1
            size.depth = max(size.depth, self._measure(node.selection_set).depth + 1)

    def _measure_fragment(self, name: str) -> SelectionSize:
        if name not in self._fragments:
            self._fragments[name] = SelectionSize()  # validation reports fragments that contain themselves
            if name in self._definitions:
                self._fragments[name] = self._measure(self._definitions[name].selection_set)
        return self._fragments[name]


def check_syntax_limits(syntax: DocumentNode) -> None:
    """Raise TOO_DEEP or TOO_COMPLEX if a limit is exceeded."""
    measures = SyntaxMeasures(syntax)
    if measures.depth > MAX_DEPTH:
        message = f"The operation is nested {measures.depth} levels deep; the limit is {MAX_DEPTH}."
        raise HubError(Code.TOO_DEEP, message)
    for count, limit, what in (
        (measures.aliases, MAX_ALIASES, "aliases"),
        (measures.directives, MAX_DIRECTIVES, "directives"),
        (measures.root_fields, MAX_ROOT_FIELDS, "root fields"),
        (measures.fields, MAX_FIELDS, "fields in one selection"),
        (measures.leaves, MAX_REPEATED, "repetitions of a field in one selection"),
        (measures.branches, MAX_REPEATED_SELECTIONS, "repetitions of a field with its own selection in one selection"),
    ):
        if count > limit:
            raise HubError(Code.TOO_COMPLEX, f"The operation has {count:,} {what}; the limit is {limit}.")
