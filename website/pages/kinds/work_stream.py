"""A work-stream: its projects and its guidance."""

import re
from collections.abc import Iterable

from publishing.kinds import Kind, Relation
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from website.pages.layout import Context
from website.pages.page_request import PageRequest

SHOWN = 100


def context(requested: PageRequest) -> Context | None:
    """Return the projects in the order of their codes, and the newest guidance: one query."""
    if requested.part:
        return None
    rows = (
        ContentItem.objects.for_reader(requested.viewer, requested.locale.code)
        .of_kind(Kind.PROJECT, Kind.GUIDANCE)
        .linked_to(Relation.WORK_STREAM, requested.page.content_id)
        .slim()
        .order_by("-updated_at", "-id")
    )
    items = read_details(with_details(rows, "status")[:SHOWN])
    return {
        "projects": sort_by_code(item for item in items if item.kind == Kind.PROJECT),
        "guidance": [item for item in items if item.kind == Kind.GUIDANCE],
    }


def sort_by_code(items: Iterable[ContentItem]) -> list[ContentItem]:
    """Sort by code, with T2 before T10."""
    return sorted(items, key=_natural_key)


def _natural_key(item: ContentItem) -> tuple[str, int]:
    match = re.fullmatch(r"(\D*)(\d*)", item.code)
    letters, digits = match.groups() if match else (item.code, "")
    return letters, int(digits or 0)
