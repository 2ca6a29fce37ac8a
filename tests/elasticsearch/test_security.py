"""The privileges listed in docs/search.md are enough for everything that the hub does, and allow nothing else."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from elasticsearch import AuthenticationException, AuthorizationException, Elasticsearch
from pytest_django.fixtures import Settings

from publishing.consumers.registry import periodic_tasks
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Cursor
from search.base.requests import Facet
from tests.elasticsearch.secured import SecuredNode, secured_node
from tests.publishing.documents import a_document, publish
from tests.search.failing_cluster import is_complete, is_degraded
from tests.search.searching import search_for
from tests.search.with_cluster import configure_cluster, work

pytestmark = pytest.mark.one_database

OTHERS = "payroll"


@pytest.fixture(scope="module")
def node(elasticsearch_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredNode]:
    """A node that also holds an index which is none of the hub's business."""
    with secured_node(tmp_path_factory.mktemp("authority")) as made:
        with made.as_superuser() as superuser:
            superuser.indices.create(index=OTHERS)
        yield made


@pytest.fixture(scope="module")
def key(node: SecuredNode, project_root: Path) -> str:
    """The key that an administrator makes who follows the docs."""
    docs = (project_root / "docs" / "search.md").read_text().split("## Elasticsearch with security on", 1)[1]
    wanted = json.loads(re.search(r"```json\n(.+?)\n```", docs, re.DOTALL)[1])
    with node.as_superuser() as superuser:
        return superuser.security.create_api_key(**wanted)["encoded"]


@pytest.fixture
def client(node: SecuredNode, key: str) -> Iterator[Elasticsearch]:
    """A client with the hub's key."""
    with node.with_key(key) as made:
        yield made


@pytest.fixture
def hub(node: SecuredNode, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The settings of a hub that uses the node. It needs a key yet."""
    monkeypatch.delitem(periodic_tasks, "schedule", raising=False)  # cms would publish its first pages by itself
    settings.SEARCH_INDEX_DIR = tmp_path
    settings.ELASTICSEARCH_CA_CERTS = str(node.ca_certs)
    configure_cluster([node.url], f"hub-{uuid4().hex[:8]}", settings, monkeypatch)
    return settings


def drain() -> None:
    """Let a worker take in all that is in the log."""
    work()
    assert not Cursor.objects.exclude(error="").values_list("consumer", "error")


@pytest.mark.django_db
def test_the_role_is_enough_for_the_hub(hub: Settings, key: str) -> None:
    hub.ELASTICSEARCH_API_KEY = key
    withdrawn = a_document(title="Old lantern")
    record_publication(withdrawn)
    for number in range(5):
        publish(title=f"Lantern {number}")
    drain()
    misspelt = search_for("lanterm", facets=(Facet.KIND,))
    assert (is_complete(misspelt), misspelt.shown_for) == (True, "lantern")
    pages = [search_for("lantern", first=2)]
    while pages[-1].has_next:
        pages.append(search_for("lantern", first=2, after=pages[-1].end_cursor))
    assert [(is_complete(page), len(page.hits)) for page in pages] == [(True, 2)] * 3
    record_withdrawal(withdrawn.content_id, withdrawn.locale)
    drain()
    assert search_for("lantern").total == 5
    for command in (["rebuild"], ["reconcile", "--deep"], ["prune", "--yes"], ["status"]):
        call_command("search", *command, "--engine", "elasticsearch", stdout=StringIO(), stderr=StringIO())
    assert is_complete(search_for("lantern"))


KEYS: dict[str, Callable[[Elasticsearch], str]] = {
    "none": lambda superuser: "",
    "wrong": lambda superuser: b64encode(b"wrong:key").decode(),
    "revoked": lambda superuser: revoked(superuser),
    "of another role": lambda superuser: superuser.security.create_api_key(**OF_ANOTHER)["encoded"],
}
OF_ANOTHER: dict[str, Any] = {
    "name": "other",
    "role_descriptors": {"other": {"indices": [{"names": [OTHERS], "privileges": ["read"]}]}},
}


def revoked(superuser: Elasticsearch) -> str:
    made = superuser.security.create_api_key(name="former")
    superuser.security.invalidate_api_key(ids=[made["id"]])
    return made["encoded"]


@pytest.mark.django_db
@pytest.mark.parametrize("made", KEYS.values(), ids=KEYS)
def test_with_an_invalid_key_tantivy_answers_and_the_log_records_why(
    hub: Settings, node: SecuredNode, made: Callable[[Elasticsearch], str], caplog: pytest.LogCaptureFixture
) -> None:
    publish(title="Lantern")
    with node.as_superuser() as superuser:
        hub.ELASTICSEARCH_API_KEY = made(superuser)
    work()
    found = search_for("lantern")
    assert (is_degraded(found), found.total) == (True, 1)
    messages = [record.getMessage() for record in caplog.records if record.name == "search.retrieval.failover"]
    assert [message.split(":", 1)[0] for message in messages] == ["ELASTICSEARCH does not answer"]
    assert "Elasticsearch refuses access to the hub (docs/search.md lists the privileges it needs)" in messages[0]
    assert "Elasticsearch refuses access to the hub" in Cursor.objects.get(pk="search-elasticsearch").error


@pytest.mark.django_db
def test_a_server_with_a_certificate_of_an_unknown_authority_is_not_used(
    hub: Settings, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    hub.ELASTICSEARCH_API_KEY, hub.ELASTICSEARCH_CA_CERTS = key, ""
    publish(title="Lantern")
    work()
    assert is_degraded(search_for("lantern"))
    assert "CERTIFICATE_VERIFY_FAILED" in caplog.text


FORBIDDEN: dict[str, Callable[[Elasticsearch], Any]] = {
    "make another index": lambda client: client.indices.create(index="hubbub"),
    "read another's documents": lambda client: client.search(index=OTHERS),
    "write another's documents": lambda client: client.index(index=OTHERS, document={}),
    "delete another's index": lambda client: client.indices.delete(index=OTHERS),
    "alias another's index": lambda client: client.indices.put_alias(index=OTHERS, name="hub-read"),
    "change the cluster": lambda client: client.cluster.put_settings(persistent={"action.auto_create_index": "*"}),
    "see the nodes": lambda client: client.nodes.info(),
    "see users": lambda client: client.security.get_user(),
    "make a user": lambda client: client.security.put_user(username="eve", password="secret-secret", roles=[]),
    "make a role": lambda client: client.security.put_role(name="eve", cluster=["all"]),
    "make a key": lambda client: client.security.create_api_key(name="eve"),
}


@pytest.mark.parametrize("attempt", FORBIDDEN.values(), ids=FORBIDDEN)
def test_the_role_may_not(client: Elasticsearch, attempt: Callable[[Elasticsearch], Any]) -> None:
    with pytest.raises(AuthorizationException):
        attempt(client)


def test_a_search_of_all_indices_returns_nothing_of_others(client: Elasticsearch, node: SecuredNode) -> None:
    with node.as_superuser() as superuser:
        superuser.index(index=OTHERS, document={}, refresh=True)
    assert OTHERS not in {hit["_index"] for hit in client.search(index="*")["hits"]["hits"]}


def test_requests_without_a_key_are_refused(node: SecuredNode) -> None:
    with Elasticsearch(node.url, ca_certs=str(node.ca_certs)) as client, pytest.raises(AuthenticationException):
        client.search(index="hub-*")
