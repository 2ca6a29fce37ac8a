"""Rejects uploads that are too large, or too large for the disk, by their Content-Length, before they are read."""

import shutil
import tempfile
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat

FORM_BYTES = 5 * 1024 * 1024  # the other fields of a form: a long page in the editor


class UploadLimit:
    """Middleware that runs before any other that reads a form (the CSRF check does)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return 413 or 507, or pass the request on. Without a length, WSGI servers and Django read nothing."""
        length = request.headers.get("Content-Length", "")
        size = int(length[:20]) if length.isascii() and length.isdigit() else 0  # int() refuses very long texts
        if size > settings.UPLOAD_BYTES + FORM_BYTES:
            return _error_response(
                request,
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"This upload is too big ({filesizeformat(size)}). An image or document may have up to "
                f"{filesizeformat(settings.UPLOAD_BYTES)}: make it smaller, or split it. Nothing was changed.",
            )
        # It is received in the temporary folder and stored in the data folder.
        folders = (Path(tempfile.gettempdir()), settings.DATA_DIR)
        if size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE and any(
            shutil.disk_usage(folder).free <= size for folder in folders
        ):
            return _error_response(
                request,
                HTTPStatus.INSUFFICIENT_STORAGE,
                f"There is no room left on the disk for this upload ({filesizeformat(size)}). Nothing was changed. "
                "Tell the people who run the hub, and upload it again when they have made room.",
            )
        return self.get_response(request)


def _error_response(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    response: HttpResponse
    if request.accepts("text/html"):
        response = HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
    else:
        response = JsonResponse({"success": False, "error_message": reason}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
