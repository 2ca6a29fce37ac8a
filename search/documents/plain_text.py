"""Plain text of an edition: of its blocks and of the details of its kind."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import Any, get_args

from publishing.content.blocks import AnyBlock, Struct
from publishing.kinds import Kind
from publishing.kinds.declaration import Searched, published_fields
from publishing.kinds.registry import KINDS

Json = Mapping[str, Any]

_TAG = re.compile(r"""<!--.*?-->|</?(?P<name>[a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^'">])*>""", re.IGNORECASE | re.DOTALL)
_INLINE = frozenset({"a", "b", "em", "i", "strong", "span", "sub", "sup", "abbr", "code", "mark"})


def html_to_text(html: str) -> str:
    """Return the text of a stored HTML fragment (complete tags, sanitised), with a space between elements. A parser
    would take ten times as long, for every paragraph of every rebuild."""
    if "<" not in html and "&" not in html:
        return html
    # Inline tags do not separate terms.
    text = _TAG.sub(lambda tag: "" if (tag["name"] or "").lower() in _INLINE else " ", html)
    return " ".join(unescape(text).split())


def extract_block_texts(blocks: Iterable[Json]) -> Iterator[str]:
    """Yield the texts of stored body blocks."""
    for block in blocks:
        yield from filter(None, BLOCK_TEXT[block["type"]](block))


def extract_detail_texts(kind: Kind, details: Json, weight: Searched) -> Iterator[str]:
    """Yield the texts of a kind's stored details; as keywords, those that identify an item, such as names and codes."""
    yield from filter(None, _searched(KINDS[kind].details, details, weight))


def _searched(struct: type[Struct], stored: Json, weight: Searched) -> Iterator[str]:
    for name, published in published_fields(struct).items():
        if published.searched is weight:
            yield from _texts(stored.get(name), struct.model_fields[name].annotation, weight)


def _texts(value: Any, annotation: Any, weight: Searched) -> Iterator[str]:
    """Yield the texts of a stored value: of the displayed parts of blocks, of the fields that a structure declares
    searchable."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and get_args(annotation)[:1] == (AnyBlock,):
        yield from extract_block_texts(value)
    elif isinstance(value, list):
        for element in value:
            yield from _texts(element, get_args(annotation)[0], weight)
    elif value is not None:
        yield from _searched(annotation, value, weight)


BLOCK_TEXT: dict[str, Callable[[Json], Iterable[str]]] = {
    "heading": lambda block: (block["text"],),
    "rich_text": lambda block: (html_to_text(block["html"]),),
    "callout": lambda block: (block["title"], html_to_text(block["html"])),
    "steps": lambda block: (text for step in block["steps"] for text in (step["title"], html_to_text(step["html"]))),
    "table": lambda block: (block["caption"], *block["columns"], *(cell for row in block["rows"] for cell in row)),
    "image": lambda block: (block["image"]["alt"], block["caption"], block["credit"]),
    "document": lambda block: (block["file"]["title"], block["file"]["filename"]),
    "quote": lambda block: (block["text"], block["attribution"]),
    "contact": lambda block: tuple(block[name] for name in ("name", "role", "telephone", "email", "hours")),
    # Without the titles of links to other items: in older editions they are copies of those items' titles.
    "link_list": lambda block: (
        block["title"],
        *(link["title"] for link in block["links"] if not link.get("content_id")),
    ),
    "embed": lambda block: (),  # it shows another item, which has an audience of its own
}
"""All block types; a test compares them with publishing's."""
