"""Makes rows of editions for tests of what rules read of them: `an_edition(item, number=2, marking=...)`."""

from typing import Any

from publishing.kinds import UpdateType
from publishing.models import ContentItem, Edition


def an_edition(item: ContentItem, **changes: Any) -> Edition:
    """Return an unsaved edition with as little in it as will do, handled as its item is unless that is changed."""
    given = {
        "number": 1,
        "title": item.path or "",
        "audience": item.audience,
        "marking": item.marking,
        "content_hash": "0" * 64,
        "update_type": UpdateType.MAJOR,
        "published_at": item.updated_at,
        "stored_details": {},
        "stored_body": [],
        **changes,
    }
    return Edition(item=item, **given)
