"""Example values for the required variables of an operation, for a trial run."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    type_from_ast,
)

_SCALARS: dict[str, Any] = {"Int": 1, "Float": 1.0, "Boolean": True}


def example_variables(schema: GraphQLSchema, operation: OperationDefinitionNode) -> dict[str, Any]:
    """Return a value for each required variable."""
    types = {
        node.variable.name.value: type_from_ast(schema, node.type)
        for node in operation.variable_definitions or ()
        if node.default_value is None
    }
    return {name: _example(type_.of_type) for name, type_ in types.items() if isinstance(type_, GraphQLNonNull)}


def _example(type_: GraphQLInputType) -> Any:
    if isinstance(type_, GraphQLNonNull):
        return _example(type_.of_type)
    if isinstance(type_, GraphQLList):
        return []
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if not isinstance(type_, GraphQLInputObjectType):
        return _SCALARS.get(type_.name, "example")
    fields = list(type_.fields.items())
    if type_.is_one_of:
        fields = fields[:1]
    else:
        fields = [(name, field) for name, field in fields if isinstance(field.type, GraphQLNonNull)]
    return {name: _example(field.type) for name, field in fields}
