"""Saving copies of a page that were loaded before something happened to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.models import GuidancePage, Section
from publishing.kinds import Event
from tests.cms.factories import a_draft, a_page, get_events, get_item, publish, section

pytestmark = pytest.mark.django_db


def specific(page: Any) -> Any:
    return GuidancePage.objects.get(pk=page.pk)


def plain(page: Any) -> Any:
    return Page.objects.get(pk=page.pk)


def draft(page: Any) -> Any:
    return plain(page).get_latest_revision().as_object()


@pytest.mark.parametrize("load", [specific, plain, draft])
def test_saving_a_copy_from_before_the_publication_withdraws_nothing(load: Callable[[Any], Any]) -> None:
    page = a_draft()
    old = load(page)
    publish(specific(page))
    old.save()
    old.save()
    assert get_events(page) == [Event.PUBLISHED]
    assert specific(page).live
    assert old.live


@pytest.mark.parametrize("load", [specific, plain])
def test_saving_a_copy_from_before_the_withdrawal_publishes_nothing(load: Callable[[Any], Any]) -> None:
    page = a_page()
    old = load(page)
    specific(page).unpublish()
    old.save()
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN]
    assert not specific(page).live


def test_saving_a_stale_instance_restores_no_old_text() -> None:
    page = a_page(title="Old text", update_type="minor")
    old, newer = specific(page), specific(page)
    newer.title, newer.audience, newer.marking = "New text", 20, "AMBER"
    publish(newer)
    old.save()
    item = get_item(page)
    assert (item.edition.title, item.audience, item.marking) == ("New text", 20, "AMBER")
    assert specific(page).title == "New text"


def test_a_stale_instance_of_a_moved_page_does_not_move_it_back() -> None:
    below = plain(section("guidance")).add_child(instance=Section(title="Below", slug="below", lists="guidance"))
    page = a_draft(slug="exits")
    old = specific(page)
    specific(page).move(plain(below), pos="last-child")
    old.save()
    publish(old)
    assert get_item(page).path == "/guidance/below/exits/"
    assert [problem for problem in Page.find_problems() if problem] == []


def test_unpublishing_through_a_stale_instance_unpublishes() -> None:
    page = a_draft()
    old = specific(page)
    publish(specific(page))
    old.unpublish()
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_moving_a_stale_instance_keeps_the_tree_intact() -> None:
    below = plain(section("guidance")).add_child(instance=Section(title="Below", slug="below", lists="guidance"))
    page, target = a_page(slug="exits"), specific_section(below)
    old = specific(page)
    specific(page).move(target, pos="last-child")
    old.move(section("guidance"), pos="last-child")
    assert get_item(page).path == "/guidance/exits/"
    assert [problem for problem in Page.find_problems() if problem] == []


def specific_section(page: Any) -> Section:
    return Section.objects.get(pk=page.pk)


def test_scheduling_a_version_of_a_live_page_withdraws_nothing() -> None:
    for page in (section("guidance"), a_page()):
        page.save()
        copy = type(page).objects.get(pk=page.pk)
        copy.go_live_at = timezone.now() + timedelta(days=1)
        copy.save_revision().publish()
        assert type(page).objects.get(pk=page.pk).live
        assert get_events(page) == [Event.PUBLISHED]


def test_scheduling_a_draft_from_before_the_publication_withdraws_nothing() -> None:
    page = a_draft(go_live_at=timezone.now() + timedelta(days=1))
    scheduled = page.get_latest_revision()
    now = specific(page)
    now.go_live_at = None
    publish(now)
    scheduled.publish()
    assert specific(page).live
    assert get_events(page) == [Event.PUBLISHED]


def test_scheduling_a_draft_does_not_publish_its_alias() -> None:
    page = a_draft(slug="exits", go_live_at=timezone.now() + timedelta(days=1))
    alias = page.create_alias(update_slug="alias")
    page.get_latest_revision().publish()
    assert not specific(alias).live
    assert get_events(alias) == []


def test_autosave_does_not_overwrite_the_published_revision() -> None:
    page = a_page(title="As published", update_type="minor")
    published = page.get_latest_revision()
    page.title = "Typed since"
    revision = page.save_revision(overwrite_revision=published)
    assert revision.pk != published.pk
    published.refresh_from_db()
    assert published.content["title"] == "As published"


def test_publishing_again_keeps_the_first_publication_date() -> None:
    page = a_page()
    first = page.first_published_at
    assert publish(publish(page)).first_published_at == first
