"""What the search page shows: results, sort orders, facets, and help if nothing was found."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.kinds import Kind
from publishing.models.headlines import load_headlines, load_past
from search.base.answers import Answer
from search.base.requests import Facet, SearchRequest, Sort
from search.base.results import FacetValue, SearchResult
from search.retrieval.database_fallback import NAME as DATABASE
from search.retrieval.no_results import help_with_no_results
from website.pages.labels import AUDIENCES
from website.pages.layout import Context, Layout
from website.search_pages.answers import answer_context

LATE_SECONDS = 60.0
"""How far the index may be behind before readers are informed."""
OPEN_FACETS = {Facet.KIND}
FACET_NAMES: dict[Facet, str | Promise] = {
    Facet.KIND: _("Kind"),
    Facet.WORK_STREAM: _("Work-stream"),
    Facet.TOPIC: _("Topic"),
    Facet.SECTOR: _("Sector"),
    Facet.COUNTRY: _("Country"),
    Facet.YEAR: _("Year"),
    Facet.AUDIENCE: _("Who may read it"),
}
SORT_NAMES: dict[Sort, str | Promise] = {Sort.RELEVANCE: _("Best match"), Sort.NEWEST: _("Newest")}


@dataclass(frozen=True)
class FacetGroup:
    """A facet with its values; it is open if one of them is selected."""

    facet: Facet
    values: tuple[FacetValue, ...]

    @property
    def name(self) -> str | Promise:
        """Its name for readers."""
        return FACET_NAMES[self.facet]

    @property
    def is_open(self) -> bool:
        """Whether it is shown expanded."""
        return self.facet in OPEN_FACETS or any(value.selected for value in self.values)


@dataclass(frozen=True)
class SortLink:
    """A sort order of the results, with the query string of the page that shows it."""

    name: str | Promise
    query: str
    is_current: bool


def results_context(layout: Layout, search: SearchRequest, found: SearchResult) -> Context:
    """Return the context of templates/website/search_results.html."""
    request = layout.request
    facets = [_facet_group(facet, values) for facet, values in found.facets.items() if values]
    is_titles_only = found.engine == DATABASE
    is_ranked = search.text and found.hits and not is_titles_only
    return {
        "search": search,
        "found": found,
        "headlines": load_headlines(hit.item for hit in found.hits),
        "past": load_past(hit.item for hit in found.hits),
        "is_titles_only": is_titles_only,
        "indexed_until": _indexed_until(found),
        "facets": facets,
        "chosen": sum(map(len, search.filters.chosen().values())),
        "selected_names": [value.label for group in facets for value in group.values if value.selected],
        "sorts": [
            SortLink(SORT_NAMES[sort], _query(request, sort=sort.value), search.sort is sort)
            for sort in (Sort if is_ranked else ())
        ],
        "selected_sort": "" if search.sort is Sort.RELEVANCE else search.sort.value,
        "correction_query": _query(request, q=found.correction),
        "verbatim_query": _query(request, verbatim="1"),
        "answer": answer_context(found.answer, search.viewer, layout.locale),
        "next_query": _query(request, after=found.end_cursor) if found.has_next else "",
        "clear_query": _query(request, without=Facet),
        # A slice after the first one may be empty, for a crawler: that is not a search without results.
        **({} if found.hits or search.after else _no_results_context(layout, search, found.answer)),
    }


def _indexed_until(found: SearchResult) -> datetime | None:
    """Return the time up to which the index is complete, if it is late. The database is never late."""
    if found.index_age <= LATE_SECONDS or found.engine == DATABASE:
        return None
    return timezone.now() - timedelta(seconds=found.index_age)


def _facet_group(facet: Facet, values: tuple[FacetValue, ...]) -> FacetGroup:
    """Translate the labels, which search gives in English, and put the newest year first."""
    if facet is Facet.KIND:
        values = tuple(replace(value, label=str(Kind(value.value).label)) for value in values)
    elif facet is Facet.AUDIENCE:
        values = tuple(replace(value, label=str(AUDIENCES[value.value])) for value in values)
    elif facet is Facet.YEAR:
        values = tuple(sorted(values, key=lambda value: value.value, reverse=True))
    return FacetGroup(facet, values)


def _no_results_context(layout: Layout, search: SearchRequest, answer: Answer | None) -> Context:
    offered = help_with_no_results(search, answer)
    broader = offered.broader
    query = _query(layout.request, without=Facet if broader.drops_filters else (), q=broader.text) if broader else ""
    return {
        "broader": broader,
        "broader_query": query,
        "popular": offered.popular,
        "contact": layout.navigation.contact,
    }


def _query(request: HttpRequest, *, without: Iterable[str] = (), **changes: str) -> str:
    """Return the query string of this page from its first result on, with parameters removed or changed."""
    query = request.GET.copy()
    for name in ("after", "fragment", *without):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()
