"""Fields that are stored under their own name in an edition's JSON: how they are written follows from their types."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLOutputType
from strawberry.utils.str_converters import to_camel_case

from graphql_api.execution.compiler.compilation import Place, writes_plainly
from publishing.content.blocks import Struct
from publishing.content.fields import TextType, find_text_type


def stored(type_: str, struct: type[Struct], names: Mapping[str, str], within: str | None = None) -> None:
    """Register the fields of a type that are stored as a structure, with their names in the schema by those in it;
    `within` is the structure's column, where the value is a row."""
    for name, schema_name in names.items():
        writes_plainly(f"{type_}.{to_camel_case(schema_name)}", _Stored(struct, name, within))


class _Stored:
    def __init__(self, struct: type[Struct], name: str, within: str | None) -> None:
        field = struct.model_fields[name]
        # What was stored before the field was there is read with its default, as publishing reads it.
        self.key = f"[{name!r}]" if field.is_required() else f".get({name!r}, {field.default!r})"
        self.within = within
        self.is_address = find_text_type(field.annotation, tuple(field.metadata)) is TextType.ADDRESS

    def __call__(self, at: Place) -> str:
        value = f"{at.document(self.within) if self.within else 'x'}{self.key}"
        return f"valid_url_or_none({value})" if self.is_address else _written(at, at.type, value)


def _written(at: Place, type_: GraphQLOutputType, value: str) -> str:
    """Return how a stored value is written; an empty text of a nullable field is null."""
    if isinstance(type_, GraphQLNonNull):
        return _present(at, type_.of_type, value)
    present = _present(at, type_, "v")
    return f"({value} or None)" if present == "v" else f"({present} if (v := {value}) else None)"


def _present(at: Place, type_: Any, value: str) -> str:
    if isinstance(type_, GraphQLList):
        each = _written(at, type_.of_type, "i")
        return value if each == "i" else f"[{each} for i in {value}]"
    if isinstance(type_, GraphQLEnumType):
        return at.enum(value)
    if isinstance(type_, GraphQLObjectType):
        return at.object(value)
    return f"moment({value})" if type_.name == "DateTime" else value


def moment(text: str) -> datetime:
    """Return a stored time in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def date_of(text: str | None) -> date | None:
    """Return a stored day."""
    return date.fromisoformat(text) if text else None
