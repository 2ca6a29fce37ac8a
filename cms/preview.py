"""Previews: the website's own renderer, so that editors see exactly what readers will."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.module_loading import import_string

from publishing.documents import Document


def render_preview(request: HttpRequest, make_document: Callable[[], Document]) -> HttpResponseBase:
    """Return the website's page for a document; while something it needs is missing, say what."""
    try:
        document = make_document()
    except (ValueError, ValidationError) as error:
        return render(request, "cms/preview_incomplete.html", {"error": _problem(error)})
    renderer: Callable[[HttpRequest, Document], HttpResponseBase] = import_string(settings.HUB_PREVIEW_RENDERER)
    return renderer(request, document)


def _problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    errors: Any = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    return "; ".join(f"{'.'.join(str(part) for part in entry['loc'])}: {entry['msg']}" for entry in errors())
