"""Copies, aliases and translations: each is its own item, or a sibling with the same content id."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.models import GuidancePage, ProjectPage, StandardPage
from publishing.kinds import Event
from publishing.log.record import record_publication
from publishing.models import ContentItem
from tests.cms.factories import a_page, get_events, get_item, publish, section, welsh
from tests.publishing.documents import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def copy_form(page: Page, slug: str = "copy", **more: str) -> dict[str, str]:
    return {
        "new_title": "A copy",
        "new_slug": slug,
        "new_parent_page": str(page.get_parent().pk),
        **more,
    }


def test_a_live_copy_is_published_as_its_own_item() -> None:
    page = a_page()
    copy = page.copy(update_attrs={"slug": "copy"}, keep_live=True)
    assert get_events(copy) == [Event.PUBLISHED]
    assert get_item(copy).content_id != get_item(page).content_id
    assert get_item(copy).first_published_at > get_item(page).first_published_at


def test_a_copy_kept_as_a_draft_records_nothing() -> None:
    copy = a_page().copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert get_events(copy) == []


def test_a_tree_copied_live_is_published_whole(admin: Client) -> None:
    above = a_page(StandardPage)
    a_page(StandardPage, parent=above, slug="below")
    admin.post(
        reverse("wagtailadmin_pages:copy", args=[above.pk]),
        copy_form(above, publish_copies="on", copy_subpages="on"),
    )
    assert ContentItem.objects.filter(path__startswith="/about/copy/").count() == 2


def test_a_copy_that_the_log_rejects_is_not_created() -> None:
    page = a_page()
    record_publication(a_document(path="/guidance/copy/"))
    with pytest.raises(ValidationError, match="is already the address of another page"):
        page.create_alias(update_slug="copy")
    assert not GuidancePage.objects.filter(slug="copy").exists()


def test_a_coded_page_is_copied_as_a_draft_only(admin: Client) -> None:
    page = a_page(ProjectPage)
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    response = admin.post(address, copy_form(page, publish_copies="on"))
    assert any("its own code" in str(message) for message in get_messages(response.wsgi_request))
    admin.post(address, copy_form(page))
    assert not ProjectPage.objects.get(slug="copy").live


def test_an_alias_is_published_and_follows_its_original() -> None:
    page = a_page(update_type="minor")
    alias = page.create_alias(update_slug="alias")
    page.title = "Another title"
    publish(page)
    edition = get_item(alias).edition
    assert get_events(alias) == [Event.PUBLISHED, Event.UPDATED]
    assert edition is not None
    assert (edition.title, get_item(alias).path) == ("Another title", "/guidance/alias/")


def test_an_alias_is_withdrawn_with_its_original_and_the_same_reason() -> None:
    page, successor = a_page(update_type="minor"), a_page()
    alias = page.create_alias(update_slug="alias")
    page.replaced_by = successor.page_ptr
    page.save_revision()
    page.unpublish()
    assert get_events(alias) == [Event.PUBLISHED, Event.SUPERSEDED]


def test_when_an_alias_cannot_follow_the_original_is_unchanged() -> None:
    page = a_page(title="Before", update_type="minor")
    alias = page.create_alias(update_slug="alias")
    alias.unpublish()
    record_publication(a_document(path="/guidance/alias/"))
    page.title = "After"
    with pytest.raises(IntegrityError):
        page.save_revision().publish()
    assert GuidancePage.objects.get(pk=page.pk).title == "Before"
    assert get_events(page) == [Event.PUBLISHED]


def test_a_translation_is_a_sibling_with_the_same_content_id() -> None:
    page = a_page(slug="exits")
    translation = page.copy_for_translation(welsh())
    assert get_events(translation) == []
    translation.title = "Gwyliwch y drysau"
    publish(translation)
    item = get_item(translation)
    assert get_events(translation) == [Event.PUBLISHED]
    assert (item.content_id, item.locale, item.path) == (page.translation_key, "cy", "/cy/guidance/exits/")


def test_a_translation_keeps_its_code(admin: Client) -> None:
    page = a_page(ProjectPage, project_code="TT3")
    admin.post(reverse("simple_translation:submit_page_translation", args=[page.pk]), {"locales": [str(welsh().pk)]})
    translation = page.get_translation(welsh())
    assert translation.project_code == "TT3"
    publish(translation)
    assert get_item(translation).code == "TT3"


def test_withdrawing_one_language_leaves_the_other() -> None:
    page = a_page()
    translation = publish(page.copy_for_translation(welsh()))
    translation.unpublish()
    assert get_item(page).is_live
    assert not get_item(translation).is_live


def test_an_alias_in_another_language_is_that_languages_item() -> None:
    page = a_page(slug="exits")
    alias = page.copy_for_translation(welsh(), alias=True)
    assert get_item(alias).path == "/cy/guidance/exits/"
    assert alias.get_parent().pk == section("guidance", "cy").pk
