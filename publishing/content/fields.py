"""The types of text fields, and how their values are cleaned: texts cleaned, URLs checked, empty parts dropped.

Only `NewEdition` (publishing/log/new_edition.py) cleans values. Stored editions are read as they are, because their
hashes and signatures cover what was written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, NewType, get_args
from uuid import UUID

from publishing.geography.geojson import clean_geometry
from publishing.text.cleaning import clean_line, clean_lines
from publishing.text.html import check_links, sanitise_html
from publishing.text.pasted import unwrap_url
from publishing.text.urls import check_external_url, internal_path


class TextType(StrEnum):
    """The type of a text. A plain `str` is a text with lines."""

    LINES = "lines"
    LINE = "line"
    HTML = "html"
    URL = "address"


Line = Annotated[str, TextType.LINE]
"""A text of one line: titles, names, cells."""
Html = Annotated[str, TextType.HTML]
"""Rich text, sanitised by publishing/text/html.py."""
Url = Annotated[str, TextType.URL]
"""Empty, or a URL of another site."""
GeoJson = NewType("GeoJson", dict[str, Any])
"""A GeoJSON geometry (RFC 7946)."""

Target = Literal["content", "asset"]


@dataclass(frozen=True)
class RefersTo:
    """Marks a field whose value is the id of other content or the key of a file."""

    target: Target


ContentId = Annotated[UUID, RefersTo("content")]
AssetKey = Annotated[UUID, RefersTo("asset")]


def clean_html(html: str) -> str:
    """Return sanitised rich text. Raises ValueError if one of its links may not be published."""
    check_links(html)
    return sanitise_html(html)


def clean_url(url: str) -> str:
    """Return a URL of another site, or an empty text. Raises ValueError, which says what is wrong."""
    url = unwrap_url(clean_line(url))
    return check_external_url(url) if url else ""


def clean_redirect_target(url: str) -> str:
    """Return the target of a redirect: a path of the hub, or a URL of another site. Raises ValueError."""
    path = internal_path(clean_line(url)) if url else None
    return path if path is not None else clean_url(url)


_CLEANERS = {
    TextType.LINES: clean_lines,
    TextType.LINE: clean_line,
    TextType.HTML: clean_html,
    TextType.URL: clean_url,
}


def clean_value(value: Any, text_type: TextType = TextType.LINES) -> Any:
    """Return a value cleaned for the log; None if nothing of a structure is left. Raises ValueError."""
    if type(value) is str:
        return _CLEANERS[text_type](value)
    if isinstance(value, dict):
        return clean_geometry(value)
    if isinstance(value, tuple):
        return tuple(_clean_entries(value, text_type))
    return _clean_struct(value) if hasattr(value, "without_blanks") else value


def find_text_type(annotation: Any, metadata: tuple[Any, ...] = ()) -> TextType:
    """Return the text type in a field's annotation, at any depth."""
    if isinstance(annotation, TextType):
        return annotation
    nested = (find_text_type(part) for part in get_args(annotation))
    declared = (
        *(part for part in metadata if isinstance(part, TextType)),
        *(text_type for text_type in nested if text_type != TextType.LINES),
    )
    return next(iter(declared), TextType.LINES)


def _clean_entries(values: tuple[Any, ...], text_type: TextType) -> Iterator[Any]:
    for number, value in enumerate(values, start=1):
        try:
            found = clean_value(value, text_type)
        except ValueError as error:
            raise ValueError(f"{getattr(value, 'type', 'entry')} {number}, {error}") from error
        if found is not None:
            yield found


def _clean_struct(struct: Any) -> Any:
    changes = {}
    for name, text_type in _text_types(type(struct)):  # type: ignore[arg-type] # classes are hashable
        value = getattr(struct, name)
        try:
            found = clean_value(value, text_type)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        if found != value:
            changes[name] = found
    return (struct.model_copy(update=changes) if changes else struct).without_blanks()


@cache
def _text_types(struct: type[Any]) -> tuple[tuple[str, TextType], ...]:
    fields = struct.model_fields.items()
    return tuple((name, find_text_type(field.annotation, tuple(field.metadata))) for name, field in fields)
