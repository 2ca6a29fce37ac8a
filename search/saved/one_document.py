"""Matches saved searches against an in-memory index of a single document."""

from tantivy import Searcher

from search.base.analysis import LANGUAGES
from search.base.fields import text_fields
from search.documents.search_document import SearchDocument
from search.engines.tantivy.schema import open_index, tantivy_document
from search.engines.tantivy.translate import translate
from search.queries.nodes import Bool, Node, OneOf, Phrase
from search.saved.clauses import NOT, Clause, holds

HEAP_BYTES = 15_000_000
"""The minimum that tantivy accepts."""


class OneDocument:
    """A document indexed with the schema and analysis of the real index.

    Each term and phrase is searched for once, however many saved searches contain it; the rest is counting. A query for
    each whole search would take ten times as long, mostly to build the query.
    """

    def __init__(self, document: SearchDocument) -> None:
        self._searcher = open_searcher(document)
        self._results: dict[str, bool] = {}

    def matches(self, clause: Clause) -> bool:
        """Whether the document matches the clause."""
        return holds(clause, self._has)

    def _has(self, clause: Clause) -> bool:
        if clause[0] == NOT:
            return not self.matches(clause[1])
        key = str(clause)
        if key not in self._results:
            self._results[key] = bool(self._searcher.search(translate(_build_node(clause)), limit=1, count=False).hits)
        return self._results[key]


def open_searcher(document: SearchDocument) -> Searcher:
    """Return a searcher of an index that contains only the document."""
    index = open_index(None)
    writer = index.writer(HEAP_BYTES, 1)
    writer.add_document(tantivy_document(document))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()


def _build_node(clause: Clause) -> Node:
    """Return the query for a term or a phrase. A language as the field means all its text fields."""
    name = clause.partition(":")[0] if isinstance(clause, str) else clause[1]
    fields = text_fields(name).searched if name in LANGUAGES else (name,)
    if isinstance(clause, str):
        value = clause.partition(":")[2]
        return Bool(should=tuple(OneOf(field, (value,)) for field in fields), minimum_should_match=1)
    phrase = tuple((position, term) for position, term in clause[2])
    return Bool(should=tuple(Phrase(field, phrase) for field in fields), minimum_should_match=1)
