"""What was confidential and is opened begins for its new readers on that day."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from publishing.access.audiences import Audience, Marking
from publishing.kinds import RemovalReason, UpdateType
from publishing.log.record import record_publication, record_relocation, record_withdrawal
from publishing.models import ContentItem
from tests.publishing.documents import a_document

pytestmark = pytest.mark.django_db

PUBLIC: dict[str, Any] = {"audience": Audience.PUBLIC, "marking": Marking.CLEAR}
VALIDATED: dict[str, Any] = {"audience": Audience.VALIDATED, "marking": Marking.AMBER}
RED: dict[str, Any] = {"audience": Audience.NAMED, "marking": Marking.RED}


def named(*projects: Any) -> dict[str, Any]:
    """Return what makes a document one for the members of some projects."""
    return {"audience": Audience.NAMED, "marking": Marking.AMBER_STRICT, "projects": projects}


def day(number: int) -> datetime:
    return datetime(2026, 1, number, tzinfo=UTC)


def published(*circles: dict[str, Any], **changes: Any) -> ContentItem:
    """Publish a document for one circle a day; return its item."""
    content_id = uuid4()
    for number, circle in enumerate(circles, start=1):
        made = a_document(content_id=content_id, title=f"Take {number}", **circle, **changes)
        record_publication(made, at=day(number))
    return ContentItem.objects.get(content_id=content_id)


def days(item: ContentItem) -> tuple[int, int]:
    """Return on which days an item was first published and updated, as shown to readers."""
    return item.first_published_at.day, item.updated_at.day


@pytest.mark.parametrize("before", [VALIDATED, RED, named(uuid4())])
def test_new_readers_see_the_day_on_which_the_audience_was_widened(before: dict[str, Any]) -> None:
    assert days(published(before, before, PUBLIC)) == (3, 3)


def test_a_minor_correction_that_opens_it_is_an_update_to_its_new_readers() -> None:
    assert days(published(VALIDATED, VALIDATED, PUBLIC, update_type=UpdateType.MINOR)) == (3, 3)


def test_what_they_could_read_before_it_was_closed_still_counts() -> None:
    assert days(published(PUBLIC, VALIDATED, PUBLIC)) == (1, 3)
    assert days(published(VALIDATED, PUBLIC, VALIDATED, PUBLIC)) == (2, 4)


def test_a_narrower_circle_knew_the_document_already() -> None:
    assert days(published(PUBLIC, VALIDATED, update_type=UpdateType.MINOR)) == (1, 1)


def test_members_of_another_project_are_new_readers() -> None:
    one, other = uuid4(), uuid4()
    assert days(published(named(one), named(one))) == (1, 2)
    assert days(published(named(one, other), named(one))) == (1, 2)
    assert days(published(named(one), named(one, other))) == (2, 2)


def test_what_may_leave_the_website_now_was_not_there_before() -> None:
    assert days(published(RED, named())) == (2, 2)
    assert days(published(named(), RED)) == (1, 2)


def test_a_tombstone_of_something_confidential_shows_its_new_readers_nothing() -> None:
    item = published(VALIDATED)
    record_withdrawal(item.content_id, item.locale, RemovalReason.WITHDRAWN, at=day(2))
    record_publication(a_document(content_id=item.content_id, **PUBLIC), at=day(3))
    item.refresh_from_db()
    assert days(item) == (3, 3)


def test_paths_that_were_left_in_confidence_lead_nowhere_any_more() -> None:
    item = published(VALIDATED)
    record_relocation(item.content_id, item.locale, "/confidential/", at=day(2))
    record_publication(a_document(content_id=item.content_id, path="/open/", **PUBLIC), at=day(3))
    assert not item.previous_paths.exists()


def test_paths_that_readers_knew_go_on_leading_to_it() -> None:
    item = published(PUBLIC, path="/doors/")
    record_relocation(item.content_id, item.locale, "/known/", at=day(2))
    record_publication(a_document(content_id=item.content_id, path="/known/", **VALIDATED), at=day(3))
    record_publication(a_document(content_id=item.content_id, path="/known/", **PUBLIC), at=day(4))
    assert [previous.path for previous in item.previous_paths.all()] == ["/doors/"]
