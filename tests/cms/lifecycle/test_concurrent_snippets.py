"""Two editors of the same snippet never overwrite what they have not seen."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import ThreatLevel, Topic
from publishing.kinds import Event
from tests.cms.factories import a_threat_level, a_topic, get_events, get_item, released

pytestmark = pytest.mark.django_db


def opened(client: Client, topic: Topic) -> dict[str, str]:
    """Return what the edit form would submit without changes."""
    page = client.get(reverse("wagtailsnippets_cms_topic:edit", args=[topic.pk]))
    form = BeautifulSoup(page.content, "html.parser").find("form", id="w-editor-form") or BeautifulSoup(
        page.content, "html.parser"
    ).find("form", method="POST")
    versions = form.find_all("input", {"name": "opened_version"})
    assert len(versions) == 1
    return {
        "name": topic.name,
        "slug": topic.slug,
        "description": topic.description,
        "opened_version": str(versions[0]["value"]),
    }


def send(client: Client, topic: Topic, data: dict[str, str]) -> Any:
    return client.post(reverse("wagtailsnippets_cms_topic:edit", args=[topic.pk]), data)


def test_the_second_of_two_editors_is_shown_a_conflict(admin: Client) -> None:
    topic = a_topic()
    first, second = opened(admin, topic), opened(admin, topic)
    send(admin, topic, {**first, "description": "By the first."})
    response = send(admin, topic, {**second, "name": "By the second"})
    text = response.content.decode()
    assert "Another editor has saved changes" in text
    assert "By the second" in text
    assert Topic.objects.get(pk=topic.pk).description == "By the first."
    again = BeautifulSoup(text, "html.parser").find("input", {"name": "opened_version"})["value"]
    send(admin, topic, {**second, "name": "By the second", "opened_version": str(again)})
    assert Topic.objects.get(pk=topic.pk).name == "By the second"


def test_a_stale_instance_keeps_what_others_changed() -> None:
    topic = a_topic()
    old = Topic.objects.get(pk=topic.pk)
    Topic.objects.get(pk=topic.pk)
    newer = Topic.objects.get(pk=topic.pk)
    newer.description = "Newer."
    newer.save()
    old.name = "Renamed"
    old.save()
    edition = get_item(topic).edition
    assert edition is not None
    assert (edition.title, edition.summary) == ("Renamed", "Newer.")


def test_a_stale_instance_does_not_overwrite_the_same_field() -> None:
    topic = a_topic()
    old, newer = Topic.objects.get(pk=topic.pk), Topic.objects.get(pk=topic.pk)
    newer.name = "Newer"
    newer.save()
    old.name = "Old"
    with pytest.raises(ValidationError, match="Another editor has changed the name to “Newer”"):
        old.save()
    assert get_item(topic).edition.title == "Newer"


def test_a_stale_instance_of_a_threat_level_does_not_publish_it_early() -> None:
    level = a_threat_level(hours=1)
    old, newer = ThreatLevel.objects.get(pk=level.pk), ThreatLevel.objects.get(pk=level.pk)
    later = timezone.now() + timedelta(hours=5)
    newer.effective_at = later
    with released():
        newer.save()
    old.wording = "Another text, of the same day."
    with released():
        old.save()
    assert ThreatLevel.objects.get(pk=level.pk).effective_at == later
    assert get_events(level) == []


def test_a_stale_instance_of_a_threat_level_does_not_withdraw_it() -> None:
    level = a_threat_level(hours=1)
    old, newer = ThreatLevel.objects.get(pk=level.pk), ThreatLevel.objects.get(pk=level.pk)
    newer.effective_at = timezone.now()
    with released():
        newer.save()
    old.wording = "Another text."
    with released():
        old.save()
    assert get_events(level) == [Event.PUBLISHED, Event.UPDATED]
    assert ThreatLevel.objects.get(pk=level.pk).published
