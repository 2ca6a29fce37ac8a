"""An index that differs from the log is found and mended: by the worker on its own, and by the command."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import Viewer
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import ContentItem
from search.indexing import maintenance, reconcile
from search.indexing.maintenance import INTERVAL, IndexMaintenance
from search.indexing.reconcile import Problem, compare, set_aside_items
from tests.elasticsearch.proxy import Proxy
from tests.publishing.documents import a_document, publish
from tests.search.analytics.counting import Clock
from tests.search.asking import ask, titles
from tests.search.clustered import work
from tests.search.drifting import (
    consumer_of,
    known_to,
    live_index,
    made_of,
    put_in_place,
    retitled,
    take_out,
    unmakeable,
)
from tests.search.hurting import is_poorer, is_whole, proxy, rested

__all__ = ["proxy", "rested"]

pytestmark = pytest.mark.django_db

Drain = Callable[[], None]


def found(engine: str, *, deep: bool = False) -> dict[UUID, Problem]:
    index = live_index(engine)
    parts = compare(index, set_aside_items(consumer_of(engine).name), deep=deep)
    return {drift.item_id: drift.problem for part in parts for drift in part.drifts}


@pytest.fixture
def drifted(engine: str, drain: Drain) -> dict[UUID, Problem]:
    """An index that says to know the log, and differs from it in every way; what it is to be told of."""
    kept, lost, old, otherwise, gone = (a_document(title=f"Canary {name}") for name in "abcde")
    for document in (kept, lost, old, otherwise, gone):
        record_publication(document)
    before = {made.title: made for made in made_of(*ContentItem.objects.values_list("pk", flat=True))}
    record_publication(old.model_copy(update={"title": "Canary new"}))
    record_withdrawal(gone.content_id, gone.locale)
    drain()
    put_in_place(
        engine,
        (before["Canary a"], before["Canary c"], retitled(before["Canary d"], "Sparrow"), before["Canary e"]),
    )
    return {
        lost.id: Problem.MISSING,
        old.id: Problem.WRONG_VERSION,
        gone.id: Problem.SUPERFLUOUS,
        otherwise.id: Problem.STALE_CONTENT,
    }


def test_every_way_to_differ_is_found(engine: str, drifted: dict[UUID, Problem]) -> None:
    assert found(engine, deep=True) == drifted
    assert found(engine) == {pk: problem for pk, problem in drifted.items() if problem != Problem.STALE_CONTENT}


def test_the_command_tells_what_differs_and_fails(
    engine: str, drifted: dict[UUID, Problem], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="differ from the log: 4"):
        call_command("search", "reconcile", "--deep", "--engine", engine.lower())
    told = capsys.readouterr().out
    for item_id, problem in drifted.items():
        assert f"{engine.lower()}: 1 {problem}: {item_id}" in told


def test_the_command_mends_what_differs(
    engine: str, drifted: dict[UUID, Problem], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("search", "reconcile", "--deep", "--repair")
    assert f"{engine.lower()}: the index and the log agree." in capsys.readouterr().out
    assert found(engine, deep=True) == {}
    assert set(titles(ask("canary"))) == {"Canary a", "Canary b", "Canary d", "Canary new"}
    assert ask("sparrow").total == 0


def test_items_in_any_number_are_compared_page_by_page(
    engine: str, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "BATCH", 2)
    changes = [publish(title=f"Canary {number}") for number in range(9)]
    drain()
    assert Counter(len(part.agreed) for part in compare(live_index(engine))) == {2: 4, 1: 1}
    put_in_place(engine, made_of(*(change.item_id for change in changes)))
    ContentItem.objects.update(gone="withdrawn")
    assert set(found(engine).values()) == {Problem.SUPERFLUOUS}
    assert len(found(engine)) == 9


def test_what_the_index_does_not_claim_to_know_is_no_drift(engine: str, drain: Drain) -> None:
    documents = [a_document(title=f"Canary {number}") for number in range(3)]
    for document in documents[:2]:
        record_publication(document)
    drain()
    record_withdrawal(documents[0].content_id, documents[0].locale)
    record_publication(documents[1].model_copy(update={"title": "Canary again"}))
    record_publication(documents[2])
    assert found(engine, deep=True) == {}


def test_neither_what_is_set_aside_nor_what_is_past_its_expiry_is_drift(engine: str, drain: Drain) -> None:
    record_publication(unmakeable())
    publish(title="Canary", expires_at=timezone.now() + timedelta(hours=1))
    drain()
    ContentItem.objects.exclude(expires_at=None).update(expires_at=timezone.now())
    assert found(engine) == {}


def test_the_worker_compares_when_it_starts_and_every_hour(engine: str, drain: Drain) -> None:
    item_id = publish(title="Canary").item_id
    drain()
    clock = Clock()
    see_to = IndexMaintenance(consumer_of(engine), clock)
    take_out(engine, item_id)
    see_to()
    assert item_id in known_to(engine)
    take_out(engine, item_id)
    see_to()
    clock.move(INTERVAL - timedelta(seconds=1))
    see_to()
    assert item_id not in known_to(engine)
    clock.move(timedelta(seconds=1))
    see_to()
    assert item_id in known_to(engine)


def test_the_worker_tells_what_it_mended(
    engine: str, drifted: dict[UUID, Problem], caplog: pytest.LogCaptureFixture
) -> None:
    see_to = IndexMaintenance(consumer_of(engine))
    see_to()
    see_to()  # a round ends after half a second, which a busy machine may take to mend it
    assert found(engine) == {}
    (told,) = [message for message in caplog.messages if "differed from the log" in message]
    assert all(f"1 {problem}" in told for problem in (Problem.MISSING, Problem.WRONG_VERSION, Problem.SUPERFLUOUS))


def test_a_long_comparison_takes_several_rounds(engine: str, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "BATCH", 2)
    monkeypatch.setattr(maintenance, "ROUND_SECONDS", 0.0)
    item_ids = sorted(publish(title=f"Canary {number}").item_id for number in range(8))
    drain()
    for item_id in item_ids:
        take_out(engine, item_id)
    see_to = IndexMaintenance(consumer_of(engine))
    for mended in (2, 4, 6, 8):
        see_to()
        assert sorted(known_to(engine)) == item_ids[:mended]


def test_an_index_that_could_not_be_read_is_compared_once_it_can(index_folder: Path, drain: Drain) -> None:
    item_id = publish(title="Canary").item_id
    drain()
    see_to = IndexMaintenance(consumer_of("TANTIVY"))
    see_to()
    take_out("TANTIVY", item_id)
    see_to()
    assert known_to("TANTIVY") == {}
    (meta,) = index_folder.glob("tantivy-*/*/meta.json")
    meta.rename(meta.with_name("kept"))
    meta.mkdir()
    with pytest.raises(Exception, match=r"meta\.json"):
        see_to()
    meta.rmdir()
    meta.with_name("kept").rename(meta)
    see_to()
    assert item_id in known_to("TANTIVY")


@pytest.mark.slow
def test_a_cluster_that_is_back_is_right_after_one_round(proxy: Proxy, rested: Callable[[], None]) -> None:
    shown = a_document(title="Canary shown")
    withdrawn, narrowed = (a_document(title=f"Canary {name}") for name in ("withdrawn", "narrowed"))
    for document in (shown, withdrawn, narrowed):
        record_publication(document)
    work()
    assert ask("canary").total == 3
    take_out("ELASTICSEARCH", shown.id)  # as if a write that was acknowledged had been lost
    proxy.hang()
    record_withdrawal(withdrawn.content_id, withdrawn.locale)
    record_publication(
        narrowed.model_copy(update={"audience": Audience.VALIDATED, "marking": Marking.AMBER, "title": "Canary sealed"})
    )
    publish(title="Canary new")
    work()
    assert is_poorer(ask("canary"))
    assert set(titles(ask("canary"))) == {"Canary shown", "Canary new"}
    proxy.forward()
    rested()
    work()
    result = ask("canary")
    assert is_whole(result)
    assert set(titles(result)) == {"Canary shown", "Canary new"}
    assert ask("canary", viewer=Viewer(Audience.VALIDATED)).total == 3
    assert found("ELASTICSEARCH", deep=True) == {}
