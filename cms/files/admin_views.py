"""Serves uploads to staff who may see them. Readers get published copies instead (publishing.Asset)."""

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
    """Serve an upload or a rendition. Images are displayed; all other files, which may hold scripts, are downloaded."""
    if not may_download(request.user, name):
        raise Http404("There is no such file.")
    try:
        file = default_storage.open(name, "rb")
    except (OSError, ValueError) as error:  # there is a row, but no file
        raise Http404("There is no such file.") from error
    content_type = media_type(name)
    is_picture = content_type in PICTURES.values()
    return FileResponse(file, as_attachment=not is_picture, content_type=content_type)


def may_download(user: Any, name: str) -> bool:
    """Whether a stored name belongs to an image, rendition or document that the user may see, or to an avatar."""
    image, document = file_models()
    return (
        visible_files(user, image).filter(Q(file=name) | Q(renditions__file=name)).exists()
        or visible_files(user, document).filter(file=name).exists()
        or UserProfile.objects.filter(avatar=name).exists()
    )


def no_store(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep a response out of every cache, and remove its ETag: Wagtail's is the file's SHA-1."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.pop("ETag", None)
        return response

    return wrapper
