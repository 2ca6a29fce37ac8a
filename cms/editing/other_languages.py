"""Reads the checkbox on confirmation pages: whether to withdraw pages in the other languages too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.lifecycle.translations import withdrawing

# How the paths of confirmation pages end, for one page or many. No other form is read here: it may contain files.
CONFIRMATIONS = ("/delete/", "/unpublish/")


class OtherLanguagesMiddleware:
    """Middleware for the admin: applies the choice to everything that a request unpublishes or deletes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, with the choice if the checkbox was on the page."""
        is_confirmation = request.path.startswith(reverse("wagtailadmin_home")) and request.path.endswith(CONFIRMATIONS)
        if request.method != "POST" or not is_confirmation or "languages_offered" not in request.POST:
            return self.get_response(request)
        with withdrawing(all_languages="other_languages" in request.POST):
            return self.get_response(request)
