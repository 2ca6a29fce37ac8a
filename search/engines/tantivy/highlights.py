"""What is shown of a match: its title and the best passage of its text, with what matched marked."""

from html import escape
from typing import Any

from tantivy import Document, Searcher, SnippetGenerator

from search.base.fields import text_fields
from search.engines.tantivy.schema import schema
from search.engines.tantivy.translate import translate
from search.queries.nodes import Node

SNIPPET_CHARACTERS = 220
WHOLE_TITLE = 1000


class Passages:
    """Finds the passages of one answer's matches."""

    def __init__(self, searcher: Searcher, highlight: Node, language: str) -> None:
        fields, query = text_fields(language), translate(highlight)
        self._titles = SnippetGenerator.create(searcher, query, schema(), fields.title)
        self._titles.set_max_num_chars(WHOLE_TITLE)
        self._bodies = SnippetGenerator.create(searcher, query, schema(), fields.body)
        self._bodies.set_max_num_chars(SNIPPET_CHARACTERS)

    def of(self, document: Document) -> tuple[str, str]:
        """Return a document's title and snippet as HTML, empty where nothing matched."""
        title = _marked(self._titles.snippet_from_doc(document))
        return title, _marked(self._bodies.snippet_from_doc(document), passage=True)


def _marked(snippet: Any, *, passage: bool = False) -> str:
    """Return a fragment as escaped HTML with its matches in <mark>; tantivy counts in bytes of UTF-8."""
    text, place, pieces = snippet.fragment().encode(), 0, []
    for found in snippet.highlighted():
        pieces += [_escaped(text[place : found.start]), f"<mark>{_escaped(text[found.start : found.end])}</mark>"]
        place = found.end
    if not pieces:
        return ""
    pieces.append(_escaped(text[place:]))
    if passage and snippet.fragment_range().start:
        pieces.insert(0, "… ")
    return "".join(pieces)


def _escaped(text: bytes) -> str:
    return escape(text.decode().replace("\n", " "))
