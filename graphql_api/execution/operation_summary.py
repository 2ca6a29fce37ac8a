"""What a document asks for, seen from itself alone: its fields, which are counted, and the kinds that it names."""

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

from graphql_api.base.errors import Code, HubError
from graphql_api.content.base import node_type
from graphql_api.schema.schema import schema
from publishing.access.viewers import Viewer
from publishing.kinds import Kind


@dataclass(frozen=True)
class Asked:
    """What one operation asks for."""

    name: str = ""
    fields: frozenset[str] = frozenset()
    """`Type.field`, without what asks of the schema itself."""
    kinds: frozenset[Kind] = frozenset()
    """Of root fields that give one kind only."""


def asked_in(document: DocumentNode, name: str | None) -> Asked:
    """Return what an operation of a document asks for."""
    collector = _Collector()
    visit(_only(document, name), TypeInfoVisitor(collector.type_info, collector))
    return Asked(collector.name, frozenset(collector.fields), frozenset(collector.kinds))


def refuse_out_of_scope(asked: Asked, viewer: Viewer) -> None:
    """Refuse a document that asks for kinds which a key is not for. The gate would keep them back anyway: this says so.
    That kinds are there is no secret."""
    if beyond := asked.kinds - (asked.kinds if viewer.kinds is None else viewer.kinds):
        labels = ", ".join(sorted(str(kind.label) for kind in beyond))
        raise HubError(Code.OUT_OF_SCOPE, f"Your key is not for: {labels}. The hub can extend it.")


@cache
def deprecated_fields() -> dict[str, str]:
    """Return the reason for each deprecated field of the schema, by `Type.field`."""
    types = (one for one in schema._schema.type_map.values() if isinstance(one, GraphQLObjectType))
    return {
        f"{one.name}.{name}": field.deprecation_reason
        for one in types
        for name, field in one.fields.items()
        if field.deprecation_reason is not None
    }


class _Collector(Visitor):
    """Notes the operation's name and each field."""

    def __init__(self) -> None:
        super().__init__()
        self.type_info = TypeInfo(schema._schema)
        self.name = ""
        self.fields: set[str] = set()
        self.kinds: set[Kind] = set()

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Note the operation's own name."""
        self.name = node.name.value if node.name else ""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Note a field, and the kind that it gives, if it is a root field."""
        parent, definition = self.type_info.get_parent_type(), self.type_info.get_field_def()
        if parent is None or definition is None or node.name.value.startswith("__") or parent.name.startswith("__"):
            return
        self.fields.add(f"{parent.name}.{node.name.value}")
        if parent is schema._schema.query_type:
            kind = _kinds_by_root().get(node.name.value)
            self.kinds |= {kind} if kind else set()


def _only(document: DocumentNode, name: str | None) -> DocumentNode:
    """Keep the operation that is meant, and all fragments."""
    kept = [
        node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
        or (isinstance(node, OperationDefinitionNode) and (name is None or (node.name and node.name.value == name)))
    ]
    return DocumentNode(definitions=tuple(kept))


@cache
def _kinds_by_root() -> dict[str, Kind]:
    """The kind of each root field that gives one kind: itself, a list of it, or a page of such a list."""
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
    return kinds
