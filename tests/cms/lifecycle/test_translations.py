"""Withdrawing a document, or narrowing its handling, applies in every language."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.jobs.schedule import Schedule
from cms.models import BriefingPage
from publishing.kinds import Event, RemovalReason
from publishing.models import ContentItem
from tests.cms.factories import (
    a_page,
    get_events,
    get_item,
    publish,
    signed_in,
    welsh,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LOCALES = ["en-gb", "cy"]
FEEDS = ["/feeds/briefing.atom", "/cy/feeds/briefing.atom"]


def graphql(path: str | None) -> Any:
    """Return the API's response for a path."""
    query = "query ($path: String!) { content(by: {path: $path}) { title } }"
    data = {"query": query, "variables": {"path": path}}
    return Client().post("/graphql", data, content_type="application/json").json()["data"]


def in_both(model: type[Page] = BriefingPage, **fields: Any) -> dict[str, Any]:
    """Return a document that is live in English and in Welsh, by locale."""
    english = a_page(model, **{"update_type": "minor", **fields})
    return {"en-gb": english, "cy": publish(english.copy_for_translation(welsh()))}


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def draft_of(page: Any) -> Any:
    return fresh(page).get_latest_revision_as_object()


def republish(page: Any, **fields: Any) -> Any:
    """Publish a page with other handling, as the editor's form does."""
    draft = draft_of(page)
    for name, value in fields.items():
        setattr(draft, name, value)
    return publish(draft)


# --- Ending --------------------------------------------------------------------------------------
def supersede_it(page: Any) -> None:
    a_page(BriefingPage, supersedes=page, locale=page.locale.language_code)


def name_a_successor_and_unpublish(page: Any) -> None:
    page.replaced_by = a_page(BriefingPage).page_ptr
    page.save_revision()
    page.unpublish()


def move_it_elsewhere(page: Any) -> None:
    page.moved_to = "https://example.org/elsewhere"
    page.save_revision()
    page.unpublish()


def expire_it(page: Any) -> None:
    republish(page, expire_at=timezone.now() + timedelta(hours=1))
    past = timezone.now() - timedelta(seconds=1)
    ContentItem.objects.filter(content_id=page.translation_key).update(expires_at=past)
    Page.objects.filter(translation_key=page.translation_key, expire_at__isnull=False).update(expire_at=past)
    Schedule().publish_due()


def address_of(page: Any, action: str, *, in_bulk: bool = False) -> str:
    """Return the URL of a confirmation page."""
    if in_bulk:
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        return f"{bulk}?id={page.pk}&next=/admin/"
    return reverse(f"wagtailadmin_pages:{action}", args=[page.pk])


def answer(address: str, *, in_all_languages: bool | None = None) -> None:
    """Submit a confirmation page unchanged, or with another choice."""
    client = signed_in()
    form = client.get(address).content.decode()
    ticked = re.search(r'<input type="checkbox" name="other_languages" checked>', form) is not None
    data = {"languages_offered": "on"} if 'name="languages_offered"' in form else {}
    if ticked if in_all_languages is None else in_all_languages:
        data["other_languages"] = "on"
    assert client.post(address, data).status_code == 302


def unpublish_in_the_admin(page: Any) -> None:
    answer(address_of(page, "unpublish"))


def delete_in_the_admin(page: Any) -> None:
    answer(address_of(page, "delete"))


def unpublish_in_bulk(page: Any) -> None:
    answer(address_of(page, "unpublish", in_bulk=True))


def delete_in_bulk(page: Any) -> None:
    answer(address_of(page, "delete", in_bulk=True))


ENDINGS: dict[Callable[[Any], None], RemovalReason] = {
    supersede_it: RemovalReason.SUPERSEDED,
    name_a_successor_and_unpublish: RemovalReason.SUPERSEDED,
    move_it_elsewhere: RemovalReason.MOVED,
    expire_it: RemovalReason.EXPIRED,
    unpublish_in_the_admin: RemovalReason.WITHDRAWN,
    unpublish_in_bulk: RemovalReason.WITHDRAWN,
    delete_in_the_admin: RemovalReason.WITHDRAWN,
    delete_in_bulk: RemovalReason.WITHDRAWN,
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_a_document_is_withdrawn_in_every_language(ending: Callable[[Any], None], locale: str) -> None:
    pages = in_both(title="Quokka drills")
    assert all("Quokka drills" in Client().get(feed).content.decode() for feed in FEEDS)
    ending(pages[locale])
    assert not any("Quokka drills" in Client().get(feed).content.decode() for feed in FEEDS)
    for page in pages.values():
        item = get_item(page)
        assert graphql(item.path) == {"content": None}
        assert item.gone == ENDINGS[ending]
        response = Client().get(item.path or "")
        assert (response.status_code, item.moved_to) == (301 if item.moved_to else 410, item.moved_to)
        assert not Page.objects.filter(pk=page.pk, live=True).exists()


@pytest.mark.parametrize("in_bulk", [False, True])
@pytest.mark.parametrize("action", ["unpublish", "delete"])
@pytest.mark.parametrize("locale", LOCALES)
def test_an_editor_may_withdraw_one_language_alone(action: str, locale: str, in_bulk: bool) -> None:
    pages = in_both()
    answer(address_of(pages[locale], action, in_bulk=in_bulk), in_all_languages=False)
    assert {code: get_item(page).is_live for code, page in pages.items()} == {code: code != locale for code in LOCALES}


def test_a_page_in_one_language_has_no_question() -> None:
    page = a_page()
    for action in ("unpublish", "delete"):
        for in_bulk in (False, True):
            assert "other_languages" not in signed_in().get(address_of(page, action, in_bulk=in_bulk)).content.decode()


def test_without_an_editor_the_english_page_counts_for_all() -> None:
    pages = in_both()
    pages["en-gb"].unpublish()
    assert {get_item(page).gone for page in pages.values()} == {RemovalReason.WITHDRAWN}


def test_without_an_editor_a_translation_is_withdrawn_alone() -> None:
    pages = in_both()
    pages["cy"].delete()
    assert [get_item(page).is_live for page in pages.values()] == [True, False]


def test_a_superseded_briefing_is_withdrawn_in_every_language() -> None:
    pages = in_both(title="Old news")
    alias = pages["cy"].create_alias(update_slug="alias")
    successor = a_page(BriefingPage, title="New news", supersedes=pages["en-gb"])
    assert get_events(pages["cy"]) == [Event.PUBLISHED, Event.SUPERSEDED]
    assert get_events(alias) == [Event.PUBLISHED, Event.SUPERSEDED]
    address = get_item(pages["cy"]).path or ""
    english_for_welsh_readers = f'href="/cy{get_item(successor).path}"'
    assert english_for_welsh_readers in Client().get(address).content.decode()
    translated = publish(successor.copy_for_translation(welsh()))
    assert f'href="{get_item(translated).path}"' in Client().get(address).content.decode()


def test_a_scheduled_translation_of_a_withdrawn_document_is_not_published() -> None:
    english = a_page(BriefingPage)
    translation = english.copy_for_translation(welsh())
    translation.go_live_at = timezone.now() + timedelta(days=1)
    translation.save_revision().publish()
    a_page(BriefingPage, supersedes=english)
    assert not fresh(translation).revisions.filter(approved_go_live_at__isnull=False).exists()
