"""Weighs the concepts of a query by how rare they are, and sets how much of that weight a match must have.

A rare word says what a question is about, common ones do not: one page about Egypt answers "is it safe to go to Egypt",
ten that say "safe" and "go" do not. A word that no document contains counts as well, so that "horoscope for today" does
not find what happens to be on today; but only as one word, since a long question contains many that no page needs.
"""

from dataclasses import replace
from math import ceil, log

from search.queries.parsed_query import MAX_TERMS, Needed, ParsedQuery

STEPS = 8
"""The most that a concept weighs; each clause of a query counts for one step."""
SHARE = 0.2
"""The share of the weight of all concepts that a match must have."""
TEXT_SHARE, LEAD_SHARE, ADVICE_SHARE = 0.7, 0.45, 0.9
"""The shares of which one page must have one, or nothing in the hub was meant: in its text, if some is in what leads it
as well; in its title, summary or keywords; or in the text of advice on a country."""
ENOUGH = 12
"""As much is not there by chance, whatever else a text mentions."""
SMALL_COLLECTION = 100
"""In a smaller collection, how many documents contain a word says little about how rare it is."""
MAX_WEIGHED = 4
"""A text with more concepts is a question: it is ranked, and any of its concepts suffices."""


def choose_concepts(parsed: ParsedQuery, documents: int) -> ParsedQuery:
    """Return the query with the most distinctive of its known concepts, weighed by how many documents have them."""
    known = [replace(one, weight=_weight(one.frequency, documents)) for one in parsed.concepts if one.frequency]
    distinctive = sorted(known, key=lambda concept: -concept.weight)[:MAX_TERMS]
    unknown = (*(word for one in parsed.concepts if not one.frequency for word in one.words), *parsed.unknown)
    parsed = replace(parsed, concepts=tuple(concept for concept in known if concept in distinctive), unknown=unknown)
    if len(known) + len(unknown) > MAX_WEIGHED:
        return replace(parsed, required=1, needed=None)
    weight = sum(concept.weight for concept in known) + len(unknown) * _weight(0, documents)
    needed = Needed(*(_share(share, weight) for share in (TEXT_SHARE, LEAD_SHARE, ADVICE_SHARE)))
    return replace(parsed, required=_share(SHARE, weight), needed=needed)


def _share(share: float, weight: int) -> int:
    return max(1, min(ENOUGH, ceil(share * weight)))


def _weight(frequency: int, documents: int) -> int:
    """Return the inverse document frequency as in BM25, rounded, from 1 to STEPS."""
    documents = max(documents, SMALL_COLLECTION)
    frequency = min(frequency, documents)
    return max(1, min(STEPS, round(log(1 + (documents - frequency + 0.5) / (frequency + 0.5)))))
