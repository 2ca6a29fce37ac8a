"""References of what was superseded: someone with an old one looks for what replaced it."""

import re
from dataclasses import dataclass
from uuid import UUID

from publishing.access.viewers import Viewer
from publishing.kinds import RemovalReason
from publishing.models import ContentItem
from publishing.text.sort_keys import sort_key

_REFERENCE = re.compile(r"(?<!\w)[A-Za-z]{1,4}[ -]?\d{1,4}(?:[ -]\d{1,4})?(?!\w)")
MAX_REFERENCES = 4


@dataclass(frozen=True)
class Superseded:
    """A reference in a text, and the content id of what has replaced what bore it."""

    code: str
    successor: UUID


def find_superseded(text: str, viewer: Viewer) -> Superseded | None:
    """Return the first old reference of a text, if the viewer could have read what bore it: at most one SQL query."""
    keys = [sort_key(code) for code in _REFERENCE.findall(text)[:MAX_REFERENCES]]
    if not keys:
        return None
    gone = ContentItem.objects.tombstones_for(viewer, off_site=True).filter(
        gone=RemovalReason.SUPERSEDED, superseded_by__isnull=False, sort_code__in=keys
    )
    found = gone.order_by("-gone_at").first()
    return Superseded(found.code, found.superseded_by) if found and found.superseded_by else None
