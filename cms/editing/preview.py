"""Previews, rendered by the website itself, so that editors see exactly what readers will see."""

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
MODES = [(WEBSITE, "Website"), (DATA, "Data (for programs)")]
# The preview panel is an iframe. Pages of the website may not be framed anywhere else.
allow_framing = csp_replace({"frame-ancestors": [SELF]})


def render_preview(
    request: HttpRequest, build_edition: Callable[[], NewEdition], mode: str = WEBSITE
) -> HttpResponseBase:
    """Render an edition as a page of the website or as data; if something is missing, show what."""
    return allow_framing(partial(_render, build_edition=build_edition, mode=mode))(request)


def _render(request: HttpRequest, build_edition: Callable[[], NewEdition], mode: str) -> HttpResponseBase:
    try:
        with only_visible_files():
            edition = build_edition()
    except (ValueError, ValidationError) as error:
        return render(request, "cms/preview_incomplete.html", {"error": describe_error(error)})
    if mode == DATA:
        data = json.dumps(edition.content(), indent=2, ensure_ascii=False)
        return render(request, "cms/preview_data.html", {"data": data})
    renderer: Callable[[HttpRequest, NewEdition], HttpResponse] = import_string(settings.HUB_PREVIEW_RENDERER)
    response = renderer(request, edition)
    if getattr(request, "in_preview_panel", False):
        # Add the invisible scripts with which the "Checks" panel measures the text and finds accessibility problems.
        checker = str(Userbar().render_html({"request": request})).encode()
        response.content = response.content.replace(b"</body>", checker + b"</body>", 1)
    return response


def describe_error(error: Exception) -> str:
    """Return why a draft has no edition, for the editor."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    errors: Any = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    return "; ".join(f"{'.'.join(str(part) for part in entry['loc'])}: {entry['msg']}" for entry in errors())
