"""A replaced picture or document is a minor edition: the words are the same, so there is no change to tell of."""

import re
from typing import Any

from publishing.kinds import UpdateType
from publishing.log.comparison import is_recorded
from publishing.log.new_edition import Document
from publishing.models import ContentItem, Edition

TELLING = ("update_type", "change_note")
"""What an edition says of how it was published."""
FILE_FACTS = frozenset({"asset", "filename", "content_type", "size", "renditions"})
FILE_LINK = re.compile(r'data-asset="[^"]*"')


def minor_if_only_files_differ(document: Document) -> Document:
    """Return a document as it is to be recorded: as a minor edition when only files differ from what readers have."""
    item = ContentItem.objects.select_related("edition").filter(pk=document.id, gone="").first()
    edition = item.edition if item else None
    if item is None or edition is None or not _says_the_same(document, item, edition):
        return document
    return document.model_copy(update={"update_type": UpdateType.MINOR, "change_note": edition.change_note})


def _says_the_same(document: Document, item: ContentItem, edition: Edition) -> bool:
    """Whether the words are the edition's. A note of its own is one more thing said."""
    if edition.content_hash == document.content_hash():
        return False
    if document.change_note.strip() not in ("", edition.change_note.strip()):
        return False
    # What differs only because a release changed the shape is recorded as it is.
    return is_recorded(item, document, _words) and not is_recorded(item, document)


def _words(content: dict[str, Any]) -> dict[str, Any]:
    return {name: _without_files(value) for name, value in content.items() if name not in TELLING}


def _without_files(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_files(part) for name, part in value.items() if name not in FILE_FACTS}
    if isinstance(value, list):
        return [_without_files(part) for part in value]
    return FILE_LINK.sub("", value) if isinstance(value, str) else value
