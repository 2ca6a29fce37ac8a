"""Source maps of drafts: which part of the edit form changes each field and block of the edition."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from cms.editing.panels import find_fields
from publishing.content.blocks import Block
from publishing.content.references import walk_structs
from publishing.kinds.declaration import field_names
from publishing.kinds.registry import KINDS
from publishing.log.new_edition import NewEdition

COLUMNS = (
    *((name, name) for name in ("title", "summary", "image", "body", "topics", "sectors", "work_streams")),
    *((name, name) for name in ("audience", "marking", "effective_at")),
    ("edition", "change_note"),
    ("path", "slug"),
    ("work_streams", "work_stream"),
    ("related", "related_projects"),
    ("owner", "content_owner"),
    ("review_by", "review_date"),
    ("map", "map_image"),
    ("panels", "card_panels"),
    ("provenance", "provenance_publisher"),
)
"""Fields of the schema, and the field of a page behind each. Details come from the declaration of their kind."""


def build_source_map(page: Any, edition: NewEdition) -> dict[str, Any]:
    """Return the URL of a page's edit form, and the anchors in it of the edition's fields and blocks."""
    details = KINDS[edition.kind].details
    names = field_names(details)
    own = [(names.get(detail, detail), page.detail_columns.get(detail, detail)) for detail in details.model_fields]
    anchors = _find_anchors(page)
    blocks = (part for part in walk_structs((edition.body, edition.details)) if isinstance(part, Block))
    return {
        "edit_url": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "fields": {
            name: anchors[column] for name, column in (*COLUMNS, ("code", page.unique_field), *own) if column in anchors
        },
        "blocks": {str(block.id): f"block-{block.id}-section" for block in blocks},
    }


def _find_anchors(page: Any) -> dict[str, str]:
    """Return the id of the section of the edit form that contains each field of the page."""
    tabs = page.get_edit_handler()
    return {
        field: f"panel-child-{tab_id}-{section_id}-section"
        for tab, tab_id in zip(tabs.children, tabs.child_identifiers, strict=True)
        for section, section_id in zip(tab.children, tab.child_identifiers, strict=True)
        for field in find_fields(section)
    }
