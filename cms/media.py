"""What editors uploaded, for editors only. Readers get copies through the gate (publishing.Asset)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from publishing.media_types import PICTURES, media_type


def media(request: HttpRequest, name: str) -> FileResponse:
    """Return an uploaded file or a rendition. What is not an image is saved, never shown: it may carry scripts."""
    try:
        file = default_storage.open(name, "rb")
    except (OSError, ValueError) as error:  # missing, a folder, or no name at all
        raise Http404("There is no such file.") from error
    content_type = media_type(name)
    shown = content_type in PICTURES.values()
    return FileResponse(file, as_attachment=not shown, content_type=content_type)


def never_stored(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep an answer out of every cache. Its ETag goes too: Wagtail's is the file's SHA-1."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.pop("ETag", None)
        return response

    return answer
