"""An index accepts no writes: after a limit the more recent engine answers, and the answer says so."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from elasticsearch import Elasticsearch, NotFoundError

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.log.record import record_publication, record_withdrawal
from search.indexing.freshness import STALE_SECONDS
from search.retrieval import failover
from search.retrieval.suggestions import suggest
from tests.publishing.documents import a_document, publish
from tests.search.failing_cluster import after_pause, count_drift, is_complete, is_degraded
from tests.search.index_drift import live_index
from tests.search.searching import search_for, titles
from tests.search.with_cluster import work

__all__ = ["after_pause"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]
NOTICE = "Search is running with reduced quality"
SEARCH = 'query { search(query: "lantern", first: 3) { totalCount engine degraded indexAge } }'


@pytest.fixture
def client_of_cluster(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """An administrator."""
    with Elasticsearch(elasticsearch_url) as made:
        yield made


@pytest.fixture
def aged(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the limit be this many seconds: as if the changes were older."""

    def limit(seconds: float) -> None:
        monkeypatch.setattr(failover, "STALE_SECONDS", seconds)
        monkeypatch.setattr("search.indexing.status.STALE_SECONDS", seconds)
        monkeypatch.setattr("search.indexing.status.MAX_WAITING_SECONDS", seconds)

    return limit


@pytest.fixture
def closed(
    drain: Drain, elasticsearch_index: str, client_of_cluster: Elasticsearch
) -> Iterator[Callable[[dict[str, bool | None]], None]]:
    """Both engines know two texts; what closes the cluster's index or opens it."""
    publish(title="Old lantern")
    drain()
    name = live_index("ELASTICSEARCH").name

    def put(blocks: dict[str, bool | None]) -> None:
        settings = {f"index.blocks.{block}": value for block, value in blocks.items()}
        client_of_cluster.indices.put_settings(index=name, settings=settings)

    yield put
    with suppress(NotFoundError):  # it was replaced
        put({"write": None, "read_only": None, "read_only_allow_delete": None})


@pytest.mark.parametrize("block", ["write", "read_only", "read_only_allow_delete"])
def test_the_more_recent_engine_answers_instead_of_one_that_accepts_no_writes(
    closed: Callable[[dict[str, bool | None]], None],
    aged: Callable[[float], None],
    after_pause: Callable[[], None],
    drain: Drain,
    client: Client,
    block: str,
) -> None:
    closed({block: True})
    publish(title="New lantern")
    work()
    found = search_for("lantern")
    assert is_complete(found), "it may well be known in a moment"
    assert 0 < found.index_age < STALE_SECONDS
    aged(0.001)
    found = search_for("lantern")
    assert is_degraded(found)
    assert set(titles(found)) == {"Old lantern", "New lantern"}
    assert found.index_age == 0
    assert len(suggest("lantern", ANONYMOUS)) == 2
    answer = client.post("/graphql", {"query": SEARCH}, content_type="application/json").json()["data"]["search"]
    assert answer == {"totalCount": 2, "engine": "TANTIVY", "degraded": True, "indexAge": 0.0}
    assert NOTICE in client.get("/search/", {"q": "lantern"}).content.decode()
    health = client.get("/readyz")
    assert health.status_code == 200
    assert re.match(r"elasticsearch is \d+ s behind", health.json()["search"])
    assert health.json()["search"].endswith(" s behind, tantivy serves")
    out = StringIO()
    with pytest.raises(CommandError, match=r"^Not healthy: elasticsearch\.$"):
        call_command("search", "status", stdout=out)
    assert "the oldest change that it lacks has been waiting" in out.getvalue()
    assert "tantivy serves" in out.getvalue()

    closed({block: None})
    after_pause()
    drain()
    assert is_complete(search_for("lantern"))
    assert search_for("lantern").total == 2
    assert count_drift() == 0
    assert client.get("/readyz").json()["search"] == "ok"


def test_a_closed_index_does_not_count_as_lost(
    closed: object, drain: Drain, after_pause: Callable[[], None], client_of_cluster: Elasticsearch
) -> None:
    name = live_index("ELASTICSEARCH").name
    client_of_cluster.indices.close(index=name)
    publish(title="New lantern")
    for _ in range(3):
        work()
    assert is_degraded(search_for("lantern"))
    assert search_for("lantern").total == 2
    client_of_cluster.indices.open(index=name)
    after_pause()
    drain()
    assert is_complete(search_for("lantern"))
    assert live_index("ELASTICSEARCH").name == name
    assert search_for("lantern").total == 2


def test_a_closed_index_can_be_replaced_by_hand(
    closed: object, after_pause: Callable[[], None], client_of_cluster: Elasticsearch
) -> None:
    name = live_index("ELASTICSEARCH").name
    client_of_cluster.indices.close(index=name)
    work()
    after_pause()
    call_command("search", "rebuild", "--engine", "elasticsearch")
    assert live_index("ELASTICSEARCH").name != name
    after_pause()
    assert is_complete(search_for("lantern"))
    call_command("search", "reconcile")


def test_the_choice_of_engine_does_not_reveal_that_something_hidden_changed(
    closed: Callable[[dict[str, bool | None]], None], aged: Callable[[float], None]
) -> None:
    closed({"write": True})
    publish(title="Secret lantern", audience=Audience.VALIDATED, marking=Marking.AMBER)
    work()
    aged(0.001)
    assert is_complete(search_for("lantern"))
    assert is_degraded(search_for("lantern", viewer=Viewer(Audience.VALIDATED)))


def test_later_pages_of_a_list_come_from_the_same_engine(
    drain: Drain, elasticsearch_index: str, aged: Callable[[float], None]
) -> None:
    for number in range(6):
        publish(title=f"Lantern {number}")
    drain()
    second = search_for("lantern", first=2, after=search_for("lantern", first=2).end_cursor)
    publish(title="Lantern late")
    drain()
    aged(0.0)
    third = search_for("lantern", first=2, after=second.end_cursor)
    assert is_complete(third)
    assert third.total == 6


def test_of_two_stale_engines_the_more_recent_one_answers(
    closed: Callable[[dict[str, bool | None]], None], aged: Callable[[float], None], client: Client
) -> None:
    closed({"write": True})
    publish(title="New lantern")
    work()
    publish(title="Newest lantern")  # no worker runs any more
    aged(0.001)
    found = search_for("lantern")
    assert is_degraded(found)
    assert found.total == 2
    assert found.index_age > 0
    assert client.get("/readyz").json()["search"].endswith("s behind, tantivy serves")


def test_a_stale_index_without_an_alternative_is_marked_as_degraded(
    drain: Drain, aged: Callable[[float], None], client: Client
) -> None:
    withdrawn = a_document(title="Withdrawn lantern")
    record_publication(withdrawn)
    publish(title="Old lantern")
    drain()
    record_withdrawal(withdrawn.content_id, withdrawn.locale)
    publish(title="New lantern")
    aged(0.001)
    found = search_for("lantern")
    assert (found.engine, found.degraded, titles(found)) == ("TANTIVY", True, ["Old lantern"])
    assert re.match(r"tantivy is \d+ s behind", client.get("/readyz").json()["search"])
    aged(STALE_SECONDS)
    assert not search_for("lantern").degraded


def test_a_web_process_with_a_wrong_clock_finds_no_index_stale(drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(title="Old lantern")
    drain()
    publish(title="New lantern")
    ahead = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("search.retrieval.failover.timezone.now", lambda: ahead)
    found = search_for("lantern")
    assert (found.engine, found.degraded) == ("TANTIVY", False)
    assert found.index_age < STALE_SECONDS


def test_searches_that_prefer_the_local_index_do_not_wait_for_the_cluster(
    closed: object, aged: Callable[[float], None]
) -> None:
    publish(title="New lantern")
    aged(0.001)
    reply = failover.search_with_failover(ANONYMOUS, "en-gb", lambda context: context.age, local_first=True)
    assert reply is not None
    assert (reply.engine, reply.degraded) == ("TANTIVY", False)
