"""More like this: other content with much of the same words."""

from collections.abc import Sequence

from django.core.cache import cache

from publishing.access.viewers import ANONYMOUS
from publishing.kinds.registry import READ_KINDS
from publishing.models import ContentItem
from search.retrieval.similar import similar
from search.retrieval.visibility import visible_items
from website.pages.page_request import View

SHOWN = 5
FOUND = 10
"""Some of these may be of other kinds, or what the page links to already."""
KEPT_SECONDS, EMPTY_KEPT_SECONDS = 600, 60
"""Nothing is perhaps an index that could not answer."""


def more_like(view: View) -> list[ContentItem]:
    """Return what the reader may see of what is most like the page; nothing where the index cannot answer."""
    if view.item is None or view.part or view.page.kind not in READ_KINDS:
        return []
    found = _kept(view.item) if view.viewer.is_anonymous else similar(view.item, view.viewer, FOUND)
    return [item for item in found if item.kind in READ_KINDS and not view.links.item(item.content_id)][:SHOWN]


def _kept(item: ContentItem) -> Sequence[ContentItem]:
    """Return what is like a public item. It is looked for once in ten minutes; who may see what is asked each time."""
    key = f"website-similar-{item.pk}-{item.edition_id}"
    ids = cache.get(key)
    if ids is None:
        found = similar(item, ANONYMOUS, FOUND)
        cache.set(key, [one.pk for one in found], KEPT_SECONDS if found else EMPTY_KEPT_SECONDS)
        return found
    rows = visible_items(ANONYMOUS, ids)
    return [rows[one] for one in ids if one in rows]
