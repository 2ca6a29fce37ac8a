"""The deprecated fields of the schema, for reports on who still uses them."""

from functools import cache

from graphql import GraphQLObjectType

from graphql_api.schema.schema import schema


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
