"""References within published content: finding their targets, and resolving them to links in HTML.

HTML is sanitised when the edition is written (publishing/content/blocks.py), so only references remain to be resolved.
A reference without a text, `<a data-content="UUID"></a>`, shows the current title of its target.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.utils.html import conditional_escape, format_html_join
from pydantic import BaseModel

from publishing.content.fields import RefersTo, Target, TextType
from publishing.text.html import remove_unsafe_links

Attributes = Mapping[str, str]

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_REFERENCE = re.compile(rf'<a data-(content|asset)="({_UUID})"[^>]*>(.*?)</a>', re.DOTALL)
_UNTITLED = re.compile(rf'(<a data-content="({_UUID})"[^>]*>)</a>')
_EMPTY = re.compile(r"<(p|li|ul|ol|h3|strong|em)>\s*</\1>")


class Targets(NamedTuple):
    """Content ids and file keys."""

    contents: set[UUID]
    assets: set[UUID]


def find_targets(*parts: object) -> Targets:
    """Return the targets of all references in bodies, details and images, at any depth."""
    found = Targets(set(), set())
    for struct in walk_structs(parts):
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
    """The fields of a structure that hold references: an id, or rich text."""
    return tuple(
        (name, mark)
        for name, field in struct.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, RefersTo) or mark is TextType.HTML
    )


def find_references(html: str) -> Iterator[tuple[Target, UUID]]:
    """Yield the targets of the references in rich text."""
    for kind, key, _ in _REFERENCE.findall(html):
        yield ("content" if kind == "content" else "asset"), UUID(key)


def walk_structs(value: object) -> Iterator[BaseModel]:
    """Walk every structure in a value, so that new blocks need no change here."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from walk_structs(getattr(value, name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from walk_structs(part)


def resolve_links_for_display(
    html: str, get_attributes: Callable[[Target, UUID], Attributes | None], get_title: Callable[[UUID], str | None]
) -> str:
    """Return HTML for display: links resolved, and without the unsafe links that old editions may hold.

    Signed content uses `resolve_links` alone, because it must be what was published, byte for byte."""
    return resolve_links(remove_unsafe_links(html), get_attributes, get_title)


def resolve_links(
    html: str, get_attributes: Callable[[Target, UUID], Attributes | None], get_title: Callable[[UUID], str | None]
) -> str:
    """Return HTML whose references are links with the attributes from `get_attributes`. Where it returns None, because
    the target is hidden or was removed, only the text stays.

    `get_title` is used by `add_link_titles`. Attribute names are written as they are, values are escaped.
    """

    def anchor(match: re.Match[str]) -> str:
        kind, key, text = match.groups()
        attributes = get_attributes("content" if kind == "content" else "asset", UUID(key))
        if attributes is None:
            return text
        written = format_html_join("", ' {}="{}"', attributes.items())
        return f"<a{written}>{text}</a>"

    return _REFERENCE.sub(anchor, add_link_titles(html, get_title))


def add_link_titles(html: str, get_title: Callable[[UUID], str | None]) -> str:
    """Return HTML whose references without a text show their targets' titles.

    Where `get_title` returns None, the target is hidden or was removed: the reference is left out, and so are
    paragraphs and list items that hold nothing else.
    """

    def anchor(match: re.Match[str]) -> str:
        title = get_title(UUID(match[2]))
        return "" if title is None else f"{match[1]}{conditional_escape(title)}</a>"

    filled = _UNTITLED.sub(anchor, html)
    if filled == html:
        return html
    while (fewer := _EMPTY.sub("", filled)) != filled:  # an element that holds only empty elements is empty, too
        filled = fewer
    return filled
