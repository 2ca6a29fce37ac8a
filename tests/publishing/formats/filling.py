"""Fills every field of a structure with something that is not its default, whatever fields it has: a field that is
added tomorrow is in the next dump without a line here."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID, uuid5

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from publishing.content.blocks import BLOCKS, Block
from publishing.content.fields import GeoJson, TextType, find_text_type

S = TypeVar("S", bound=BaseModel)

NAMESPACE = UUID("0b9ac9b4-7c4b-4b62-9a1f-3d6f5a5b2c10")
START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
# Where a text has to look like something.
TEXTS = {
    "country": "FR",
    "country_slug": "france-{number}",
    "slug": "slug-{number}",
    "anchor": "anchor-{number}",
    "telephone": "020 7946 0000",
    "email": "desk@example.org",
    "content_type": "image/webp",
    "filename": "plan a.pdf",
    "languages": "en-gb",
}


class Filler:
    """Makes structures that refer to the given contents and files."""

    def __init__(self, contents: Sequence[UUID], files: Sequence[UUID], number: int = 0) -> None:
        self.contents = contents
        self.files = files
        self.number = number
        self._made = 0

    def struct(self, model: type[S], **given: Any) -> S:
        """Return a structure with all its fields."""
        values = {
            name: self._value(
                field.annotation, name, find_text_type(field.annotation, tuple(field.metadata)), field.default
            )
            for name, field in model.model_fields.items()
            if name not in given and name != "type"
        }
        return model(**values, **given)

    def body(self) -> tuple[Any, ...]:
        """Return one block of each type."""
        return tuple(map(self.struct, BLOCKS.values()))

    def _value(self, annotation: Any, name: str, form: TextType, default: Any) -> Any:
        origin, parts = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._value(parts[0], name, form, default)
        if origin is Literal:
            return self._other(parts, default)
        if origin is tuple:
            return tuple(self._entries(parts[0], name, form))
        if origin in (Union, UnionType):
            return self._value(next(part for part in parts if part is not type(None)), name, form, default)
        if annotation is GeoJson:
            return {"type": "Polygon", "coordinates": [[[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 0.5]]]}
        if issubclass(annotation, BaseModel):
            return self.struct(annotation)
        if issubclass(annotation, Enum):
            return self._other(tuple(annotation), default)
        return self._scalar(annotation, name, form, default)

    def _entries(self, annotation: Any, name: str, form: TextType) -> Iterator[Any]:
        blocks = [part for part in _flat(annotation) if isinstance(part, type) and issubclass(part, Block)]
        if blocks:
            yield from self.body()
            return
        yield self._value(annotation, name, form, PydanticUndefined)

    def _other(self, choices: tuple[Any, ...], default: Any) -> Any:
        others = [choice for choice in choices if choice != default]
        return others[self.number % len(others)]

    def _scalar(self, annotation: type[Any], name: str, form: TextType, default: Any) -> Any:
        self._made += 1
        match annotation.__name__:
            case "UUID":
                return self._key(name)
            case "bool":
                return not default
            case "int":
                return 300 + self.number
            case "float":
                return 0.3125 + self.number / 100
            case "datetime":
                return START + timedelta(days=self.number)
            case "date":
                return date(2026, 3, 1) + timedelta(days=self.number)
            case "str":
                return self._text(name, form)
        raise TypeError(f"Say in tests/publishing/formats/filling.py how a {annotation} is filled ({name}).")

    def _key(self, name: str) -> UUID:
        if name == "asset":
            return self.files[self._made % len(self.files)]
        if name == "id":
            return uuid5(NAMESPACE, f"block {self.number} {self._made}")
        return self.contents[self._made % len(self.contents)]

    def _text(self, name: str, form: TextType) -> str:
        said = TEXTS.get(name, "{name} {number} Ŵyth & <b>").format(name=name.replace("_", " "), number=self.number)
        if form is TextType.URL:
            return f"https://example.org/{name}/{self.number}"
        if form is not TextType.HTML:
            return said if form is TextType.LINE else f"{said}\nA second line."
        content, file = self.contents[self._made % len(self.contents)], self.files[self._made % len(self.files)]
        return (
            f'<p>Html {self.number} of <a data-content="{content}">a link</a>, <a data-content="{content}"></a> and'
            f' <a data-asset="{file}">a file</a>.</p>'
        )


def _flat(annotation: Any) -> Iterator[Any]:
    parts = get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from _flat(part)
