"""Reminds people by email of reviews that are due: one email a day for all of someone's pages."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.review.due import DAYS_AHEAD, find_due_pages
from cms.review.models import ReminderStage, SentReminder
from publishing.access.viewers import ANONYMOUS
from publishing.consumers.due_emails import DueEmail
from publishing.log.new_edition import item_id
from publishing.models import ContentItem

FROM = time(7)
"""From when in the day reminders are sent."""


def find_due_reminders(at: datetime) -> Iterator[DueEmail]:
    """Yield an email for each person who has a reminder to get and had none today."""
    now = timezone.localtime(at)
    if now.time() < FROM:
        return
    pages = {page.pk: page for page in find_due_pages(now.date() + DAYS_AHEAD).select_related("locale")}
    sent = set(SentReminder.objects.filter(page__in=pages).values_list("user", "page", "review_date", "stage"))
    midnight = timezone.make_aware(datetime.combine(now.date(), time.min))
    served = set(SentReminder.objects.filter(sent_at__gte=midnight).values_list("user", flat=True))
    titles = _public_titles(pages.values())
    for user, keys in _find_responsible(pages).items():
        due = [page for key, page in pages.items() if key in keys]
        new = [page for page in due if (user.pk, page.pk, page.review_date, _stage(page, now.date())) not in sent]
        if new and user.pk not in served:
            message = _build_message(user, new, titles, now.date())
            yield DueEmail(message, user.get_username(), partial(_record, user, new, at))


def _stage(page: Any, today: date) -> ReminderStage:
    return ReminderStage.OVERDUE if page.review_date < today else ReminderStage.SOON


def _record(user: Any, pages: list[Any], at: datetime) -> None:
    today = timezone.localdate(at)
    SentReminder.objects.bulk_create(
        SentReminder(user=user, page_id=page.pk, review_date=page.review_date, stage=_stage(page, today), sent_at=at)
        for page in pages
    )


def _find_responsible(pages: dict[int, Any]) -> dict[Any, set[int]]:
    """Return whom to remind of which pages: the owner of a page if they may still change it; otherwise those who may
    publish it, or failing them administrators."""
    found: dict[Any, set[int]] = defaultdict(set)
    reachable = get_user_model().objects.filter(is_active=True).exclude(email="").order_by("pk")
    for owner in reachable.filter(pk__in={page.owner_id for page in pages.values()}):
        own = {key for key, page in pages.items() if page.owner_id == owner.pk}
        if permitted := own & _permitted(owner, "change", own):
            found[owner] |= permitted
    for candidates in (reachable.filter(is_superuser=False, groups__isnull=False), reachable.filter(is_superuser=True)):
        rest = set(pages).difference(*found.values())
        for user in candidates.distinct() if rest else ():
            if permitted := _permitted(user, "publish", rest):
                found[user] |= permitted
    return found


def _permitted(user: Any, action: str, keys: set[int]) -> set[int]:
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, action)
    return set(pages.filter(pk__in=keys).values_list("pk", flat=True))


def _public_titles(pages: Any) -> dict[int, str]:
    """Return the titles of pages that everyone may read. Emails contain no others."""
    items = {item_id(page.translation_key, page.locale.language_code): page.pk for page in pages}
    public = ContentItem.objects.visible_to(ANONYMOUS).filter(pk__in=items)
    return {items[pk]: title for pk, title in public.values_list("pk", "edition__title")}


def _build_message(user: Any, pages: list[Any], titles: dict[int, str], today: date) -> EmailMessage:
    entries = [
        {
            "title": titles.get(page.pk, "A page that is not public"),
            "language": "" if page.locale.language_code == settings.LANGUAGE_CODE else page.locale.get_display_name(),
            "due": page.review_date,
            "is_overdue": page.review_date < today,
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("cms_review", args=[page.pk]),
        }
        for page in pages
    ]
    report = settings.WAGTAILADMIN_BASE_URL + reverse("cms_review_report")
    context = {"overdue": [one for one in entries if one["is_overdue"]], "report": report}
    context["soon"] = [one for one in entries if not one["is_overdue"]]
    count = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
    return EmailMessage(f"Review {count}", render_to_string("cms/review/reminder.txt", context), to=[user.email])
