"""Terms of an index that are similar to a misspelt one: by edit distance, the same for every engine."""

from collections.abc import Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_SIMILAR = 8
LONG_WORD = 8
"""A word of at least this length may differ by two edits instead of one."""


def max_edits(word: str) -> int:
    """Return how many edits a similar word may differ by."""
    return 2 if len(word) >= LONG_WORD else 1


def find_nearest(word: str, vocabulary: Collection[str]) -> list[str]:
    """Return the most similar terms, nearest first; among equals, those with the same first letter come first."""
    found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=max_edits(word), limit=50)
    ranked = sorted(found, key=lambda near: (near[1], near[0][0] != word[0]))
    return [near[0] for near in ranked[:MAX_SIMILAR]]
