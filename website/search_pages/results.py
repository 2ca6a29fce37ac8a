"""What the search page shows of an answer: its order, its facets, and a way on where nothing was found."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.kinds import Kind
from search.base.requests import Facet, SearchRequest, Sort
from search.base.results import FacetValue, SearchResult
from search.retrieval.database_fallback import NAME as DATABASE
from search.retrieval.no_results import Broader, help_on
from website.pages.labels import AUDIENCES
from website.pages.layout import Context, Frame
from website.pages.navigation import Step

LATE = 60.0
"""Seconds that the index may be behind before readers are told."""
CONTACT_SLUGS = ("contact", "cysylltu")
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
class ShownFacet:
    """A dimension with its values, open when something in it is chosen."""

    facet: Facet
    values: tuple[FacetValue, ...]

    @property
    def name(self) -> str | Promise:
        """Its name for readers."""
        return FACET_NAMES[self.facet]

    @property
    def is_open(self) -> bool:
        """Whether it is shown unfolded."""
        return self.facet in OPEN_FACETS or any(value.selected for value in self.values)


@dataclass(frozen=True)
class ShownSort:
    """An order that the results can have, with the query of the page that shows them so."""

    name: str | Promise
    query: str
    is_current: bool


def results_context(frame: Frame, asked: SearchRequest, found: SearchResult) -> Context:
    """Return what templates/website/search_results.html shows."""
    facets = [_shown(facet, values) for facet, values in found.facets.items() if values]
    is_titles_only = found.engine == DATABASE
    is_ranked = asked.text and found.hits and not is_titles_only
    return {
        "asked": asked,
        "found": found,
        "is_titles_only": is_titles_only,
        "known_until": _known_until(found),
        "facets": facets,
        "chosen": any(asked.filters.chosen().values()),
        "chosen_names": [value.label for shown in facets for value in shown.values if value.selected],
        "sorts": [_sort(frame.request, asked, sort) for sort in Sort] if is_ranked else [],
        "kept_sort": "" if asked.sort is Sort.RELEVANCE else asked.sort.value,
        "correction_query": _query(frame.request, q=found.correction),
        "next_query": _query(frame.request, after=found.end_cursor) if found.has_next else "",
        "clear_query": _query(frame.request, without=Facet),
        **_way_on(frame, asked, found),
    }


def _known_until(found: SearchResult) -> datetime | None:
    """The time up to which the index knows what was published, where it is late. The database knows all."""
    if found.index_age <= LATE or found.engine == DATABASE:
        return None
    return timezone.now() - timedelta(seconds=found.index_age)


def _shown(facet: Facet, values: tuple[FacetValue, ...]) -> ShownFacet:
    """Say codes in the page's language, for search labels them in English, and put the newest year first."""
    if facet is Facet.KIND:
        values = tuple(replace(value, label=str(Kind(value.value).label)) for value in values)
    elif facet is Facet.AUDIENCE:
        values = tuple(replace(value, label=str(AUDIENCES[value.value])) for value in values)
    elif facet is Facet.YEAR:
        values = tuple(sorted(values, key=lambda value: value.value, reverse=True))
    return ShownFacet(facet, values)


def _sort(request: HttpRequest, asked: SearchRequest, sort: Sort) -> ShownSort:
    return ShownSort(SORT_NAMES[sort], _query(request, sort=sort.value), asked.sort is sort)


def _way_on(frame: Frame, asked: SearchRequest, found: SearchResult) -> Context:
    """Return help for who found nothing. A page of results that has none left is no such search: a crawler's."""
    if found.hits or asked.after:
        return {}
    offered = help_on(asked)
    broader = offered.broader
    return {
        "broader": broader,
        "broader_query": _broader_query(frame.request, broader) if broader else "",
        "popular": offered.popular,
        "contact": _contact(frame.around.pages),
    }


def _broader_query(request: HttpRequest, broader: Broader) -> str:
    return _query(request, without=Facet if broader.drops_filters else (), q=broader.text)


def _contact(pages: tuple[Step, ...]) -> Step | None:
    """The page that says how to reach the programme, as editors named it."""
    return next((page for page in pages if page.address.rstrip("/").rpartition("/")[2] in CONTACT_SLUGS), None)


def _query(request: HttpRequest, *, without: Iterable[str] = (), **changes: str) -> str:
    """Return the query of this page, from its first result on, with some parameters left out or changed."""
    query = request.GET.copy()
    for name in ("after", "fragment", *without):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()
