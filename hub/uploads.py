"""An upload that is too large, or for which there is no room, is refused by its length, before anything reads it."""

import shutil
import tempfile
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

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
        if size > settings.UPLOAD_BYTES + FORM_BYTES:
            return _refusal(
                request,
                413,
                f"This upload is too big ({filesizeformat(size)}). A picture or document may have "
                f"{filesizeformat(settings.UPLOAD_BYTES)}: make it smaller, or split it. Nothing was changed.",
            )
        if size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE and not _has_room(size):
            return _refusal(
                request,
                HTTPStatus.INSUFFICIENT_STORAGE,
                f"There is no room left on the disk for this upload ({filesizeformat(size)}). Nothing was changed. "
                "Tell those who run the hub, and send it again once they have made room.",
            )
        return self.get_response(request)


def _has_room(size: int) -> bool:
    """Whether an upload fits where it is received, and where it is kept."""
    places = (Path(tempfile.gettempdir()), settings.DATA_DIR)
    return all(shutil.disk_usage(place).free > size for place in places)


def _refusal(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    response: HttpResponse
    if request.accepts("text/html"):
        response = HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
    else:
        response = JsonResponse({"success": False, "error_message": reason}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
