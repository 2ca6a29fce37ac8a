"""Derives GraphQL fields from the declarations of kinds (publishing/kinds/), one for each plain field."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from inspect import Parameter, Signature, get_annotations
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin
from uuid import UUID

import strawberry
from pydantic.fields import FieldInfo

from graphql_api.base.fields import field
from graphql_api.content.context import NodeBatch
from graphql_api.content.media import ContentImage, build_image
from publishing.content import blocks
from publishing.content.blocks import Struct
from publishing.content.fields import GeoJson, TextType, find_text_type
from publishing.kinds.declaration import Choices, field_names, published_fields
from publishing.text.urls import valid_url_or_none

T = TypeVar("T", bound=type)
Source = Callable[[Any], Any]
_types: dict[type[Struct], type] = {}
_SCALARS = (str, int, bool, date, datetime, UUID, GeoJson)


class _StructNode:
    """The private attributes of the type of a structure within details."""

    source: strawberry.Private[Any]
    batch: strawberry.Private[NodeBatch]


def add_plain_fields(type_: type, struct: type[Struct], source: Source) -> None:
    """Add the plain fields of a structure to a class that is not a GraphQL type yet. `source` returns the structure of
    an instance. Existing fields are not replaced."""
    declared = struct.model_fields
    for name, schema_name in field_names(struct).items():
        if schema_name not in vars(type_):
            setattr(type_, schema_name, _plain_field(struct, name, declared[name], source))


def register_struct_type(struct: type[Struct]) -> Callable[[T], T]:
    """Register a class as the type of a structure within details, if it has resolvers in addition to plain fields."""

    def register(type_: T) -> T:
        type_.__annotations__ = {**_StructNode.__annotations__, **get_annotations(type_)}
        add_plain_fields(type_, struct, lambda part: part.source)
        description = (struct.__doc__ or "").strip()
        _types[struct] = strawberry.type(type_, description=description)
        return _types[struct]  # type: ignore[return-value]

    return register


def struct_type(struct: type[Struct]) -> type:
    """Return the registered type of a structure within details, or create one with its name."""
    if struct not in _types:
        register_struct_type(struct)(type(struct.__name__, (), {}))
    return _types[struct]


def struct_types() -> Iterator[tuple[type[Struct], type]]:
    """Yield the structures within details and their GraphQL types."""
    yield from _types.items()


def _plain_field(struct: type[Struct], name: str, declared: FieldInfo, source: Source) -> Any:
    type_, convert = _output_type(declared.annotation)
    is_text_or_null = type_ is str and not declared.is_required()
    is_address = find_text_type(declared.annotation, tuple(declared.metadata)) is TextType.URL

    def resolve(self: Any) -> Any:
        value = getattr(source(self), name)
        if is_address:
            return valid_url_or_none(value)
        return (value or None) if is_text_or_null else convert(value, self.batch)

    resolve.__name__ = name
    returned = type_ | None if is_text_or_null or is_address else type_
    resolve.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)], return_annotation=returned
    )
    resolve.__annotations__ = {"return": returned}
    return field(published_fields(struct)[name].description)(resolve)


def _output_type(annotation: Any) -> tuple[Any, Callable[[Any, NodeBatch], Any]]:
    """Return the GraphQL type of an annotation, and a function that converts its values."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _output_type(arguments[0])
    if origin in (Union, UnionType):
        type_, convert = _output_type(next(one for one in arguments if one is not type(None)))
        return type_ | None, lambda value, batch: None if value is None else convert(value, batch)
    if origin is tuple:
        type_, convert = _output_type(arguments[0])
        return list[type_], lambda values, batch: [convert(value, batch) for value in values]  # type: ignore[valid-type]
    if annotation is blocks.Image:
        return ContentImage, lambda image, batch: build_image(image, batch.files)
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        node_type = struct_type(annotation)
        return node_type, lambda struct, batch: node_type(source=struct, batch=batch)
    if annotation in _SCALARS or issubclass(annotation, Choices) or hasattr(annotation, "__strawberry_definition__"):
        return annotation, lambda value, batch: value
    raise TypeError(f"No GraphQL type for {annotation!r}: write a resolver in graphql_api/content/kinds/")
