"""An index of a single document, in memory: the judge of whether a saved search matches it."""

from collections.abc import Sequence

from tantivy import Occur, Query, Searcher

from search.analysis import LANGUAGES
from search.documents import SearchDocument
from search.fields import text_fields
from search.nodes import Phrase
from search.saved.clauses import NEAR, NOT, Clause
from search.tantivy_engine.schema import opened, schema, tantivy_document
from search.tantivy_engine.translate import translated

HEAP_BYTES = 15_000_000
"""The least that tantivy takes."""


class OneDocument:
    """The document is indexed as in the real index, by the same schema and analysis.

    Most of the time would go into making queries: parts that many saved searches share are made once.
    """

    def __init__(self, document: SearchDocument) -> None:
        self._searcher = _searcher(document)
        self._made: dict[str, Query] = {}

    def matches(self, clause: Clause) -> bool:
        """Whether the document is what is asked for."""
        return bool(self._searcher.search(self._query(clause), limit=1, count=False).hits)

    def _query(self, clause: Clause) -> Query:
        if isinstance(clause, str):
            if clause not in self._made:
                self._made[clause] = _term(clause)
            return self._made[clause]
        head, *rest = clause
        if head == NEAR:
            return _near(*rest)
        if head == NOT:
            return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self._query(rest[0]))])
        return self._at_least(head, rest[0])

    def _at_least(self, count: int, parts: Sequence[Clause]) -> Query:
        if not parts:
            return Query.empty_query() if count else Query.all_query()
        return Query.boolean_query([(Occur.Should, self._query(part)) for part in parts], count)


def _term(clause: str) -> Query:
    field, _, value = clause.partition(":")
    return _any_of([Query.term_query(schema(), name, value, "basic") for name in _fields(field)])


def _near(field: str, terms: Sequence[tuple[int, str]]) -> Query:
    places = tuple((place, term) for place, term in terms)
    return _any_of([translated(Phrase(name, places)) for name in _fields(field)])


def _fields(name: str) -> Sequence[str]:
    """A language stands for all its texts."""
    return text_fields(name).searched if name in LANGUAGES else (name,)


def _any_of(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _searcher(document: SearchDocument) -> Searcher:
    index = opened(None)
    writer = index.writer(HEAP_BYTES, 1)
    writer.add_document(tantivy_document(document))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()
