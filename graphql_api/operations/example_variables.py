"""Values for the variables that an operation must be given, for trying it."""

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
    """Return a value for each variable that must have one."""
    types = {
        node.variable.name.value: type_from_ast(schema, node.type)
        for node in operation.variable_definitions or ()
        if node.default_value is None
    }
    return {name: _example(of.of_type) for name, of in types.items() if isinstance(of, GraphQLNonNull)}


def _example(of: GraphQLInputType) -> Any:
    if isinstance(of, GraphQLNonNull):
        return _example(of.of_type)
    if isinstance(of, GraphQLList):
        return []
    if isinstance(of, GraphQLEnumType):
        return next(iter(of.values))
    if not isinstance(of, GraphQLInputObjectType):
        return _SCALARS.get(of.name, "example")
    fields = list(of.fields.items())
    if of.is_one_of:
        fields = fields[:1]
    else:
        fields = [(name, field) for name, field in fields if isinstance(field.type, GraphQLNonNull)]
    return {name: _example(field.type) for name, field in fields}
