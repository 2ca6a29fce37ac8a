"""Highlighted titles and snippets of matches."""

from html import escape
from typing import Any

from tantivy import Document, Searcher, SnippetGenerator

from search.base.fields import text_fields
from search.engines.tantivy.schema import schema
from search.engines.tantivy.translate import translate
from search.queries.nodes import Node

SNIPPET_CHARACTERS = 220
TITLE_CHARACTERS = 1000


class Highlighter:
    """Highlights the matches of one response."""

    def __init__(self, searcher: Searcher, highlight: Node, language: str) -> None:
        fields, query = text_fields(language), translate(highlight)
        self._titles = SnippetGenerator.create(searcher, query, schema(), fields.title)
        self._titles.set_max_num_chars(TITLE_CHARACTERS)
        self._bodies = SnippetGenerator.create(searcher, query, schema(), fields.body)
        self._bodies.set_max_num_chars(SNIPPET_CHARACTERS)

    def highlight(self, document: Document) -> tuple[str, str]:
        """Return a document's title and snippet as HTML; each is empty if nothing in it matched."""
        title = _to_html(self._titles.snippet_from_doc(document))
        return title, _to_html(self._bodies.snippet_from_doc(document), is_body=True)


def _to_html(snippet: Any, *, is_body: bool = False) -> str:
    """Return a fragment as escaped HTML with its matches in <mark>; tantivy's offsets are bytes of UTF-8."""
    text, offset, pieces = snippet.fragment().encode(), 0, []
    for found in snippet.highlighted():
        pieces += [_escape(text[offset : found.start]), f"<mark>{_escape(text[found.start : found.end])}</mark>"]
        offset = found.end
    if not pieces:
        return ""
    pieces.append(_escape(text[offset:]))
    if is_body and snippet.fragment_range().start:
        pieces.insert(0, "… ")
    return "".join(pieces)


def _escape(text: bytes) -> str:
    return escape(text.decode().replace("\n", " "))
