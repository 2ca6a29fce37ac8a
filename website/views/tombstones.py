"""Tombstones: what happened to the item that was at a path, for readers who could read it."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.html import format_html

from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import RemovalReason
from publishing.models import ContentItem
from publishing.text.url_paths import encode_path
from publishing.text.urls import valid_url_or_none
from website.http.caching import apply_caching
from website.locales import Locale, get_locale, lang_attribute
from website.pages.layout import build_layout, render_page
from website.pages.links import item_url


def tombstone(request: HttpRequest, path: str, viewer: Viewer, reader: Locale | None = None) -> HttpResponseBase | None:
    """Show the newest tombstone at a path, to a reader of its language or of another: 301 to the new URL if the item
    moved, otherwise 410 with the reason."""
    item = ContentItem.objects.tombstones_for(viewer).removed_from(path).slim().first()
    if item is None:
        return None
    locale = reader or get_locale(item.locale)
    public = item.is_readable_by(ANONYMOUS)
    if item.gone == RemovalReason.MOVED and (url := _new_url(item, viewer)):
        return apply_caching(request, HttpResponsePermanentRedirect(url), public=public)
    title = item.edition.title if item.edition else ""
    context = {
        "item": item,
        "title": title,
        "marked_title": format_html("<span{}>{}</span>", lang_attribute(item.locale, locale), title),
        "reason": item.gone or RemovalReason.EXPIRED,
        "gone_at": item.gone_at or item.expires_at,
        "successor": _find_successor(item, viewer, locale),
        "robots": "noindex",
        "has_own_search": True,
    }
    layout = build_layout(request, locale, locale.path_within(path, item.locale))
    return render_page(layout, "website/gone.html", context, status=410, public=public)


def _new_url(item: ContentItem, viewer: Viewer) -> str | None:
    """Return where a moved item is now. For a path within the site, only if the viewer may read what is there."""
    if not item.moved_to.startswith("/"):
        return valid_url_or_none(item.moved_to)
    visible = ContentItem.objects.visible_to(viewer).filter(path=item.moved_to).exists()
    return encode_path(item.moved_to) if visible else None


def _find_successor(item: ContentItem, viewer: Viewer, locale: Locale) -> ContentItem | None:
    """Return what replaced it, or the same in another language if only this one was withdrawn."""
    wanted = item.superseded_by or item.content_id
    successor = ContentItem.objects.visible_to(viewer).by_content_id([wanted], locale.code).get(wanted)
    return successor if successor and item_url(successor) else None
