"""Audience tiers: nested parts of an index, from what the public may read to all documents.

Each tier is searched as if it were the whole index. How rare a term is affects ranking and similarity; counted over all
documents, it would reveal something about documents that the reader may not see (docs/decisions/0067).
"""

from collections.abc import Iterator

from publishing.access.audiences import Audience
from publishing.access.policy import reads_beyond_audience
from publishing.access.viewers import Viewer
from search.base.fields import Field
from search.queries.nodes import MatchAll, Node, Range

TIERS = tuple(Audience)
"""The widest audience first. The last tier contains all documents."""
FULL_TIER = TIERS[-1]


def viewer_tier(viewer: Viewer) -> Audience:
    """Return the tier to search for a viewer: the smallest that contains everything they may see."""
    return FULL_TIER if reads_beyond_audience(viewer) else viewer.audience


def tiers_including(audience: int) -> Iterator[Audience]:
    """Yield the tiers that contain documents for this audience."""
    return (tier for tier in TIERS if audience <= tier)


def tier_filter(tier: Audience) -> Node:
    """Return the query that matches all documents of a tier."""
    return MatchAll() if tier == FULL_TIER else Range(Field.AUDIENCE, at_most=tier)
