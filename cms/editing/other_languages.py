"""What the editor answered on a confirmation page: whether what they end is to end in the other languages too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.lifecycle.translations import withdrawing

# The ends of their addresses, for one page or for many. No other form is read here: it may bring files.
CONFIRMATIONS = ("/delete/", "/unpublish/")


class OtherLanguagesMiddleware:
    """Middleware for the admin: the answer holds for all that the request unpublishes or deletes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, with its answer if the question was on the page."""
        if not _was_offered(request):
            return self.get_response(request)
        with withdrawing(all_languages="other_languages" in request.POST):
            return self.get_response(request)


def _was_offered(request: HttpRequest) -> bool:
    confirmation = request.path.startswith(reverse("wagtailadmin_home")) and request.path.endswith(CONFIRMATIONS)
    return request.method == "POST" and confirmation and "languages_offered" in request.POST
