"""What is shown of a match: its title and the best passage of its text, with what matched marked."""

from collections.abc import Mapping
from html import escape
from typing import Any

from search.base.fields import TextFields
from search.engines.elasticsearch.mapping import HIGHLIGHT, OPENING
from search.engines.elasticsearch.translate import translated
from search.queries.nodes import Node

SNIPPET_CHARACTERS = 220


def highlighting(highlight: Node, fields: TextFields) -> dict[str, Any]:
    """Return what asks for the passages."""
    before, after = HIGHLIGHT
    passage = {"number_of_fragments": 1, "fragment_size": SNIPPET_CHARACTERS}
    return {
        "type": "unified",
        "highlight_query": translated(highlight),
        "pre_tags": [before],
        "post_tags": [after],
        "fields": {fields.title: {"number_of_fragments": 0}, fields.body: passage},
    }


def passages_of(hit: Mapping[str, Any], fields: TextFields) -> tuple[str, str]:
    """Return a hit's title and snippet as HTML, empty where nothing matched."""
    found = hit.get("highlight", {})
    title, snippet = ("".join(found.get(field, ())[:1]) for field in (fields.title, fields.body))
    if snippet and not _begins(hit["fields"][OPENING][0], snippet):
        return _marked(title), f"… {_marked(snippet)}"
    return _marked(title), _marked(snippet)


def _begins(opening: str, snippet: str) -> bool:
    plain = snippet.replace(HIGHLIGHT[0], "").replace(HIGHLIGHT[1], "")
    return plain.startswith(opening) or opening.startswith(plain)


def _marked(passage: str) -> str:
    before, after = HIGHLIGHT
    return escape(passage.replace("\n", " ")).replace(before, "<mark>").replace(after, "</mark>")
