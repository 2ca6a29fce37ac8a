"""How a document's parts enter the log: every text in them is cleaned, every address checked, what is empty dropped.

Only `NewEdition` comes by here (publishing/log/new_edition.py). What was stored is read as it is: its hash and its
signature are of what was written then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from publishing.text.cleaning import clean_line, clean_lines
from publishing.text.html import check_links, sanitise_html
from publishing.text.pasted import unwrap_url
from publishing.text.urls import check_external_url, internal_path


class TextType(StrEnum):
    """What a text is. One that does not say has lines."""

    LINES = "lines"
    LINE = "line"
    HTML = "html"
    ADDRESS = "address"


Line = Annotated[str, TextType.LINE]
"""A text of one line: titles, names, cells."""
Html = Annotated[str, TextType.HTML]
"""Running text, as publishing/text/html.py lets it pass."""
Url = Annotated[str, TextType.ADDRESS]
"""Empty, or the address of a page outside the hub."""

Target = Literal["content", "asset"]


@dataclass(frozen=True)
class RefersTo:
    """Marks a field whose value is the id of other content or the key of a file."""

    target: Target


ContentId = Annotated[UUID, RefersTo("content")]
AssetKey = Annotated[UUID, RefersTo("asset")]


def clean_html(html: str) -> str:
    """Return running text as it is published. Raises ValueError with a link that may not be."""
    check_links(html)
    return sanitise_html(html)


def clean_url(address: str) -> str:
    """Return an address outside the hub, or nothing. Raises ValueError with what is wrong with it."""
    address = unwrap_url(clean_line(address))
    return check_external_url(address) if address else ""


def clean_redirect_target(address: str) -> str:
    """Return where something moved: a path within the hub, or an address outside it. Raises ValueError."""
    path = internal_path(clean_line(address)) if address else None
    return path if path is not None else clean_url(address)


_CLEANERS = {
    TextType.LINES: clean_lines,
    TextType.LINE: clean_line,
    TextType.HTML: clean_html,
    TextType.ADDRESS: clean_url,
}


def clean_value(value: Any, form: TextType = TextType.LINES) -> Any:
    """Return a value as it enters the log; None for a structure of which nothing is left. Raises ValueError."""
    if type(value) is str:
        return _CLEANERS[form](value)
    if isinstance(value, tuple):
        return tuple(_entries(value, form))
    return _struct(value) if hasattr(value, "without_blanks") else value


def find_text_type(annotation: Any, metadata: tuple[Any, ...] = ()) -> TextType:
    """Return the form that a field's type says its text has, however deep in it."""
    within = (find_text_type(part) for part in get_args(annotation))
    said = (
        *(part for part in metadata if isinstance(part, TextType)),
        *(form for form in within if form != TextType.LINES),
    )
    return annotation if isinstance(annotation, TextType) else next(iter(said), TextType.LINES)


def _entries(values: tuple[Any, ...], form: TextType) -> Iterator[Any]:
    for number, value in enumerate(values, start=1):
        try:
            found = clean_value(value, form)
        except ValueError as error:
            raise ValueError(f"{getattr(value, 'type', 'entry')} {number}, {error}") from error
        if found is not None:
            yield found


def _struct(struct: Any) -> Any:
    changes = {}
    for name, form in _text_types(type(struct)):  # type: ignore[arg-type] # classes are hashable
        value = getattr(struct, name)
        try:
            found = clean_value(value, form)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        if found != value:
            changes[name] = found
    return (struct.model_copy(update=changes) if changes else struct).without_blanks()


@cache
def _text_types(struct: type[Any]) -> tuple[tuple[str, TextType], ...]:
    fields = struct.model_fields.items()
    return tuple((name, find_text_type(field.annotation, tuple(field.metadata))) for name, field in fields)
