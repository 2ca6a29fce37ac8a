"""/healthz and /readyz: what orchestrators and `make demo` ask."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from graphql_api.cost.buckets import buckets
from graphql_api.cost.budgets import Budget
from publishing.models import Cursor
from search.configured import consumers
from search.rebuild import rebuild
from tests.engines import free_port


@pytest.fixture(autouse=True)
def index(settings: LazySettings, tmp_path: Path) -> Path:
    """A search index folder of the test's own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.SEARCH_INDEX_DIR.mkdir()
    return tmp_path / "search"


@pytest.fixture
def unreachable_database(settings: LazySettings) -> Iterator[None]:
    """A database whose file cannot be opened."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "/nowhere/hub.sqlite3" if connection.vendor == "sqlite" else "nowhere"
    yield
    connection.close()
    connection.settings_dict["NAME"] = name


def test_the_process_answers_without_asking_any_engine(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_hub_with_all_its_parts_is_ready(client: Client) -> None:
    Cursor.objects.create(consumer="test", holder="worker-1", held_until=timezone.now() + timedelta(seconds=5))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "database": "ok",
        "migrations": "ok",
        "worker": "seen",
        "consumers": "ok",
        "search": "ok",
        "budgets": "local memory",
    }


@pytest.mark.django_db
def test_a_redis_that_is_away_is_told_but_readers_are_served(client: Client, settings: LazySettings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    buckets().take(Budget("anonymous", "address:192.0.2.1", 100, 100), 1)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["budgets"]) == (200, "local memory: Redis does not answer")


@pytest.mark.django_db
def test_a_missing_worker_is_told_but_readers_are_served(client: Client) -> None:
    Cursor.objects.create(consumer="test", holder="worker-1", held_until=timezone.now() - timedelta(seconds=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (200, "not seen")


@pytest.mark.django_db
def test_a_consumer_that_fails_is_named_but_readers_are_served(client: Client) -> None:
    Cursor.objects.create(consumer="purge", error="UnpurgedError: varnish1 does not answer")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["consumers"]) == (200, "failing: purge")


@pytest.mark.django_db
def test_a_search_index_that_cannot_be_read_is_not_ready(client: Client, index: Path) -> None:
    index.rmdir()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["search"]) == (503, "the index folder cannot be read")


@pytest.mark.django_db
def test_migrations_that_are_not_applied_are_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("publishing", "0002_written_once")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"].endswith(" to apply")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unreachable_database")
def test_a_database_that_does_not_answer_is_not_ready(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert {name: word for name, word in answer.json().items() if word != "ok"} == {
        "status": "not ready",
        "database": "does not answer",
        "budgets": "local memory",
    }
    assert "The database does not answer" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_never_stored_and_carry_no_cookie(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_probes_are_answered_whatever_host_they_name(client: Client, path: str) -> None:
    assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.django_db
def test_a_cluster_that_does_not_answer_is_told_and_readers_are_served(
    client: Client, settings: LazySettings, index: Path
) -> None:
    settings.ELASTICSEARCH_URLS = (f"http://127.0.0.1:{free_port()}",)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert answer.json()["search"] == "neither elasticsearch nor tantivy answers, the database serves"
    rebuild(consumers()[0], str, grace=0)
    assert client.get("/readyz").json()["search"] == "elasticsearch does not answer, tantivy serves"


@pytest.mark.django_db
def test_a_cluster_that_answers_is_enough(
    client: Client, elasticsearch_index: str, elasticsearch_url: str, settings: LazySettings, index: Path
) -> None:
    settings.ELASTICSEARCH_URLS, settings.ELASTICSEARCH_INDEX = (elasticsearch_url,), elasticsearch_index
    index.rmdir()
    rebuild(consumers()[1], str, grace=0)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["search"]) == (200, "ok")
