"""What an answer was made of: for the tags that caches in front find it by, and for how long it holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import inf
from uuid import UUID

from publishing.kinds import Kind

HOLDS = 1
"""Seconds for which an answer holds that tells the time."""
EVERYTHING = "content"
"""The tag of every answer."""
ANY_LIST = "list"
"""The tag of what lists all kinds, or says that something is not there: every change may concern it."""
MANY = "many"
"""The tag of answers with more tags than a header takes: every purge takes them along."""
MOST_TAGS = 80


def tag_of_content(content_id: UUID | str) -> str:
    """Return the tag of what shows, or links to, a document."""
    return str(content_id)


def tag_of_list(kind: Kind | str) -> str:
    """Return the tag of what lists a kind."""
    return f"{ANY_LIST}-{kind}"


@dataclass
class Used:
    """What has gone into an answer so far. Only what the viewer may see is noted: tags are told to everybody."""

    seconds: float = inf
    """How long it holds if no content changes; 0 if not even now."""
    _tags: set[str] = field(default_factory=set)

    def contents(self, content_ids: Iterable[UUID | str]) -> None:
        """Note documents, by content id."""
        if len(self._tags) <= MOST_TAGS:
            self._tags.update(map(tag_of_content, content_ids))

    def list_of(self, kinds: Collection[Kind] = ()) -> None:
        """Note a list of kinds; of all unless given. What was looked for and not found is such a list, too."""
        self._tags.update(map(tag_of_list, kinds) if kinds else (ANY_LIST,))

    def holds_for(self, seconds: float) -> None:
        """Note that something in it may be otherwise after so many seconds, though no content has changed."""
        self.seconds = min(self.seconds, seconds)

    @property
    def tags(self) -> tuple[str, ...]:
        """What to find the answer by."""
        return EVERYTHING, *(sorted(self._tags) if len(self._tags) <= MOST_TAGS else (MANY,))
