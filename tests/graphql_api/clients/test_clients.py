"""The clients that apps use, with what their own generators make, against a running hub: each reads a list, all its
pages and translations, sends hashes and a mutation, and reports a field's error and an exhausted budget."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from graphql_api.documentation.examples import EXAMPLES
from tests.graphql_api.clients.gql_client import run_everything
from tests.graphql_api.clients.kotlin import SOURCES, Kotlin
from tests.node import FOLDER, node
from tests.stack import Stack, running, streams

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
DOCS, SCHEMA = ROOT / "docs" / "api", ROOT / "graphql_api" / "schema.graphql"
OPERATIONS = Path(__file__).parent / "operations"
PROGRAMS = FOLDER / "clients"
WELSH = """
from tests.graphql_api.factories import an_item
from publishing.kinds import Kind
from publishing.models import ContentItem
item = ContentItem.objects.filter(kind=Kind.GUIDANCE).first()
an_item(Kind.GUIDANCE, content_id=item.content_id, locale="cy", path="/cy/gwylio/", title="Gwylio'r giatiau")
"""
LISTED = "{ guidance(first: 100) { nodes { id title locale } } }"
STRICT = ("--strict", "--skipLibCheck", "--noEmit", "--target", "es2022", "--module", "nodenext")
FORMS = {
    # Without a key and with one: first the hash, then the text with it; from then on the hash alone.
    "apollo": [
        *[["GET hash", "POST text", 3], ["GET hash", 3]],
        *[["GET hash", "POST text", 3], ["GET hash", 3]],
        ["GET hash", 3],  # of the registered manifest
    ],
    "urql": [["GET hash", "GET text", 3], ["GET hash", 3]] * 2,
    "relay": [["POST hash", 3]],
    "codegen": [["POST hash", 3]],
    "gql": [["POST hash", 3]],
    "kotlin": [["GET hash", "POST text", 3], ["GET hash", 3]] * 2,
}
MUTATIONS = {
    "apollo": ["POST hash"],
    "urql": ["POST hash"],
    "relay": ["POST hash"],
    "codegen": ["POST hash"],
    "gql": ["POST text"],
    "kotlin": ["POST hash"],
}


@dataclass
class Served:
    """A hub where the clients' manifests are registered."""

    hub: Stack
    folder: Path
    key: str
    poor_key: str

    def parameters(self, client: str) -> dict[str, Any]:
        """Return what a client's program needs; each registers an operation of its own."""
        keys = {"key": self.key, "poorKey": self.poor_key}
        automatic = f"query Automatic{client.title()} {{ guidance(first: 3) {{ nodes {{ id }} }} }}"
        texts = {"text": text(client), "automatic": automatic}
        return {"url": f"{self.hub.address}/graphql", "folder": str(self.folder), **texts, **keys}

    @cached_property
    def kotlin(self) -> Kotlin:
        """Apollo Kotlin's compiler."""
        folder = self.folder / "kotlin"
        folder.mkdir()
        return Kotlin(folder, SCHEMA)

    @cached_property
    def guidance(self) -> list[dict[str, str]]:
        """All guidance in English."""
        nodes: list[dict[str, str]] = self.hub.graphql(LISTED)["guidance"]["nodes"]
        return nodes


def text(client: str) -> str:
    """Return the operation that a client registers."""
    return f"query Of{client.title()} {{ revision }}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A hub with guidance, one item of it also in Welsh."""
    folder = tmp_path_factory.mktemp("clients")
    node("clients/prepare.js", SCHEMA, OPERATIONS, folder)
    for file in OPERATIONS.glob("*.graphql"):
        shutil.copy(file, folder)
    with running(HUB_GRAPHQL_LEARN_ANONYMOUS="yes", HUB_GRAPHQL_CACHE="0") as hub:
        hub.manage("load_bulk", "--items=40")
        hub.manage("shell", "-v0", "-c", WELSH)
        hub.manage("partners", "add", "harbour-trust", "--name=Harbour Trust", "--contact=api@harbour.example")
        manifests = [str(folder / f"{name}.json") for name in ("apollo", "relay", "codegen")]
        texts = map(str, OPERATIONS.glob("*.graphql"))
        hub.manage("operations", "register", *manifests, *texts, "--partner=harbour-trust")
        yield Served(
            hub, folder, create_key(hub, "--scope=operations:write"), create_key(hub, "--points-per-minute=60")
        )


def create_key(hub: Stack, *options: str) -> str:
    """Return a new key."""
    output = hub.manage("partners", "key", "create", "harbour-trust", "--label=App", *options)
    (key,) = re.findall(r"hub_[0-9A-Za-z]{61}", output)
    return str(key)


def run(served: Served, client: str) -> dict[str, Any]:
    """Run a client's program."""
    parameters = served.parameters(client)
    if client == "gql":
        return run_everything(parameters, OPERATIONS)
    if client == "kotlin":
        return run_kotlin(served, parameters)
    program = PROGRAMS / f"{client}.js"
    if client == "codegen":  # next to what was generated, and type-checked
        program = served.folder / "codegen.ts"
        shutil.copy(PROGRAMS / "codegen.ts", program)
        shutil.copy(PROGRAMS / "common.js", served.folder)
        (served.folder / "package.json").write_text('{"type": "module"}')
        link = served.folder / "node_modules"
        link.symlink_to(FOLDER / "node_modules")
        node(FOLDER / "node_modules/typescript/bin/tsc", *STRICT, "--allowImportingTsExtensions", program)
    results: dict[str, Any] = json.loads(node(program, json.dumps(parameters)))
    return results


def run_kotlin(served: Served, parameters: dict[str, Any]) -> dict[str, Any]:
    """Compile what Apollo's compiler makes of the operations and of GraphiQL's examples, with code that uses it."""
    operations, sample = served.folder / "kotlin-operations", served.folder / "Use.kt"
    shutil.copytree(OPERATIONS, operations)
    shutil.copytree(EXAMPLES, operations, dirs_exist_ok=True)
    (operations / "Automatic.graphql").write_text(parameters["automatic"])
    (sample_text,) = re.findall(r"```kotlin\n(.*?)```", (DOCS / "start.md").read_text(), re.DOTALL)
    sample.write_text(sample_text)
    served.kotlin.build(operations, sample, SOURCES / "Client.kt")
    return served.kotlin.run(*(parameters[name] for name in ("url", "key", "poorKey", "text")))


@pytest.mark.parametrize("client", FORMS)
def test_a_client_gets_what_the_hub_publishes_and_understands_its_errors(served: Served, client: str) -> None:
    results = run(served, client)
    ids = [each["id"] for each in served.guidance]
    assert [each["title"] for each in results["list"]] == [each["title"] for each in served.guidance[:3]]
    assert results["paged"] == ids
    assert results.get("normalised", len(ids)) == len(ids) > 20, "one object for each item"
    assert [each["title"] for each in results["none"]] == ["Gwylio'r giatiau"]
    assert len(results["default"]) == len(ids)
    assert sorted({each["locale"] for each in results["default"]}) == ["cy", "en-gb"]
    assert results["persisted"] == FORMS[client]
    *sent, registered = results["mutation"]
    assert sent == MUTATIONS[client]
    digest = sha256(text(client).encode()).hexdigest()
    assert [each["sha256"] for each in registered["operations"]] == [digest]
    assert served.hub.get(f"/graphql/op/{digest}").status == 200
    error = results["error"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", ["guidance"])
    assert error["data"]["revision"] is not None
    assert error["data"]["guidance"] is None
    limit = results["limit"]
    assert (limit["status"], limit["code"]) == (429, "OVER_BUDGET")
    assert 0 < int(limit["retryAfter"]) <= 60


def test_graphql_sse_reads_events_by_text_and_by_hash_and_understands_errors(served: Served) -> None:
    with streams(served.hub, HUB_STREAMS_EACH="2") as (address, _):
        parameters = served.parameters("sse") | {"streamUrl": f"{address}/graphql/stream"}
        results = json.loads(node(PROGRAMS / "sse.js", json.dumps(parameters)))
    assert len(results["all"]) > 40, "more than one slice"
    listed = served.hub.graphql('{ contents(first: 100, locale: "cy", fallback: NONE) { nodes { id title } } }')[
        "contents"
    ]
    assert sorted(results["welsh"]) == sorted(item["id"] for item in listed["nodes"])
    assert len(results["welsh"]) < len(results["all"])
    by_text, by_hash = results["events"]
    assert by_text == by_hash
    assert by_text["__typename"] == "ContentChanges"
    assert results["error"] == {"code": "BAD_INPUT", "path": ["changes"]}
    assert results["limit"] == {"status": 429, "code": "TOO_MANY_STREAMS"}


@pytest.mark.parametrize("format_", ["persistedQueryManifest", "operationOutput"])
def test_manifests_of_apollo_kotlin_are_registered(served: Served, format_: str) -> None:
    manifest = served.kotlin.generate(OPERATIONS, served.folder / format_, format_)
    output = served.hub.manage("operations", "register", str(manifest), "--partner=harbour-trust")
    (hash_,) = re.findall(r"(\w{64})  AppListQuery", output)
    assert f'"{hash_}"' in manifest.read_text()
    assert served.hub.get(f"/graphql/op/{hash_}").status == 200
