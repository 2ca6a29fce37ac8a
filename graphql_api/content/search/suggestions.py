"""Root fields for search boxes: suggestions while a reader is typing, and what others search for."""

from typing import Annotated

import strawberry

from graphql_api.base.enums import LocaleFallback
from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import build_nodes
from graphql_api.content.lists.connections import Info
from graphql_api.content.locales import Fallback, Locale, RequestedLocale, request_locale
from search.base.requests import SearchError
from search.retrieval.popular_searches import find_popular_searches
from search.retrieval.suggestions import suggest

MAX_FIRST = 20
MAX_AGE = 30
"""Maximum age in seconds of the results, as of those of searches."""
SUGGESTIONS_COST = 200
POPULAR_COST = 1_000

First = Annotated[int, strawberry.argument(description=f"The maximum number to return, from 1 to {MAX_FIRST}.")]
Prefix = Annotated[str, strawberry.argument(description="The text typed so far. Its last term may be incomplete.")]


@strawberry.type(description="Content whose title matches what was typed.")
class SearchSuggestion:
    content: Content = strawberry.field(description="The content item.")
    title_html: str = strawberry.field(description="The title as escaped HTML, with matches in `<mark>`.")


@strawberry.type(description="A text that readers often search for.")
class PopularSearch:
    text: str = strawberry.field(description="The text, to pass as `query` to `search`.")


@strawberry.type
class SuggestionQuery:
    @field("Content whose title contains the typed terms, for search boxes.", cost=SUGGESTIONS_COST)
    def suggestions(
        self,
        info: Info,
        prefix: Prefix,
        first: First,
        locale: Locale = "en-gb",
        fallback: Fallback = LocaleFallback.NONE,
    ) -> list[SearchSuggestion] | None:
        requested = _prepare(info, first, locale, fallback)
        falls_back = len(requested.accepted) > 1
        try:
            found = suggest(prefix, info.context.viewer, requested.locale, first, falls_back=falls_back)
        except SearchError as error:
            raise HubError(Code.BAD_INPUT, str(error)) from None
        nodes = build_nodes(info.context, (one.item for one in found))
        return [SearchSuggestion(content=node, title_html=one.html) for node, one in zip(nodes, found, strict=True)]

    @field(
        "The texts that readers without an account searched for most in the last 30 days, most frequent first. Only "
        "those whose terms are in a title that you may see.",
        cost=POPULAR_COST,
    )
    def popular_searches(self, info: Info, first: First, locale: Locale = "en-gb") -> list[PopularSearch] | None:
        found = find_popular_searches(info.context.viewer, _prepare(info, first, locale).locale, first)
        return [PopularSearch(text=text) for text in found]


def _prepare(info: Info, first: int, locale: str, fallback: LocaleFallback = LocaleFallback.NONE) -> RequestedLocale:
    """Check the arguments, limit the age of the response, and return the requested language."""
    if not 1 <= first <= MAX_FIRST:
        raise HubError(Code.BAD_INPUT, f"`first` must be from 1 to {MAX_FIRST}.")
    info.context.cache_tags.add_list()
    info.context.cache_tags.limit_age(MAX_AGE)
    return request_locale(info, locale, fallback)
