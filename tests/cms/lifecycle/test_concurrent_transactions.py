"""The most critical pairs again, in two PostgreSQL sessions: the second writes before the first has committed."""

from threading import Event, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cms.lifecycle.transactions import log_transaction
from cms.models import GuidancePage
from tests.cms.factories import an_administrator
from tests.cms.lifecycle.interleaving import ENDING, a_page_in_moderation, history, what_readers_have
from tests.cms.lifecycle.test_admin_lifecycle import form
from tests.cms.lifecycle.test_concurrent_saves import attempt
from tests.stack import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
PAIRS = [
    ("approve", "publish", False),
    ("approve", "autosave", False),
    ("publish", "save", False),
    ("bulk_publish", "bulk_unpublish", True),
    ("bulk_publish", "unpublish", True),
    ("unpublish", "approve", True),
    ("unpublish", "due", True),
]


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def is_waiting(sessions: int = 1) -> bool:
    """Whether this many sessions wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0] >= sessions


@pytest.mark.parametrize(("first", "second", "live"), PAIRS, ids=[f"{one}-{two}" for one, two, _ in PAIRS])
def test_the_second_waits_and_undoes_nothing(first: str, second: str, live: bool) -> None:
    mohan, edith = an_administrator(), an_administrator()
    page, twin = (a_page_in_moderation(edith, live=live, is_due=second == "due") for _ in range(2))
    loaded, may_go_on, done = Event(), Event(), []

    def pause() -> None:
        loaded.set()
        assert may_go_on.wait(60)

    def run_second() -> None:
        try:
            done.append(attempt(second, page, edith, "Second version", pause))
        finally:
            connection.close()

    thread = Thread(target=run_second)
    thread.start()
    assert loaded.wait(60)
    with log_transaction():
        attempt(first, page, mohan, "First version")
        may_go_on.set()
        until(is_waiting, what="the second to wait")
    thread.join(60)
    attempt(first, twin, mohan, "First version")
    if done[0]:
        attempt(second, twin, edith, "Second version")
    assert what_readers_have(page) == what_readers_have(twin)
    assert GuidancePage.objects.get(pk=page.pk).live == ENDING[history(page)[-1]]


def test_two_approvals_at_once_through_the_whole_admin_publish_once() -> None:
    """One click sends two requests: the button's own, and an autosave with the same approval."""
    mohan = an_administrator()
    page = a_page_in_moderation(mohan, live=False, is_due=False)
    data = {**form(slug=page.slug), "action-workflow-action": "true", "workflow-action-name": "approve"}
    statuses: dict[str, int] = {}

    def approve(accept: str) -> None:
        try:
            client = Client(headers={"accept": accept})
            client.force_login(mohan)
            statuses[accept] = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data).status_code
        finally:
            connection.close()

    threads = [Thread(target=approve, args=[accept]) for accept in ("text/html", "application/json")]
    with log_transaction():
        for thread in threads:
            thread.start()
        until(lambda: is_waiting(2), what="both to wait")
    for thread in threads:
        thread.join(60)
    # The button's request is redirected either way. Autosave gets a response if it comes first, otherwise a redirect.
    assert statuses["text/html"] == 302
    assert statuses["application/json"] in (200, 302)
    assert history(page) == ["wagtail.publish"]
    assert GuidancePage.objects.get(pk=page.pk).live
