"""Summarises an operation from its syntax alone: the fields that it selects, for usage counts, and the kinds."""

from dataclasses import dataclass
from functools import cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

from graphql_api.content.base import node_type
from graphql_api.schema.schema import schema
from publishing.kinds import Kind


@dataclass(frozen=True)
class OperationSummary:
    """What one operation selects."""

    name: str = ""
    fields: frozenset[str] = frozenset()
    """`Type.field`, without introspection."""
    kinds: frozenset[Kind] = frozenset()
    """The kinds of root fields that return one kind only."""


def summarise(syntax: DocumentNode, name: str | None) -> OperationSummary:
    """Return the summary of one operation of a syntax tree; of all of them if `name` is None."""
    definitions = tuple(
        node
        for node in syntax.definitions
        if isinstance(node, FragmentDefinitionNode)
        or (isinstance(node, OperationDefinitionNode) and (name is None or (node.name and node.name.value == name)))
    )
    collector = _Collector()
    visit(DocumentNode(definitions=definitions), TypeInfoVisitor(collector.type_info, collector))
    return OperationSummary(collector.name, frozenset(collector.fields), frozenset(collector.kinds))


class _Collector(Visitor):
    """Collects the operation's name, its fields and their kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.type_info = TypeInfo(schema._schema)
        self.name = ""
        self.fields: set[str] = set()
        self.kinds: set[Kind] = set()

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Record the operation's own name."""
        self.name = node.name.value if node.name else ""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Record a field, and the kind that it returns if it is a root field."""
        parent, definition = self.type_info.get_parent_type(), self.type_info.get_field_def()
        if parent is None or definition is None or node.name.value.startswith("__") or parent.name.startswith("__"):
            return
        self.fields.add(f"{parent.name}.{node.name.value}")
        if parent is schema._schema.query_type:
            kind = _kinds_by_root_field().get(node.name.value)
            self.kinds |= {kind} if kind else set()


@cache
def _kinds_by_root_field() -> dict[str, Kind]:
    """Return the kind of each root field that returns one kind: an item, a list, or a connection."""
    by_type = {node_type(kind).__name__: kind for kind in Kind}
    roots = schema._schema.query_type
    assert roots is not None
    kinds: dict[str, Kind] = {}
    for name, root in roots.fields.items():
        target = get_named_type(root.type)
        if isinstance(target, GraphQLObjectType) and "nodes" in target.fields:
            target = get_named_type(target.fields["nodes"].type)
        if target.name in by_type:
            kinds[name] = by_type[target.name]
    return kinds | dict.fromkeys(("adviceFor", "travelAdviceAt"), Kind.TRAVEL_ADVICE)
