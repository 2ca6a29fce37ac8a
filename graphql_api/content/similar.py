"""Other content with much of the same words. Unlike an edge it costs a search for each document that is asked."""

from typing import Annotated

import strawberry

from graphql_api.base.cache_tags import HOLDS
from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import Siblings
from graphql_api.content.node_types import ContentNode
from search.retrieval.similar import similar

COST_OF_SIMILAR = 5_000
MOST = 20

HowMany = Annotated[int, strawberry.argument(description=f"How many at the most: 1 to {MOST}.")]


def similar_to(node: ContentNode, first: int) -> list[ContentNode]:
    """Return the nodes of what is most like a document and may be read."""
    if not 1 <= first <= MOST:
        raise HubError(Code.BAD_INPUT, f"`similar` gives 1 to {MOST} documents.")
    reader = node.siblings.reader
    reader.used.list_of()
    reader.used.holds_for(HOLDS)
    items = similar(node.item, reader.viewer, first)
    reader.spend(len(items))
    return Siblings(reader, items, node.siblings.locale).nodes
