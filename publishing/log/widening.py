"""A document is opened to more readers: its times and earlier paths must not tell them that it was there before."""

from collections.abc import Iterator
from datetime import datetime

from publishing.access.audiences import Audience
from publishing.access.conditions import Facts
from publishing.access.policy import may_read
from publishing.access.viewers import Viewer
from publishing.log.new_edition import NewEdition
from publishing.models import Change, ContentItem
from publishing.models.access import EDITION_COLUMNS, readable, readable_on


def widens_audience(item: ContentItem, document: NewEdition) -> bool:
    """Whether some may read `document` who could not read the item's newest edition, on the website or off it."""
    before = Facts(item.audience, item.marking, item.kind, item.content_id, item.projects)
    after = Facts(document.audience, document.marking, document.kind, item.content_id, frozenset(document.projects))
    return admits_more_readers(before, after)


def admits_more_readers(before: Facts, after: Facts) -> bool:
    """Whether some may read the one edition of a document who could not read the other."""
    return any(
        may_read(viewer, after, off_site=off_site) and not may_read(viewer, before, off_site=off_site)
        for viewer in _all_sorts_of_readers(after)
        for off_site in (False, True)
    )


def hide_earlier_history(item: ContentItem, at: datetime) -> None:
    """Let an item that is opened to its audience at `at` have no times and no earlier paths that are not theirs.

    Readers of a narrower circle are told the same: one row is one answer. What was open to all of the new audience
    before still counts; of circles of named readers none includes another, so nothing does.
    """
    audience = Viewer(min(Audience(item.audience), Audience.VALIDATED))
    openly = item.editions.filter(readable(audience, EDITION_COLUMNS, off_site=False)).order_by("number")
    opened = openly.values_list("number", "published_at").first()
    if opened is None or opened[0] > 1:  # the first edition's time may be one that an import gave
        item.first_published_at = max(item.first_published_at, opened[1] if opened else at)
    item.updated_at = at
    left_openly = Change.objects.filter(readable_on("previous", audience, off_site=False), item=item).values("at")
    item.previous_paths.exclude(left_at__in=left_openly).delete()


def _all_sorts_of_readers(facts: Facts) -> Iterator[Viewer]:
    """Yield a reader for each way in that there may be."""
    yield from (Viewer(audience) for audience in Audience if audience <= Audience.VALIDATED)
    yield from (Viewer(Audience.VALIDATED, projects=frozenset({project})) for project in facts.projects)
    yield Viewer(Audience.VALIDATED, items=frozenset({facts.content_id}))
