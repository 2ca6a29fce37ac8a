"""An alias is missing, points to two indices, or is an index: it is repaired by the worker, and by hand."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from elasticsearch import Elasticsearch
from pytest_django.fixtures import Settings

from publishing.models import Change, Cursor
from search.engines.elasticsearch.store import ElasticsearchStore
from search.indexing.consumer import last_sequence, position_at
from tests.publishing.documents import publish
from tests.search.failing_cluster import after_pause, count_drift, is_complete, is_degraded
from tests.search.index_drift import current_documents, get_consumer, indices, live_index
from tests.search.searching import search_for
from tests.search.with_cluster import work

__all__ = ["after_pause"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]
Break = Callable[[Elasticsearch, ElasticsearchStore, str], object]


def another(store: ElasticsearchStore, *, older: bool) -> str:
    """Make an index of ours that knows one document less."""
    index = store.create_index()
    changes = list(Change.objects.order_by("sequence"))
    known = changes[:-1] if older else changes
    index.write(current_documents(*(change.item_id for change in known)), {}, position_at(known[-1]))
    return index.name


def two_indices_behind(alias: str, *, older: bool = True) -> Break:
    def double(client: Elasticsearch, store: ElasticsearchStore, name: str) -> None:
        client.indices.put_alias(index=another(store, older=older), name=getattr(store, alias))

    return double


def missing(*aliases: str) -> Break:
    return lambda client, store, name: [
        client.indices.delete_alias(index=name, name=getattr(store, alias)) for alias in aliases
    ]


def moved(alias: str) -> Break:
    def move(client: Elasticsearch, store: ElasticsearchStore, name: str) -> None:
        two_indices_behind(alias)(client, store, name)
        missing(alias)(client, store, name)

    return move


def index_named_as_alias(client: Elasticsearch, store: ElasticsearchStore, name: str) -> None:
    """What a write to an alias that is missing makes."""
    missing("read_alias")(client, store, name)
    client.index(index=store.read_alias, id="1", document={"title": "another program's"})


def remade(client: Elasticsearch, store: ElasticsearchStore, name: str) -> None:
    """A late write creates a deleted index again, and its aliases are then restored."""
    client.indices.delete(index=name)
    client.index(index=name, id="1", document={"title": "late"}, refresh=True)
    for alias in (store.read_alias, store.write_alias):
        client.indices.put_alias(index=name, name=alias)


BREAKS: dict[str, Break] = {
    "no read alias": missing("read_alias"),
    "no write alias": missing("write_alias"),
    "no alias": missing("read_alias", "write_alias"),
    "two read": two_indices_behind("read_alias"),
    "two read, both complete": two_indices_behind("read_alias", older=False),
    "two to write to": two_indices_behind("write_alias"),
    "reading what is older": moved("read_alias"),
    "an index of that name": index_named_as_alias,
    "the index is gone": lambda client, store, name: client.indices.delete(index=name),
    "an index without our mapping": remade,
}
POINTER_FAULTS = ["no read alias", "no write alias", "two read", "two to write to", "an index of that name"]
HARMLESS = {"no write alias", "two to write to"}
"""Readers notice nothing."""


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """An administrator."""
    with Elasticsearch(elasticsearch_url) as made:
        yield made


@pytest.fixture
def store(elasticsearch_index: str, drain: Drain) -> ElasticsearchStore:
    """The hub's, with three documents, all of which its index knows."""
    for name in ("one", "two", "three"):
        publish(title=f"Lantern {name}")
    drain()
    assert is_complete(search_for("lantern"))
    found = get_consumer("ELASTICSEARCH").store()
    assert isinstance(found, ElasticsearchStore)
    return found


def is_right(client: Elasticsearch, store: ElasticsearchStore) -> bool:
    """Whether both aliases stand for one index, the same, which is as the log has it; and nothing else is left."""
    (name,) = client.indices.get(index=f"{store.base}-*")
    aliases = set(client.indices.get_alias(index=name)[name]["aliases"])
    return aliases == {store.read_alias, store.write_alias} and not count_drift()


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_alias_is_repaired_in_the_workers_next_round(
    client: Elasticsearch, store: ElasticsearchStore, name: str
) -> None:
    before = live_index("ELASTICSEARCH").name
    BREAKS[name](client, store, before)
    store._cluster.positions.clear()  # as a second later
    found = search_for("lantern")
    if name == "reading what is older":
        assert (found.total, found.index_age > 0) == (2, True)
    else:
        assert (found.total, is_complete(found)) == (3, name in HARMLESS)
    work()
    assert not Cursor.objects.exclude(error="").exists()
    get_consumer("ELASTICSEARCH").delete_unused()
    assert is_complete(search_for("lantern"))
    assert search_for("lantern").total == 3
    assert is_right(client, store)
    assert last_sequence() == 3, "nothing was published in between"


@pytest.mark.parametrize("name", POINTER_FAULTS)
def test_a_broken_alias_is_reported_and_can_be_repaired_by_hand(
    client: Elasticsearch, store: ElasticsearchStore, name: str
) -> None:
    before = live_index("ELASTICSEARCH").name
    BREAKS[name](client, store, before)
    out = StringIO()
    with pytest.raises(CommandError, match="Not healthy: elasticsearch"):
        call_command("search", "status", stdout=out)
    assert "alias" in out.getvalue() or "is not live" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("search", "reconcile", "--engine", "elasticsearch", stdout=out)
    call_command("search", "reconcile", "--repair", "--engine", "elasticsearch", stdout=out)
    assert "(repaired)" in out.getvalue()
    store._cluster.positions.clear()
    assert is_complete(search_for("lantern"))
    assert live_index("ELASTICSEARCH").name == before
    call_command("search", "status", stdout=out)
    call_command("search", "reconcile", stdout=out)


def test_an_alias_of_two_indices_does_not_return_documents_twice(
    client: Elasticsearch, store: ElasticsearchStore
) -> None:
    two_indices_behind("read_alias", older=False)(client, store, "")
    store._cluster.positions.clear()
    found = search_for("lantern")
    assert is_degraded(found)
    assert found.total == 3


def test_an_index_that_is_still_being_filled_is_not_searched(store: ElasticsearchStore, settings: Settings) -> None:
    consumer = get_consumer("ELASTICSEARCH")
    before = live_index("ELASTICSEARCH").name
    consumer.reset()
    assert consumer.repair_pointers() == []
    assert live_index("ELASTICSEARCH").name == before
    assert len(indices("ELASTICSEARCH")) == 2
