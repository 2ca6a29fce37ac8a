"""Unpublishing and deleting: the tombstone and its reason; page and log always agree."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.models import BriefingPage, GuidancePage, StandardPage
from publishing.kinds import Event, RemovalReason
from publishing.models import Change, ContentItem, LogHead
from tests.cms.factories import a_draft, a_page, get_events, get_item, publish, section

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def break_the_log() -> None:
    """Reset the log's head: the next sequence number already exists, so the change is rejected."""
    LogHead.objects.update(last=F("last") - 1)


def test_unpublishing_leaves_a_tombstone() -> None:
    page = a_page()
    page.unpublish()
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN]
    assert get_item(page).gone == RemovalReason.WITHDRAWN


def test_unpublishing_a_plain_page_does_too() -> None:
    page = a_page()
    Page.objects.get(pk=page.pk).unpublish()
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_unpublishing_a_whole_queryset_does_too() -> None:
    pages = [a_page(), a_page()]
    Page.objects.filter(pk__in=[page.pk for page in pages]).unpublish()
    assert [get_events(page) for page in pages] == [[Event.PUBLISHED, Event.WITHDRAWN]] * 2


def test_the_admin_unpublishes_a_page_and_those_below_it(admin: Client) -> None:
    above = a_page(StandardPage)
    below = a_page(StandardPage, parent=above)
    admin.post(reverse("wagtailadmin_pages:unpublish", args=[above.pk]), {"include_descendants": "on"})
    assert get_events(above) == get_events(below) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_a_page_whose_withdrawal_the_log_rejects_stays_live() -> None:
    page = a_page()
    break_the_log()
    with pytest.raises(IntegrityError):
        page.unpublish()
    assert GuidancePage.objects.get(pk=page.pk).live
    assert get_item(page).is_live


def test_a_page_that_cannot_be_unpublished_in_the_admin_stays_live(admin: Client) -> None:
    page = a_page()
    break_the_log()
    with pytest.raises(IntegrityError):
        admin.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert GuidancePage.objects.get(pk=page.pk).live


def test_the_tombstone_has_the_successor_named_in_a_draft() -> None:
    page, successor = a_page(update_type="minor"), a_page()
    page.replaced_by = successor.page_ptr
    page.save_revision()
    page.unpublish()
    item = get_item(page)
    assert get_events(page) == [Event.PUBLISHED, Event.SUPERSEDED]
    assert (item.gone, item.superseded_by) == (RemovalReason.SUPERSEDED, successor.translation_key)


def test_the_tombstone_has_the_external_address() -> None:
    page = a_page(update_type="minor")
    page.moved_to = "https://example.org/elsewhere"
    page.save_revision()
    page.unpublish()
    assert (get_item(page).gone, get_item(page).moved_to) == (RemovalReason.MOVED, "https://example.org/elsewhere")


def test_a_page_can_be_published_again() -> None:
    page = a_page()
    page.unpublish()
    publish(GuidancePage.objects.get(pk=page.pk))
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN, Event.PUBLISHED]
    assert get_item(page).is_live


def test_deleting_withdraws() -> None:
    page = a_page()
    GuidancePage.objects.get(pk=page.pk).delete()
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_deleting_a_plain_page_withdraws_all_below_it() -> None:
    above = a_page(StandardPage)
    below = a_page(StandardPage, parent=above)
    Page.objects.get(pk=above.pk).delete()
    assert get_events(above) == get_events(below) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_deleting_a_queryset_withdraws() -> None:
    page = a_page()
    Page.objects.filter(pk=page.pk).delete()
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_deleting_a_draft_records_nothing() -> None:
    page = a_draft()
    page.delete()
    assert not Change.objects.exists()


def test_the_admin_deletes_a_page(admin: Client) -> None:
    page = a_page()
    admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk=page.pk).exists()
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_a_page_whose_withdrawal_the_log_rejects_is_not_deleted() -> None:
    page = a_page()
    numchild = section("guidance").numchild
    break_the_log()
    with pytest.raises(IntegrityError):
        GuidancePage.objects.get(pk=page.pk).delete()
    assert GuidancePage.objects.filter(pk=page.pk).exists()
    assert section("guidance").numchild == numchild


def test_expiry_is_recorded_as_expiry() -> None:
    page = a_page(expire_at=timezone.now() + timedelta(hours=1))
    GuidancePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    call_command("publish_scheduled")
    assert get_events(page) == [Event.PUBLISHED, Event.EXPIRED]
    assert not GuidancePage.objects.get(pk=page.pk).live


def test_saving_an_expired_page_does_not_republish_it() -> None:
    page = a_page(expire_at=timezone.now() + timedelta(hours=1), update_type="minor")
    page.expire_at = timezone.now() - timedelta(seconds=1)
    page.save()
    page.save()
    assert get_events(page) == [Event.PUBLISHED, Event.EXPIRED]


def test_a_briefing_supersedes_another() -> None:
    old = a_page(BriefingPage)
    new = a_page(BriefingPage, supersedes=old)
    item = get_item(old)
    assert get_events(old) == [Event.PUBLISHED, Event.SUPERSEDED]
    assert (item.gone, item.superseded_by) == (RemovalReason.SUPERSEDED, new.translation_key)
    assert not BriefingPage.objects.get(pk=old.pk).live


def test_a_draft_supersedes_nothing() -> None:
    old = a_page(BriefingPage)
    a_draft(BriefingPage, supersedes=old)
    assert get_events(old) == [Event.PUBLISHED]


def test_when_the_log_rejects_the_new_briefing_the_old_one_stays() -> None:
    old = a_page(BriefingPage)
    new = a_draft(BriefingPage, supersedes=old)
    break_the_log()
    with pytest.raises(IntegrityError):
        new.get_latest_revision().publish()
    assert BriefingPage.objects.get(pk=old.pk).live
    assert not BriefingPage.objects.get(pk=new.pk).live
    assert ContentItem.objects.filter(gone="").count() == 1
