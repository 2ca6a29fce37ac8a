"""Says how many a release reaches. Packages that deliver register what they count; none of the numbers is invented."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cms.release.models import Proposal
from publishing.models import ContentItem


@dataclass(frozen=True)
class Recipients:
    """A way in which readers get what is released, and how many there are; None if that cannot be counted."""

    channel: str
    count: int | None = None


Count = Callable[[list[ContentItem], Proposal], Iterable[Recipients]]
_counts: list[Count] = []


def register_recipients(count: Count) -> None:
    """Register a function that is called with the items that a proposal changes, live or new, and the proposal."""
    if count not in _counts:
        _counts.append(count)


def find_recipients(proposal: Proposal) -> list[Recipients]:
    """Return who gets what is released, by channel."""
    keys = {change.content_id for change in proposal.changes.all()}
    items = list(ContentItem.objects.filter(content_id__in=keys))
    return [one for count in _counts for one in count(items, proposal)]
