"""Rebuilding beside the live index: no search fails and nothing is lost, even if the rebuild is interrupted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings as hub
from django.db import connection
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import Viewer
from publishing.consumers.registry import periodic_tasks
from publishing.consumers.worker import Worker
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Change, Cursor
from search.base.results import SearchResult
from search.engines.interface import Index
from search.indexing.consumer import SearchConsumer
from search.indexing.rebuild import RebuildError, rebuild
from search.indexing.reconcile import compare
from search.models import SetAside
from tests.elasticsearch.proxy import Proxy
from tests.publishing.conftest import Start, start
from tests.publishing.documents import a_document, publish
from tests.search.failing_cluster import after_pause, is_complete, proxy
from tests.search.index_drift import get_consumer, indices, live_index, unbuildable_edition
from tests.search.searching import search_for, titles
from tests.stack import until

__all__ = ["after_pause", "proxy", "start"]

pytestmark = pytest.mark.django_db

Drain = Callable[[], None]


def agrees(engine: str) -> bool:
    """Whether the live index agrees with the log, contents included."""
    return not any(part.drifts for part in compare(live_index(engine), deep=True))


def run_rebuild(engine: str, tell: Callable[[str], object] = str) -> Any:
    return rebuild(get_consumer(engine), tell, grace=0)


def at(stage: str, do: Callable[[], object]) -> Callable[[str], object]:
    """Return what does something when the rebuild says to begin this."""
    return lambda message: do() if message.startswith(stage) else None


def test_the_new_index_has_items_published_before_and_during_the_rebuild(engine: str, drain: Drain) -> None:
    documents = [a_document(title=f"Canary {number}") for number in range(5)]
    for document in documents:
        record_publication(document)
    drain()
    before = live_index(engine).name

    def during_rebuild() -> None:
        record_withdrawal(documents[0].content_id, documents[0].locale)
        record_publication(documents[1].model_copy(update={"title": "Canary again"}))
        sealed = {"audience": Audience.VALIDATED, "marking": Marking.AMBER}
        record_publication(documents[2].model_copy(update=sealed))
        publish(title="Canary new")
        drain()
        assert live_index(engine).name == before

    made = run_rebuild(engine, at("Comparing", during_rebuild))
    assert live_index(engine).name != before
    assert indices(engine) == [live_index(engine).name]
    assert (made.documents, made.set_aside) == (5, 0)
    result = search_for("canary")
    assert (result.engine, result.degraded, result.index_age) == (engine, False, 0.0)
    assert set(titles(result)) == {"Canary again", "Canary 3", "Canary 4", "Canary new"}
    assert search_for("canary", viewer=Viewer(Audience.VALIDATED)).total == 5
    assert agrees(engine)
    publish(title="Canary next")
    drain()
    assert search_for("next").total == 1


def test_a_rebuild_works_after_an_upgrade_before_any_worker_runs(engine: str) -> None:
    for number in range(3):
        publish(title=f"Canary {number}")
    assert search_for("canary").engine == "DATABASE"
    run_rebuild(engine)
    assert (search_for("canary").engine, search_for("canary").total) == (engine, 3)
    assert Cursor.objects.get(pk=get_consumer(engine).name).sequence == 3


def test_an_empty_log_has_an_empty_index(engine: str) -> None:
    assert run_rebuild(engine).documents == 0
    assert search_for("canary").engine == engine


def test_changes_that_the_worker_indexed_before_the_new_index_are_indexed_again(engine: str, drain: Drain) -> None:
    publish(title="Canary")
    drain()

    class Late(SearchConsumer):
        """While the indices change places, the worker feeds the old one something new."""

        def adopt(self, index: Index, refusals: Any) -> None:
            super().adopt(index, refusals)
            publish(title="Canary late")
            Cursor.objects.filter(pk=self.name).update(sequence=Change.objects.count())

    late = Late(get_consumer(engine).name, engine.lower(), get_consumer(engine).store)
    rebuild(late, str, grace=0)
    drain()
    assert search_for("late").total == 1


def test_a_worker_in_the_middle_of_a_batch_does_not_put_the_old_index_back(engine: str, drain: Drain) -> None:
    publish(title="Canary")
    drain()
    before = live_index(engine).name

    class Overtaken(SearchConsumer):
        """A rebuild ends while this one writes."""

        def write(self, *args: Any, **given: Any) -> None:
            super().write(*args, **given)
            run_rebuild(engine)

    change = publish(title="Canary two")
    Overtaken(get_consumer(engine).name, engine.lower(), get_consumer(engine).store).consume([change])
    assert live_index(engine).name != before
    assert search_for("canary").total == 2


def test_only_documents_that_cannot_be_indexed_are_listed(engine: str, drain: Drain) -> None:
    good = publish(title="Canary").item_id
    bad = record_publication(unbuildable_edition()).item_id
    drain()
    now, name = timezone.now(), get_consumer(engine).name
    SetAside.objects.create(
        consumer=name, item_id=good, version=1, reason="Was", first_at=now, tried_at=now, next_at=now
    )
    assert run_rebuild(engine).set_aside == 1
    assert list(SetAside.objects.of(name).values_list("item", flat=True)) == [bad]


def test_a_rebuild_waits_for_a_busy_engine(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.indexing.rebuild.PAUSES", (0, 0))
    stages = {"Filling", "Comparing"}

    def fail(message: str) -> None:
        if message.split()[0] in stages:
            stages.remove(message.split()[0])
            proxy.html(429)
        elif "Trying again" in message:
            proxy.forward()

    assert run_rebuild("ELASTICSEARCH", fail).documents == 3
    assert not stages
    assert agrees("ELASTICSEARCH")


def test_a_lost_cluster_ends_the_rebuild_and_the_old_index_stays_live(
    proxy: Proxy, after_pause: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.indexing.rebuild.PAUSES", (0, 0))
    before = live_index("ELASTICSEARCH").name
    with pytest.raises(RebuildError, match="Elasticsearch"):
        run_rebuild("ELASTICSEARCH", at("Comparing", lambda: proxy.html(503)))
    proxy.forward()
    after_pause()
    assert live_index("ELASTICSEARCH").name == before
    assert is_complete(search_for("doors"))
    run_rebuild("ELASTICSEARCH")
    assert indices("ELASTICSEARCH") == [live_index("ELASTICSEARCH").name]


def test_two_rebuilds_do_not_run_at_the_same_time(engine: str, drain: Drain) -> None:
    publish(title="Canary")
    drain()

    def second() -> None:
        with pytest.raises(RebuildError, match=f"Another rebuild of {engine.lower()} is running"):
            run_rebuild(engine)

    run_rebuild(engine, at("Comparing", second))
    assert agrees(engine)
    run_rebuild(engine)


def test_a_rebuild_reports_that_its_index_was_deleted(engine: str, drain: Drain) -> None:
    publish(title="Canary")
    drain()
    before = live_index(engine).name
    with pytest.raises(RebuildError, match="was deleted while it was being built"):
        run_rebuild(engine, at("Filling", get_consumer(engine).store().delete_unused))
    assert indices(engine) == [before]


def test_a_worker_without_an_index_does_not_delete_an_index_being_built(engine: str, drain: Drain) -> None:
    for number in range(3):
        publish(title=f"Canary {number}")
    run_rebuild(engine, at("Comparing", drain))
    assert (search_for("canary").engine, search_for("canary").total) == (engine, 3)
    assert agrees(engine)


def test_a_rebuild_that_is_interrupted_leaves_nothing(engine: str, drain: Drain) -> None:
    publish(title="Canary")
    drain()
    before = live_index(engine).name

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_rebuild(engine, at("Comparing", interrupt))
    assert indices(engine) == [before]
    run_rebuild(engine)


@pytest.mark.slow
def test_a_killed_rebuild_changes_nothing_and_the_next_one_cleans_up(
    transactional_db: None, engine: str, drain: Drain, start: Start, index_folder: Path
) -> None:
    for number in range(3):
        publish(title=f"Canary {number}")
    drain()
    before = live_index(engine).name
    cluster = [hub.ELASTICSEARCH_URLS[0], hub.ELASTICSEARCH_INDEX] if engine == "ELASTICSEARCH" else []
    process = start("tests.search.indexing.rebuild_hooks", str(index_folder), *cluster)
    assert process.stdout
    while not (message := process.stdout.readline()).startswith("Comparing"):
        assert message, "the rebuild ended before its checks"
    process.kill()
    process.wait()
    assert len(indices(engine)) == 2
    assert (search_for("canary").engine, search_for("canary").total, live_index(engine).name) == (engine, 3, before)
    publish(title="Canary later")
    drain()
    assert search_for("later").total == 1
    Cursor.objects.filter(pk=get_consumer(engine).rebuild_lease).update(held_until=timezone.now())
    run_rebuild(engine)
    assert indices(engine) == [live_index(engine).name]
    assert search_for("canary").total == 4


@contextmanager
def going_on(*steps: Callable[[], object]) -> Iterator[None]:
    """Do some things over and over, each in a thread of its own; what fails in one is raised at the end."""
    stop, failures = Event(), list[BaseException]()

    def repeat(step: Callable[[], object]) -> None:
        try:
            while not stop.is_set():
                step()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=repeat, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


@pytest.mark.slow
def test_no_search_fails_or_is_degraded_while_the_index_is_rebuilt_under_load(
    transactional_db: None, engine: str, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(periodic_tasks, "saved-searches", raising=False)
    for number in range(300):
        publish(title=f"Canary {number}")
    drain()
    answers: list[SearchResult] = []
    numbers = count(300)
    worker = Worker("load")
    with going_on(
        *[lambda: answers.append(search_for("canary", first=5))] * 2,
        lambda: publish(title=f"Canary {next(numbers)}"),
        worker.run_round,
    ):
        until(lambda: len(answers) >= 20, 60, "searches")
        for _ in range(2):
            rebuild(get_consumer(engine), str)
    worker.release()
    drain()
    assert {(answer.engine, answer.degraded) for answer in answers} == {(engine, False)}
    assert min(answer.total for answer in answers) >= 300
    assert search_for("canary").total == next(numbers)
    assert agrees(engine)
