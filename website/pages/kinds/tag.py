"""Topics, sectors and organisations: what is published about or for them, newest first."""

from publishing.kinds.registry import KINDS
from publishing.models import ContentItem
from website.lists.keyset import newest_slice
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return a slice of the list."""
    if requested.part:
        return None
    relation = KINDS[requested.page.kind].relation
    assert relation is not None, "other items refer to items of this kind"
    parameters = requested.layout.request.GET
    rows = (
        ContentItem.objects.for_reader(requested.viewer, requested.locale.code)
        .filter(path__isnull=False)
        .linked_to(relation, requested.page.content_id)
        .slim()
    )
    items = newest_slice(rows, after=parameters.get("after", ""), before=parameters.get("before", ""))
    return {"slice": items, "count": rows.count(), "query": ""}
