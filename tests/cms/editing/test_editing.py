"""Editors' forms and previews: every type opens, and a preview is the website's own page."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.models import (
    BriefingPage,
    GuidancePage,
    Home,
    Organisation,
    ProjectPage,
    Section,
    Sector,
    StandardPage,
    ThreatLevel,
    Topic,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
)
from publishing.access.audiences import Audience, Marking
from publishing.models import Asset, ContentItem
from tests.cms.factories import a_draft, a_page, a_topic, an_image, publish, section

pytestmark = pytest.mark.django_db

TYPES = [
    BriefingPage,
    GuidancePage,
    ProjectPage,
    StandardPage,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
]
SLUGS = {
    BriefingPage: "briefings",
    GuidancePage: "guidance",
    ProjectPage: "projects",
    StandardPage: "about",
    TravelAdvicePage: "travel-advice",
    WorkStreamPage: "work-streams",
    ZCardPage: "z-cards",
}


def preview(client: Client, page: Page) -> Any:
    """Return the preview of a page's latest draft."""
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_every_page_type_can_be_created_and_edited(admin: Client, model: type[Page]) -> None:
    parent = section(SLUGS[model])
    created = admin.get(reverse("wagtailadmin_pages:add", args=["cms", model._meta.model_name, parent.pk]))
    edited = admin.get(reverse("wagtailadmin_pages:edit", args=[a_draft(model).pk]))
    for response in (created, edited):
        assert response.status_code == 200
        text = response.content.decode()
        for tab in ("Write", "Facts", "Audience and handling", "Channels"):
            assert re.search(rf">\s*{tab}\s*<", text), tab


@pytest.mark.parametrize("model", [Home, Section], ids=lambda model: model.__name__)
def test_the_structure_opens_too(admin: Client, model: type[Page]) -> None:
    assert admin.get(reverse("wagtailadmin_pages:edit", args=[model.objects.first().pk])).status_code == 200


@pytest.mark.parametrize("model", [Topic, Sector, Organisation, ThreatLevel], ids=lambda model: model.__name__)
def test_every_snippet_opens(admin: Client, model: Any) -> None:
    for name in ("list", "add"):
        assert admin.get(reverse(model.snippet_viewset.get_url_name(name))).status_code == 200


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_a_preview_is_the_websites_page(admin: Client, model: type[Page]) -> None:
    page = a_draft(model, title="Watch the exits")
    response = preview(admin, page)
    assert response.status_code == 200
    assert "<h1" in response.content.decode()
    assert "Watch the exits" in response.content.decode()
    assert not ContentItem.objects.filter(content_id=page.translation_key).exists()


def get_main(response: Any) -> str:
    """Return the main part of a page without what only a published page has: its date, and what readers do with it."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert main is not None
    only_published = r'<p>(Published|Preview:)[^<]*</p>|<section class="hub-(share|feedback) .*?</section>'
    return " ".join(re.sub(only_published, "", main[0], flags=re.DOTALL).split())


def test_a_preview_equals_the_published_page(admin: Client) -> None:
    page = a_page(slug="exits", body=[("rich_text", "<p>Look at every door.</p>")])
    shown = get_main(preview(admin, page))
    read = get_main(Client().get("/guidance/exits/"))
    assert "Look at every door." in read
    assert shown == read


def test_a_previews_images_are_seen_by_the_editor_only(admin: Client) -> None:
    page = a_draft(body=[("image", {"image": an_image(width=300), "alt": "Exits"})])
    address = re.search(r'src="(/assets/[^"]+)"', preview(admin, page).content.decode())
    assert address is not None
    seen: Any = admin.get(address[1].replace("&amp;", "&"))
    assert seen.status_code == 200
    assert b"".join(seen.streaming_content)
    assert Client().get(address[1].replace("&amp;", "&")).status_code == 404
    assert Asset.objects.count() == 1


def test_travel_advice_cannot_be_created_without_a_name(admin: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=["cms", "traveladvicepage", section("travel-advice").pk])
    empty = nested_form_data(
        {"title": "", "slug": "", "alerts": streamfield([]), "parts": streamfield([]), "comments": inline_formset([])}
    )
    response = admin.post(address, empty | {"marking": "CLEAR", "audience": "0", "update_type": "major"})
    assert "Choose a country: the page is named after it." in response.content.decode()


def test_the_status_panel_says_who_may_read(admin: Client) -> None:
    page = a_page(audience=Audience.VALIDATED, marking=Marking.AMBER)
    text = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Change privacy" not in text
    assert "Once live anyone can view" not in text
    assert re.search(r"Validated: identity checked by the programme\s*</h3>\s*<div[^>]*>TLP:AMBER<", text)


def test_a_preview_of_an_unfinished_page_says_what_is_missing(rf: RequestFactory) -> None:
    page = a_draft(BriefingPage)
    page.briefing_kind = ""
    response = page.serve_preview(rf.get("/"), "")
    assert isinstance(response, HttpResponse)
    assert "The page cannot be previewed yet" in response.content.decode()


def test_a_topic_has_a_preview(admin: Client) -> None:
    topic = a_topic(name="Vigilance")
    address = reverse(Topic.snippet_viewset.get_url_name("preview_on_edit"), args=[topic.pk])
    data = {"name": "Watchfulness", "slug": "vigilance", "description": ""}
    admin.post(address, data)
    assert "Watchfulness" in admin.get(address).content.decode()


def test_usage_counts_find_where_a_topic_and_a_picture_are_used() -> None:
    topic, image = a_topic(), an_image()
    a_page(topics=[topic], image=image, image_alt="Exits")
    assert ReferenceIndex.get_references_to(topic).count() == 1
    assert ReferenceIndex.get_references_to(image).count() == 1


def test_usage_counts_follow_an_update() -> None:
    topic, page = a_topic(), a_page(update_type="minor")
    page.topics = [topic]
    publish(page)
    assert ReferenceIndex.get_references_to(topic).count() == 1
