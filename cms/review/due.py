"""When pages are to be reviewed, and when they were: as published, not as in their drafts."""

from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.models import Page

from publishing.models import ContentItem

DAYS_AHEAD = timedelta(days=14)
"""How long before its date a review is due soon."""


def with_review_dates(pages: QuerySet[Page]) -> QuerySet[Any]:
    """Add `review_date`, `reviewed_at` and `responsible_team` of what is published to a queryset of pages."""
    live = ContentItem.objects.filter(
        content_id=OuterRef("translation_key"), locale=OuterRef("locale__language_code"), gone=""
    )
    dated: QuerySet[Any] = pages.annotate(
        review_date=Subquery(live.values("edition__review_date")),
        reviewed_at=Subquery(live.values("edition__reviewed_at")),
        responsible_team=Subquery(live.values("edition__owner")),
    )
    return dated


def find_due_pages(until: date, pages: QuerySet[Page] | None = None) -> QuerySet[Any]:
    """Return the live pages whose review is due by a day, the oldest first."""
    # By key first: few editions have a date that is near, and an index has them.
    due = ContentItem.objects.filter(gone="", edition__review_date__lte=until).values("content_id")
    live = (Page.objects.all() if pages is None else pages).filter(live=True, alias_of=None, translation_key__in=due)
    return with_review_dates(live).filter(review_date__lte=until).order_by("review_date", "pk")
