"""The index at one moment, asked."""

from collections.abc import Collection
from html import escape
from typing import Any
from uuid import UUID

from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Document, Query, Searcher, SnippetGenerator

from search.contract import Facet
from search.engines import Match, Position, Shown
from search.fields import Field, text_fields
from search.nodes import Node
from search.tantivy_engine.schema import MARK, SEQUENCE, STATE, schema
from search.tantivy_engine.translate import translated

SNIPPET_CHARACTERS = 220
WHOLE_TITLE = 1000
MOST_VALUES = 500
MOST_SIMILAR = 8
LONG_WORD = 8
"""From this length on a word may differ by two edits, not one."""


class TantivySnapshot:
    """A searcher and what is derived from it."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.position = position_in(searcher)
        self._vocabularies: dict[str, list[str]] = {}

    def page(self, query: Node, *, newest: bool, offset: int, limit: int) -> tuple[list[Match], int]:
        """Return some matches and how many there are in all. Equal scores keep the order of the index's documents."""
        order = Field.UPDATED_AT.value if newest else None
        result: Any = self.searcher.search(translated(query), limit=limit, order_by_field=order, offset=offset)
        matches = []
        for score, address in result.hits:
            document = self.searcher.doc(address)
            item_id = UUID(document[Field.ITEM][0])
            matches.append(Match(item_id, 0.0 if newest else float(score), document))
        return matches, result.count

    def show(self, matches: Collection[Match], highlight: Node, language: str) -> list[Shown]:
        """Return what is shown of each match: the best passage of its text."""
        fields, query = text_fields(language), translated(highlight)
        titles = self._generator(query, fields.title, WHOLE_TITLE)
        bodies = self._generator(query, fields.body, SNIPPET_CHARACTERS)
        return [_shown(match.handle, titles, bodies) for match in matches]

    def count(self, query: Node) -> int:
        """Return how many documents match."""
        result: Any = self.searcher.search(translated(query), limit=1)
        return int(result.count)

    def frequency(self, term: str, language: str) -> int:
        """Return in how many documents the term stands at least."""
        fields = text_fields(language)
        return max(self.searcher.doc_freq(field, term) for field in (fields.title, fields.body, fields.keywords))

    def facet(self, query: Node, facets: Collection[Facet]) -> dict[Facet, dict[str, int]]:
        """Return how many of the matching documents have each value of each facet."""
        wanted = {facet.value: {"terms": {"field": Field.of(facet), "size": MOST_VALUES}} for facet in facets}
        answer = self.searcher.aggregate(translated(query), wanted) if wanted else {}
        return {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in answer[facet.value]["buckets"]} for facet in facets
        }

    def similar_words(self, word: str, language: str) -> list[str]:
        """Return words of the index within one edit (two for long words), the nearest first."""
        edits = 2 if len(word) >= LONG_WORD else 1
        found = process.extract(word, self._vocabulary(language), scorer=OSA.distance, score_cutoff=edits, limit=50)
        ranked = sorted(found, key=lambda near: (near[1], near[0][0] != word[0]))
        return [near[0] for near in ranked[:MOST_SIMILAR]]

    def _vocabulary(self, language: str) -> list[str]:
        if language not in self._vocabularies:
            counted = self.searcher.terms_with_prefix(text_fields(language).words, "")
            self._vocabularies[language] = [word for word, _ in counted if word.isalpha()]
        return self._vocabularies[language]

    def _generator(self, query: Query, field: str, characters: int) -> SnippetGenerator:
        generator = SnippetGenerator.create(self.searcher, query, schema(), field)
        generator.set_max_num_chars(characters)
        return generator


def position_in(searcher: Searcher) -> Position:
    """Return the position that was committed with the documents."""
    state = Query.term_query(schema(), Field.ITEM, STATE)
    hits = searcher.search(state, limit=1).hits
    if not hits:
        return Position()
    stored = searcher.doc(hits[0][1]).to_dict()
    return Position(stored[SEQUENCE][0], stored[MARK][0])


def _shown(document: Document, titles: SnippetGenerator, bodies: SnippetGenerator) -> Shown:
    return Shown(
        int(document[Field.EDITION][0]),
        _marked(titles.snippet_from_doc(document)),
        _marked(bodies.snippet_from_doc(document), passage=True),
    )


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
