"""Says on the screen of two-person release who gets what is released, from packages that may not know of each other."""

from collections.abc import Iterator

from cms.release.models import Proposal
from cms.release.recipients import Recipients
from partners.models import ApiKey
from publishing.access.audiences import Audience
from publishing.models import ContentItem


def count_recipients(items: list[ContentItem], proposal: Proposal) -> Iterator[Recipients]:
    """Yield what follows the log by itself. Subscribers are counted once there is a delivery to them."""
    yield Recipients("Website, feeds, event streams and copies of partners, at once (their readers are not counted)")
    if all(item.audience == Audience.PUBLIC for item in items):
        yield Recipients("API keys of partners that may read it", ApiKey.objects.active().count())
