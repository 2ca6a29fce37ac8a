"""The audience tiers, from the public to everybody who is let in somewhere: each is searched apart from what only
narrower ones may read.

How rare a word is decides what is found first and what is like a page. Counted over all documents, it would tell of
those that the reader may not see (docs/decisions/0067).
"""

from collections.abc import Iterator

from publishing.access.audiences import Audience
from publishing.access.policy import reads_beyond_audience
from publishing.access.viewers import Viewer
from search.base.fields import Field
from search.queries.nodes import MatchAll, Node, Range

TIERS = tuple(Audience)
"""Narrowest last: that one has all documents."""
FULL_TIER = TIERS[-1]


def viewer_tier(viewer: Viewer) -> Audience:
    """Return the tier that a viewer is answered from: the first that has all that they may see."""
    return FULL_TIER if reads_beyond_audience(viewer) else viewer.audience


def tiers_including(audience: int) -> Iterator[Audience]:
    """Yield the tiers that have a document for this audience."""
    return (tier for tier in TIERS if audience <= tier)


def tier_filter(tier: Audience) -> Node:
    """Return the query for all documents of a tier."""
    return MatchAll() if tier == FULL_TIER else Range(Field.AUDIENCE, at_most=tier)
