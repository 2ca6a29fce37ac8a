"""The style sheet for paper whose rule depends on the site's address."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from website.http.print_styles import print_rule


@require_safe
def print_styles(request: HttpRequest, version: str) -> HttpResponse:
    """Return the style sheet."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(print_rule(), content_type="text/css", headers=headers)
