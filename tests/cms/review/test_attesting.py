"""“Reviewed, still right” attests what is published, for readers and colleagues, and changes nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cms.models import Attestation, GuidancePage, TravelAdvicePage
from cms.review.attesting import attest
from publishing.kinds import Event, UpdateType
from publishing.models import Actor, Edition
from tests.cms.editing.test_edit_conflicts import opened, send
from tests.cms.factories import a_draft, a_page, a_part, an_editor, get_events, get_item, publish, signed_in, welsh
from tests.cms.lifecycle.test_admin_lifecycle import bulk, said

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
NEXT = TODAY() + timedelta(days=90)


def review(client: Client, page: Page, **fields: Any) -> Any:
    data = {"next_review": NEXT.isoformat(), "note": "Checked with the venue.", **fields}
    return client.post(reverse("cms_review", args=[page.pk]), data)


def current(page: Page) -> Edition:
    edition = get_item(page).edition
    assert edition is not None
    return edition


def test_readers_see_the_day_and_lists_keep_their_order() -> None:
    page = a_page(change_note="First.", review_date=TODAY())
    before = get_item(page).updated_at
    review(signed_in("Moderator"), page)
    edition = current(page)
    assert edition.reviewed_at is not None
    assert timezone.localdate(edition.reviewed_at) == TODAY()
    assert (edition.number, edition.update_type, edition.review_date) == (2, UpdateType.MINOR, NEXT)
    assert edition.change_note == "First."
    assert get_item(page).updated_at == before
    assert get_events(page) == [Event.PUBLISHED, Event.UPDATED]


def test_an_unpublished_draft_is_neither_published_nor_changed() -> None:
    page = a_page(summary="As published")
    page.summary, page.change_note = "Not yet checked", "Rewritten."
    page.save_revision()
    review(signed_in("Moderator"), page)
    page = GuidancePage.objects.get(pk=page.pk)
    assert current(page).summary == page.summary == "As published"
    assert page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    assert draft.summary == "Not yet checked"
    publish(draft)
    assert current(page).summary == "Not yet checked"
    assert (current(page).review_date, current(page).reviewed_at is not None) == (NEXT, True)


def test_a_review_date_that_a_draft_changed_is_kept() -> None:
    page = a_page(review_date=TODAY())
    page.review_date = TODAY() + timedelta(days=5)
    page.save_revision()
    review(signed_in("Moderator"), page)
    assert GuidancePage.objects.get(pk=page.pk).get_latest_revision_as_object().review_date == page.review_date


def test_a_scheduled_version_keeps_its_schedule() -> None:
    page = a_page()
    page.go_live_at, page.change_note = timezone.now() + timedelta(days=1), "Later."
    page.save_revision(approved_go_live_at=page.go_live_at).publish()
    attest(page, an_editor("Moderator"), NEXT)
    page = GuidancePage.objects.get(pk=page.pk)
    assert page.approved_schedule
    assert current(page).review_date == NEXT


def test_it_is_in_the_pages_history_and_on_the_screen() -> None:
    page, client = a_page(), signed_in("Moderator")
    review(client, page)
    entry = PageLogEntry.objects.get(page=page.pk, action="cms.attest")
    assert "still right: Checked with the venue." in entry.message
    assert Actor.for_user(entry.user).pk == Attestation.objects.get().actor
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    screen = client.get(reverse("cms_review", args=[page.pk])).content.decode()
    assert "Checked with the venue." in history
    assert "Checked with the venue." in screen


def test_an_attestation_survives_its_account_and_the_erasure_of_its_name() -> None:
    page, user = a_page(), an_editor("Moderator", name="to-be-erased")
    attest(page, user, NEXT)
    user.delete()
    screen, client = reverse("cms_review", args=[page.pk]), signed_in()
    assert "to-be-erased" in client.get(screen).content.decode()
    Actor.objects.get(name="to-be-erased").delete()
    assert "(name erased)" in client.get(screen).content.decode()


@pytest.mark.parametrize("group", ["Editor", "Travel desk"])
def test_who_may_not_publish_a_page_cannot_attest_it(group: str) -> None:
    page, client = a_page(), signed_in(group)
    assert (
        "Reviewed, still right" not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )
    review(client, page)
    bulk(client, "attest", [page], next_review=NEXT.isoformat())
    assert current(page).number == 1
    assert not Attestation.objects.exists()


def test_a_page_that_readers_do_not_have_cannot_be_attested() -> None:
    client = signed_in("Moderator")
    draft, withdrawn = a_draft(), a_page()
    withdrawn.unpublish()
    for page in (draft, withdrawn):
        assert "Only a published page" in said(review(client, page))
    assert not Attestation.objects.exists()


def test_a_past_day_is_no_next_review() -> None:
    page = a_page()
    response = review(signed_in("Moderator"), page, next_review=TODAY().isoformat())
    assert "Choose a day that is still to come." in response.content.decode()
    assert current(page).number == 1


def test_each_language_is_attested_on_its_own_or_both_if_ticked() -> None:
    page, client = a_page(title="Exits"), signed_in("Moderator")
    copied = page.copy_for_translation(welsh(), copy_parents=True)
    copied.save_revision().publish()
    review(client, page)
    assert [current(one).review_date for one in (page, copied)] == [NEXT, None]
    review(client, page, languages=[copied.pk])
    assert current(copied).review_date == NEXT
    assert Attestation.objects.filter(page=copied.pk).count() == 1


def test_an_alias_is_reviewed_with_its_original() -> None:
    page = a_page()
    alias = page.create_alias(parent=page.get_parent(), update_slug="alias")
    client = signed_in("Moderator")
    review(client, alias)
    assert not Attestation.objects.exists()
    review(client, page)
    assert current(alias).review_date == NEXT


def test_many_pages_are_attested_at_once(admin: Client) -> None:
    pages = [a_page(), a_page(TravelAdvicePage, parts=[a_part("Safety and security", "safety-and-security")])]
    draft = a_draft(title="Never published")
    confirmation = admin.get(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'attest'])}?id={draft.pk}")
    assert "These pages are not published" in confirmation.content.decode()
    messages = said(bulk(admin, "attest", [*pages, draft], next_review=NEXT.isoformat(), note="All checked."))
    assert "2 pages are now shown as reviewed today" in messages
    assert "“Never published”" in messages
    assert [current(page).review_date for page in pages] == [NEXT, NEXT]


def test_a_new_review_date_alone_is_a_minor_edition_that_needs_no_note() -> None:
    page = a_page(change_note="First.")
    page.review_date = NEXT
    page = publish(page)
    assert current(page).update_type == UpdateType.MINOR


def test_a_form_that_was_open_does_not_bring_back_the_old_review_date(admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor", review_date=TODAY())
    data = {**opened(admin, page), "review_date": TODAY().isoformat()}
    attest(page, an_editor("Moderator"), NEXT)
    shown = send(admin, page, data, "publish").content.decode()
    assert "This value has changed since you opened the page." in shown
    assert current(page).review_date == NEXT
