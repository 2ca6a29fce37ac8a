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
    return " ".join(unescape(_TAG.sub(_replace_tag, html)).split())


def extract_block_texts(blocks: Iterable[Json]) -> Iterator[str]:
    """Yield the texts of stored body blocks."""
    for block in blocks:
        yield from filter(None, BLOCK_TEXT[block["type"]](block))


def extract_detail_texts(kind: Kind, details: Json) -> Iterator[str]:
    """Yield the texts of a kind's stored details."""
    yield from filter(None, _searched(KINDS[kind].details, details, Searched.BODY))


def extract_detail_keywords(kind: Kind, details: Json) -> Iterator[str]:
    """Yield the texts of a kind's stored details that identify an item, such as names and codes."""
    yield from filter(None, _searched(KINDS[kind].details, details, Searched.KEYWORDS))


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


def _replace_tag(tag: re.Match[str]) -> str:
    """Inline tags do not separate terms."""
    return "" if (tag["name"] or "").lower() in _INLINE else " "


def _steps(block: Json) -> Iterator[str]:
    for step in block["steps"]:
        yield step["title"]
        yield html_to_text(step["html"])


def _table(block: Json) -> Iterator[str]:
    yield block["caption"]
    yield from block["columns"]
    for row in block["rows"]:
        yield from row


def _link_list(block: Json) -> Iterator[str]:
    """Without the titles of links to other items: in older editions they are copies of those items' titles."""
    yield block["title"]
    yield from (link["title"] for link in block["links"] if not link.get("content_id"))


BLOCK_TEXT: dict[str, Callable[[Json], Iterable[str]]] = {
    "heading": lambda block: (block["text"],),
    "rich_text": lambda block: (html_to_text(block["html"]),),
    "callout": lambda block: (block["title"], html_to_text(block["html"])),
    "steps": _steps,
    "table": _table,
    "image": lambda block: (block["image"]["alt"], block["caption"], block["credit"]),
    "document": lambda block: (block["file"]["title"], block["file"]["filename"]),
    "quote": lambda block: (block["text"], block["attribution"]),
    "contact": lambda block: tuple(block[name] for name in ("name", "role", "telephone", "email", "hours")),
    "link_list": _link_list,
    "embed": lambda block: (),  # it shows another item, which has an audience of its own
}
"""All block types; a test compares them with publishing's."""
