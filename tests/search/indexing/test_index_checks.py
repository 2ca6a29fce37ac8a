"""Checks of a rebuild: an index that fails them never becomes live."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from publishing.access.audiences import Audience, Marking
from publishing.log.record import record_publication
from search.documents.search_document import SearchDocument
from search.engines.interface import LogPosition, RejectedDocument, Store
from search.indexing import index_checks
from search.indexing.consumer import SearchConsumer
from search.indexing.rebuild import RebuildError, rebuild
from tests.publishing.documents import publish
from tests.search.index_drift import get_consumer, indices, live_index, retitled, unbuildable_edition
from tests.search.searching import search_for

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]


class Faulty:
    """An index that loses or changes documents on the way in."""

    def __init__(self, index: Any, tamper: Callable[[SearchDocument], SearchDocument | None]) -> None:
        self._index = index
        self._tamper = tamper

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def write(
        self, documents: Iterable[SearchDocument], gone: Mapping[UUID, int], position: LogPosition | None
    ) -> list[RejectedDocument]:
        kept = (document for document in map(self._tamper, documents) if document is not None)
        refusals: list[RejectedDocument] = self._index.write(kept, gone, position)
        return refusals


def with_faults(engine: str, tamper: Callable[[SearchDocument], SearchDocument | None]) -> SearchConsumer:
    class Faults:
        def __init__(self, store: Store) -> None:
            self._store = store

        def __getattr__(self, name: str) -> Any:
            return getattr(self._store, name)

        def create_index(self) -> Any:
            return Faulty(self._store.create_index(), tamper)

    sound = get_consumer(engine)
    return SearchConsumer(sound.name, sound.engine, lambda: Faults(sound.store()))


def shown_to_all(document: SearchDocument) -> SearchDocument:
    return find_stale_content(document, audience=0)


def find_stale_content(document: SearchDocument, **changes: Any) -> SearchDocument:
    digest = document.digest
    for name, value in changes.items():
        object.__setattr__(document, name, value)
    assert document.digest == digest, "it is remembered"
    return document


FAULTS: dict[str, tuple[Callable[[SearchDocument], SearchDocument | None], str]] = {
    "lost": (lambda document: None if document.title == "Canary 1" else document, "documents missing: 1,"),
    "changed": (lambda document: retitled(document, "Sparrow"), "documents with stale content: 5,"),
    "not found": (
        lambda document: find_stale_content(document, whole_title="", title="", body="", keywords=""),
        "does not find the document of that title first",
    ),
    "shown": (shown_to_all, "documents that are not public, but visible to everyone: 1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_new_index_that_fails_its_checks_never_becomes_live(engine: str, drain: Drain, fault: str) -> None:
    for number in range(4):
        publish(title=f"Canary {number}")
    publish(title="Canary sealed", audience=Audience.VALIDATED, marking=Marking.AMBER)
    drain()
    before = live_index(engine).name
    tamper, complaint = FAULTS[fault]
    with pytest.raises(RebuildError, match=complaint):
        rebuild(with_faults(engine, tamper), str, grace=0)
    assert indices(engine) == [before]
    assert (search_for("canary").engine, search_for("canary").total) == (engine, 4)


def test_an_index_that_lacks_too_many_documents_never_becomes_live(
    engine: str, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_checks, "TOLERATED", 2)
    for number in range(3):
        publish(title=f"Canary {number}")
        record_publication(unbuildable_edition())
    drain()
    before = live_index(engine).name
    with pytest.raises(CommandError, match="documents that could not be indexed: 3 of 6"):
        call_command("search", "rebuild", "--engine", engine.lower())
    assert indices(engine) == [before]
