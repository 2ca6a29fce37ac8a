"""Tombstones: an address that led somewhere says what became of it, to those who could read it."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Gone
from publishing.models import ContentItem
from publishing.text.url_paths import encode_path
from publishing.text.urls import valid_url_or_none
from website.http.caching import apply_caching
from website.locales import get_locale
from website.pages.layout import frame_for, render_frame
from website.pages.links import address_of


def gone(request: HttpRequest, path: str, viewer: Viewer) -> HttpResponseBase | None:
    """Answer for the newest tombstone at a path: 301 to where it moved, otherwise 410 with the reason."""
    item = ContentItem.objects.gone_for(viewer).gone_from(path).slim().first()
    if item is None:
        return None
    public = item.is_open_to(ANONYMOUS)
    if item.gone == Gone.MOVED and (address := _new_home(item, viewer)):
        return apply_caching(request, HttpResponsePermanentRedirect(address), public=public)
    locale = get_locale(item.locale)
    frame = frame_for(request, locale, path)
    context = {
        "item": item,
        "title": item.edition.title if item.edition else "",
        "reason": item.gone or Gone.EXPIRED,
        "at": item.gone_at or item.expires_at,
        "successor": _successor(item, viewer),
        "robots": "noindex",
        "has_own_search": True,
    }
    return render_frame(frame, "website/gone.html", context, status=410, public=public)


def _new_home(item: ContentItem, viewer: Viewer) -> str | None:
    """Where a moved item is read now. A path within the site counts only when the reader may see what is there."""
    if not item.moved_to.startswith("/"):
        return valid_url_or_none(item.moved_to)
    visible = ContentItem.objects.visible_to(viewer).filter(path=item.moved_to).exists()
    return encode_path(item.moved_to) if visible else None


def _successor(item: ContentItem, viewer: Viewer) -> ContentItem | None:
    if item.superseded_by is None:
        return None
    seen = ContentItem.objects.visible_to(viewer).by_content_id([item.superseded_by], item.locale)
    found = seen.get(item.superseded_by)
    return found if found and address_of(found) else None
