"""Topics, sectors, organisations and threat levels: saving publishes, deleting withdraws."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import Topic
from publishing.kinds import Event, Kind
from publishing.models import ContentItem, ItemTerm, LogHead
from tests.cms.factories import (
    a_sector,
    a_threat_level,
    a_topic,
    an_organisation,
    english,
    get_events,
    get_item,
    released,
    welsh,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_saved_topic_is_published_at_its_path() -> None:
    topic = a_topic(slug="vigilance")
    assert get_events(topic) == [Event.PUBLISHED]
    assert (get_item(topic).kind, get_item(topic).path) == (Kind.TOPIC, "/topics/vigilance/")


def test_a_welsh_topic_is_a_sibling() -> None:
    topic = a_topic(slug="vigilance")
    sibling = topic.copy_for_translation(welsh())
    sibling.name = "Gwyliadwriaeth"
    sibling.save()
    assert (get_item(sibling).content_id, get_item(sibling).path) == (topic.translation_key, "/cy/topics/vigilance/")


def test_sectors_and_organisations_have_no_path() -> None:
    assert [get_item(snippet).path for snippet in (a_sector(), an_organisation())] == [None, None]


def test_a_renamed_topic_is_updated_and_an_unchanged_one_is_not() -> None:
    topic = a_topic()
    topic.name = "Watchfulness"
    topic.save()
    topic.save()
    assert get_events(topic) == [Event.PUBLISHED, Event.UPDATED]


def test_a_deleted_topic_is_withdrawn_alone_or_in_bulk() -> None:
    one, two = a_topic(slug="one"), a_topic(slug="two")
    one.delete()
    Topic.objects.filter(pk=two.pk).delete()
    assert get_events(one) == get_events(two) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_a_topic_that_the_log_rejects_is_not_saved() -> None:
    topic = a_topic(name="Before")
    LogHead.objects.update(last=F("last") - 1)
    topic.name = "After"
    with pytest.raises(IntegrityError):
        topic.save()
    assert Topic.objects.get(pk=topic.pk).name == "Before"


def test_the_admin_saves_and_deletes_a_topic(admin: Client) -> None:
    admin.post(
        reverse(Topic.snippet_viewset.get_url_name("add")),
        {"name": "Vigilance", "slug": "vigilance", "description": "", "locale": english().pk},
    )
    topic = Topic.objects.get()
    assert get_events(topic) == [Event.PUBLISHED]
    admin.post(reverse(Topic.snippet_viewset.get_url_name("delete"), args=[topic.pk]))
    assert get_events(topic) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_a_threat_level_is_published_when_it_takes_effect() -> None:
    level = a_threat_level("SEVERE", hours=-48)
    item = get_item(level)
    assert item.updated_at == item.effective_at == level.effective_at
    terms = set(ItemTerm.objects.filter(item=item).values_list("name", "value"))
    assert terms == {("scope", "national"), ("threat_level", "SEVERE")}


def test_a_threat_level_that_readers_have_cannot_be_postponed() -> None:
    level = a_threat_level("SEVERE")
    level.effective_at = timezone.now() + timedelta(hours=1)
    with pytest.raises(ValidationError, match="already have it"):
        level.full_clean()


def test_a_threat_level_that_the_log_rejects_is_not_saved() -> None:
    level = a_threat_level("SEVERE")
    LogHead.objects.update(last=F("last") - 1)
    level.wording = "Another."
    with pytest.raises(IntegrityError), released():
        level.save()
    level.refresh_from_db()
    assert level.wording == "An attack is highly likely."


@pytest.mark.parametrize("make", [a_topic, a_sector, an_organisation])
def test_a_snippet_deleted_in_english_is_deleted_in_every_language(make: Any) -> None:
    source = make()
    translation = source.copy_for_translation(welsh())
    translation.save()
    source.delete()
    assert get_events(source)[-1] == get_events(translation)[-1] == Event.WITHDRAWN
    assert not type(source).objects.exists()


def test_a_translation_of_a_topic_is_deleted_alone() -> None:
    topic = a_topic()
    translation = topic.copy_for_translation(welsh())
    translation.save()
    translation.delete()
    assert get_item(topic).is_live


def test_a_threat_level_is_one_entry_in_both_languages() -> None:
    level = a_threat_level("SEVERE")
    with released():
        level.level = "CRITICAL"
        level.save()
    items = ContentItem.objects.filter(content_id=level.translation_key)
    assert {(item.locale, item.edition.stored_details["level"]) for item in items if item.edition} == {
        ("en-gb", "CRITICAL"),
        ("cy", "CRITICAL"),
    }
    with released():
        level.delete()
    assert not items.live().exists()
