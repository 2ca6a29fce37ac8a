"""More like this: content that resembles a page."""

from collections.abc import Sequence

from django.core.cache import cache

from publishing.access.viewers import ANONYMOUS
from publishing.kinds.registry import READ_KINDS
from publishing.models import ContentItem
from search.retrieval.similar import find_similar_items
from search.retrieval.visibility import visible_items
from website.pages.page_request import PageRequest

MAX_SHOWN = 5
MAX_CANDIDATES = 10
"""More than are shown, because some may be of other kinds, or linked from the page already."""
CACHE_SECONDS, EMPTY_CACHE_SECONDS = 600, 60
"""An empty result is cached for less time, because it may mean that the index could not be searched."""


def find_similar(requested: PageRequest) -> list[ContentItem]:
    """Return the visible content that is most like the page; an empty list if the index cannot be searched."""
    item = requested.item
    if item is None or requested.part or requested.page.kind not in READ_KINDS:
        return []
    found = (
        _find_cached(item)
        if requested.viewer.is_anonymous
        else find_similar_items(item, requested.viewer, MAX_CANDIDATES)
    )
    shown = [one for one in found if one.kind in READ_KINDS and not requested.links.item(one.content_id)][:MAX_SHOWN]
    if requested.locale == requested.page.locale:
        return shown
    content_ids = [one.content_id for one in shown]
    best = ContentItem.objects.visible_to(requested.viewer).by_content_id(content_ids, requested.locale.code)
    return [best[content_id] for content_id in content_ids if content_id in best]


def _find_cached(item: ContentItem) -> Sequence[ContentItem]:
    """Return what is like a public item. The ids are cached for ten minutes; access to them is checked every time."""
    key = f"website-similar-{item.pk}-{item.edition_id}"
    ids = cache.get(key)
    if ids is None:
        found = find_similar_items(item, ANONYMOUS, MAX_CANDIDATES)
        cache.set(key, [one.pk for one in found], CACHE_SECONDS if found else EMPTY_CACHE_SECONDS)
        return found
    rows = visible_items(ANONYMOUS, ids)
    return [rows[one] for one in ids if one in rows]
