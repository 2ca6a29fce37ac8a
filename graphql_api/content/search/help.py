"""What helps those whose search found nothing."""

import strawberry

from graphql_api.content.base import Content
from graphql_api.content.context import NodeBatch, RequestContext
from search.base.requests import SearchRequest
from search.retrieval.no_results import help_with_no_results


@strawberry.type(description="A search that asks for less and finds something.")
class BroaderSearch:
    text: str = strawberry.field(description="What to look for instead; often the same text.")
    drops_filters: bool = strawberry.field(description="Whether it has no filter. Otherwise the filter stays as it is.")
    total_count: int = strawberry.field(description="How many documents it finds.")


@strawberry.type(description="What to offer somebody who found nothing, beside the correction.")
class SearchHelp:
    broader: BroaderSearch | None = strawberry.field(description="A broader search; null when none finds anything.")
    popular: list[Content] = strawberry.field(description="What many people opened from their searches.")


def help_with(request: SearchRequest, context: RequestContext) -> SearchHelp:
    """Return what helps with a search that found nothing."""
    offered = help_with_no_results(request)
    broader = offered.broader
    return SearchHelp(
        broader=BroaderSearch(text=broader.text, drops_filters=broader.drops_filters, total_count=broader.total)
        if broader
        else None,
        popular=NodeBatch(context, offered.popular, request.locale).nodes,
    )
