"""The main places of all countries, by which a script filters the index of travel advice."""

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from website.http.caching import apply_caching
from website.lists.country_names import place_terms


@require_safe
def country_places(request: HttpRequest) -> HttpResponseBase:
    """Return the terms of the names of places, by country."""
    terms = {code: " ".join(found) for code, found in place_terms().items()}
    return apply_caching(request, JsonResponse(terms), public=True, varies_by_cookie=False)
