"""Previews: the website's own renderer, so that editors see exactly what readers will."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.module_loading import import_string
from wagtail.admin.userbar import Userbar

from cms.files.published import only_visible_files
from publishing.log.new_edition import NewEdition

WEBSITE, DATA = "", "data"
MODES = [(WEBSITE, "Website"), (DATA, "Data, as programs get it")]
# The preview beside the editor is a frame, and readers' pages are in none.
framed = csp_replace({"frame-ancestors": [SELF]})


def render_preview(
    request: HttpRequest, make_document: Callable[[], NewEdition], mode: str = WEBSITE
) -> HttpResponseBase:
    """Return a document as the website's page or as data; while something it needs is missing, say what."""
    return framed(partial(_draw, make_document=make_document, mode=mode))(request)


def _draw(request: HttpRequest, make_document: Callable[[], NewEdition], mode: str) -> HttpResponseBase:
    try:
        with only_visible_files():
            document = make_document()
    except (ValueError, ValidationError) as error:
        return render(request, "cms/preview_incomplete.html", {"error": _problem(error)})
    if mode == DATA:
        data = json.dumps(document.content(), indent=2, ensure_ascii=False)
        return render(request, "cms/preview_data.html", {"data": data})
    renderer: Callable[[HttpRequest, NewEdition], HttpResponse] = import_string(settings.HUB_PREVIEW_RENDERER)
    response = renderer(request, document)
    if getattr(request, "in_preview_panel", False):
        _let_wagtail_check(request, response)
    return response


def _let_wagtail_check(request: HttpRequest, response: HttpResponse) -> None:
    """Add the scripts, shown as nothing, by which the panel "Checks" counts words and finds barriers."""
    checker = str(Userbar().render_html({"request": request})).encode()
    response.content = response.content.replace(b"</body>", checker + b"</body>", 1)


def _problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    errors: Any = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    return "; ".join(f"{'.'.join(str(part) for part in entry['loc'])}: {entry['msg']}" for entry in errors())
