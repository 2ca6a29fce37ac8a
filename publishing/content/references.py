"""What published documents refer to inside themselves, and their HTML with those references settled.

HTML was sanitised when the edition was written (publishing/content/blocks.py): only its references are left to settle.
One without a text of its own, `<a data-content="UUID"></a>`, reads as its target's current title.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.utils.html import escape, format_html_join
from pydantic import BaseModel

from publishing.content.fields import RefersTo, Target, TextType
from publishing.text.html import remove_unsafe_links

Attributes = Mapping[str, str]

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_REFERENCE = re.compile(rf'<a data-(content|asset)="({_UUID})"[^>]*>(.*?)</a>', re.DOTALL)
_UNTITLED = re.compile(rf'(<a data-content="({_UUID})"[^>]*>)</a>')
_EMPTY = re.compile(r"<(p|li|ul|ol|h3|strong|em)>\s*</\1>")


class Targets(NamedTuple):
    """The content ids and the keys of files that something refers to."""

    contents: set[UUID]
    assets: set[UUID]


def find_targets(*parts: object) -> Targets:
    """Return what bodies, details and images refer to, however deep in them."""
    found = Targets(set(), set())
    for struct in _structs_in(parts):
        for name, mark in _marked_fields(type(struct)):
            value = getattr(struct, name)
            if isinstance(mark, RefersTo):
                references = [(mark.target, value)] if value else []
            else:
                references = list(find_references(value))
            for target, key in references:
                (found.contents if target == "content" else found.assets).add(key)
    return found


@cache
def _marked_fields(struct: type[BaseModel]) -> tuple[tuple[str, RefersTo | TextType], ...]:
    """The fields of a structure that refer to something: by an id, or in running text."""
    return tuple(
        (name, mark)
        for name, field in struct.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, RefersTo) or mark is TextType.HTML
    )


def find_references(html: str) -> Iterator[tuple[Target, UUID]]:
    """Yield what running text refers to."""
    for kind, key, _ in _REFERENCE.findall(html):
        yield ("content" if kind == "content" else "asset"), UUID(key)


def _structs_in(value: object) -> Iterator[BaseModel]:
    """Walk every structure in a document: a new block needs no line here."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _structs_in(getattr(value, name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _structs_in(part)


def resolve_links_for_display(
    html: str, attributes_of: Callable[[Target, UUID], Attributes | None], title_of: Callable[[UUID], str | None]
) -> str:
    """Return HTML as readers are shown it: settled, and without the links of old editions that may not be followed.
    What is signed is settled alone: it is what was published, word for word."""
    return resolve_links(remove_unsafe_links(html), attributes_of, title_of)


def resolve_links(
    html: str, attributes_of: Callable[[Target, UUID], Attributes | None], title_of: Callable[[UUID], str | None]
) -> str:
    """Return HTML whose references are links with the attributes given; one to what is hidden, or gone, is plain text.

    `title_of` is as in `titled`. The keys of `attributes_of`'s answer are written as they are, its values escaped.
    """

    def anchor(match: re.Match[str]) -> str:
        kind, key, text = match.groups()
        attributes = attributes_of("content" if kind == "content" else "asset", UUID(key))
        if attributes is None:
            return text
        written = format_html_join("", ' {}="{}"', attributes.items())
        return f"<a{written}>{text}</a>"

    return _REFERENCE.sub(anchor, add_link_titles(html, title_of))


def add_link_titles(html: str, title_of: Callable[[UUID], str | None]) -> str:
    """Return HTML whose references without a text have their targets' titles.

    Where `title_of` returns None the target is hidden or gone: the reference is left out, and with it the paragraphs
    and list items that had nothing else.
    """

    def anchor(match: re.Match[str]) -> str:
        title = title_of(UUID(match[2]))
        return "" if title is None else f"{match[1]}{escape(title)}</a>"

    filled = _UNTITLED.sub(anchor, html)
    return filled if filled == html else _without_empty_elements(filled)


def _without_empty_elements(html: str) -> str:
    """An element that holds only empty ones is empty, too."""
    while (fewer := _EMPTY.sub("", html)) != html:
        html = fewer
    return html
