"""An upload that is too large is refused by its length, before anything reads it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat

FORM_BYTES = 5 * 1024 * 1024  # what a form has beside the file: a long page in the editor


class UploadLimit:
    """Middleware that stands before everything that reads a form (the check of its token does)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413, or pass the request on. Without a length, WSGI servers and Django read nothing."""
        length = request.headers.get("Content-Length", "")
        size = int(length[:20]) if length.isascii() and length.isdigit() else 0  # Python reads no longer ones
        if size <= settings.UPLOAD_BYTES + FORM_BYTES:
            return self.get_response(request)
        reason = (
            f"This upload is too big ({filesizeformat(size)}). A picture or document may have "
            f"{filesizeformat(settings.UPLOAD_BYTES)}: make it smaller, or split it. Nothing was changed."
        )
        if request.accepts("text/html"):
            response = HttpResponse(reason, status=413, content_type="text/plain; charset=utf-8")
        else:
            response = JsonResponse({"success": False, "error_message": reason}, status=413)
        response.headers["Cache-Control"] = "no-store"
        return response
