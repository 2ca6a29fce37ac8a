"""What an edition says, as plain text: its blocks and the details of its kind."""

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


def text_of_html(html: str) -> str:
    """Return the text of a fragment of HTML as it is stored (whole tags, sanitised); where one element ends and another
    begins there is a blank. A parser would take ten times as long, for every paragraph of every rebuild."""
    if "<" not in html and "&" not in html:
        return html
    return " ".join(unescape(_TAG.sub(_gap, html)).split())


def text_of_blocks(blocks: Iterable[Json]) -> Iterator[str]:
    """Yield the pieces of text of body blocks as they are stored."""
    for block in blocks:
        yield from filter(None, BLOCK_TEXT[block["type"]](block))


def text_of_details(kind: Kind, details: Json) -> Iterator[str]:
    """Yield the pieces of text of a kind's details as they are stored."""
    yield from filter(None, _searched(KINDS[kind].details, details, Searched.BODY))


def keywords_of_details(kind: Kind, details: Json) -> Iterator[str]:
    """Yield the words that name a document, of those in its details."""
    yield from filter(None, _searched(KINDS[kind].details, details, Searched.KEYWORDS))


def _searched(struct: type[Struct], stored: Json, weight: Searched) -> Iterator[str]:
    for name, published in published_fields(struct).items():
        if published.searched is weight:
            yield from _texts(stored.get(name), struct.model_fields[name].annotation, weight)


def _texts(value: Any, annotation: Any, weight: Searched) -> Iterator[str]:
    """Yield the text of a stored value: of blocks as they are read, of structures as they declare."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and get_args(annotation)[:1] == (AnyBlock,):
        yield from text_of_blocks(value)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, get_args(annotation)[0], weight)
    elif value is not None:
        yield from _searched(annotation, value, weight)


def _gap(tag: re.Match[str]) -> str:
    """Inline tags do not part words."""
    return "" if (tag["name"] or "").lower() in _INLINE else " "


def _steps(block: Json) -> Iterator[str]:
    for step in block["steps"]:
        yield step["title"]
        yield text_of_html(step["html"])


def _table(block: Json) -> Iterator[str]:
    yield block["caption"]
    yield from block["columns"]
    for row in block["rows"]:
        yield from row


def _link_list(block: Json) -> Iterator[str]:
    """Without the titles of entries that lead to other items: in older editions they are copies of those items' own."""
    yield block["title"]
    yield from (link["title"] for link in block["links"] if not link.get("content_id"))


def _nothing(_: Json) -> Iterable[str]:
    return ()


BLOCK_TEXT: dict[str, Callable[[Json], Iterable[str]]] = {
    "heading": lambda block: (block["text"],),
    "rich_text": lambda block: (text_of_html(block["html"]),),
    "callout": lambda block: (block["title"], text_of_html(block["html"])),
    "steps": _steps,
    "table": _table,
    "image": lambda block: (block["image"]["alt"], block["caption"], block["credit"]),
    "document": lambda block: (block["file"]["title"], block["file"]["filename"]),
    "quote": lambda block: (block["text"], block["attribution"]),
    "contact": lambda block: tuple(block[name] for name in ("name", "role", "telephone", "email", "hours")),
    "link_list": _link_list,
    "embed": _nothing,  # what it shows is another item, with readers of its own
}
"""Every block type; a test compares it with publishing's."""
