"""The lifecycle through the admin's own views: bulk actions, moderation, the edit form, revisions."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import GuidancePage, ProjectPage, TravelAdvicePage
from publishing.kinds import Event
from publishing.log.record import record_publication
from publishing.models import Change
from tests.cms.factories import a_draft, a_page, get_events, get_item, publish, section, signed_in
from tests.publishing.documents import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    """Return the messages that the editor will see next."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def bulk(client: Client, action: str, pages: list[Page], **data: str) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    query = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{address}?{query}", data)


def form(**fields: Any) -> dict[str, Any]:
    """Return the data of the edit form of guidance."""
    return nested_form_data(
        {
            "title": "Watch the exits",
            "slug": "exits",
            "summary": "",
            "body": streamfield([("rich_text", rich_text("<p>Look.</p>"))]),
            "content_owner": "",
            "review_date": "",
            "audience": "0",
            "marking": "CLEAR",
            "update_type": "minor",
            "change_note": "",
            "image": "",
            "image_alt": "",
            "replaced_by": "",
            "moved_to": "",
            "comments": inline_formset([]),
            **fields,
        }
    )


def edit(client: Client, page: Page, action: str = "", **fields: Any) -> Any:
    data = form(**fields)
    if action:
        data[f"action-{action}"] = "yes"
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def test_bulk_publishing_publishes_each(admin: Client) -> None:
    pages = [a_draft(), a_draft()]
    bulk(admin, "publish", pages)
    assert [get_events(page) for page in pages] == [[Event.PUBLISHED]] * 2


def test_bulk_unpublishing_withdraws_each(admin: Client) -> None:
    pages = [a_page(), a_page()]
    bulk(admin, "unpublish", pages)
    assert [get_events(page) for page in pages] == [[Event.PUBLISHED, Event.WITHDRAWN]] * 2


def test_bulk_deleting_withdraws_each(admin: Client) -> None:
    pages = [a_page(), a_page()]
    bulk(admin, "delete", pages)
    assert [get_events(page) for page in pages] == [[Event.PUBLISHED, Event.WITHDRAWN]] * 2


def test_creating_and_publishing_in_one_go(admin: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=["cms", "guidancepage", section("guidance").pk])
    response = admin.post(address, {**form(), "action-publish": "yes"})
    assert response.status_code == 302
    assert get_events(GuidancePage.objects.get(slug="exits")) == [Event.PUBLISHED]


def test_the_edit_form_publishes_and_republishing_writes_nothing(admin: Client) -> None:
    page = a_page(slug="exits", title="Watch the exits")
    edit(admin, page, "publish", title="Watch the gates")
    assert get_events(page) == [Event.PUBLISHED, Event.UPDATED]
    edit(admin, page, "publish", title="Watch the gates", body=current_body(page))
    written = Change.objects.count()
    edit(admin, page, "publish", title="Watch the gates", body=current_body(page))
    assert Change.objects.count() == written


def current_body(page: Page) -> dict[str, Any]:
    """Return the body as the form would submit it, including block ids."""
    body = streamfield([("rich_text", rich_text("<p>Look.</p>"))])
    body["0"]["id"] = GuidancePage.objects.get(pk=page.pk).body[0].id
    return body


def test_an_address_conflict_is_reported_at_the_slug(admin: Client) -> None:
    page = a_draft(slug="exits")
    record_publication(a_document(path="/guidance/gates/", title="Gates"))
    response = edit(admin, page, "publish", slug="gates")
    assert "/guidance/gates/ is already the address of another page" in response.content.decode()
    assert get_events(page) == []


def test_a_draft_may_be_unfinished(admin: Client) -> None:
    page = a_page(slug="exits")
    response = edit(admin, page, marking="RED", audience="0", update_type="major")
    assert response.status_code == 302
    assert GuidancePage.objects.get(pk=page.pk).has_unpublished_changes
    response = edit(admin, page, "publish", marking="RED", audience="0")
    assert "The widest audience for TLP:RED is: Named" in response.content.decode()


def test_a_major_update_must_say_what_changed(admin: Client) -> None:
    page = a_page(slug="exits")
    response = edit(admin, page, "publish", title="Watch the gates", update_type="major")
    assert "Say what changed, or make this a minor update" in response.content.decode()
    edit(admin, page, "publish", title="Watch the gates", update_type="major", change_note="Gates, not exits.")
    edition = get_item(page).edition
    assert edition is not None
    assert edition.change_note == "Gates, not exits."


def test_the_note_of_the_last_edition_does_not_tell_of_the_next(admin: Client) -> None:
    page = a_page(slug="exits", title="Watch the exits", change_note="First change.")
    response = edit(admin, page, "publish", title="Watch the gates", update_type="major", change_note=" First change. ")
    assert "This is the note of the last edition. Say what changed this time" in response.content.decode()
    assert get_events(page) == [Event.PUBLISHED]
    edit(admin, page, "publish", title="Watch the gates", update_type="minor", change_note="First change.")
    assert get_events(page) == [Event.PUBLISHED, Event.UPDATED]


def test_an_unchanged_page_is_published_again_with_the_same_note() -> None:
    page = a_page(change_note="First change.")
    page.full_clean()
    publish(page)
    assert get_events(page) == [Event.PUBLISHED]


def test_a_draft_may_keep_the_last_note(admin: Client) -> None:
    page = a_page(slug="exits", change_note="First change.")
    response = edit(admin, page, title="Watch the gates", update_type="major", change_note="First change.")
    assert response.status_code == 302


def test_autosave_gets_a_rejection_as_json(admin: Client) -> None:
    page = a_draft(slug="exits")
    record_publication(a_document(path="/guidance/exits/"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin.post(f"{address}?id={page.pk}", headers={"accept": "application/json"})
    assert (response.status_code, response.json()["error_code"]) == (400, "validation_error")


def test_an_editor_submits_and_a_moderator_approves() -> None:
    page = a_draft(slug="exits")
    editor, moderator = signed_in("Editor"), signed_in("Moderator")
    edit(editor, page, "submit")
    assert get_events(page) == []
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    moderator.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": "Good."}
    )
    assert get_events(page) == [Event.PUBLISHED]
    assert GuidancePage.objects.get(pk=page.pk).live


def test_an_approval_that_the_log_refuses_publishes_nothing() -> None:
    page = a_draft(slug="exits")
    edit(signed_in("Editor"), page, "submit")
    record_publication(a_document(path="/guidance/exits/"))
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    moderator = signed_in("Moderator")
    response = moderator.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {})
    assert "is already the address of another page" in said(response)
    assert not GuidancePage.objects.get(pk=page.pk).live


def test_an_earlier_revision_is_published_again_from_its_page(admin: Client) -> None:
    page = a_page(slug="exits", title="Before", update_type="minor")
    first = page.latest_revision
    edit(admin, page, "publish", title="After")
    edit(admin, page, "publish", title="Before", revision=str(first.pk))
    edition = get_item(page).edition
    assert edition is not None
    assert (edition.number, edition.title) == (3, "Before")


def test_view_live_leads_to_the_hubs_own_address(admin: Client) -> None:
    page = a_page(slug="exits")
    response = admin.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    assert 'href="/guidance/exits/"' in response.content.decode()
    assert page.full_url.endswith("/guidance/exits/")


@pytest.mark.parametrize("model", [ProjectPage, TravelAdvicePage, GuidancePage])
def test_every_form_opens(admin: Client, model: type[Page]) -> None:
    page = a_page(model)
    assert admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
