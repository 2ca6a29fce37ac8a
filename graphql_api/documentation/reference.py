"""The reference: every type of the schema with its fields, arguments, costs, and where it is used."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_specified_scalar_type,
    print_ast,
    value_from_ast_untyped,
)

from graphql_api.documentation.markdown import render_description

Described = GraphQLField | GraphQLArgument | GraphQLInputField
Composite = GraphQLObjectType | GraphQLInterfaceType
GROUPS = ("own", "documents", "lists", "other", "from")
"""Groups of fields in the order in which they are shown. `from` is for the fields of an interface."""
KINDS = {
    "GraphQLObjectType": "object",
    "GraphQLInterfaceType": "interface",
    "GraphQLUnionType": "union",
    "GraphQLEnumType": "enum",
    "GraphQLInputObjectType": "input",
    "GraphQLScalarType": "scalar",
}


def documented_types(schema: GraphQLSchema) -> dict[str, GraphQLNamedType]:
    """Return the types that have a page: all but GraphQL's own."""
    return {
        name: each
        for name, each in sorted(schema.type_map.items())
        if not name.startswith("__") and not is_specified_scalar_type(each)
    }


def type_references(schema: GraphQLSchema) -> dict[str, str]:
    """Return where each type and each field, as `Type.field`, is described."""
    found = {}
    for name, each in documented_types(schema).items():
        found[name] = f"schema/{name}/"
        members = each.values if isinstance(each, GraphQLEnumType) else getattr(each, "fields", {})
        found |= {f"{name}.{member}": f"schema/{name}/#{member}" for member in members}
    return found


class Reference:
    """Describes the types of a schema."""

    def __init__(self, schema: GraphQLSchema, references: Mapping[str, str]) -> None:
        self.schema = schema
        self.references = references
        self._uses = _find_uses(schema)

    def describe(self, one: GraphQLNamedType) -> dict[str, Any]:
        """Return everything that the page of a type shows."""
        interfaces = list(one.interfaces) if isinstance(one, Composite) else []
        possible: Iterable[GraphQLNamedType] = ()
        if isinstance(one, GraphQLInterfaceType | GraphQLUnionType):
            possible = self.schema.get_possible_types(one)
        return {
            "name": one.name,
            "kind": KINDS[type(one).__name__],
            "root": self._root_operation(one),
            "description": self._html(one.description),
            "interfaces": sorted(each.name for each in interfaces),
            "possible": sorted(each.name for each in possible),
            "groups": self._field_groups(one),
            "values": self._values(one),
            "uses": self._uses[one.name],
        }

    def _root_operation(self, one: GraphQLNamedType) -> str:
        roots = {"query": self.schema.query_type, "mutation": self.schema.mutation_type}
        roots |= {"subscription": self.schema.subscription_type}
        return next((name for name, root in roots.items() if root is one), "")

    def _html(self, text: str | None) -> str:
        return render_description(text, self.references) if text else ""

    def _field_groups(self, one: GraphQLNamedType) -> list[dict[str, Any]]:
        """Return the fields: a query's by what they return, other types' own ones before those of their interfaces."""
        if isinstance(one, GraphQLInputObjectType):
            return [{"title": "own", "from": "", "fields": [self._input(*each) for each in one.fields.items()]}]
        if not isinstance(one, Composite):
            return []
        groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for name, field in one.fields.items():
            groups[self._group(one, name, field)].append(self._field(name, field))
        order = ["own", "documents", "lists", "other", "from"]
        return [
            {"title": title, "from": source, "fields": fields}
            for (title, source), fields in sorted(
                groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
            )
        ]

    def _group(self, one: Composite, name: str, field: GraphQLField) -> tuple[str, str]:
        if one is self.schema.query_type:
            return _returned_group(self.schema, field), ""
        # The interface that adds the most is named: Node's only field is also Content's.
        sources = [each for each in one.interfaces if name in each.fields]
        source = max(sources, key=lambda each: len(each.fields), default=None)
        return ("from", source.name) if source else ("own", "")

    def _field(self, name: str, field: GraphQLField) -> dict[str, Any]:
        return {
            **self._input(name, field),
            "arguments": [self._input(*argument) for argument in field.args.items()],
            "list_size": _directive(field, "listSize"),
        }

    def _input(self, name: str, described: Described) -> dict[str, Any]:
        default = getattr(described.ast_node, "default_value", None)
        return {
            "name": name,
            "type": _type_parts(described),
            "description": self._html(described.description),
            "default": print_ast(default) if default else "",
            "deprecation": self._html(described.deprecation_reason),
            "cost": _directive(described, "cost").get("weight", ""),
        }

    def _values(self, one: GraphQLNamedType) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "description": self._html(value.description),
                "deprecation": self._html(value.deprecation_reason),
            }
            for name, value in (one.values.items() if isinstance(one, GraphQLEnumType) else ())
        ]


def _find_uses(schema: GraphQLSchema) -> dict[str, list[dict[str, str]]]:
    """Return the fields and arguments that use each type; those that an interface declares only there."""
    uses: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in documented_types(schema).values():
        for name, field in getattr(one, "fields", {}).items():
            if any(name in each.fields for each in getattr(one, "interfaces", ())):
                continue
            arguments = getattr(field, "args", {}).values()
            for used in {get_named_type(each.type).name for each in (field, *arguments)}:
                uses[used].append({"type": one.name, "field": name})
    return uses


def _returned_group(schema: GraphQLSchema, field: GraphQLField) -> str:
    """Return whether a root field returns single documents, lists of them, or something else."""
    returned = get_named_type(field.type)
    nodes = returned.fields.get("nodes") if isinstance(returned, GraphQLObjectType) else None
    if nodes and _is_refetchable(schema, get_named_type(nodes.type)):
        return "lists"
    if _is_refetchable(schema, returned):
        return "lists" if "[" in str(field.type) else "documents"
    return "other"


def _is_refetchable(schema: GraphQLSchema, one: GraphQLNamedType) -> bool:
    node = schema.type_map.get("Node")
    return one is node or (isinstance(one, Composite) and node in one.interfaces)


def _type_parts(described: Described) -> dict[str, Any]:
    """Return a field's type in three parts, so that its name can be a link: `[`, `Topic` and `!]!`."""
    named = get_named_type(described.type)
    before, _, after = str(described.type).partition(named.name)
    return {"before": before, "name": named.name, "after": after, "is_own": not is_specified_scalar_type(named)}


def _directive(described: Described, name: str) -> dict[str, Any]:
    """Return the arguments of a directive of a field or an argument."""
    directives = described.ast_node.directives or () if described.ast_node else ()
    for directive in directives:
        if directive.name.value == name:
            return {each.name.value: value_from_ast_untyped(each.value) for each in directive.arguments or ()}
    return {}
