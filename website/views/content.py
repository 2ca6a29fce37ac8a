"""The page at a path: the item, one of its parts, where it has gone, or nothing."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from publishing.audiences import Audience
from publishing.kinds import Kind
from publishing.models import ContentItem, PreviousPath
from publishing.viewers import Viewer
from website.caching import answer
from website.locales import LOCALES
from website.rendering import render_item
from website.viewing import viewer_for
from website.views.errors import bad_request, not_found
from website.views.gone import gone
from website.views.start import start


@require_safe
def content(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Answer with what the reader may see at `path`."""
    if "\0" in path:  # PostgreSQL takes no such text: it would be an error of ours
        return not_found(request)
    path = f"/{path}"
    viewer = viewer_for(request)
    try:
        return _page(request, path, viewer) or _elsewhere(request, path, viewer) or not_found(request)
    except BadRequest as error:
        return bad_request(request, error)


def _page(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """The item at the path, or the part of the country above it: one query for both."""
    parent, slug = _split(path)
    rows = ContentItem.objects.visible_to(viewer).select_related("edition").filter(path__in=[path, parent])
    found = {row.path: row for row in rows}
    if path in found:
        return render_item(request, found[path])
    above = found.get(parent)
    if above and slug and above.kind == Kind.TRAVEL_ADVICE:
        return render_item(request, above, slug)
    return None


def _split(path: str) -> tuple[str, str]:
    """Return the path above and the last piece: /a/b/ is /a/ and b. A path without a final slash has neither."""
    if not path.endswith("/") or path == "/":
        return "", ""
    parent, slug = path[:-1].rsplit("/", 1)
    return f"{parent}/", slug


def _elsewhere(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    if not path.endswith("/"):
        return _with_slash(request, f"{path}/", viewer)
    if locale := next((locale for locale in LOCALES.values() if locale.home == path), None):
        return start(request, locale)
    return _moved(request, path, viewer) or gone(request, path, viewer)


def _with_slash(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """Send on to the address with its final slash, where that is answered: by another view, or by a visible item."""
    if _is_another_view(path):
        return answer(request, _redirect(request, path), public=True)
    parent, _ = _split(path)
    rows = list(ContentItem.objects.visible_to(viewer).filter(path__in=[path, parent]))
    for row in rows:
        if row.path == path or row.kind == Kind.TRAVEL_ADVICE:
            return answer(request, _redirect(request, path), public=row.audience == Audience.PUBLIC)
    return _moved(request, path, viewer)


def _is_another_view(path: str) -> bool:
    try:
        return resolve(path).func is not content
    except Resolver404:
        return False


def _moved(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """Send on from a path that a visible item had, or that the country had whose part this was."""
    parent, slug = _split(path)
    rows = (
        PreviousPath.objects.filter(path__in=[path, parent], item__in=ContentItem.objects.visible_to(viewer))
        .exclude(item__path=None)
        .select_related("item")
        .order_by("-left_at", "-id")
    )
    left = list(rows)
    for row in left:
        if row.path == path:
            return _send_on(request, row.item, "")
    for row in left:
        if row.item.kind == Kind.TRAVEL_ADVICE:
            return _send_on(request, row.item, f"{slug}/")
    return None


def _send_on(request: HttpRequest, item: ContentItem, rest: str) -> HttpResponseBase:
    response = _redirect(request, f"{item.path}{rest}")
    return answer(request, response, public=item.audience == Audience.PUBLIC)


def _redirect(request: HttpRequest, path: str) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
