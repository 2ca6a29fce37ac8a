"""More like this: what else has the words that tell a document from others."""

from collections import Counter
from collections.abc import Mapping
from math import log

from publishing.access.viewers import Viewer
from publishing.models import ContentItem
from search.base.analysis import positioned_terms
from search.base.fields import Field, text_fields
from search.documents.search_document import SearchDocument, build_documents
from search.engines.interface import EngineRequest
from search.queries.audience_tiers import tier_filter
from search.queries.builder import SHARE_OF_OTHER_FIELDS
from search.queries.nodes import Bool, Boost, DisMax, Node, OneOf, Term
from search.retrieval.failover import Moment, ask_engines
from search.retrieval.visibility import visible_items

MOST_WEIGHED = 60
"""Terms whose frequency is asked for: those that the document has most often."""
MOST_TERMS = 25
SHARE_OF_TERMS = 0.3
"""How many of the terms another document must have. Both numbers are those of Lucene's MoreLikeThis."""
IN_TITLE = 3
"""A term of the title counts as if it stood so often in the text."""

Weights = Mapping[str, float]


def similar(item: ContentItem, viewer: Viewer, limit: int = 5) -> tuple[ContentItem, ...]:
    """Return what the viewer may see of the content of the item's language that is most like it, with slim editions;
    nothing for what is not searched, and where no index can answer."""
    document = next(build_documents({item.pk: 0}), None)
    if document is None:
        return ()
    counts = _counts(document)
    reply = ask_engines(
        viewer, item.locale, lambda moment: _similar(document, counts, viewer, limit, moment), local_first=True
    )
    return reply.answer if reply else ()


def _counts(document: SearchDocument) -> Counter[str]:
    counts = Counter(term for _, term in positioned_terms(document.body, document.language))
    for term in {term for _, term in positioned_terms(f"{document.title}\n{document.keywords}", document.language)}:
        counts[term] += IN_TITLE
    return Counter(dict(counts.most_common(MOST_WEIGHED)))


def _similar(
    document: SearchDocument, counts: Counter[str], viewer: Viewer, limit: int, moment: Moment
) -> tuple[ContentItem, ...]:
    weights = _weights(document, counts, moment)
    if not weights:
        return ()
    query = _query(document, weights)
    question = EngineRequest(query, moment.visibility, counted=query, language=document.language, limit=limit)
    matches = moment.snapshot.search(question).matches
    items = visible_items(viewer, [match.item_id for match in matches])
    return tuple(items[match.item_id] for match in matches if match.item_id in items)


def _weights(document: SearchDocument, counts: Counter[str], moment: Moment) -> Weights:
    """Return the most telling terms that others have as well, by tf·idf, with their weights from 0 to 1."""
    frequencies = moment.snapshot.document_frequencies(list(counts), document.language)
    (documents,) = moment.snapshot.count_matches([tier_filter(moment.tier)])
    telling = {
        term: (1 + log(count)) * log(1 + documents / frequencies[term])
        for term, count in counts.items()
        if frequencies[term] > 1
    }
    ranked = sorted(telling, key=lambda term: (-telling[term], term))[:MOST_TERMS]
    return {term: telling[term] / telling[ranked[0]] for term in ranked}


def _query(document: SearchDocument, weights: Weights) -> Node:
    fields = text_fields(document.language).searched
    terms = tuple(
        Boost(DisMax(tuple(Term(field, term) for field in fields), SHARE_OF_OTHER_FIELDS), weight)
        for term, weight in weights.items()
    )
    itself = OneOf(Field.CONTENT_ID, (str(document.content_id),))
    return Bool(should=terms, must_not=(itself,), minimum_should_match=max(1, int(len(terms) * SHARE_OF_TERMS)))
