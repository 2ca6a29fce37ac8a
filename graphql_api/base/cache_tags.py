"""What an answer was made of: for the tags that caches in front find it by, and for how long it holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import inf
from uuid import UUID

from publishing.kinds import Kind

CLOCK_MAX_AGE = 1
"""Seconds for which an answer holds that tells the time."""
CONTENT_TAG = "content"
"""The tag of every answer."""
LIST_TAG = "list"
"""The tag of what lists all kinds, or says that something is not there: every change may concern it."""
MANY_TAGS = "many"
"""The tag of answers with more tags than a header takes: every purge takes them along."""
MAX_TAGS = 80


def content_tag(content_id: UUID | str) -> str:
    """Return the tag of what shows, or links to, a document."""
    return str(content_id)


def list_tag(kind: Kind | str) -> str:
    """Return the tag of what lists a kind."""
    return f"{LIST_TAG}-{kind}"


@dataclass
class CacheTags:
    """What has gone into an answer so far. Only what the viewer may see is noted: tags are told to everybody."""

    max_age: float = inf
    """How long it holds if no content changes; 0 if not even now."""
    _tags: set[str] = field(default_factory=set)

    def add_items(self, content_ids: Iterable[UUID | str]) -> None:
        """Note documents, by content id."""
        if len(self._tags) <= MAX_TAGS:
            self._tags.update(map(content_tag, content_ids))

    def add_list(self, kinds: Collection[Kind] = ()) -> None:
        """Note a list of kinds; of all unless given. What was looked for and not found is such a list, too."""
        self._tags.update(map(list_tag, kinds) if kinds else (LIST_TAG,))

    def limit_age(self, seconds: float) -> None:
        """Note that something in it may be otherwise after so many seconds, though no content has changed."""
        self.max_age = min(self.max_age, seconds)

    @property
    def tags(self) -> tuple[str, ...]:
        """What to find the answer by."""
        return CONTENT_TAG, *(sorted(self._tags) if len(self._tags) <= MAX_TAGS else (MANY_TAGS,))
