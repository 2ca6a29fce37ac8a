"""The Python client, against a running hub: queries, errors, waiting, registered operations, copies and streams."""

import asyncio
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict
from zipfile import ZipFile

import httpx
import pytest
from stepchange_hub import AsyncCopy, AsyncHub, Copy, Hub, HubError, MemoryStore, Operation

from tests.clients.conftest import REGISTER, Served
from tests.clients.packing import pack_python

pytestmark = [pytest.mark.slow, pytest.mark.one_database]


class Item(TypedDict):
    id: str
    title: str


class Page(TypedDict):
    nodes: list[Item]


class Guidance(TypedDict):
    guidance: Page


GUIDANCE = Operation[Guidance]("query Guidance($first: Int!) { guidance(first: $first) { nodes { id title } } }")
FIELDS = "id title expiresAt"


@pytest.fixture
def responses() -> list[httpx.Response]:
    return []


@pytest.fixture
def hub(served: Served, responses: list[httpx.Response]) -> Iterator[Hub]:
    with httpx.Client(event_hooks={"response": [responses.append]}) as http:
        yield Hub(served.hub.address, stream_url=served.stream_url, http=http)


def test_the_wheel_has_the_hub_s_version_and_its_types(project_root: Path, tmp_path: Path) -> None:
    wheel = pack_python(tmp_path)
    version = tomllib.loads((project_root / "pyproject.toml").read_text())["project"]["version"]
    assert wheel.name.split("-")[1] == version
    with ZipFile(wheel) as archive:
        assert {"stepchange_hub/__init__.py", "stepchange_hub/py.typed"} <= set(archive.namelist())


def test_a_query_is_answered_and_then_revalidated(hub: Hub, responses: list[httpx.Response]) -> None:
    first = hub.query(GUIDANCE, first=3)
    assert len(first["guidance"]["nodes"]) == 3
    assert hub.query(GUIDANCE, first=3) == first
    assert [response.status_code for response in responses] == [200, 304]


def test_an_invalid_query_is_an_error_with_its_code(hub: Hub) -> None:
    with pytest.raises(HubError, match="author") as raised:
        hub.query(Operation[Any]("{ guidance(first: 1) { nodes { author } } }"))
    assert (raised.value.status, raised.value.code) == (400, "INVALID")


def test_the_rest_of_an_answer_is_there_when_a_field_failed(hub: Hub) -> None:
    result = hub.execute(Operation[Any]('{ revision content(by: {id: "no-id"}) { title } }'))
    assert result.data["revision"]
    assert result.data["content"] is None
    assert result.errors[0]["path"] == ["content"]


def test_it_waits_as_long_as_the_hub_says_when_the_budget_is_used_up(
    served: Served, responses: list[httpx.Response]
) -> None:
    with httpx.Client(event_hooks={"response": [responses.append]}) as http:
        hub = Hub(served.hub.address, served.key, http=http)
        while all(response.status_code != httpx.codes.TOO_MANY_REQUESTS for response in responses):
            assert len(responses) < 50
            hub.query(GUIDANCE, first=40 + len(responses))
    assert responses[-1].status_code == httpx.codes.OK


def test_it_gives_up_when_no_one_answers() -> None:
    with pytest.raises(HubError) as raised:
        Hub("http://127.0.0.1:1", retries=0).query(GUIDANCE, first=1)
    assert raised.value.code == "NO_RESPONSE"


def test_a_registered_operation_is_requested_by_its_hash(
    hub: Hub, served: Served, responses: list[httpx.Response], tmp_path: Path
) -> None:
    operation = Operation[Guidance](GUIDANCE.text.replace("Guidance(", "Registered("), is_registered=True)
    assert hub.query(operation, first=1)["guidance"]["nodes"]
    file = tmp_path / "registered.graphql"
    file.write_text(operation.text)
    served.hub.manage("operations", "register", str(file), "--partner", "harbour-trust")
    assert hub.query(operation, first=2)["guidance"]["nodes"]
    assert [(response.url.path, response.status_code) for response in responses] == [
        (f"/graphql/op/{operation.hash}", 404),
        ("/graphql", 200),
        (f"/graphql/op/{operation.hash}", 200),
    ]


def test_a_mutation_is_done_once_for_its_idempotency_key(served: Served) -> None:
    with Hub(served.hub.address, served.key) as hub:
        register = Operation[Any](REGISTER)
        first, second = (
            hub.mutate(register, idempotency_key="python-1", input={"texts": ["query Python { revision }"]})
            for _ in range(2)
        )
        wrong = hub.mutate(register, input={"texts": ["query Python { nothing }"]})
    assert first == second
    assert first["registerOperations"]["__typename"] == "RegisterOperationsSuccess"
    assert wrong["registerOperations"]["fieldErrors"] == [{"field": "texts.0"}]


def test_a_copy_follows_what_is_published_and_withdrawn(hub: Hub, served: Served) -> None:
    store = MemoryStore()
    copy = Copy(hub, store, FIELDS, {"kind": {"exact": "GUIDANCE"}})
    copy.update()
    before = {item["id"] for item in store}
    served.publish()
    copy.update()
    [new] = {item["id"] for item in store} - before
    served.withdraw(new)
    copy.update()
    assert {item["id"] for item in store} == before


def test_a_copy_of_another_filter_starts_again(hub: Hub) -> None:
    store = MemoryStore()
    Copy(hub, store, FIELDS, {"kind": {"exact": "GUIDANCE"}}).update()
    Copy(hub, store, FIELDS, {"kind": {"exact": "TOPIC"}}).update()
    assert {item["title"] for item in store} >= {"Vigilance"}
    assert len(list(store)) == 8


def test_a_copy_hears_of_a_publication_as_it_happens(hub: Hub, served: Served) -> None:
    store = MemoryStore()
    updates = Copy(hub, store, FIELDS).follow()
    next(updates)
    before = len(list(store))
    next(updates)  # the stream has started
    served.publish()
    next(updates)
    assert len(list(store)) == before + 1
    updates.close()


def test_the_same_with_await(served: Served) -> None:
    async def follow() -> None:
        async with AsyncHub(served.hub.address, stream_url=served.stream_url) as hub:
            assert len((await hub.query(GUIDANCE, first=3))["guidance"]["nodes"]) == 3
            store = MemoryStore()
            updates = AsyncCopy(hub, store, FIELDS).follow()
            await anext(updates)
            before = len(list(store))
            await anext(updates)
            await asyncio.to_thread(served.publish)
            await asyncio.wait_for(anext(updates), 30)
            assert len(list(store)) == before + 1
            await updates.aclose()

    asyncio.run(follow())
