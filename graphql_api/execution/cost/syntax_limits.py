"""What a document may look like, before anybody asks what it means: one walk over its syntax, each fragment once.

It runs before validation, some rules of which take quadratic time: what they would choke on does not reach them.
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
    SelectionNode,
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
class Extent:
    """How deep a selection nests, how many fields stand in it, and how often each name does, through its fragments."""

    depth: int = 0
    fields: int = 0
    leaves: Counter[str] = field(default_factory=Counter)
    branches: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Extent") -> None:
        """Take in what a fragment selects."""
        self.depth = max(self.depth, other.depth)
        self.fields = min(self.fields + other.fields, 10**6)
        # Of a selection that is too large already no names are needed: so no walk takes longer than the document.
        if self.fields <= MAX_FIELDS:
            self.leaves.update(other.leaves)
            self.branches.update(other.branches)


class Shape:
    """The measures of a document. `visits` counts the selections that were looked at: each once."""

    def __init__(self, document: DocumentNode) -> None:
        self.aliases = self.directives = self.visits = 0
        self.depth = self.fields = self.leaves = self.branches = 0
        self._definitions = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._fragments: dict[str, Extent] = {}
        for name in self._definitions:
            self._fragment(name)
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        roots = [self._selections(node.selection_set) for node in operations]
        self.directives += sum(len(node.directives or ()) for node in (*operations, *self._definitions.values()))
        self.root_fields = max((extent.fields for extent in roots), default=0)

    def _selections(self, selections: SelectionSetNode) -> Extent:
        extent = Extent()
        for node in selections.selections:
            self._select(node, extent)
        self.depth = max(self.depth, extent.depth)
        self.fields = max(self.fields, extent.fields)
        self.leaves = max(self.leaves, *extent.leaves.values(), 0)
        self.branches = max(self.branches, *extent.branches.values(), 0)
        return extent

    def _select(self, node: SelectionNode, extent: Extent) -> None:
        self.visits += 1
        self.directives += len(node.directives or ())
        if isinstance(node, FieldNode):
            self._field(node, extent)
        elif isinstance(node, FragmentSpreadNode):
            extent.add(self._fragment(node.name.value))
        elif isinstance(node, InlineFragmentNode):
            extent.add(self._selections(node.selection_set))

    def _field(self, node: FieldNode, extent: Extent) -> None:
        self.aliases += node.alias is not None
        name = (node.alias or node.name).value
        extent.fields += 1
        if node.selection_set is None:
            extent.leaves[name] += 1
            extent.depth = max(extent.depth, 1)
        else:
            extent.branches[name] += 1
            extent.depth = max(extent.depth, self._selections(node.selection_set).depth + 1)

    def _fragment(self, name: str) -> Extent:
        if name not in self._fragments:
            self._fragments[name] = Extent()  # a fragment within itself is for validation to report
            if name in self._definitions:
                self._fragments[name] = self._selections(self._definitions[name].selection_set)
        return self._fragments[name]


def check_shape(document: DocumentNode) -> None:
    """Raise TOO_DEEP or TOO_COMPLEX for a document that nobody needs."""
    shape = Shape(document)
    if shape.depth > MAX_DEPTH:
        raise HubError(Code.TOO_DEEP, f"The document nests {shape.depth} levels, more than {MAX_DEPTH}.")
    for count, most, what in (
        (shape.aliases, MAX_ALIASES, "aliases"),
        (shape.directives, MAX_DIRECTIVES, "directives"),
        (shape.root_fields, MAX_ROOT_FIELDS, "fields at its root"),
        (shape.fields, MAX_FIELDS, "fields in one selection"),
        (shape.leaves, MAX_REPEATED, "times the same field in one selection"),
        (shape.branches, MAX_REPEATED_SELECTIONS, "times the same field with a selection of its own in one selection"),
    ):
        if count > most:
            raise HubError(Code.TOO_COMPLEX, f"The document has {count:,} {what}, more than {most}.")
