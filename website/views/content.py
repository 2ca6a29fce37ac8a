"""The page at a path: the item, one of its parts, where it has gone, or nothing."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.text.url_paths import encode_path, path_variants
from website.http.caching import apply_caching
from website.http.viewers import get_viewer
from website.locales import LOCALES
from website.pages.rendering import render_item
from website.views.default_home import start
from website.views.errors import bad_request, not_found
from website.views.gone import gone


@require_safe
def content(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Answer with what the reader may see at `path`."""
    viewer = get_viewer(request)
    try:
        for form in path_variants(f"/{path}"):
            if found := _page(request, form, viewer) or _elsewhere(request, form, viewer):
                return found if form == f"/{path}" else _canonical(request, form, found)
    except BadRequest as error:
        return bad_request(request, error)
    return not_found(request)


def _canonical(request: HttpRequest, path: str, found: HttpResponseBase) -> HttpResponseBase:
    """Send on to the form of a path that is stored, unless what was found there sends on itself."""
    if "Location" in found:
        return found
    return apply_caching(request, _redirect(request, path), public="public" in found["Cache-Control"])


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
    return _moved(request, path, viewer) or gone(request, path, viewer) or _moved_part(request, path, viewer)


def _with_slash(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """Send on to the address with its final slash, where that is answered: by another view, or by a visible item."""
    if _is_another_view(path):
        return apply_caching(request, _redirect(request, path), public=True)
    parent, _ = _split(path)
    rows = list(ContentItem.objects.visible_to(viewer).filter(path__in=[path, parent]))
    for row in rows:
        if row.path == path or row.kind == Kind.TRAVEL_ADVICE:
            return apply_caching(request, _redirect(request, path), public=row.is_open_to(ANONYMOUS))
    return _moved(request, path, viewer) or _moved_part(request, path, viewer)


def _is_another_view(path: str) -> bool:
    try:
        return resolve(path).func is not content
    except Resolver404:
        return False


def _moved(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """Send on from a path that a visible item had, unless something that came after it there is gone."""
    item = _moved_from(path, viewer)
    return _send_on(request, item, "") if item else None


def _moved_part(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """Send on from the part of a country that had the path above."""
    parent, slug = _split(path)
    item = _moved_from(parent, viewer) if slug else None
    return _send_on(request, item, f"{slug}/") if item and item.kind == Kind.TRAVEL_ADVICE else None


def _moved_from(path: str, viewer: Viewer) -> ContentItem | None:
    items = ContentItem.objects.visible_to(viewer).exclude(path=None)
    return items.moved_from(path, ContentItem.objects.gone_for(viewer)).first()


def _send_on(request: HttpRequest, item: ContentItem, rest: str) -> HttpResponseBase:
    response = _redirect(request, f"{item.path}{rest}")
    return apply_caching(request, response, public=item.is_open_to(ANONYMOUS))


def _redirect(request: HttpRequest, path: str) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{encode_path(path)}?{query}" if query else encode_path(path))
