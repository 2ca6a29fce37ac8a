"""A replaced picture or document is a minor edition: the words are the same, so there is no change to tell of."""

import re
from typing import Any

from publishing.documents import Document, hash_of
from publishing.kinds import UpdateType
from publishing.models import ContentItem, Edition

# Where an edition holds files, and what it says of how it was published.
HOLDING_FILES = ("image", "body", "details")
TELLING = ("update_type", "change_note")
FILE_FACTS = frozenset({"asset", "filename", "content_type", "size", "renditions"})
FILE_LINK = re.compile(r'data-asset="[^"]*"')


def as_recorded(document: Document) -> Document:
    """Return a document as it is to be recorded: as a minor edition when only files differ from what readers have."""
    item = ContentItem.objects.select_related("edition").filter(pk=document.id, gone="").first()
    edition = item.edition if item else None
    if edition is None or not _says_the_same(document, edition):
        return document
    return document.model_copy(update={"update_type": UpdateType.MINOR, "change_note": edition.change_note})


def _says_the_same(document: Document, edition: Edition) -> bool:
    """Whether the words are the edition's. A note of its own is one more thing said."""
    content = document.content()
    if edition.content_hash == hash_of(content) or document.change_note.strip() not in (
        "",
        edition.change_note.strip(),
    ):
        return False
    words = {name: _without_files(content[name]) for name in HOLDING_FILES}
    if words != {name: _without_files(getattr(edition, name)) for name in HOLDING_FILES}:
        return False
    # All that an edition has no column for is in its hash: put its own files back, and the hash is the same.
    theirs = {name: getattr(edition, name) for name in (*HOLDING_FILES, *TELLING)}
    return hash_of({**content, **theirs}) == edition.content_hash


def _without_files(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_files(part) for name, part in value.items() if name not in FILE_FACTS}
    if isinstance(value, list):
        return [_without_files(part) for part in value]
    return FILE_LINK.sub("", value) if isinstance(value, str) else value
