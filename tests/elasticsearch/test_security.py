"""The role that docs/search.md gives is enough for the hub's engine and for nothing else."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from elastic_transport import TlsError
from elasticsearch import AuthenticationException, AuthorizationException, Elasticsearch, helpers
from pytest_django.fixtures import Settings

from tests.elasticsearch.secured import Secured, secured
from tests.publishing.documents import publish
from tests.search.asking import ask

OTHERS = "payroll"


@pytest.fixture(scope="module")
def node(elasticsearch_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A node that also holds an index which is none of the hub's business."""
    with secured(tmp_path_factory.mktemp("authority")) as made:
        with made.as_superuser() as superuser:
            superuser.indices.create(index=OTHERS)
        yield made


@pytest.fixture(scope="module")
def key(node: Secured, project_root: Path) -> str:
    """The key that an administrator makes who follows the docs."""
    docs = (project_root / "docs" / "search.md").read_text().split("## Elasticsearch with security on", 1)[1]
    wanted = json.loads(re.search(r"```json\n(.+?)\n```", docs, re.DOTALL)[1])
    with node.as_superuser() as superuser:
        return superuser.security.create_api_key(**wanted)["encoded"]


@pytest.fixture
def client(node: Secured, key: str) -> Iterator[Elasticsearch]:
    """A client with the hub's key."""
    with node.with_key(key) as made:
        yield made


def test_the_role_is_enough_for_the_life_of_an_index(client: Elasticsearch) -> None:
    client.indices.create(index="hub-1", settings={"number_of_replicas": 0})
    client.indices.update_aliases(
        actions=[
            {"remove": {"index": "hub-*", "alias": "hub-read", "must_exist": False}},
            {"add": {"index": "hub-1", "alias": "hub-read"}},
        ]
    )
    assert set(client.indices.get_alias(name="hub-read")) == {"hub-1"}
    action = {"_index": "hub-1", "_id": "1", "_version": 7, "_version_type": "external", "title": "Bag search"}
    assert helpers.bulk(client, [action]) == (1, [])
    client.indices.refresh(index="hub-1")
    query = {"match": {"title": "search"}}
    assert found(client.msearch(searches=[{"index": "hub-read"}, {"query": query}])["responses"][0]) == ["1"]
    pit = client.open_point_in_time(index="hub-read", keep_alive="1m")["id"]
    assert found(client.search(query=query, pit={"id": pit})) == ["1"]
    client.close_point_in_time(id=pit)
    assert client.get(index="hub-read", id="1")["_version"] == 7
    client.indices.delete(index="hub-1")


@pytest.mark.django_db
def test_the_role_is_enough_for_the_hub(node: Secured, key: str, settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR, settings.ELASTICSEARCH_URLS = tmp_path, (node.url,)
    settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA_CERTS = key, str(node.ca_certs)
    publish(title="Lantern")
    for action in (["rebuild"], ["rebuild"], ["status"], ["reconcile", "--deep", "--repair"], ["prune", "--yes"]):
        call_command("search", *action)
    assert (ask("lantern").engine, ask("lantern").total) == ("ELASTICSEARCH", 1)


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


def test_a_search_of_everything_shows_nothing_of_others(client: Elasticsearch, node: Secured) -> None:
    with node.as_superuser() as superuser:
        superuser.index(index=OTHERS, document={}, refresh=True)
    assert OTHERS not in {hit["_index"] for hit in client.search(index="*")["hits"]["hits"]}


def test_without_a_key_nobody_gets_in(node: Secured) -> None:
    with Elasticsearch(node.url, ca_certs=str(node.ca_certs)) as client, pytest.raises(AuthenticationException):
        client.search(index="hub-*")


def test_a_server_that_no_authority_vouches_for_is_not_talked_to(node: Secured, key: str) -> None:
    with Elasticsearch(node.url, api_key=key, max_retries=0) as client, pytest.raises(TlsError):
        client.search(index="hub-*")


def found(answer: Any) -> list[str]:
    return [hit["_id"] for hit in answer["hits"]["hits"]]
