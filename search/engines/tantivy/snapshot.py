"""The index at one moment, asked."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tantivy import Query, Searcher

from search.base.cursors import CursorPosition
from search.base.fields import Field, text_fields
from search.base.requests import Facet
from search.engines.interface import Counts, EngineRequest, EngineResponse, LogPosition, Match
from search.engines.similar_words import find_nearest
from search.engines.tantivy.highlights import Passages
from search.engines.tantivy.integrity import telling_panics
from search.engines.tantivy.schema import MARK, SEQUENCE, STATE, schema
from search.engines.tantivy.translate import translate
from search.queries.nodes import Bool, Boost, DisMax, Node, OneOf, Term
from search.semantic.embedding import configured

if TYPE_CHECKING:
    from search.semantic.embedding import Vectors

MOST_VALUES = 500
WINDOW = 50
"""How far the last hit of a page is looked for, before and after its old place."""
COMMON = 1000
"""What stands in more documents is taken for known, and is not looked for behind the gate: that would take as long as
the search."""


class TantivySnapshot:
    """A searcher and what is derived from it."""

    def __init__(self, searcher: Searcher, position: LogPosition | None = None) -> None:
        self.searcher = searcher
        self.position = position or position_in(searcher)
        self._vocabularies: dict[str, list[str]] = {}

    @telling_panics
    def search(self, question: EngineRequest) -> EngineResponse:
        """Answer a question. Equal scores keep the order of the index's documents."""
        place = question.after or CursorPosition(0, UUID(int=0))
        start = max(0, place.offset - WINDOW)
        span = place.offset - start + WINDOW if place.offset else 0
        order = Field.UPDATED_AT.value if question.newest else None
        query, limit = translate(question.filtered(question.query)), span + question.limit + 1
        result: Any = self.searcher.search(query, limit=limit, order_by_field=order, offset=start)
        found = [(0.0 if order else float(score), self.searcher.doc(address)) for score, address in result.hits]
        skipped = _skipped([document[Field.ITEM][0] for _, document in found[:span]], place, start)
        matches = self._matches(found[skipped : skipped + question.limit], question, start + skipped)
        return EngineResponse(
            matches=matches,
            total=result.count,
            has_next=len(found) > skipped + question.limit,
            counts=self._facets(question),
            found=tuple(self.have_matches(question.probes, question.visibility)),
            end=matches[-1].place if matches else None,
        )

    @telling_panics
    def count_matches(self, queries: Sequence[Node]) -> list[int]:
        """Return how many documents match each query."""
        return [self._count(query) for query in queries]

    @telling_panics
    def have_matches(self, probes: Sequence[Node], visibility: Node) -> list[bool]:
        """Return for each probe whether something behind the gate has it."""
        return [self._is_common(probe) or self._count(Bool(must=(probe, visibility))) > 0 for probe in probes]

    @telling_panics
    def nearest_items(self, vector: "Vectors", floor: float, visibility: Node, limit: int) -> list[UUID]:
        """Return what is nearest, by the vectors of the very editions that this index has."""
        from search.engines.tantivy.matrix import matrix

        model = configured()
        passed: list[UUID] = []
        for batch in matrix(model).nearest(vector, floor, self.position) if model else ():
            editions = self._editions([item_id for item_id, _ in batch], visibility)
            passed += [item_id for item_id, edition_id in batch if editions.get(item_id) == edition_id]
            if len(passed) >= limit:
                break
        return passed[:limit]

    @telling_panics
    def document_frequencies(self, terms: Collection[str], language: str) -> dict[str, int]:
        """Return in how many documents each term stands at least."""
        fields = text_fields(language)
        searched = (fields.title, fields.body, fields.keywords)
        return {term: max(self.searcher.doc_freq(field, term) for field in searched) for term in terms}

    @telling_panics
    def similar_words(self, words: Sequence[str], language: str) -> dict[str, list[str]]:
        """Return words of the index within one edit (two for long words), the nearest first."""
        return {word: find_nearest(word, self._vocabulary(language)) for word in words}

    def _editions(self, items: Sequence[UUID], visibility: Node) -> dict[UUID, int]:
        query = Bool(must=(OneOf(Field.ITEM, tuple(map(str, items))), visibility))
        found = (self.searcher.doc(at) for _, at in self.searcher.search(translate(query), limit=len(items)).hits)
        return {UUID(document[Field.ITEM][0]): int(document[Field.EDITION][0]) for document in found}

    def _matches(self, found: Sequence[tuple[float, Any]], question: EngineRequest, before: int) -> tuple[Match, ...]:
        passages = Passages(self.searcher, question.highlight, question.language) if question.highlight else None
        matches = []
        for number, (score, document) in enumerate(found, start=before + 1):
            item_id, edition_id = UUID(document[Field.ITEM][0]), int(document[Field.EDITION][0])
            title, snippet = passages.of(document) if passages else ("", "")
            matches.append(Match(item_id, edition_id, score, CursorPosition(number, item_id), title, snippet))
        return tuple(matches)

    def _facets(self, question: EngineRequest) -> Counts:
        """Count each facet as if its own filter were not set; those without one are counted together."""
        free = [facet for facet in dict.fromkeys(question.facets) if facet not in question.filters]
        counts = self._facet(question.filtered(question.counted), free)
        for facet in set(question.facets) & set(question.filters):
            counts |= self._facet(question.filtered(question.counted, except_facet=facet), (facet,))
        return counts

    def _facet(self, query: Node, facets: Collection[Facet]) -> Counts:
        wanted = {facet.value: {"terms": {"field": Field.of(facet), "size": MOST_VALUES}} for facet in facets}
        answer = self.searcher.aggregate(translate(query), wanted) if wanted else {}
        return {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in answer[facet.value]["buckets"]} for facet in facets
        }

    def _count(self, query: Node) -> int:
        result: Any = self.searcher.search(translate(query), limit=1)
        return int(result.count)

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


def position_in(searcher: Searcher) -> LogPosition:
    """Return the position that was committed with the documents."""
    state = Query.term_query(schema(), Field.ITEM, STATE)
    hits = searcher.search(state, limit=1).hits
    if not hits:
        return LogPosition()
    stored = searcher.doc(hits[0][1]).to_dict()
    return LogPosition(stored[SEQUENCE][0], stored[MARK][0])


def _skipped(item_ids: Sequence[str], place: CursorPosition, start: int) -> int:
    """Return how many of the matches, which begin at `start`, come before the page."""
    sought = str(place.item_id)
    return item_ids.index(sought) + 1 if sought in item_ids else place.offset - start
