"""Since when a country's alerts are the same: by the times of its editions and of its sources, and no longer than is
known."""

from datetime import UTC, datetime
from typing import Any

import pytest

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.log.bulk import record_first_publications
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication, record_withdrawal
from publishing.log.status import read_status_since
from publishing.models import ContentItem, Edition
from tests.publishing.documents import a_document

pytestmark = pytest.mark.django_db

PARTS = {"advised_against": "all_travel", "extent": "unnamed_parts", "description": "The north"}
WHOLE = {"advised_against": "all_but_essential_travel", "extent": "whole_country"}


def named(*names: str) -> dict[str, Any]:
    return {**PARTS, "extent": "named_parts", "areas": [{"name": name} for name in names]}


def day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


FIRST = a_document(Kind.TRAVEL_ADVICE, alerts=(PARTS,))


def publish(at: int, *, source: int = 0, **changes: Any) -> datetime | None:
    """Publish the country again on a day; return since when its alerts are the same."""
    details = FIRST.details.model_validate({**FIRST.details.model_dump(), "alerts": changes.pop("alerts", (PARTS,))})
    updated_at = day(source) if source else None
    new = FIRST.model_copy(update={"details": details, "updated_at": updated_at, "title": f"Day {at}", **changes})
    record_publication(NewEdition.model_validate(dict(new)), day(at))
    return since()


def since() -> datetime | None:
    item = ContentItem.objects.select_related("edition").get(pk=FIRST.id)
    assert item.edition is not None
    return read_status_since(item)


def test_an_import_dates_the_alerts_by_its_source() -> None:
    assert publish(20, source=5) == day(5)
    assert publish(21, source=18) == day(5), "the source changed something else"
    assert publish(22) == day(5), "an editor changed something else"
    assert publish(23, source=19, alerts=(WHOLE, PARTS)) == day(19)


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ([PARTS], [{**PARTS, "description": "The north, that is"}], True),
        ([PARTS], [named("Northmoor")], True),
        ([named("Northmoor", "Eastmoor")], [named("eastmoor", "Northmoor")], True),
        ([named("Northmoor")], [named("Eastmoor")], False),
        ([PARTS], [WHOLE], False),
        ([PARTS], [], False),
        ([], [], True),
    ],
)
def test_alerts_change_with_what_they_are_for(before: list[Any], after: list[Any], is_same: bool) -> None:
    publish(1, alerts=tuple(before))
    assert publish(2, alerts=tuple(after)) == day(1 if is_same else 2)


def test_what_was_withdrawn_begins_again() -> None:
    publish(1)
    record_withdrawal(FIRST.content_id, FIRST.locale, at=day(2))
    assert publish(3) == day(3)


def test_new_readers_do_not_learn_since_when_others_knew() -> None:
    publish(1, audience=Audience.VALIDATED, marking=Marking.AMBER)
    assert publish(2) == day(2)


def test_older_editions_are_read_back_to_the_change() -> None:
    publish(1, alerts=())
    publish(2)
    publish(3)
    edition = Edition.objects.get(number=3)
    edition.status_since = edition.changed_at = None  # as it was before this was recorded
    item = ContentItem.objects.get(pk=FIRST.id)
    item.edition = edition
    assert read_status_since(item) == day(2)


def test_other_kinds_have_no_such_time() -> None:
    change = record_publication(a_document())
    assert change is not None
    assert change.edition is not None
    assert change.edition.status_since is None


def test_editions_of_a_first_import_have_it_too() -> None:
    record_first_publications([FIRST.model_copy(update={"updated_at": day(5)})], day(20))
    assert since() == day(5)
