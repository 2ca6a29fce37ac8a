"""Topics, sectors and organisations: what is published about or for them, newest first."""

from publishing.kinds import Kind, Relation
from publishing.models import ContentItem
from website.frame import Context
from website.listings import newest
from website.view import View

RELATIONS = {
    Kind.TOPIC: Relation.TOPIC,
    Kind.SECTOR: Relation.SECTOR,
    Kind.ORGANISATION: Relation.PARTNER,
}


def context(view: View) -> Context | None:
    """Return a page of the list."""
    if view.part:
        return None
    asked = view.frame.request.GET
    rows = (
        ContentItem.objects.visible_to(view.viewer)
        .in_locale(view.locale.code)
        .filter(path__isnull=False)
        .linked_to(RELATIONS[view.page.kind], view.page.content_id)
        .slim()
    )
    listing = newest(rows, after=asked.get("after", ""), before=asked.get("before", ""))
    return {"listing": listing, "count": rows.count(), "query": ""}
