"""Fields that are stored under their own names in an edition's JSON: their writers follow from their types."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLOutputType
from strawberry.utils.str_converters import to_camel_case

from graphql_api.execution.compiler.compilation import FieldContext, add_default_writer
from publishing.content.blocks import Struct
from publishing.content.fields import TextType, find_text_type


def add_stored_fields(type_: str, struct: type[Struct], names: Mapping[str, str], column: str | None = None) -> None:
    """Add the writers of a type that is stored as a structure. `names` has the names in the schema by those in the
    structure; `column` is the structure's column if the value is a row."""
    for name, schema_name in names.items():
        add_default_writer(f"{type_}.{to_camel_case(schema_name)}", _StoredFieldWriter(struct, name, column))


class _StoredFieldWriter:
    def __init__(self, struct: type[Struct], name: str, column: str | None) -> None:
        field = struct.model_fields[name]
        # JSON that was stored before the field was added is read with the default, as in publishing.
        self.key = f"[{name!r}]" if field.is_required() else f".get({name!r}, {field.default!r})"
        self.column = column
        self.is_url = find_text_type(field.annotation, tuple(field.metadata)) is TextType.URL

    def __call__(self, ctx: FieldContext) -> str:
        value = f"{ctx.json_column(self.column) if self.column else 'x'}{self.key}"
        return f"valid_url_or_none({value})" if self.is_url else _write(ctx, ctx.type, value)


def _write(ctx: FieldContext, type_: GraphQLOutputType, value: str) -> str:
    """Write a stored value; an empty string of a nullable field is null."""
    if isinstance(type_, GraphQLNonNull):
        return _write_present(ctx, type_.of_type, value)
    present = _write_present(ctx, type_, "v")
    return f"({value} or None)" if present == "v" else f"({present} if (v := {value}) else None)"


def _write_present(ctx: FieldContext, type_: Any, value: str) -> str:
    if isinstance(type_, GraphQLList):
        item = _write(ctx, type_.of_type, "i")
        return value if item == "i" else f"[{item} for i in {value}]"
    if isinstance(type_, GraphQLEnumType):
        return ctx.enum(value)
    if isinstance(type_, GraphQLObjectType):
        return ctx.object(value)
    return f"parse_time({value})" if type_.name == "DateTime" else value


def parse_time(text: str) -> datetime:
    """Return a stored time in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def parse_date(text: str | None) -> date | None:
    """Return a stored date."""
    return date.fromisoformat(text) if text else None
