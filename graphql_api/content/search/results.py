"""The root field `search` and its types."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from graphql_api.base.cost_directives import sized_by
from graphql_api.base.enums import LocaleFallback, publish_enum
from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext, build_nodes
from graphql_api.content.lists.connections import After, First, Info
from graphql_api.content.lists.slices import check_page_size
from graphql_api.content.locales import Fallback, Locale, request_locale
from graphql_api.content.page_info import PageInfo
from graphql_api.content.search.answers import SearchAnswer, build_answer
from graphql_api.content.search.filters import SearchFilter, build_search_filters
from graphql_api.content.search.help import SearchHelp, build_search_help
from publishing.access.audiences import Audience
from publishing.kinds import Kind
from search.analytics.recording import recorder
from search.base import results
from search.base.requests import Facet, SearchError, SearchRequest, Sort
from search.base.results import SearchResult
from search.models import Channel
from search.retrieval.facets import facets_for
from search.retrieval.search import run_search

SEARCH_MAX_AGE = 30
"""Maximum age in seconds of search results."""
SEARCH_COST = HELP_COST = 2_000

CODES = {"bad_cursor": Code.BAD_CURSOR, "bad_page_size": Code.PAGE_SIZE}

publish_enum(
    Facet,
    "A facet by which results are counted and filtered.",
    ("Kind.", "Work-stream.", "Topic.", "Sector.", "Country.", "Year of the last major update.", "Audience."),
    "SearchFacet",
)
publish_enum(Sort, "The sort order of hits.", ("Most relevant first.", "Most recently updated first."), "SearchOrder")


@strawberry.type(description="A hit and its position in the results.")
class SearchEdge:
    hit: strawberry.Private[results.Hit]
    cursor: str = strawberry.field(description="The cursor of the hit, to pass as `after`.")
    node: Content = strawberry.field(description="The content item.")

    @field("The relevance score; comparable only within one response.")
    def score(self) -> float:
        return self.hit.score

    @field("The title as escaped HTML, with matches in `<mark>`.")
    def title_html(self) -> str:
        return self.hit.title_html

    @field("An extract as escaped HTML, with matches in `<mark>`; null if there is no text.")
    def snippet_html(self) -> str | None:
        return self.hit.snippet_html or None

    @field("Whether editors promoted it for this search.")
    def is_best_bet(self) -> bool:
        return self.hit.is_best_bet

    @field("The reference in the search that belongs to what this superseded; null if there is none.")
    def superseded_reference(self) -> str | None:
        return self.hit.supersedes or None


@strawberry.type(description="One value of a facet.")
class SearchFacetValue:
    value: str = strawberry.field(description="The value to use in the filter.")
    label: str = strawberry.field(description="The display label of the value.")
    count: int = strawberry.field(description="The number of hits with this value, ignoring the filter on this facet.")
    selected: bool = strawberry.field(description="Whether the filter includes this value.")


@strawberry.type(description="The counts for one facet.")
class SearchFacetCounts:
    facet: Facet = strawberry.field(description="The facet.")
    values: list[SearchFacetValue] = strawberry.field(description="The values of the facet, most frequent first.")


@strawberry.type(description="A slice of the results of a search, best first.")
class SearchConnection:
    request: strawberry.Private[SearchRequest]
    result: strawberry.Private[SearchResult]
    context: strawberry.Private[RequestContext]

    @field("The hits, each with its cursor and the text that matches.")
    def edges(self) -> list[SearchEdge]:
        return [
            SearchEdge(hit=hit, cursor=hit.cursor, node=node)
            for hit, node in zip(self.result.hits, self.nodes(), strict=True)
        ]

    @field("The content of the hits.")
    def nodes(self) -> list[Content]:
        return build_nodes(self.context, (hit.item for hit in self.result.hits))

    @field("The total number of hits.")
    def total_count(self) -> int:
        return self.result.total

    @field("The counts by facet.")
    def facets(self) -> list[SearchFacetCounts]:
        return [
            SearchFacetCounts(facet=facet, values=[_build_facet_value(facet, value) for value in values])
            for facet, values in self.result.facets.items()
        ]

    @field("The suggested spelling correction; null unless it would find more.")
    def correction(self) -> str | None:
        return self.result.correction or None

    @field("The text whose results these are, if what was typed finds nothing and this was clearly meant; else null.")
    def shown_for(self) -> str | None:
        return self.result.shown_for or None

    @field("Whether the text has nothing to search for: only words such as “the”, or symbols.")
    def means_nothing(self) -> bool:
        return self.result.means_nothing

    @field("What answers the search; null if it is not certain what is meant, and on later pages.")
    def answer(self) -> SearchAnswer | None:
        answer = self.result.answer
        return build_answer(answer, self.context, self.request.locale) if answer else None

    @field("Suggestions for a search with no results; null if there are results.", cost=HELP_COST)
    def help(self) -> SearchHelp | None:
        if self.result.hits or self.request.after:
            return None
        return build_search_help(self.request, self.result.answer, self.context)

    @field("The search engine that was used.")
    def engine(self) -> str:
        return self.result.engine

    @field("Whether the results are degraded: tell your readers.")
    def degraded(self) -> bool:
        return self.result.degraded

    @field("The age in seconds of the oldest change that is not yet indexed; 0 if the index is up to date.")
    def index_age(self) -> float:
        return self.result.index_age

    @field("The position of the slice in the hits.")
    def page_info(self) -> PageInfo:
        hits = self.result.hits
        return PageInfo(
            has_next_page=self.result.has_next,
            has_previous_page=bool(self.request.after),
            start_cursor=hits[0].cursor if hits else None,
            end_cursor=self.result.end_cursor or None,
        )


QueryText = Annotated[
    str, strawberry.argument(description="The search text, in natural language. Empty text matches everything.")
]
Filter = Annotated[SearchFilter | None, strawberry.argument(description="Filters for the hits.")]
Verbatim = Annotated[
    bool, strawberry.argument(description="Whether to search for the text as it is, even if it is clearly misspelt.")
]
Ordered = Annotated[Sort, strawberry.argument(description="The sort order of the hits.")]


@strawberry.type
class SearchQuery:
    @field("Search content by text.", cost=SEARCH_COST, size=sized_by("first", fields=("nodes", "edges")))
    def search(
        self,
        info: Info,
        query: QueryText,
        first: First,
        filter: Filter = None,
        order_by: Ordered = Sort.RELEVANCE,
        locale: Locale = "en-gb",
        fallback: Fallback = LocaleFallback.NONE,
        after: After = None,
        verbatim: Verbatim = False,
    ) -> SearchConnection | None:
        context, requested = info.context, request_locale(info, locale, fallback)
        request = SearchRequest(
            text=query,
            viewer=context.viewer,
            locale=requested.locale,
            falls_back=len(requested.accepted) > 1,
            filters=build_search_filters(context, filter or SearchFilter()),
            sort=order_by,
            first=check_page_size(first),
            after=after or "",
            verbatim=verbatim,
            facets=facets_for(context.viewer) if "facets" in _requested_fields(info) else (),
        )
        try:
            result = run_search(request)
        except SearchError as error:
            raise HubError(CODES.get(error.code, Code.BAD_INPUT), str(error)) from None
        context.cache_tags.add_list()
        # Editors can change the vocabulary without changing content, and degraded results should soon improve.
        context.cache_tags.limit_age(0 if result.degraded or result.index_age else SEARCH_MAX_AGE)
        recorder.record(request, result, Channel.API)
        return SearchConnection(request=request, result=result, context=context)


def _requested_fields(info: Info) -> set[str]:
    """The names of the requested fields: facets are counted only if requested."""
    return {name for field in info.selected_fields for name in _names(getattr(field, "selections", ()))}


def _names(selections: Iterable[Selection]) -> Iterator[str]:
    for selection in selections:
        if isinstance(selection, SelectedField):
            yield selection.name
        else:
            yield from _names(selection.selections)


def _build_facet_value(facet: Facet, found: results.FacetValue) -> SearchFacetValue:
    """Return a facet's value in the form that the filter accepts: enums by name."""
    value = found.value
    if facet is Facet.KIND:
        value = Kind(value).name
    elif facet is Facet.AUDIENCE:
        value = Audience(int(value)).name
    return SearchFacetValue(value=value, label=found.label, count=found.count, selected=found.selected)
