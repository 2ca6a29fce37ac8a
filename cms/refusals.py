"""When the log refuses what an editor asked for outside a form (bulk actions, approvals, moves): say why, in words."""

from collections.abc import Callable

import pydantic
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages

TAKEN = ("item_live_path_unique", "publishing_contentitem.path")


class Refusals:
    """Middleware for the admin: what could not be done was undone already; the editor goes back and reads why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; let every other exception be."""
        if request.method != "POST" or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if isinstance(exception, ValidationError):
            reason = " ".join(exception.messages)
        elif isinstance(exception, pydantic.ValidationError):
            reason = " ".join(f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}" for entry in exception.errors())
        elif isinstance(exception, IntegrityError) and any(name in str(exception) for name in TAKEN):
            reason = "Readers find something else at the address that a page would have."
        else:
            return None
        if not request.accepts("text/html"):  # autosave
            answer = {"success": False, "error_code": "validation_error", "error_message": reason}
            return JsonResponse(answer, status=400)
        messages.error(request, f"Nothing was changed. {reason}")
        return redirect(_way_back(request))


def _way_back(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    return reverse("wagtailadmin_home")
