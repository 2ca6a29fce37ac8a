"""Widening an audience: an item's times and earlier paths must not reveal to new readers that it existed before."""

from datetime import datetime

from publishing.access.audiences import Audience
from publishing.access.conditions import Facts
from publishing.access.policy import may_read
from publishing.access.viewers import Viewer
from publishing.log.new_edition import NewEdition
from publishing.models import Change, ContentItem
from publishing.models.access import EDITION_COLUMNS, readable, readable_on


def widens_audience(item: ContentItem, new: NewEdition) -> bool:
    """Whether anyone may read the new edition who could not read the item's current one, on the website or off it."""
    before = Facts(item.audience, item.marking, item.kind, item.content_id, item.projects)
    after = Facts(new.audience, new.marking, new.kind, item.content_id, frozenset(new.projects))
    return admits_more_readers(before, after)


def admits_more_readers(before: Facts, after: Facts) -> bool:
    """Whether anyone may read the later edition of an item who could not read the earlier one."""
    viewers = [  # one for each way to get access
        *(Viewer(audience) for audience in Audience if audience <= Audience.VALIDATED),
        *(Viewer(Audience.VALIDATED, projects=frozenset({project})) for project in after.projects),
        Viewer(Audience.VALIDATED, items=frozenset({after.content_id})),
    ]
    return any(
        may_read(viewer, after, off_site=off_site) and not may_read(viewer, before, off_site=off_site)
        for viewer in viewers
        for off_site in (False, True)
    )


def hide_earlier_history(item: ContentItem, at: datetime) -> None:
    """Reset the times and earlier paths of an item, whose audience is widened at `at`, to those of the new audience.

    Readers of a narrower audience see the same values, because the item is one row. What the whole new audience could
    read before is kept; groups of named readers do not include each other, so all earlier
    history is hidden from them.
    """
    audience = Viewer(min(Audience(item.audience), Audience.VALIDATED))
    editions = item.editions.filter(readable(audience, EDITION_COLUMNS, off_site=False)).order_by("number")
    first = editions.values_list("number", "published_at").first()
    if first is None or first[0] > 1:  # the time of the first edition may have been set by an import
        item.first_published_at = max(item.first_published_at, first[1] if first else at)
    item.takes_effect_at = item.effective_at or item.first_published_at
    item.updated_at = at
    changes = Change.objects.filter(readable_on("previous", audience, off_site=False), item=item).values("at")
    item.previous_paths.exclude(left_at__in=changes).delete()
