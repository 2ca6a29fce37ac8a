"""The publishing checklist: what is required, what is advised, and where it can be fixed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.editing.checklist import checklist
from cms.models import BriefingPage, GuidancePage, Section, TravelAdvicePage
from tests.cms.factories import a_draft, a_page, a_topic, an_image, section

pytestmark = pytest.mark.django_db


def needed(page: Page) -> list[tuple[str, str]]:
    return [(check.text, check.tab) for check in checklist(page) if check.is_required]


def advised(page: Page) -> set[str]:
    """Return the start of each piece of advice."""
    return {check.text.split(":")[0].split(",")[0] for check in checklist(page) if not check.is_required}


def complete(model: type[Page] = GuidancePage, **fields: Any) -> Any:
    given = {"summary": "Look.", "content_owner": "Guarding team", "review_date": timezone.localdate()}
    return a_draft(model, topics=[a_topic()], **{**given, **fields})


def test_a_complete_page_has_an_empty_checklist() -> None:
    assert checklist(complete()) == []


def test_missing_optional_fields_are_advised() -> None:
    page = a_draft(image=an_image())
    assert advised(page) == {"Add a summary", "Add a topic", "Add an owner", "Set a review date", "Describe the image"}
    assert needed(page) == []


def test_a_briefing_should_expire() -> None:
    page = complete(BriefingPage)
    assert advised(page) == {"Set an expiry"}
    page.expire_at = timezone.now() + timedelta(days=1)
    assert advised(page) == set()


def test_sections_need_no_owner() -> None:
    page = Section.objects.first()
    assert page is not None
    assert advised(page) <= {"Add a summary"}


def test_a_major_update_without_a_new_note_is_listed() -> None:
    page = a_page(change_note="First change.")
    page.title = "Watch the gates"
    assert needed(page) == [
        (
            "This is the note of the last edition. Say what changed this time, or make this a minor update.",
            "Channels",
        )
    ]


def test_an_audience_wider_than_the_marking_is_listed() -> None:
    page = complete()
    page.marking = "RED"
    text = "The widest audience for TLP:RED is: Named: listed people or members of listed projects."
    assert needed(page) == [(text, "Audience and handling")]


def test_travel_advice_needs_its_mandatory_part() -> None:
    page = complete(TravelAdvicePage)
    page.parts = []
    assert needed(page) == [("A part with the slug safety-and-security is required.", "Write")]


def test_an_image_needs_a_description() -> None:
    page = complete(body=[("image", {"image": an_image(), "alt": "", "decorative": False})])
    assert needed(page) == [
        ("Image (block 1): alt: Describe the image, or mark it as decorative, but not both.", "Write")
    ]


def test_an_empty_field_is_named() -> None:
    page = complete(BriefingPage, expire_at=timezone.now() + timedelta(days=1))
    page.headline = ""
    assert needed(page) == [("Headline is missing.", "Write")]


def test_the_checklist_does_not_change_the_page() -> None:
    page = TravelAdvicePage(country="FR", locale=section("travel-advice").locale)
    checklist(page)
    assert (page.title, page.slug) == ("", "")


def test_the_form_shows_it_before_and_after_a_page_is_saved(admin: Client) -> None:
    parent = section("briefings")
    form = admin.get(reverse("wagtailadmin_pages:add", args=["cms", "briefingpage", parent.pk])).content.decode()
    assert "Required before publication" in form
    assert "Headline is missing." in form
    edited = admin.get(reverse("wagtailadmin_pages:edit", args=[complete().pk])).content.decode()
    assert "Publishing checklist" in edited
    assert "Nothing is missing." in edited


def test_a_snippet_has_none(admin: Client) -> None:
    topic = a_topic()
    address = reverse(type(topic).snippet_viewset.get_url_name("edit"), args=[topic.pk])
    assert "Publishing checklist" not in admin.get(address).content.decode()
