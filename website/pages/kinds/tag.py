"""Topics, sectors and organisations: what is published about or for them, newest first."""

from publishing.kinds.registry import KINDS
from publishing.models import ContentItem
from website.lists.keyset import newest
from website.pages.layout import Context
from website.pages.page_request import View


def context(view: View) -> Context | None:
    """Return a page of the list."""
    if view.part:
        return None
    relation = KINDS[view.page.kind].relation
    assert relation is not None, "others refer to items of the kind"
    asked = view.frame.request.GET
    rows = (
        ContentItem.objects.visible_to(view.viewer)
        .in_locale(view.locale.code)
        .filter(path__isnull=False)
        .linked_to(relation, view.page.content_id)
        .slim()
    )
    listing = newest(rows, after=asked.get("after", ""), before=asked.get("before", ""))
    return {"listing": listing, "count": rows.count(), "query": ""}
