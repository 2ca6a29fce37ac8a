"""Fuses lexical and semantic search into one ranking, by the sum of reciprocal ranks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from search.base.fields import Field
from search.engines.interface import EngineRequest
from search.queries.builder import CODE_WITHIN
from search.queries.nodes import Bool, ConstantScore, OneOf
from search.queries.parsed_query import ParsedQuery
from search.retrieval.failover import SearchContext
from search.semantic.embedding import configured_model

LEXICAL_HITS = 50
"""How many of the first lexical hits are reranked; the rest keep their order."""
SEMANTIC_HITS = 10
RANK_CONSTANT, SEMANTIC_WEIGHT = 2, 0.5
"""Measured on the tuning set of the judged queries (docs/decisions/0066-semantic-search.md)."""
FIRST_SCORE, SCORE_STEP = 50_000.0, 500.0
"""Scores that put the fused hits in order: no lexical score can bridge a step."""


def fuse_semantic_ranking(request: EngineRequest, parsed: ParsedQuery, context: SearchContext) -> EngineRequest:
    """Return a request whose response fuses lexical hits with semantically similar documents.

    The request is unchanged if no model is configured, if the reader knows what they want (a title, code, best bet,
    phrase, exclusion, or newest first), or if there are no lexical hits: similar documents alone are noise.
    """
    model = configured_model()
    if model is None or request.newest or parsed.phrases or parsed.excluded or parsed.is_single_code:
        return request
    # Rank without the filters: they only remove hits, and facet counts need the whole result.
    unfiltered = EngineRequest(
        request.query, request.visibility, request.counted, language=parsed.language, limit=LEXICAL_HITS
    )
    matches = context.snapshot.search(unfiltered).matches
    if not matches or matches[0].score >= CODE_WITHIN:
        return request
    (vector,) = model.vectors([parsed.text])
    nearest = []
    if vector.any():
        nearest = context.snapshot.nearest_items(vector, model.floor, request.visibility, SEMANTIC_HITS)
    if not nearest:
        return request
    ranking = reciprocal_ranks([match.item_id for match in matches], nearest)
    ranked = (
        ConstantScore(OneOf(Field.ITEM, (str(item_id),)), FIRST_SCORE - rank * SCORE_STEP)
        for rank, item_id in enumerate(ranking)
    )
    return replace(
        request,
        query=Bool(should=(request.query, *ranked), minimum_should_match=1),
        counted=Bool(should=(request.counted, OneOf(Field.ITEM, tuple(map(str, nearest)))), minimum_should_match=1),
    )


def reciprocal_ranks(lexical: Sequence[UUID], semantic: Sequence[UUID]) -> list[UUID]:
    """Return the items of both rankings, ordered by the weighted sum of 1 / (RANK_CONSTANT + rank)."""
    scores: defaultdict[UUID, float] = defaultdict(float)
    for ranking, weight in ((lexical, 1.0), (semantic, SEMANTIC_WEIGHT)):
        for rank, item_id in enumerate(ranking, start=1):
            scores[item_id] += weight / (RANK_CONSTANT + rank)
    return sorted(scores, key=lambda item_id: -scores[item_id])
