"""The publishing checklist: what keeps a page from its readers, what would serve them, and where to mend it."""

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
    return [(check.text, check.where) for check in checklist(page) if check.is_needed]


def advised(page: Page) -> set[str]:
    """Return the first words of what is advised."""
    return {check.text.split(":")[0].split(",")[0] for check in checklist(page) if not check.is_needed}


def complete(model: type[Page] = GuidancePage, **fields: Any) -> Any:
    given = {"summary": "Look.", "content_owner": "Guarding team", "review_date": timezone.localdate()}
    return a_draft(model, topics=[a_topic()], **{**given, **fields})


def test_of_a_complete_page_nothing_is_missing() -> None:
    assert checklist(complete()) == []


def test_what_would_serve_readers_is_advised() -> None:
    page = a_draft(image=an_image())
    assert advised(page) == {"A summary", "A topic", "An owner", "A review date", "A description of the image"}
    assert needed(page) == []


def test_a_briefing_should_expire() -> None:
    page = complete(BriefingPage)
    assert advised(page) == {"An expiry"}
    page.expire_at = timezone.now() + timedelta(days=1)
    assert advised(page) == set()


def test_sections_need_no_owner() -> None:
    page = Section.objects.first()
    assert page is not None
    assert advised(page) <= {"A summary"}


def test_a_major_update_without_a_note_of_its_own_is_told_before_the_form_is_sent() -> None:
    page = a_page(change_note="First told.")
    page.title = "Watch the gates"
    assert needed(page) == [
        (
            "Readers know this note from the last edition. Say what changed this time, or make it a minor update.",
            "Channels",
        )
    ]


def test_an_audience_wider_than_the_marking_is_told() -> None:
    page = complete()
    page.marking = "RED"
    text = "TLP:RED is at the widest for: Named: listed people or members of listed projects."
    assert needed(page) == [(text, "Audience and handling")]


def test_travel_advice_needs_its_mandatory_part() -> None:
    page = complete(TravelAdvicePage)
    page.parts = []
    assert needed(page) == [("A part with the slug safety-and-security is mandatory.", "Write")]


def test_an_image_needs_a_description() -> None:
    page = complete(body=[("image", {"image": an_image(), "alt": "", "decorative": False})])
    assert needed(page) == [("Image (block 1): alt: Describe the image, or else mark it as decorative.", "Write")]


def test_an_empty_field_is_named() -> None:
    page = complete(BriefingPage, expire_at=timezone.now() + timedelta(days=1))
    page.headline = ""
    assert needed(page) == [("Headline is missing.", "Write")]


def test_looking_changes_nothing() -> None:
    page = TravelAdvicePage(country="FR", locale=section("travel-advice").locale)
    checklist(page)
    assert (page.title, page.slug) == ("", "")


def test_the_form_shows_it_before_and_after_a_page_is_saved(admin: Client) -> None:
    parent = section("briefings")
    begun = admin.get(reverse("wagtailadmin_pages:add", args=["cms", "briefingpage", parent.pk])).content.decode()
    assert "Needed before it can be published" in begun
    assert "Headline is missing." in begun
    edited = admin.get(reverse("wagtailadmin_pages:edit", args=[complete().pk])).content.decode()
    assert "Publishing checklist" in edited
    assert "Nothing is missing." in edited


def test_a_snippet_has_none(admin: Client) -> None:
    topic = a_topic()
    address = reverse(type(topic).snippet_viewset.get_url_name("edit"), args=[topic.pk])
    assert "Publishing checklist" not in admin.get(address).content.decode()
