"""An old reference finds what has superseded it, marked so, for anyone who could read the old one."""

from collections.abc import Callable

import pytest

from publishing.access.audiences import Audience
from publishing.kinds import Kind, RemovalReason
from publishing.kinds.briefing import BriefingDetails
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.publishing.documents import DETAILS, publish
from tests.search.searching import search_for

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("engine")]


def briefing(title: str, reference: str, audience: Audience = Audience.PUBLIC) -> ContentItem:
    details = BriefingDetails(**DETAILS[Kind.BRIEFING].model_dump() | {"reference": reference})
    return publish(Kind.BRIEFING, code=reference, title=title, details=details, audience=audience).item


def supersede(old: ContentItem, new: ContentItem) -> None:
    record_withdrawal(old.content_id, "en-gb", RemovalReason.SUPERSEDED, superseded_by=new.content_id)


@pytest.mark.parametrize("text", ["BR-2025-012", "br 2025 012", "is BR-2025-012 still valid"])
def test_an_old_reference_finds_its_successor_first(drain: Callable[[], None], text: str) -> None:
    briefing("Valid doors", "BR-2026-001")
    supersede(briefing("Concerts 2025", "BR-2025-012"), briefing("Concerts 2026", "BR-2026-009"))
    drain()
    first = search_for(text).hits[0]
    assert first.item.edition
    assert (first.item.edition.title, first.supersedes) == ("Concerts 2026", "BR-2025-012")


def test_a_reference_that_the_reader_could_not_read_finds_nothing(drain: Callable[[], None]) -> None:
    old = briefing("Concerts 2025", "BR-2025-012", Audience.REGISTERED)
    supersede(old, briefing("Concerts 2026", "BR-2026-009"))
    drain()
    assert search_for("BR-2025-012").hits == ()
