"""A document is opened to more readers: its times and earlier paths must not tell them that it was there before."""

from datetime import datetime

from publishing.audiences import Audience, Marking
from publishing.documents import Document
from publishing.models import Change, ContentItem


def opens(item: ContentItem, document: Document) -> bool:
    """Whether some may read `document` who could not read the item's newest edition, on the website or off it."""
    if not item.audience == document.audience == Audience.NAMED:
        return document.audience < item.audience
    assert item.edition is not None, "what was published has an edition"
    before = set(item.edition.named_projects.values_list("project", flat=True))
    leaves_the_website = item.marking == Marking.RED and document.marking != Marking.RED
    return leaves_the_website or not before.issuperset(document.projects)


def forget_hidden_past(item: ContentItem, at: datetime) -> None:
    """Let an item that is opened to its audience at `at` have no times and no earlier paths that are not theirs.

    Readers of a narrower circle are told the same: one row is one answer. What was open to all of the new audience
    before still counts; of circles of named readers none includes another, so nothing does.
    """
    known = Audience.NAMED - 1 if item.audience == Audience.NAMED else item.audience
    opened = item.editions.filter(audience__lte=known).order_by("number").values_list("number", "published_at").first()
    if opened is None or opened[0] > 1:  # the first edition's time may be one that an import gave
        item.first_published_at = max(item.first_published_at, opened[1] if opened else at)
    item.updated_at = at
    left_openly = Change.objects.filter(item=item, previous__audience__lte=known).values("at")
    item.previous_paths.exclude(left_at__in=left_openly).delete()
