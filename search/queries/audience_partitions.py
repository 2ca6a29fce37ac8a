"""The circles of readers, from the public to everybody who is let in somewhere: each is searched apart from what only
narrower ones may read.

How rare a word is decides what is found first and what is like a page. Counted over all documents, it would tell of
those that the reader may not see (docs/decisions/0067).
"""

from collections.abc import Iterator

from publishing.access.audiences import Audience
from publishing.access.policy import reads_beyond_audience
from publishing.access.viewers import Viewer
from search.base.fields import Field
from search.queries.nodes import Everything, Node, Range

CIRCLES = tuple(Audience)
"""Narrowest last: that one has all documents."""
WHOLE = CIRCLES[-1]


def circle_of(viewer: Viewer) -> Audience:
    """Return the circle that a viewer is answered from: the first that has all that they may see."""
    return WHOLE if reads_beyond_audience(viewer) else viewer.audience


def circles_with(audience: int) -> Iterator[Audience]:
    """Yield the circles that have a document for this audience."""
    return (circle for circle in CIRCLES if audience <= circle)


def documents_in(circle: Audience) -> Node:
    """Return the query for all documents of a circle."""
    return Everything() if circle == WHOLE else Range(Field.AUDIENCE, at_most=circle)
