"""Searches one committed state of the index."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tantivy import Query, Searcher

from search.base.cursors import CursorPosition
from search.base.fields import Field, text_fields
from search.base.requests import Facet
from search.base.term_counts import TermCounts
from search.engines.interface import (
    MAX_FACET_VALUES,
    Counts,
    EngineRequest,
    EngineResponse,
    LogPosition,
    Match,
)
from search.engines.similar_terms import find_nearest
from search.engines.tantivy.highlights import Highlighter
from search.engines.tantivy.integrity import panics_as_damage
from search.engines.tantivy.schema import MARK, SEQUENCE, STATE, schema
from search.engines.tantivy.translate import translate
from search.queries.nodes import Bool, Boost, DisMax, Node, OneOf, Term
from search.semantic.embedding import configured_model

if TYPE_CHECKING:
    from search.semantic.embedding import Vectors

WINDOW = 50
"""How far before and after its old offset the last hit of a page is searched for."""
COMMON = 1000
"""A term in more documents than this is assumed to match something the viewer may see: checking that would take as long
as the search."""


class TantivySnapshot:
    """A tantivy searcher, and the vocabulary read from it."""

    def __init__(self, searcher: Searcher, position: LogPosition | None = None) -> None:
        self.searcher = searcher
        self.position = position or read_position(searcher)
        self._vocabularies: dict[str, list[str]] = {}

    @panics_as_damage()
    def search(self, request: EngineRequest) -> EngineResponse:
        """Search. Matches with equal scores keep the order of the documents in the index."""
        after = request.after or CursorPosition(0, UUID(int=0))
        start = max(0, after.offset - WINDOW)
        window = after.offset - start + WINDOW if after.offset else 0
        order = Field.UPDATED_AT.value if request.newest else None
        query, limit = translate(request.filtered(request.query)), window + request.limit + 1
        result: Any = self.searcher.search(query, limit=limit, order_by_field=order, offset=start)
        found = [(0.0 if order else float(score), self.searcher.doc(address)) for score, address in result.hits]
        if found and request.floor and not request.after and not self._reaches_floor(request, found):
            return EngineResponse((), 0, has_next=False)
        item_ids, last = [document[Field.ITEM][0] for _, document in found[:window]], str(after.item_id)
        skipped = item_ids.index(last) + 1 if last in item_ids else after.offset - start
        matches = self._read_matches(found[skipped : skipped + request.limit], request, start + skipped)
        return EngineResponse(
            matches=matches,
            total=result.count,
            has_next=len(found) > skipped + request.limit,
            counts=self._count_facets(request),
            end=matches[-1].cursor_position if matches else None,
        )

    @panics_as_damage()
    def count_matches(self, queries: Sequence[Node]) -> list[int]:
        """Return how many documents match each query."""
        return [self._count(query) for query in queries]

    @panics_as_damage()
    def have_matches(self, queries: Sequence[Node], visibility: Node) -> list[bool]:
        """Return for each query whether a document that passes the visibility filter matches it."""
        return [self._is_common(query) or self._has_match(Bool(must=(query, visibility))) for query in queries]

    @panics_as_damage()
    def nearest_items(self, vector: "Vectors", floor: float, visibility: Node, limit: int) -> list[UUID]:
        """Return the nearest items, by the vectors of exactly those editions that this index holds."""
        from search.engines.tantivy.matrix import get_matrix

        model = configured_model()
        nearest: list[UUID] = []
        for batch in get_matrix(model).nearest(vector, floor, self.position) if model else ():
            items = OneOf(Field.ITEM, tuple(str(item_id) for item_id, _ in batch))
            result: Any = self.searcher.search(translate(Bool(must=(items, visibility))), limit=len(batch))
            found = (self.searcher.doc(address) for _, address in result.hits)
            editions = {UUID(document[Field.ITEM][0]): int(document[Field.EDITION][0]) for document in found}
            nearest += [item_id for item_id, edition_id in batch if editions.get(item_id) == edition_id]
            if len(nearest) >= limit:
                break
        return nearest[:limit]

    @panics_as_damage()
    def count_terms(self, terms: Collection[str], language: str) -> TermCounts:
        """Count the documents, and at least how many contain each term."""
        searched = text_fields(language).searched
        return TermCounts(
            self.searcher.num_docs, {term: max(self._frequency(field, term) for field in searched) for term in terms}
        )

    @panics_as_damage()
    def similar_terms(self, terms: Sequence[str], language: str) -> dict[str, list[str]]:
        """Return terms of the index within one edit (two for a long term), the nearest first."""
        return {word: find_nearest(word, self._vocabulary(language)) for word in terms}

    def _reaches_floor(self, request: EngineRequest, found: Sequence[tuple[float, Any]]) -> bool:
        """Whether a document reaches the floor. Usually one of the first hits does, which is quick to find out."""
        assert request.floor is not None
        reaching = (request.floor, request.visibility)
        first = OneOf(Field.ITEM, tuple(document[Field.ITEM][0] for _, document in found))
        return self._has_match(Bool(must=(*reaching, first))) or self._has_match(Bool(must=reaching))

    def _read_matches(
        self, found: Sequence[tuple[float, Any]], request: EngineRequest, offset: int
    ) -> tuple[Match, ...]:
        highlighter = Highlighter(self.searcher, request.highlight, request.language) if request.highlight else None
        matches = []
        for number, (score, document) in enumerate(found, start=offset + 1):
            item_id, edition_id = UUID(document[Field.ITEM][0]), int(document[Field.EDITION][0])
            title_html, snippet_html = highlighter.highlight(document) if highlighter else ("", "")
            matches.append(Match(item_id, edition_id, score, CursorPosition(number, item_id), title_html, snippet_html))
        return tuple(matches)

    def _count_facets(self, request: EngineRequest) -> Counts:
        """Count each facet as if its own filter were not set; facets without a filter are counted together."""
        unfiltered = [facet for facet in dict.fromkeys(request.facets) if facet not in request.filters]
        counts = self._count_values(request.filtered(request.counted), unfiltered)
        for facet in set(request.facets) & set(request.filters):
            counts |= self._count_values(request.filtered(request.counted, except_facet=facet), (facet,))
        return counts

    def _count_values(self, query: Node, facets: Collection[Facet]) -> Counts:
        wanted = {facet.value: {"terms": {"field": Field.of(facet), "size": MAX_FACET_VALUES}} for facet in facets}
        result = self.searcher.aggregate(translate(query), wanted) if wanted else {}
        return {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in result[facet.value]["buckets"]} for facet in facets
        }

    def _count(self, query: Node) -> int:
        result: Any = self.searcher.search(translate(query), limit=1)
        return int(result.count)

    def _frequency(self, field: str, term: str) -> int:
        """Return how many documents have a term, exactly if they are few: what was removed is in the index's own count
        until segments are merged."""
        frequency = int(self.searcher.doc_freq(field, term))
        return frequency if frequency > COMMON or not frequency else self._count(Term(field, term))

    def _has_match(self, query: Node) -> bool:
        result: Any = self.searcher.search(translate(query), limit=1, count=False)
        return bool(result.hits)

    def _is_common(self, node: Node) -> bool:
        match node:
            case Term(field, value):
                return self.searcher.doc_freq(field, value) > COMMON
            case Boost(inner):
                return self._is_common(inner)
            case DisMax(parts):
                return any(map(self._is_common, parts))
        return False

    def _vocabulary(self, language: str) -> list[str]:
        if language not in self._vocabularies:
            counted = self.searcher.terms_with_prefix(text_fields(language).tokens, "")
            self._vocabularies[language] = [word for word, _ in counted if word.isalpha()]
        return self._vocabularies[language]


def read_position(searcher: Searcher) -> LogPosition:
    """Return the log position that was committed with the documents."""
    state = Query.term_query(schema(), Field.ITEM, STATE)
    hits = searcher.search(state, limit=1).hits
    if not hits:
        return LogPosition()
    stored = searcher.doc(hits[0][1]).to_dict()
    return LogPosition(stored[SEQUENCE][0], stored[MARK][0])
