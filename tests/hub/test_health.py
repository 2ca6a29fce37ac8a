"""/healthz and /readyz: what orchestrators and `make demo` ask."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from cms.snippets.threat_level import ThreatLevel
from hub import health_checks
from publishing.consumers.registry import BACKGROUND, get_lane, periodic_tasks
from publishing.consumers.registry import consumers as registered
from publishing.infrastructure import clock
from publishing.models import Cursor
from search.indexing.consumers import consumers
from search.indexing.rebuild import rebuild
from tests.engines import free_port
from tests.publishing.documents import publish


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


def with_a_worker(*, without: str = "") -> None:
    """Leases as a worker of all lanes holds them, or of all but one."""
    names = [name for name in (*periodic_tasks, *registered) if get_lane(name) != without]
    until = timezone.now() + timedelta(seconds=5)
    Cursor.objects.bulk_create(Cursor(consumer=name, holder="worker-1", held_until=until) for name in names)


def degraded(client: Client) -> Any:
    """What health says of a hub that serves readers with something wrong."""
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"], answer.json()["degraded"]) == (200, "degraded", True)
    return answer.json()


@pytest.mark.django_db
def test_a_hub_with_all_its_parts_is_ready(client: Client) -> None:
    with_a_worker()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "degraded": False,
        "reasons": [],
        "database": "ok",
        "migrations": "ok",
        "clock": "ok",
        "worker": "seen",
        "publication": "on time",
        "consumers": {"seconds_behind": {"search": 0}, "failing": {}},
        "relevance": "ok",
        "search": "ok",
        "redis": "not used",
        "scanner": "not used",
        "disk": "ok",
    }


@pytest.mark.django_db
def test_without_redis_the_hub_is_degraded_but_serves_readers(client: Client, settings: LazySettings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert degraded(client)["redis"] == "does not answer"


@pytest.mark.django_db
def test_without_a_worker_the_hub_is_degraded_but_serves_readers(client: Client) -> None:
    Cursor.objects.create(consumer="expiry", holder="worker-1", held_until=timezone.now() - timedelta(seconds=1))
    assert degraded(client)["worker"] == "not seen"


@pytest.mark.django_db
def test_a_lane_without_a_worker_is_named(client: Client) -> None:
    with_a_worker(without=BACKGROUND)
    assert degraded(client)["reasons"] == ["worker: none for background"]


@pytest.mark.django_db
def test_a_worker_that_lives_and_does_nothing_is_found_out_by_what_waits(client: Client, monkeypatch: Any) -> None:
    with_a_worker()
    long_ago = timezone.now() - timedelta(minutes=2)
    publish(expires_at=long_ago)
    ThreatLevel.objects.bulk_create(
        [ThreatLevel(level="SEVERE", wording="x", effective_at=long_ago - timedelta(minutes=1), locale_id=1)]
    )
    monkeypatch.setattr(health_checks, "LATE_SECONDS", -1.0)
    answer = degraded(client)
    assert re.fullmatch(r"18\d s late", answer["publication"])
    assert any(re.fullmatch(r"consumers: search is \d+ s behind", reason) for reason in answer["reasons"])


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_is_reported(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_worker()
    monkeypatch.setattr(health_checks, "MIN_FREE_BYTES", 2**62)
    assert degraded(client)["disk"] == "nearly full"


@pytest.mark.django_db
def test_a_clock_that_differs_from_the_databases_is_reported(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_worker()
    monkeypatch.setattr(clock, "database_now", lambda: timezone.now() - timedelta(hours=1))
    assert "3600 s ahead of the database's" in degraded(client)["reasons"][0]


@pytest.mark.django_db
def test_a_consumer_that_fails_is_named_but_readers_are_served(client: Client) -> None:
    with_a_worker()
    Cursor.objects.create(consumer="purge", error="PurgeError: varnish1 does not answer")
    answer = degraded(client)
    assert answer["consumers"]["failing"] == {"purge": "PurgeError"}
    assert answer["reasons"] == ["consumers: purge fails (PurgeError)"]


@pytest.mark.django_db
def test_a_search_index_that_is_missing_is_reported_but_the_database_serves(client: Client, index: Path) -> None:
    index.rmdir()
    publish()
    assert degraded(client)["search"] == "tantivy does not answer, the database serves"


@pytest.mark.django_db
def test_migrations_that_are_not_applied_are_not_ready(client: Client) -> None:
    (latest,) = MigrationLoader(connection).graph.leaf_nodes("publishing")
    MigrationRecorder(connection).record_unapplied(*latest)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"].endswith(" to apply")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unreachable_database")
def test_a_database_that_does_not_answer_is_not_ready(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "not ready"
    assert answer.json()["database"] == "does not answer"
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
def test_without_the_cluster_the_hub_is_degraded_but_serves_readers(
    client: Client, settings: LazySettings, index: Path
) -> None:
    settings.ELASTICSEARCH_URLS = (f"http://127.0.0.1:{free_port()}",)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
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
