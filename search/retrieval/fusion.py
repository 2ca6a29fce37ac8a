"""Search by words and by meaning in one ranking: the reciprocal ranks of both are added."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from search.base.fields import Field
from search.engines.interface import EngineRequest
from search.queries.builder import CODE_WITHIN
from search.queries.nodes import Bool, ConstantScore, Node, OneOf
from search.queries.parser import ParsedQuery
from search.retrieval.failover import Moment
from search.semantic.embedding import configured_model

BY_WORDS = 50
"""The first of those that have the words are ranked anew; the others follow as they are."""
NEAREST = 10
CONSTANT, SHARE_OF_MEANING = 2, 0.5
"""Measured on the tuning part of the judged queries (docs/decisions/0066-hybrid.md)."""
FIRST, STEP = 50_000.0, 500.0
"""What places the fused hits: steps that no score of words can bridge."""


def fused(question: EngineRequest, what: ParsedQuery, moment: Moment) -> EngineRequest:
    """Return a question whose answer has, in order of both ranks, what has the words and what means nearly the same.

    As it was where no model is used, and where the reader knows what they want: a title, a code, a best bet, quotes, an
    exclusion, the newest first. And where nothing has the words: what is merely similar is then noise.
    """
    model = configured_model()
    if model is None or question.newest or what.phrases or what.excluded or what.is_one_code:
        return question
    # Filters only take away: the ranking is that of the whole answer, and facets count it.
    plain = EngineRequest(question.query, question.visibility, question.counted, language=what.language, limit=BY_WORDS)
    matches = moment.snapshot.search(plain).matches
    if not matches or matches[0].score >= CODE_WITHIN:
        return question
    (vector,) = model.vectors([what.text])
    near = moment.snapshot.nearest_items(vector, model.floor, question.visibility, NEAREST) if vector.any() else []
    if not near:
        return question
    ranking = reciprocal_ranks([match.item_id for match in matches], near)
    placed = (ConstantScore(_are([item_id]), FIRST - place * STEP) for place, item_id in enumerate(ranking))
    return replace(
        question,
        query=Bool(should=(question.query, *placed), minimum_should_match=1),
        counted=Bool(should=(question.counted, _are(near)), minimum_should_match=1),
    )


def reciprocal_ranks(by_words: Sequence[UUID], by_meaning: Sequence[UUID]) -> list[UUID]:
    """Return the items of both, ranked by the weighted sum of 1 / (CONSTANT + rank)."""
    scores: defaultdict[UUID, float] = defaultdict(float)
    for ranked, weight in ((by_words, 1.0), (by_meaning, SHARE_OF_MEANING)):
        for rank, item_id in enumerate(ranked, start=1):
            scores[item_id] += weight / (CONSTANT + rank)
    return sorted(scores, key=lambda item_id: -scores[item_id])


def _are(items: Sequence[UUID]) -> Node:
    return OneOf(Field.ITEM, tuple(map(str, items)))
