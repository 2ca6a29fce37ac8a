"""Search: a page that works without JavaScript, its results as a fragment for typing, and suggestions."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search.base.requests import SearchError, SearchRequest
from search.base.results import SearchResult
from search.retrieval.search import run
from search.retrieval.search import suggest as find_suggestions
from website.http.caching import apply_caching
from website.http.viewers import get_viewer
from website.locales import ENGLISH, LOCALES, WELSH, locale_for_path
from website.pages.layout import Context, Frame, both, frame_for, render_frame
from website.search_pages.click_tracking import follow
from website.search_pages.parameters import request_from
from website.search_pages.results import results_context
from website.views.errors import bad_request

SUGGESTIONS = 8


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Answer with the page, or with its results only when `fragment` asks for them."""
    locale = locale_for_path(request.path)
    alternates = both(_with_query(request, ENGLISH.search), _with_query(request, WELSH.search))
    frame = frame_for(request, locale, locale.search, alternates=alternates)
    try:
        with locale.activate():
            asked = request_from(request.GET, frame.viewer, locale)
        found = run(asked)
    except (BadRequest, SearchError) as error:
        return bad_request(request, BadRequest(str(error)))
    is_fragment = request.GET.get("fragment") == "results"
    token = follow(request, asked, found, typing=is_fragment)
    with locale.activate():
        context = _context(frame, asked, found) | {"token": token}
        if is_fragment:
            html = render_to_string("website/search_results.html", frame.context() | context)
            return apply_caching(request, HttpResponse(html), public=_is_shared(asked))
    return render_frame(frame, "website/search.html", context, public=_is_shared(asked))


@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """Answer with titles that begin like `q`."""
    text = request.GET.get("q", "").strip()
    locale = LOCALES.get(request.GET.get("locale", ""), locale_for_path(request.path))
    viewer = get_viewer(request)
    try:
        found = find_suggestions(text, viewer, locale.code, SUGGESTIONS) if text else ()
    except SearchError as error:
        refusal = JsonResponse({"error": {"code": error.code, "message": str(error)}}, status=400)
        return apply_caching(request, refusal, public=False)
    response = JsonResponse({"suggestions": [suggestion.text for suggestion in found]})
    return apply_caching(request, response, public=viewer.is_anonymous)


def _is_shared(asked: SearchRequest) -> bool:
    return asked.viewer.is_anonymous


def _context(frame: Frame, asked: SearchRequest, found: SearchResult) -> Context:
    return {
        "title": _("Search results for “%(text)s”") % {"text": asked.text} if asked.text else _("Search"),
        "robots": "noindex",
        "has_own_search": True,
        **results_context(frame, asked, found),
    }


def _with_query(request: HttpRequest, path: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
