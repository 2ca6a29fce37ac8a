"""Cache tags of a response, by which downstream caches purge it, and its maximum age."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import inf
from uuid import UUID

from publishing.kinds import Kind

CLOCK_MAX_AGE = 1
"""Maximum age in seconds of a response that contains the current time."""
CONTENT_TAG = "content"
"""The tag of every response."""
LIST_TAG = "list"
"""The tag of responses that list all kinds, or report that something does not exist: any change may affect them."""
MANY_TAGS = "many"
"""The tag of responses with more tags than fit into a header: every purge includes them."""
MAX_TAGS = 80


def content_tag(content_id: UUID | str) -> str:
    """Return the tag of responses that show an item or link to it."""
    return str(content_id)


def list_tag(kind: Kind | str) -> str:
    """Return the tag of responses that list a kind."""
    return f"{LIST_TAG}-{kind}"


@dataclass
class CacheTags:
    """The tags of a response so far. Only visible items are added, because tags are public."""

    max_age: float = inf
    """Seconds for which the response is valid if no content changes; 0 if it must not be cached."""
    _tags: set[str] = field(default_factory=set)

    def add_items(self, content_ids: Iterable[UUID | str]) -> None:
        """Add items by their content ids."""
        if len(self._tags) <= MAX_TAGS:
            self._tags.update(map(content_tag, content_ids))

    def add_list(self, kinds: Collection[Kind] = ()) -> None:
        """Add a list of these kinds, or of all kinds by default. Use it also for items that were not found."""
        self._tags.update(map(list_tag, kinds) if kinds else (LIST_TAG,))

    def limit_age(self, seconds: float) -> None:
        """Limit the maximum age, because the response may change although no content has."""
        self.max_age = min(self.max_age, seconds)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the response."""
        return CONTENT_TAG, *(sorted(self._tags) if len(self._tags) <= MAX_TAGS else (MANY_TAGS,))
