"""If several records refer to one path, the newest wins: on the website and in the API, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.kinds import RemovalReason
from publishing.log.record import record_relocation, record_withdrawal
from publishing.models import ContentItem
from tests.graphql_api.api_client import ask
from tests.website.factories import publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PATH = "/guidance/exits/"
BY_PATH = "query ($path: String!) { content(by: {path: $path}) { title } }"
BY_PATH_AGAIN = "query Other($path: String!) { content(by: {path: $path}) { title path } }"
START = timezone.now() - timedelta(days=10)


def at(hour: int) -> datetime:
    """A time of the story."""
    return START + timedelta(hours=hour)


def publish_at_path(title: str, **changes: Any) -> ContentItem:
    """Publish an item at the path."""
    return publish(path=PATH, title=title, **changes)


def move_away(item: ContentItem, hour: int) -> None:
    """Move the item to another path."""
    record_relocation(item.content_id, "en-gb", f"/elsewhere/{item.pk}/", at(hour))


def remove(item: ContentItem, hour: int, reason: RemovalReason = RemovalReason.WITHDRAWN) -> None:
    """Replace the item with a tombstone."""
    record_withdrawal(item.content_id, "en-gb", reason, at=at(hour))


def moved_and_then_another_was_withdrawn() -> None:
    move_away(publish_at_path("Older"), 1)
    remove(publish_at_path("Newer"), 2)


def withdrawn_and_then_another_moved() -> None:
    remove(publish_at_path("Older"), 1)
    move_away(publish_at_path("Newer"), 2)


def moved_and_then_another_moved() -> None:
    move_away(publish_at_path("Older"), 1)
    move_away(publish_at_path("Newer"), 2)


def moved_twice_the_other_way_round() -> None:
    first = publish_at_path("Newer")
    move_away(first, 1)
    move_away(publish_at_path("Older"), 2)
    record_relocation(first.content_id, "en-gb", PATH, at(3))
    move_away(first, 4)


def moved_and_then_another_moved_and_was_withdrawn() -> None:
    move_away(publish_at_path("Older"), 1)
    newer = publish_at_path("Newer")
    move_away(newer, 2)
    remove(newer, 9)


def withdrawn_elsewhere_after_another_was_withdrawn_here() -> None:
    older = publish_at_path("Older")
    move_away(older, 1)
    remove(publish_at_path("Newer"), 2)
    remove(older, 9)


def moved_and_then_another_passed_its_expiry() -> None:
    move_away(publish_at_path("Older"), 1)
    item = publish_at_path("Newer")
    ContentItem.objects.filter(pk=item.pk).update(expires_at=at(2))


def passed_its_expiry_and_then_another_was_withdrawn() -> None:
    item = publish_at_path("Older")
    ContentItem.objects.filter(pk=item.pk).update(expires_at=at(1))
    record_relocation(item.content_id, "en-gb", "/elsewhere/", at(1))
    remove(publish_at_path("Newer"), 2)


def all_that_and_then_one_is_live() -> None:
    moved_and_then_another_was_withdrawn()
    withdrawn_and_then_another_moved()
    publish_at_path("Newer")


def withdrawn_in_confidence_after_another_moved() -> None:
    move_away(publish_at_path("Newer"), 1)
    remove(publish_at_path("Hidden", audience=Audience.VALIDATED, marking=Marking.AMBER), 2)


@pytest.mark.parametrize(
    ("story", "status", "found"),
    [
        (moved_and_then_another_was_withdrawn, 410, None),
        (withdrawn_and_then_another_moved, 301, "Newer"),
        (moved_and_then_another_moved, 301, "Newer"),
        (moved_twice_the_other_way_round, 301, "Newer"),
        (moved_and_then_another_moved_and_was_withdrawn, 410, None),
        (withdrawn_elsewhere_after_another_was_withdrawn_here, 410, None),
        (moved_and_then_another_passed_its_expiry, 410, None),
        (passed_its_expiry_and_then_another_was_withdrawn, 410, None),
        (all_that_and_then_one_is_live, 200, "Newer"),
        (withdrawn_in_confidence_after_another_moved, 301, "Newer"),
    ],
)
def test_the_newest_record_wins(client: Client, story: Callable[[], None], status: int, found: str | None) -> None:
    story()
    response = client.get(PATH)
    assert response.status_code == status
    if status == 301:
        response = client.get(response["Location"])
    assert "Newer" in response.content.decode()
    for query in (BY_PATH, BY_PATH_AGAIN, BY_PATH_AGAIN):  # interpreted, and then by its plan
        content = ask(client, query, path=PATH)["content"]
        assert (content and content["title"]) == found
