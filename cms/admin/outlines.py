"""The outlines that the maps of edit forms are drawn over."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control

from publishing.geography.countries import find_country


@cache_control(private=True, max_age=60 * 60)
def serve_outlines(request: HttpRequest, code: str) -> HttpResponse:
    """Return the outlines of a country and of what is around it."""
    from publishing.geography.outline_geojson import outlines_around  # loads shapely

    if not (country := find_country(code)):
        raise Http404("No such country.")
    return JsonResponse(outlines_around(country))
