"""Search: a page that works without JavaScript, its results as a fragment for typing, and suggestions."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from publishing.kinds import Kind
from search.contract import Facet, FacetValue, SearchError, SearchRequest, SearchResult, Sort
from search.query import run
from search.query import suggest as find_suggestions
from website.caching import answer
from website.following import follow
from website.frame import Context, Frame, both, frame_for, render_frame
from website.locales import ENGLISH, LOCALES, WELSH, locale_at
from website.searching import request_from
from website.viewing import viewer_for
from website.views.errors import bad_request
from website.words import KINDS

SUGGESTIONS = 8
OPEN_FACETS = {Facet.KIND}
FACET_NAMES: dict[Facet, str | Promise] = {
    Facet.KIND: gettext_lazy("Kind"),
    Facet.WORK_STREAM: gettext_lazy("Work-stream"),
    Facet.TOPIC: gettext_lazy("Topic"),
    Facet.SECTOR: gettext_lazy("Sector"),
    Facet.COUNTRY: gettext_lazy("Country"),
    Facet.YEAR: gettext_lazy("Year"),
    Facet.AUDIENCE: gettext_lazy("Who may read it"),
}


@dataclass(frozen=True)
class ShownFacet:
    """A dimension with its values, open when something in it is chosen."""

    facet: Facet
    name: str | Promise
    values: tuple[FacetValue, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is shown unfolded."""
        return self.facet in OPEN_FACETS or any(value.selected for value in self.values)


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Answer with the page, or with its results only when `fragment` asks for them."""
    locale = locale_at(request.path)
    alternates = both(_with_query(request, ENGLISH.search), _with_query(request, WELSH.search))
    frame = frame_for(request, locale, locale.search, alternates=alternates)
    try:
        with locale.spoken():
            asked = request_from(request.GET, frame.viewer, locale)
        found = run(asked)
    except (BadRequest, SearchError) as error:
        return bad_request(request, BadRequest(str(error)))
    is_fragment = request.GET.get("fragment") == "results"
    token = follow(request, asked, found, typing=is_fragment)
    with locale.spoken():
        context = _context(frame, asked, found) | {"token": token}
        if is_fragment:
            html = render_to_string("website/search_results.html", frame.context() | context)
            return answer(request, HttpResponse(html), public=_is_shared(asked))
    return render_frame(frame, "website/search.html", context, public=_is_shared(asked))


@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """Answer with titles that begin like `q`."""
    text = request.GET.get("q", "").strip()
    locale = LOCALES.get(request.GET.get("locale", ""), locale_at(request.path))
    viewer = viewer_for(request)
    try:
        found = find_suggestions(text, viewer, locale.code, SUGGESTIONS) if text else ()
    except SearchError as error:
        refusal = JsonResponse({"error": {"code": error.code, "message": str(error)}}, status=400)
        return answer(request, refusal, public=False)
    response = JsonResponse({"suggestions": [suggestion.text for suggestion in found]})
    return answer(request, response, public=viewer.is_anonymous)


def _is_shared(asked: SearchRequest) -> bool:
    return asked.viewer.is_anonymous


def _context(frame: Frame, asked: SearchRequest, found: SearchResult) -> Context:
    return {
        "title": _("Search results for “%(text)s”") % {"text": asked.text} if asked.text else _("Search"),
        "robots": "noindex",
        "has_own_search": True,
        "asked": asked,
        "found": found,
        "facets": [
            ShownFacet(facet, FACET_NAMES[facet], _labelled(facet, values))
            for facet, values in found.facets.items()
            if values
        ],
        "chosen": any(asked.filters.chosen().values()),
        "sorts": [
            (Sort.RELEVANCE.value, _("Best match")),
            (Sort.NEWEST.value, _("Newest")),
        ],
        "correction_query": _query(frame.request, q=found.correction),
        "next_query": _query(frame.request, after=found.end_cursor) if found.has_next else "",
        "clear_query": urlencode({"q": asked.text}) if asked.text else "",
    }


def _labelled(facet: Facet, values: tuple[FacetValue, ...]) -> tuple[FacetValue, ...]:
    """Kinds are said in the page's language; search labels everything else with its title."""
    if facet is not Facet.KIND:
        return values
    return tuple(replace(value, label=str(KINDS[Kind(value.value)])) for value in values)


def _query(request: HttpRequest, **changes: str) -> str:
    """Return the query of this page with some parameters changed."""
    query = request.GET.copy()
    for name in ("after", "fragment"):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()


def _with_query(request: HttpRequest, path: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
