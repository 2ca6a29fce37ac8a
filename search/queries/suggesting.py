"""Builds the query for suggestions while typing."""

from datetime import datetime

from search.base.analysis import code_key, title_key, tokenize
from search.base.fields import Field, text_fields
from search.queries.builder import build_recency_boosts
from search.queries.nodes import Bool, ConstantScore, FuzzyTerm, Node

MIN_FUZZY_LENGTH = 4
"""Shorter terms are not matched fuzzily: everything is similar to them."""
MAX_TERMS = 8


def build_suggestion_query(text: str, language: str, now: datetime, *, edits: int = 0) -> Node | None:
    """Return the query for titles that contain the typed terms, the last one as a prefix, and for codes with the text
    as a prefix; None if there are no terms."""
    typed = tokenize(text)[:MAX_TERMS]
    if not typed:
        return None
    field = text_fields(language).title_tokens
    parts = tuple(
        FuzzyTerm(field, token, edits if len(token) >= MIN_FUZZY_LENGTH else 0, prefix=number == len(typed))
        for number, token in enumerate(typed, start=1)
    )
    code = FuzzyTerm(Field.CODE, code_key(text)[:40], 0, prefix=True)
    title_start = FuzzyTerm(Field.WHOLE_TITLE, title_key(text)[:100], 0, prefix=True)
    return Bool(
        must=(Bool(should=(Bool(must=parts), ConstantScore(code, 2.0)), minimum_should_match=1),),
        should=(ConstantScore(title_start, 1.0), *build_recency_boosts(now)),
    )
