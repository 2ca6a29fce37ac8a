"""What editors uploaded, for those who may see it. Readers get copies through the gate (publishing.Asset)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from wagtail.users.models import UserProfile

from cms.staff.files import file_models, visible_files
from publishing.content.media_types import PICTURES, media_type


def serve_upload(request: HttpRequest, name: str) -> FileResponse:
    """Return an uploaded file or a rendition. What is not an image is saved, never shown: it may carry scripts."""
    if not may_download(request.user, name):
        raise Http404("There is no such file.")
    try:
        file = default_storage.open(name, "rb")
    except (OSError, ValueError) as error:  # its row is there, and it is not
        raise Http404("There is no such file.") from error
    content_type = media_type(name)
    shown = content_type in PICTURES.values()
    return FileResponse(file, as_attachment=not shown, content_type=content_type)


def may_download(user: Any, name: str) -> bool:
    """Whether a stored name is that of an image, a rendition or a document that the user may see, or of a portrait."""
    image, document = file_models()
    return (
        visible_files(user, image).filter(Q(file=name) | Q(renditions__file=name)).exists()
        or visible_files(user, document).filter(file=name).exists()
        or UserProfile.objects.filter(avatar=name).exists()
    )


def no_store(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep an answer out of every cache. Its ETag goes too: Wagtail's is the file's SHA-1."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.pop("ETag", None)
        return response

    return answer
