"""The most revealing pairs again, in two sessions of PostgreSQL: the second writes before the first has committed."""

from threading import Event, Thread

import pytest
from django.db import connection

from cms.lifecycle import log_transaction
from cms.models import GuidancePage
from tests.cms.factories import an_administrator
from tests.cms.interleaving import ENDING, a_page_in_moderation, history, what_readers_have
from tests.cms.test_concurrent_saves import attempt
from tests.stack import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
PAIRS = [
    ("approve", "publish", False),
    ("approve", "autosave", False),
    ("publish", "save", False),
    ("bulk_publish", "bulk_unpublish", True),
    ("bulk_publish", "unpublish", True),
    ("unpublish", "approve", True),
]


def is_waiting() -> bool:
    """Whether a session waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return cursor.fetchone() is not None


@pytest.mark.parametrize(("first", "second", "live"), PAIRS, ids=[f"{one}-{two}" for one, two, _ in PAIRS])
def test_the_second_waits_and_undoes_nothing(first: str, second: str, live: bool) -> None:
    mohan, edith = an_administrator(), an_administrator()
    page, twin = (a_page_in_moderation(edith, live=live, is_due=False) for _ in range(2))
    loaded, may_go_on, done = Event(), Event(), []

    def pause() -> None:
        loaded.set()
        assert may_go_on.wait(60)

    def run_second() -> None:
        try:
            done.append(attempt(second, page, edith, "Second words", pause))
        finally:
            connection.close()

    thread = Thread(target=run_second)
    thread.start()
    assert loaded.wait(60)
    with log_transaction():
        attempt(first, page, mohan, "First words")
        may_go_on.set()
        until(is_waiting, what="the second to wait")
    thread.join(60)
    attempt(first, twin, mohan, "First words")
    if done[0]:
        attempt(second, twin, edith, "Second words")
    assert what_readers_have(page) == what_readers_have(twin)
    assert GuidancePage.objects.get(pk=page.pk).live == ENDING[history(page)[-1]]
