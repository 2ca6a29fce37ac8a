"""How frequent terms are in the documents that a reader can find."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class TermCounts:
    """How many documents there are, and how many contain each term."""

    documents: int
    frequencies: Mapping[str, int]
