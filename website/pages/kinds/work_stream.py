"""A work-stream: its projects, and the guidance that came of them."""

import re

from publishing.kinds import Kind, Relation
from publishing.models import ContentItem
from publishing.models.details import read_facts, with_facts
from publishing.models.items import ContentItemQuerySet
from website.pages.layout import Context
from website.pages.page_request import View

SHOWN = 100


def context(view: View) -> Context | None:
    """Return the projects in the order of their codes, and the newest guidance: one query."""
    if view.part:
        return None
    rows = (
        ContentItem.objects.visible_to(view.viewer)
        .in_locale(view.locale.code)
        .of_kind(Kind.PROJECT, Kind.GUIDANCE)
        .linked_to(Relation.WORK_STREAM, view.page.content_id)
        .slim()
        .order_by("-updated_at", "-id")
    )
    found = read_facts(with_facts(rows, "status")[:SHOWN])
    return {
        "projects": sorted((row for row in found if row.kind == Kind.PROJECT), key=natural),
        "guidance": [row for row in found if row.kind == Kind.GUIDANCE],
    }


def in_order(rows: ContentItemQuerySet) -> list[ContentItem]:
    """Return the work-streams by code: one query."""
    return sorted(rows, key=natural)


def natural(item: ContentItem) -> tuple[str, int]:
    """Return a sort key by code in which T2 comes before T10."""
    match = re.fullmatch(r"(\D*)(\d*)", item.code)
    letters, digits = match.groups() if match else (item.code, "")
    return letters, int(digits or 0)
