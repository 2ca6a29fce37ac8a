"""The index and the log: the worker, rebuilds, lost folders, other logs, locks and failures."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tantivy import Index

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.consumers.registry import consumers
from publishing.consumers.worker import Worker
from publishing.kinds import Kind, Relation
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Change, Cursor
from search.base.requests import Facet
from search.engines.interface import LogPosition
from search.engines.tantivy.generation import Generation
from search.indexing.freshness import change_fingerprint
from search.retrieval.suggestions import suggest
from tests.publishing.conftest import database_url
from tests.publishing.documents import a_document, publish
from tests.search.searching import search_for, titles
from tests.stack import until

pytestmark = pytest.mark.django_db

Drain = Callable[[], None]


def generations(folder: Path) -> list[Path]:
    return [path for path in folder.glob("tantivy-*/*") if path.is_dir()]


def is_found(text: str) -> bool:
    return search_for(text).total > 0


@pytest.fixture
def worker(transactional_db: None, index_folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as a process of its own, on this test's database and index."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "HUB_DATABASE_URL": database_url(),
        "HUB_DATA_DIR": str(index_folder.parent),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.search.indexing.worker", str(index_folder)], env=environment
    )
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(20)


@pytest.mark.slow
def test_a_worker_makes_published_items_searchable(worker: subprocess.Popen[bytes]) -> None:
    publish(title="Warming up")
    until(lambda: search_for("warming").engine == "TANTIVY", 60)
    for number in range(3):
        publish(title=f"Canary number{number}")
        until(partial(is_found, f"number{number}"))


def test_an_update_and_a_move_replace_the_document(drain: Drain) -> None:
    document = a_document(title="Old words")
    record_publication(document)
    drain()
    record_publication(document.model_copy(update={"title": "New letters", "path": "/elsewhere/"}))
    drain()
    assert search_for("old").total == 0
    (hit,) = search_for("letters").hits
    assert (hit.path, search_for("letters").total) == ("/elsewhere/", 1)


def test_a_withdrawn_item_leaves_the_index_and_can_come_back(drain: Drain) -> None:
    document = a_document(title="Canary")
    record_publication(document)
    drain()
    record_withdrawal(document.content_id, document.locale)
    drain()
    assert (search_for("canary").total, search_for("canary").index_age) == (0, 0.0)
    record_publication(document)
    drain()
    assert search_for("canary").total == 1


def test_repeating_changes_has_no_effect(drain: Drain) -> None:
    for number in range(5):
        publish(title=f"Canary {number}")
    drain()
    consumers["search"].consume(list(Change.objects.all()))
    Cursor.objects.filter(pk="search").update(sequence=0)
    drain()
    assert search_for("canary").total == 5


def test_the_age_is_that_of_the_oldest_change_not_indexed(drain: Drain) -> None:
    publish(title="Canary")
    drain()
    assert search_for("canary").index_age == 0
    publish(title="Canary two")
    result = search_for("canary")
    assert result.total == 1
    assert 0 < result.index_age < 60


def test_the_age_does_not_reveal_that_something_hidden_changed(drain: Drain) -> None:
    document = a_document(title="Canary", audience=Audience.VALIDATED, marking=Marking.AMBER)
    record_publication(document)
    assert (search_for("canary").degraded, search_for("canary").index_age) == (False, 0.0)
    drain()
    record_publication(document.model_copy(update={"title": "Canary again"}))
    assert search_for("canary").index_age == 0
    assert search_for("canary", viewer=Viewer(Audience.VALIDATED)).index_age > 0


def test_a_replay_builds_an_index_beside_the_live_one_and_then_replaces_it(drain: Drain, index_folder: Path) -> None:
    for number in range(3):
        publish(title=f"Canary {number}")
    drain()
    (before,) = generations(index_folder)
    consumers["search"].reset()
    Cursor.objects.filter(pk="search").update(sequence=0)
    result = search_for("canary")
    assert (result.total, result.degraded) == (3, False)
    assert len(generations(index_folder)) == 2
    drain()
    (after,) = generations(index_folder)
    assert after != before
    assert search_for("canary").total == 3


def test_an_item_withdrawn_during_a_replay_is_hidden_at_once(drain: Drain) -> None:
    document = a_document(title="Canary")
    record_publication(document)
    drain()
    consumers["search"].reset()
    Cursor.objects.filter(pk="search").update(sequence=0)
    record_withdrawal(document.content_id, document.locale)
    assert search_for("canary").total == 0
    drain()
    assert search_for("canary").total == 0


def test_the_replay_command_rebuilds_the_index(drain: Drain, capsys: pytest.CaptureFixture[str]) -> None:
    publish(title="Canary")
    drain()
    call_command("replay", "search")
    assert search_for("canary").total == 1


def test_a_lost_folder_is_filled_again_automatically(drain: Drain, index_folder: Path) -> None:
    for number in range(3):
        publish(title=f"Canary {number}")
    drain()
    index_folder.rename(index_folder.with_name("lost"))
    fallen_back = search_for("canary")
    assert (fallen_back.engine, fallen_back.degraded, fallen_back.total) == ("DATABASE", True, 3)
    drain()
    again = search_for("canary")
    assert (again.engine, again.degraded, again.total) == ("TANTIVY", False, 3)


def test_a_running_worker_notices_a_lost_folder(index_folder: Path) -> None:
    worker = Worker("test")
    publish(title="Canary")
    worker.run_round()
    index_folder.rename(index_folder.with_name("lost"))
    worker.run_round()
    assert search_for("canary").engine == "TANTIVY"


def test_an_index_of_another_log_is_not_used_and_is_replaced(drain: Drain, index_folder: Path) -> None:
    for number in range(3):
        publish(title=f"Canary {number}")
    drain()
    (generation,) = generations(index_folder)
    Generation(generation).write((), {}, LogPosition(2, change_fingerprint(uuid4(), timezone.now())))
    result = search_for("canary")
    assert (result.engine, result.degraded, result.total) == ("DATABASE", True, 3)
    drain()
    assert (search_for("canary").engine, search_for("canary").total) == ("TANTIVY", 3)


def test_a_second_writer_is_refused_and_nothing_is_lost(drain: Drain, index_folder: Path) -> None:
    publish(title="Canary")
    drain()
    (generation,) = generations(index_folder)
    lock = Index.open(str(generation)).writer(15_000_000, 1)
    publish(title="Canary two")
    Worker("second").run_round()
    assert "Another process is writing to the search index" in Cursor.objects.get(pk="search").error
    assert search_for("canary").total == 1
    del lock
    Worker("second").run_round()
    assert search_for("canary").total == 2


def test_the_database_answers_if_the_index_is_broken(drain: Drain, index_folder: Path) -> None:
    publish(title="Canary", summary="Sings.")
    publish(title="Canary two", audience=Audience.VALIDATED, marking=Marking.AMBER)
    drain()
    (generation,) = generations(index_folder)
    for path in filter(Path.is_file, generation.rglob("*")):
        path.write_bytes(b"broken")
    result = search_for("CANARY sings", facets=tuple(Facet))
    assert (result.engine, result.degraded, result.total, titles(result)) == ("DATABASE", True, 1, ["Canary"])
    assert result.hits[0].title_html == "<mark>Canary</mark>"
    assert [suggestion.text for suggestion in suggest("cana", ANONYMOUS)] == ["Canary"]


def test_the_database_pages_and_filters_too() -> None:
    topic = a_document(Kind.TOPIC, title="Topic")
    record_publication(topic)
    for number in range(5):
        references = ({"relation": Relation.TOPIC, "target": topic.content_id},)
        publish(Kind.TRAVEL_ADVICE, title=f"Doors {number}", references=references, country="FR")
    publish(Kind.BRIEFING, title="Doors of a briefing")
    given = {"kinds": (Kind.TRAVEL_ADVICE,), "topics": (topic.content_id,), "countries": ("fr",), "audiences": (0,)}
    first = search_for("doors", first=3, **given)
    second = search_for("doors", first=3, after=first.end_cursor, **given)
    assert (first.total, first.has_next, second.has_next) == (5, True, False)
    assert titles(first) + titles(second) == [f"Doors {number}" for number in (4, 3, 2, 1, 0)]


def test_an_empty_log_needs_no_index_and_is_not_a_failure() -> None:
    result = search_for("anything")
    assert (result.total, result.degraded, result.index_age) == (0, False, 0.0)


@pytest.mark.parametrize("count", [5, 50])
def test_the_number_of_sql_queries_does_not_grow(drain: Drain, count: int) -> None:
    topic = a_document(Kind.TOPIC, title="Topic")
    record_publication(topic)
    for number in range(count):
        publish(title=f"Canary {number}", references=({"relation": Relation.TOPIC, "target": topic.content_id},))
    drain()
    with CaptureQueriesContext(connection) as plain:
        assert search_for("canary", first=50).total == count
    with CaptureQueriesContext(connection) as faceted:
        search_for("canary", first=50, facets=tuple(Facet), topics=(topic.content_id,))
    publish(title="Canary pending")
    with CaptureQueriesContext(connection) as pending:
        search_for("canary", first=50)
    with CaptureQueriesContext(connection) as suggesting:
        suggest("canary", ANONYMOUS)
    assert [len(queries) for queries in (plain, faceted, pending, suggesting)] == [3, 5, 5, 4]


def test_indexing_takes_the_same_number_of_sql_queries_for_any_batch(drain: Drain) -> None:
    publish()
    drain()
    lengths = []
    for count in (1, 30):
        changes = [publish(title=f"Canary {number}") for number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            consumers["search"].consume(changes)
        lengths.append(len(queries))
    assert lengths[0] == lengths[1]
