"""Highlighted titles and snippets of hits."""

from collections.abc import Mapping
from html import escape
from typing import Any

from search.base.fields import TextFields
from search.engines.elasticsearch.mapping import BODY_START, HIGHLIGHT_TAGS, WITHOUT_HIGHLIGHT_TAGS
from search.engines.elasticsearch.translate import translate
from search.queries.nodes import Node

SNIPPET_CHARACTERS = 220


def highlight_options(highlight: Node, fields: TextFields) -> dict[str, Any]:
    """Return the `highlight` section of a search request."""
    before, after = HIGHLIGHT_TAGS
    snippet = {"number_of_fragments": 1, "fragment_size": SNIPPET_CHARACTERS}
    return {
        "type": "unified",
        "highlight_query": translate(highlight),
        "pre_tags": [before],
        "post_tags": [after],
        "fields": {fields.title: {"number_of_fragments": 0}, fields.body: snippet},
    }


def read_highlights(hit: Mapping[str, Any], fields: TextFields) -> tuple[str, str]:
    """Return a hit's title and snippet as HTML; each is empty if nothing in it matched."""
    found = hit.get("highlight", {})
    title, snippet = ("".join(found.get(field, ())[:1]) for field in (fields.title, fields.body))
    title_html, snippet_html = _to_html(title), _to_html(snippet)
    if snippet:
        start, plain = hit["fields"][BODY_START][0], snippet.translate(WITHOUT_HIGHLIGHT_TAGS)
        if not (plain.startswith(start) or start.startswith(plain)):
            return title_html, f"… {snippet_html}"
    return title_html, snippet_html


def _to_html(fragment: str) -> str:
    before, after = HIGHLIGHT_TAGS
    return escape(fragment.replace("\n", " ")).replace(before, "<mark>").replace(after, "</mark>")
