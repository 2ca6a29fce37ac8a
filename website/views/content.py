"""The page at a path: a content item, one of its parts, a redirect, a tombstone, or 404."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.kinds.section import SectionDetails
from publishing.kinds.travel_advice import WORLD_MAP_SLUG, TravelAdviceDetails, TravelAdvicePart
from publishing.models import ContentItem
from publishing.models.editions import visible_edition_number
from publishing.text.url_paths import encode_path, path_variants
from website.http.caching import apply_caching
from website.http.viewers import get_viewer
from website.locales import LOCALES, Locale, locale_for_path
from website.pages.rendering import render_item
from website.views.default_home import default_home
from website.views.errors import bad_request, not_found
from website.views.other_names import find_by_other_name
from website.views.tombstones import tombstone

WITH_PARTS = (Kind.TRAVEL_ADVICE, Kind.SECTION)
"""The kinds whose items may have pages below their own."""


@require_safe
def content(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Show what the reader may see at `path`."""
    viewer = get_viewer(request)
    try:
        for form in path_variants(f"/{path}"):
            response = _page_response(request, form, viewer) or _fallback_response(request, form, viewer)
            if response is None:
                continue
            if form == f"/{path}" or "Location" in response:
                return response
            # Redirect to the form of the path that is stored.
            return _redirect(request, form, public="public" in response["Cache-Control"])
    except BadRequest as error:
        return bad_request(request, error)
    return not_found(request)


def _page_response(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """Show the item at the path, or the part of the country whose path is one level up. If neither exists in the
    language of the path, show what another language has there: one query for all."""
    inside, reader = _find_inside(path)
    wanted = [path, _split(path)[0], inside, _split(inside)[0]]
    rows = ContentItem.objects.visible_to(viewer).select_related("edition").filter(path__in=wanted)
    rows = rows.annotate(visible_number=visible_edition_number(viewer))
    by_path = {str(row.path): row for row in rows}
    if response := _show(request, by_path, path):
        return response
    return _show_in_other_language(request, by_path, inside, reader, viewer) if inside else None


def _show(
    request: HttpRequest, by_path: dict[str, ContentItem], path: str, reader: Locale | None = None
) -> HttpResponseBase | None:
    if path in by_path:
        return render_item(request, by_path[path], reader=reader)
    parent, slug = _split(path)
    whole = by_path.get(parent)
    return _part_response(request, whole, slug, reader) if whole and slug else None


def _show_in_other_language(
    request: HttpRequest, by_path: dict[str, ContentItem], inside: str, reader: Locale, viewer: Viewer
) -> HttpResponseBase | None:
    """Show a page that is not written in the reader's language with everything around it in theirs (decision 0119).
    Redirect to its translation if there is one: not permanently, because a translation may be withdrawn."""
    item = by_path.get(inside) or by_path.get(_split(inside)[0])
    if item is None or item.locale == reader.code:
        return None
    translations = ContentItem.objects.visible_to(viewer).filter(content_id=item.content_id, locale=reader.code)
    translation = translations.exclude(path=None).first()
    shown = _show(request, by_path, inside, reader)  # nothing if the path one level up has no such part
    if translation is None or shown is None:
        return shown
    response = HttpResponseRedirect(encode_path(str(translation.path)))
    return apply_caching(request, response, public=translation.is_readable_by(ANONYMOUS))


def _part_response(
    request: HttpRequest, whole: ContentItem, slug: str, reader: Locale | None = None
) -> HttpResponseBase | None:
    """Show a part of a country's advice, or the world map of the index of countries."""
    assert whole.edition is not None, "a visible item has an edition"
    match whole.edition.content(whole.kind).details if whole.kind in WITH_PARTS else None:
        case TravelAdviceDetails(leading_part=TravelAdvicePart(slug=leading)) if slug == leading:
            return _redirect_to(request, whole, str(whole.path), reader)
        case TravelAdviceDetails():
            return render_item(request, whole, slug, reader)
        case SectionDetails(lists=Kind.TRAVEL_ADVICE) if slug == WORLD_MAP_SLUG:
            return render_item(request, whole, slug, reader)
    return None


def _split(path: str) -> tuple[str, str]:
    """Return the path one level up and the last segment: /a/ and b for /a/b/. Both are empty without a final slash."""
    if not path.endswith("/") or path == "/":
        return "", ""
    parent, slug = path[:-1].rsplit("/", 1)
    return f"{parent}/", slug


def _fallback_response(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    if not path.endswith("/"):
        return _redirect_with_slash(request, f"{path}/", viewer)
    if locale := next((locale for locale in LOCALES.values() if locale.home == path), None):
        return default_home(request, locale)
    inside, reader = _find_inside(path)
    return _moved_or_gone(request, path, viewer) or (
        _moved_or_gone(request, inside, viewer, reader) if inside else None
    )


def _find_inside(path: str) -> tuple[str, Locale]:
    """Return the path of the page in another language that would be shown at a path, and the language around it."""
    reader = locale_for_path(path)
    return reader.path_inside(path), reader


def _moved_or_gone(
    request: HttpRequest, path: str, viewer: Viewer, reader: Locale | None = None
) -> HttpResponseBase | None:
    return (
        _redirect_moved(request, path, viewer, reader)
        or tombstone(request, path, viewer, reader)
        or _redirect_moved_part(request, path, viewer, reader)
        or _redirect_other_name(request, path, viewer, reader)
    )


def _moved(request: HttpRequest, path: str, viewer: Viewer, reader: Locale | None = None) -> HttpResponseBase | None:
    return (
        _redirect_moved(request, path, viewer, reader)
        or _redirect_moved_part(request, path, viewer, reader)
        or _redirect_other_name(request, path, viewer, reader)
    )


def _redirect_with_slash(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """Redirect to the path with its final slash if another view or a visible item is there."""
    try:
        if resolve(path).func is not content:
            return _redirect(request, path, public=True)
    except Resolver404:
        pass
    inside, reader = _find_inside(path)
    parents, slug = [_split(path)[0], _split(inside)[0]], _split(path)[1]
    for row in list(ContentItem.objects.visible_to(viewer).filter(path__in=[path, inside, *parents])):
        if (
            row.path in (path, inside)
            or row.kind == Kind.TRAVEL_ADVICE
            or (row.kind == Kind.SECTION and slug == WORLD_MAP_SLUG)
        ):
            return _redirect(request, path, public=row.is_readable_by(ANONYMOUS))
    return _moved(request, path, viewer) or (_moved(request, inside, viewer, reader) if inside else None)


def _redirect_moved(
    request: HttpRequest, path: str, viewer: Viewer, reader: Locale | None = None
) -> HttpResponseBase | None:
    """Redirect from a previous path of a visible item, unless a later item at that path is gone."""
    item = _find_moved(path, viewer)
    return _redirect_to(request, item, str(item.path), reader) if item else None


def _redirect_moved_part(
    request: HttpRequest, path: str, viewer: Viewer, reader: Locale | None = None
) -> HttpResponseBase | None:
    """Redirect from a part of a country whose previous path is one level up."""
    parent, slug = _split(path)
    item = _find_moved(parent, viewer) if slug else None
    if item is None or item.kind != Kind.TRAVEL_ADVICE:
        return None
    return _redirect_to(request, item, f"{item.path}{slug}/", reader)


def _redirect_other_name(
    request: HttpRequest, path: str, viewer: Viewer, reader: Locale | None = None
) -> HttpResponseBase | None:
    """Redirect from a former name or a synonym of a country."""
    if found := find_by_other_name(path, viewer):
        item, url = found
        return _redirect_to(request, item, url, reader)
    return None


def _find_moved(path: str, viewer: Viewer) -> ContentItem | None:
    items = ContentItem.objects.visible_to(viewer).exclude(path=None)
    return items.moved_from(path, ContentItem.objects.tombstones_for(viewer)).first()


def _redirect_to(request: HttpRequest, item: ContentItem, path: str, reader: Locale | None) -> HttpResponseBase:
    """Redirect to the path of an item, or to one below it, for a reader of its language or of another."""
    shown_at = reader.path_within(path, item.locale) if reader else path
    return _redirect(request, shown_at, public=item.is_readable_by(ANONYMOUS))


def _redirect(request: HttpRequest, path: str, *, public: bool) -> HttpResponseBase:
    """Redirect permanently to a stored path, with the query string of the request."""
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{encode_path(path)}?{query}" if query else encode_path(path))
    return apply_caching(request, response, public=public)
