"""Similar content. Unlike an edge it costs one search for each item."""

from typing import Annotated

import strawberry

from graphql_api.base.cache_tags import CLOCK_MAX_AGE
from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import build_nodes
from graphql_api.content.node_types import ContentNode
from search.retrieval.similar import find_similar_items

SIMILAR_COST = 5_000
MAX_FIRST = 20

First = Annotated[int, strawberry.argument(description=f"The maximum number to return, from 1 to {MAX_FIRST}.")]


def load_similar(node: ContentNode, first: int) -> list[ContentNode]:
    """Return the visible nodes that are most similar to a node."""
    if not 1 <= first <= MAX_FIRST:
        raise HubError(Code.BAD_INPUT, f"`first` must be from 1 to {MAX_FIRST}.")
    context = node.batch.context
    context.cache_tags.add_list()
    context.cache_tags.limit_age(CLOCK_MAX_AGE)
    items = find_similar_items(node.item, context.viewer, first)
    context.count_nodes(len(items))
    return build_nodes(context, items)
