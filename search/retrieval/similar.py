"""More like this: finds items that share an item's most distinctive terms."""

from collections import Counter
from collections.abc import Mapping
from math import log

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.models import ContentItem
from search.base.analysis import positioned_terms
from search.base.fields import Field, text_fields
from search.base.requests import Facet
from search.documents.search_document import SearchDocument, build_documents
from search.engines.interface import EngineRequest
from search.queries.matching import FIELD_TIE_BREAKER
from search.queries.nodes import Bool, Boost, DisMax, Node, OneOf, Term
from search.retrieval.failover import SearchContext, search_with_failover
from search.retrieval.visibility import visible_items

MAX_CANDIDATE_TERMS = 60
"""How many of the document's most frequent terms are weighed."""
MAX_TERMS = 25
MIN_SHARED_TERMS = 0.3
"""The proportion of the terms that a similar document must contain. This and MAX_TERMS are those of Lucene's
MoreLikeThis."""
TITLE_COUNT = 3
"""A term in the title counts as if it occurred so many times in the text."""

Weights = Mapping[str, float]


def find_similar_items(item: ContentItem, viewer: Viewer, limit: int = 5) -> tuple[ContentItem, ...]:
    """Return the most similar items in the same language that the viewer may see, with slim editions.

    Return nothing for an item that is not searchable, or if no index can answer.
    """
    document = next(build_documents({item.pk: 0}), None)
    if document is None:
        return ()
    counts = Counter(term for _, term in positioned_terms(document.body, document.language))
    for term in {term for _, term in positioned_terms(f"{document.title}\n{document.keywords}", document.language)}:
        counts[term] += TITLE_COUNT
    counts = Counter(dict(counts.most_common(MAX_CANDIDATE_TERMS)))
    reply = search_with_failover(
        viewer,
        item.locale,
        lambda context: _search(document, counts, viewer, limit, context),
        falls_back=False,
        local_first=True,
    )
    return reply.answer if reply else ()


def _search(
    document: SearchDocument, counts: Counter[str], viewer: Viewer, limit: int, context: SearchContext
) -> tuple[ContentItem, ...]:
    weights = _weigh_terms(document, counts, context)
    if not weights:
        return ()
    query = _build_query(document, weights)
    request = EngineRequest(query, context.visibility, counted=query, language=document.language, limit=limit)
    matches = context.snapshot.search(request).matches
    items = visible_items(viewer, [match.item_id for match in matches])
    return tuple(items[match.item_id] for match in matches if match.item_id in items)


def _weigh_terms(document: SearchDocument, counts: Counter[str], context: SearchContext) -> Weights:
    """Return the most distinctive terms that other documents contain too, by tf·idf, with weights from 0 to 1."""
    known = context.snapshot.count_terms(list(counts), document.language)
    weights = {
        term: (1 + log(count)) * log(1 + known.documents / frequency)
        for term, count in counts.items()
        if (frequency := known.frequencies[term]) > 1
    }
    ranked = sorted(weights, key=lambda term: (-weights[term], term))[:MAX_TERMS]
    return {term: weights[term] / weights[ranked[0]] for term in ranked}


def _build_query(document: SearchDocument, weights: Weights) -> Node:
    fields = text_fields(document.language).searched
    terms = tuple(
        Boost(DisMax(tuple(Term(field, term) for field in fields), FIELD_TIE_BREAKER), weight)
        for term, weight in weights.items()
    )
    excluded = [OneOf(Field.CONTENT_ID, (str(document.content_id),))]
    (kind,) = document.facets[Facet.KIND]
    if KINDS[Kind(kind)].has_alternatives:
        excluded.append(OneOf(Field.KIND, (kind,)))
    return Bool(should=terms, must_not=tuple(excluded), minimum_should_match=max(1, int(len(terms) * MIN_SHARED_TERMS)))
