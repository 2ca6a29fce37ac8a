"""A replaced picture or document, another focal point, or a review makes a minor edition: the text is the same, so
followers are not notified."""

import re
from typing import Any

from publishing.kinds import UpdateType
from publishing.log.comparison import is_unchanged
from publishing.log.new_edition import NewEdition
from publishing.models import ContentItem

UPDATE_FIELDS = ("update_type", "change_note")
"""Fields of an edition about how it was published."""
REVIEW_FIELDS = ("reviewed_at", "review_date")
FILE_FIELDS = frozenset({"asset", "filename", "content_type", "size", "renditions", "focal_point"})
FILE_LINK = re.compile(r'data-asset="[^"]*"')


def minor_if_text_is_unchanged(edition: NewEdition) -> NewEdition:
    """Return an edition as a minor one if only its files or its review differ from what readers have."""
    item = ContentItem.objects.select_related("edition").filter(pk=edition.id, gone="").first()
    current = item.edition if item else None
    if item is None or current is None or current.content_hash == edition.content_hash():
        return edition
    if edition.change_note.strip() not in ("", current.change_note.strip()):
        return edition  # a new change note is a change of the text
    # An edition that differs only because a release changed its shape is recorded unchanged.
    if not is_unchanged(item, edition, _text_only) or is_unchanged(item, edition):
        return edition
    return edition.model_copy(update={"update_type": UpdateType.MINOR, "change_note": current.change_note})


def _text_only(content: dict[str, Any]) -> dict[str, Any]:
    ignored = (*UPDATE_FIELDS, *REVIEW_FIELDS)
    return {name: _without_files(value) for name, value in content.items() if name not in ignored}


def _without_files(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_files(part) for name, part in value.items() if name not in FILE_FIELDS}
    if isinstance(value, list):
        return [_without_files(part) for part in value]
    return FILE_LINK.sub("", value) if isinstance(value, str) else value
