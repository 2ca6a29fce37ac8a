"""Search: a page that works without JavaScript, its results as a fragment while typing, and suggestions."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search.base.requests import SearchError
from search.retrieval.search import run_search
from search.retrieval.suggestions import suggest as find_suggestions
from website.http.caching import apply_caching
from website.http.viewers import get_viewer
from website.locales import ENGLISH, LOCALES, WELSH, locale_for_path
from website.pages.layout import build_layout, in_both_languages, render_page
from website.search_pages.click_tracking import track_search
from website.search_pages.parameters import parse_search_request
from website.search_pages.results import results_context
from website.views.errors import bad_request

SUGGESTIONS = 8


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Show the search page, or only its results if `fragment` requests them."""
    locale = locale_for_path(request.path)
    query = request.META.get("QUERY_STRING", "")
    suffix = f"?{query}" if query else ""
    alternates = in_both_languages(ENGLISH.search + suffix, WELSH.search + suffix)
    layout = build_layout(request, locale, locale.search, alternates=alternates)
    try:
        with locale.activate():
            parsed = parse_search_request(request.GET, layout.viewer, locale)
        found = run_search(parsed)
    except (BadRequest, SearchError) as error:
        return bad_request(request, BadRequest(str(error)))
    is_fragment = request.GET.get("fragment") == "results"
    token = track_search(request, parsed, found, typing=is_fragment)
    is_public = parsed.viewer.is_anonymous
    with locale.activate():
        context = {
            "title": _("Search results for “%(text)s”") % {"text": parsed.text} if parsed.text else _("Search"),
            "description": _("Search everything that the hub publishes: guidance, briefings, travel advice, projects."),
            "robots": "noindex",
            "has_own_search": True,
            "token": token,
            **results_context(layout, parsed, found),
        }
        if is_fragment:
            html = render_to_string("website/search_results.html", layout.context() | context)
            return apply_caching(request, HttpResponse(html), public=is_public)
    return render_page(layout, "website/search.html", context, public=is_public)


@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """Return titles that begin like `q`."""
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
