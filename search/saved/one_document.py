"""An index of a single document, in memory: the judge of whether a saved search matches it."""

from tantivy import Searcher

from search.base.analysis import LANGUAGES
from search.base.fields import text_fields
from search.documents.search_document import SearchDocument
from search.engines.tantivy.schema import open_index, tantivy_document
from search.engines.tantivy.translate import translate
from search.queries.nodes import Bool, Node, OneOf, Phrase
from search.saved.clauses import NOT, Clause, holds

HEAP_BYTES = 15_000_000
"""The least that tantivy takes."""


class OneDocument:
    """A document indexed as in the real index, by the same schema and analysis.

    Each term and phrase is searched for once, however many questions have it; what is left of a question is counting.
    A query for each whole question would take ten times as long, nearly all of it to make the query.
    """

    def __init__(self, document: SearchDocument) -> None:
        self._searcher = open_searcher(document)
        self._known: dict[str, bool] = {}

    def matches(self, clause: Clause) -> bool:
        """Whether the document is what is asked for."""
        return holds(clause, self._has)

    def _has(self, clause: Clause) -> bool:
        if clause[0] == NOT:
            return not self.matches(clause[1])
        key = str(clause)
        if key not in self._known:
            self._known[key] = bool(self._searcher.search(translate(_node(clause)), limit=1, count=False).hits)
        return self._known[key]


def open_searcher(document: SearchDocument) -> Searcher:
    """Return a searcher of an index that has nothing but the document."""
    index = open_index(None)
    writer = index.writer(HEAP_BYTES, 1)
    writer.add_document(tantivy_document(document))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()


def _node(clause: Clause) -> Node:
    """Return the query for a term or a phrase. A language stands for all its texts."""
    if isinstance(clause, str):
        name, _, value = clause.partition(":")
        return Bool(should=tuple(OneOf(field, (value,)) for field in _fields(name)), minimum_should_match=1)
    _, name, terms = clause
    places = tuple((place, term) for place, term in terms)
    return Bool(should=tuple(Phrase(field, places) for field in _fields(name)), minimum_should_match=1)


def _fields(name: str) -> tuple[str, ...]:
    return text_fields(name).searched if name in LANGUAGES else (name,)
