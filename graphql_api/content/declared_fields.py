"""GraphQL fields that follow from a declaration (publishing/kinds/): one for each plain field of a structure."""

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
from graphql_api.content.media import Image, build_image
from publishing.content import blocks
from publishing.content.blocks import Struct
from publishing.content.fields import TextType, find_text_type
from publishing.kinds.declaration import Choices, field_names, published_fields
from publishing.text.urls import valid_url_or_none

T = TypeVar("T", bound=type)
Source = Callable[[Any], Any]
_types: dict[type[Struct], type] = {}
_SCALARS = (str, int, bool, date, datetime, UUID)


class _Part:
    """What the type of a structure within details is made of."""

    source: strawberry.Private[Any]
    batch: strawberry.Private[NodeBatch]


def add_plain_fields(type_: type, struct: type[Struct], source: Source) -> None:
    """Give a class, which is not yet a type of the schema, the plain fields of a structure; `source` takes one of its
    nodes and returns the structure. Fields that it has already are left as they are."""
    declared = struct.model_fields
    for name, schema_name in field_names(struct).items():
        if schema_name not in vars(type_):
            setattr(type_, schema_name, _plain_field(struct, name, declared[name], source))


def register_struct_type(struct: type[Struct]) -> Callable[[T], T]:
    """Make a class the type of a structure within details, for those with fields of their own beside the plain ones."""

    def register(type_: T) -> T:
        type_.__annotations__ = {**_Part.__annotations__, **get_annotations(type_)}
        add_plain_fields(type_, struct, lambda part: part.source)
        description = (struct.__doc__ or "").strip()
        _types[struct] = strawberry.type(type_, description=description)
        return _types[struct]  # type: ignore[return-value]

    return register


def struct_type(struct: type[Struct]) -> type:
    """Return the type of a structure within details: of its own name, unless one was registered."""
    if struct not in _types:
        register_struct_type(struct)(type(struct.__name__, (), {}))
    return _types[struct]


def parts() -> Iterator[tuple[type[Struct], type]]:
    """Yield the structures within details, with their types."""
    yield from _types.items()


def _plain_field(struct: type[Struct], name: str, declared: FieldInfo, source: Source) -> Any:
    made, write = _output(declared.annotation)
    is_text_or_null = made is str and not declared.is_required()
    is_address = find_text_type(declared.annotation, tuple(declared.metadata)) is TextType.URL

    def resolve(self: Any) -> Any:
        value = getattr(source(self), name)
        if is_address:
            return valid_url_or_none(value)
        return (value or None) if is_text_or_null else write(value, self.batch)

    resolve.__name__ = name
    returned = made | None if is_text_or_null or is_address else made
    resolve.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)], return_annotation=returned
    )
    resolve.__annotations__ = {"return": returned}
    return field(published_fields(struct)[name].description)(resolve)


def _output(annotation: Any) -> tuple[Any, Callable[[Any, NodeBatch], Any]]:
    """Return the type that values of an annotation have in the schema, and what makes one of a value."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _output(arguments[0])
    if origin in (Union, UnionType):
        made, write = _output(next(one for one in arguments if one is not type(None)))
        return made | None, lambda value, batch: None if value is None else write(value, batch)
    if origin is tuple:
        made, write = _output(arguments[0])
        return list[made], lambda values, batch: [write(value, batch) for value in values]  # type: ignore[valid-type]
    if annotation is blocks.Image:
        return Image, lambda image, batch: build_image(image, batch.files)
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        made = struct_type(annotation)
        return made, lambda part, batch: made(source=part, batch=batch)
    if annotation in _SCALARS or issubclass(annotation, Choices) or hasattr(annotation, "__strawberry_definition__"):
        return annotation, lambda value, batch: value
    raise TypeError(f"No type of the schema for {annotation!r}: say how it is shown in graphql_api/content/kinds/")
