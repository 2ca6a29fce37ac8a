"""“Reviewed, still right”: attests what is published of a page. Its draft, schedule and moderation are left alone."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from cms.lifecycle.sync import is_published
from cms.lifecycle.transactions import in_log_transaction
from cms.lifecycle.translations import find_item, find_pending_revisions
from cms.review.models import Attestation
from publishing.models import Actor

ATTESTED = "cms.attest"
"""The action in a page's history."""
FIELDS = ("reviewed_at", "review_date")


def can_attest(page: Any, user: Any) -> bool:
    """Whether a user may attest a page: it is live, they may publish it, and it is not an alias of another."""
    return bool(is_published(page) and page.alias_of_id is None and page.permissions_for_user(user).can_publish())


@in_log_transaction
def attest(page: Any, user: Any, next_review: date, note: str = "") -> Attestation:
    """Record that what is published of a page is right, as a minor edition with the time and the next review date."""
    page = Page.objects.get(pk=page.pk).specific  # the row has what is published
    if not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
    item = find_item(page)
    if not can_attest(page, user) or item is None or item.edition is None or not item.is_live:
        raise ValidationError("Only a published page can be attested.")
    attestation = Attestation.objects.create(
        page_id=page.pk,
        edition=item.edition.number,
        attested_at=timezone.now(),
        actor=Actor.for_user(user).pk,
        note=note.strip(),
        next_review=next_review,
    )
    for attested in [page, *Page.objects.filter(alias_of=page.pk).specific()]:
        _set_dates(attested, attestation)
    log(page, ATTESTED, user=user, data={"next_review": next_review.isoformat(), "note": attestation.note})
    return attestation


def _set_dates(page: Any, attestation: Attestation) -> None:
    before = page.review_date
    page.reviewed_at, page.review_date = attestation.attested_at, attestation.next_review
    page.save(update_fields=FIELDS)
    # In place: a new revision would cancel approvals and schedules. A review date that a draft changed is kept.
    for revision in find_pending_revisions(page):
        content = {**revision.content, "reviewed_at": attestation.attested_at.isoformat()}
        if revision.content.get("review_date") in (None, before.isoformat() if before else None):
            content["review_date"] = attestation.next_review.isoformat()
        revision.content = content
        revision.save(update_fields=["content"])
