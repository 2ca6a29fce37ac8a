"""Where several records refer to one path, the newest wins: on the website and by API, on both databases."""

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

PATH = "/guidance/doors/"
BY_PATH = "query ($path: String!) { content(by: {path: $path}) { title } }"
BY_PATH_AGAIN = "query Other($path: String!) { content(by: {path: $path}) { title path } }"
START = timezone.now() - timedelta(days=10)


def at(hour: int) -> datetime:
    """A moment of the story."""
    return START + timedelta(hours=hour)


def stood(title: str, **changes: Any) -> ContentItem:
    """Something that is published at the path."""
    return publish(path=PATH, title=title, **changes)


def moves(item: ContentItem, hour: int) -> None:
    """It leaves the path."""
    record_relocation(item.content_id, "en-gb", f"/elsewhere/{item.pk}/", at(hour))


def ends(item: ContentItem, hour: int, reason: RemovalReason = RemovalReason.WITHDRAWN) -> None:
    """A tombstone takes its place."""
    record_withdrawal(item.content_id, "en-gb", reason, at=at(hour))


def moved_and_then_another_was_withdrawn() -> None:
    moves(stood("Older"), 1)
    ends(stood("Newer"), 2)


def withdrawn_and_then_another_moved() -> None:
    ends(stood("Older"), 1)
    moves(stood("Newer"), 2)


def moved_and_then_another_moved() -> None:
    moves(stood("Older"), 1)
    moves(stood("Newer"), 2)


def moved_twice_the_other_way_round() -> None:
    first = stood("Newer")
    moves(first, 1)
    moves(stood("Older"), 2)
    record_relocation(first.content_id, "en-gb", PATH, at(3))
    moves(first, 4)


def moved_and_then_another_moved_and_was_withdrawn() -> None:
    moves(stood("Older"), 1)
    newer = stood("Newer")
    moves(newer, 2)
    ends(newer, 9)


def withdrawn_elsewhere_after_another_was_withdrawn_here() -> None:
    older = stood("Older")
    moves(older, 1)
    ends(stood("Newer"), 2)
    ends(older, 9)


def moved_and_then_another_passed_its_expiry() -> None:
    moves(stood("Older"), 1)
    item = stood("Newer")
    ContentItem.objects.filter(pk=item.pk).update(expires_at=at(2))


def passed_its_expiry_and_then_another_was_withdrawn() -> None:
    item = stood("Older")
    ContentItem.objects.filter(pk=item.pk).update(expires_at=at(1))
    record_relocation(item.content_id, "en-gb", "/elsewhere/", at(1))
    ends(stood("Newer"), 2)


def all_that_and_then_one_is_live() -> None:
    moved_and_then_another_was_withdrawn()
    withdrawn_and_then_another_moved()
    stood("Newer")


def withdrawn_in_confidence_after_another_moved() -> None:
    moves(stood("Newer"), 1)
    ends(stood("Hidden", audience=Audience.VALIDATED, marking=Marking.AMBER), 2)


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
    answer = client.get(PATH)
    assert answer.status_code == status
    if status == 301:
        answer = client.get(answer["Location"])
    assert "Newer" in answer.content.decode()
    for query in (BY_PATH, BY_PATH_AGAIN, BY_PATH_AGAIN):  # interpreted, and then by its plan
        content = ask(client, query, path=PATH)["content"]
        assert (content and content["title"]) == found
