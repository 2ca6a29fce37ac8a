"""Queries for items: former paths, translations, terms and references."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind, Relation
from publishing.log.new_edition import Reference
from publishing.log.record import record_relocation, record_withdrawal
from publishing.models import ContentItem
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db


def moved_from(path: str) -> list[ContentItem]:
    """Return the visible items that were at a path."""
    tombstones = ContentItem.objects.tombstones_for(ANONYMOUS)
    return list(ContentItem.objects.visible_to(ANONYMOUS).moved_from(path, tombstones))


def test_a_former_path_leads_to_the_item_that_left_it_last() -> None:
    first, second = publish(path="/a/").item, publish(path="/b/").item
    record_relocation(first.content_id, "en-gb", "/first/")
    record_relocation(second.content_id, "en-gb", "/a/")
    record_relocation(second.content_id, "en-gb", "/second/")
    assert moved_from("/a/") == [second, first]
    assert moved_from("/elsewhere/") == []


def test_a_former_path_does_not_lead_past_an_item_that_was_removed_from_it_later() -> None:
    first = publish(path="/a/").item
    record_relocation(first.content_id, "en-gb", "/first/")
    second = publish(path="/a/").item
    record_withdrawal(second.content_id, "en-gb")
    assert moved_from("/a/") == []
    tombstones = ContentItem.objects.tombstones_for(ANONYMOUS)
    assert list(tombstones.removed_from("/a/")) == [second]


def test_an_expired_item_is_a_tombstone_before_its_expiry_is_recorded() -> None:
    item = publish(expires_at=timezone.now() - timedelta(seconds=1)).item
    assert not ContentItem.objects.live().exists()
    assert list(ContentItem.objects.tombstones_for(ANONYMOUS)) == [item]
    before = timezone.now() - timedelta(minutes=1)
    assert list(ContentItem.objects.visible_to(ANONYMOUS, before)) == [item]


def test_items_are_found_in_a_locale_or_else_in_another(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    both, english, welsh = uuid4(), uuid4(), uuid4()
    for content_id, locale in ((both, "en-gb"), (both, "cy"), (english, "en-gb"), (welsh, "cy")):
        publish(content_id=content_id, locale=locale, path=f"/{locale}/{content_id}/")
    with django_assert_num_queries(1):
        found = ContentItem.objects.by_content_id([both, english, welsh], "cy")
        assert {content_id: item.locale for content_id, item in found.items()} == {
            both: "cy",
            english: "en-gb",
            welsh: "cy",
        }
        assert all(item.edition and item.edition.title for item in found.values())
    assert ContentItem.objects.by_content_id([welsh], "en-gb")[welsh].locale == "cy"


def test_lists_are_filtered_by_term_reference_kind_and_locale() -> None:
    topic = uuid4()
    item = publish(Kind.PROJECT, status="open", references=(Reference(relation=Relation.TOPIC, target=topic),)).item
    publish(Kind.PROJECT, status="closed")
    publish()
    items = ContentItem.objects.of_kind(Kind.PROJECT).in_locale("en-gb")
    assert items.count() == 2
    assert items.with_term("status", "open").get() == items.linked_to(Relation.TOPIC, topic).get() == item
    assert not items.linked_to(Relation.RELATED, topic).exists()
