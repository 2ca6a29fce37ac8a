"""Suggestions for searches with no results."""

import strawberry

from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext, build_nodes
from search.base.answers import Answer
from search.base.requests import SearchRequest
from search.retrieval.no_results import help_with_no_results


@strawberry.type(description="A broader search that has results.")
class BroaderSearch:
    text: str = strawberry.field(description="The text to search for instead; often the same text.")
    drops_filters: bool = strawberry.field(description="Whether to remove the filters. If false, keep them.")
    total_count: int = strawberry.field(description="The number of results.")


@strawberry.type(description="Suggestions to show, in addition to the correction, when a search has no results.")
class SearchHelp:
    broader: BroaderSearch | None = strawberry.field(description="A broader search; null if none has results.")
    popular: list[Content] = strawberry.field(description="Content that is often opened from search results.")


def build_search_help(request: SearchRequest, answer: Answer | None, context: RequestContext) -> SearchHelp:
    """Return suggestions for a search with no results."""
    suggestions = help_with_no_results(request, answer)
    broader = suggestions.broader
    return SearchHelp(
        broader=BroaderSearch(text=broader.text, drops_filters=broader.drops_filters, total_count=broader.total)
        if broader
        else None,
        popular=build_nodes(context, suggestions.popular),
    )
