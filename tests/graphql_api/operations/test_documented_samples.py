"""The samples on the pages for partners' developers run, and return what the pages say. Their programs are run in
test_documented_programs.py, test_signing.py and clients/test_clients.py, error responses in test_errors_page.py."""

import json
import re
import shlex
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from graphql_api.documentation.examples import examples
from partners.models import RegisteredOperation
from publishing.kinds import Kind, Relation
from tests.graphql_api.api_client import ask, post
from tests.graphql_api.factories import an_asset, an_image, an_item, refer
from tests.graphql_api.mutations.sending import a_client
from tests.node import node
from tests.partners.making import a_partner

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAGES = Path(__file__).resolve().parents[3] / "docs" / "api"
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@interfaceObject"])\n'


def samples(page: str, language: str) -> list[str]:
    """Return a page's samples in a language."""
    return re.findall(rf"```{language}\n(.*?)```", (PAGES / page).read_text(), re.DOTALL)


def test_an_operation_has_the_cost_on_the_page_about_costs(client: Client) -> None:
    (query,) = samples("costs.md", "graphql")
    match = re.search(r"With `\$first: (\d+)` that is .* = (\d+)\.", (PAGES / "costs.md").read_text())
    response = post(client, query, first=int(match[1]))
    assert response["GraphQL-Cost"].startswith(f"requested={match[2]}, ")


def test_a_copy_is_synchronised_as_the_page_about_sync_says(client: Client) -> None:
    fill, follow = samples("sync.md", "graphql")
    an_item(title="Gates")
    filled = ask(client, fill)["snapshot"]
    assert [node["title"] for node in filled["nodes"]] == ["Gates"]
    an_item(title="Gates")
    followed = ask(client, follow, after=filled["cursor"])["changes"]
    assert [change["content"]["title"] for change in followed["nodes"]] == ["Gates"]


def test_a_signature_is_queried_as_the_page_about_signing_says(client: Client) -> None:
    (query,) = samples("signing.md", "graphql")
    topic = an_item(Kind.TOPIC)
    item = an_item(references=refer(Relation.TOPIC, topic))
    content = ask(client, query, id=str(item.pk))["content"]
    assert json.loads(content["edition"]["signature"]["canonical"])["contentHash"] == content["edition"]["contentHash"]


def test_an_operation_is_registered_and_the_own_access_read_as_the_page_about_mutations_says() -> None:
    register, access = samples("mutations.md", "graphql")
    (variables,) = samples("mutations.md", "json")
    client = a_client()
    assert ask(client, register, **json.loads(variables))["registerOperations"]["operations"][0]["name"] == "Latest"
    assert [each["name"] for each in ask(client, access)["partner"]["operations"]["nodes"]] == ["Latest"]


def test_images_are_queried_as_the_page_about_images_says(client: Client) -> None:
    (query,) = samples("images.md", "graphql")
    asset = an_asset()
    an_item(image=an_image(asset))
    (node,) = ask(client, query)["guidance"]["nodes"]
    image = node["image"]
    assert (image["card"]["width"], image["card"]["contentType"]) == (284, "image/avif")
    assert f"/images/{asset.key}/" in image["webp"]


def test_operations_are_registered_as_the_page_about_operations_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sample,) = samples("operations.md", "sh")
    a_partner("Harbour Trust")
    queries = tmp_path / "src" / "queries"
    queries.mkdir(parents=True)
    for name, text in examples().items():
        (queries / f"{name}.graphql").write_text(text)
    text = "query Manifested { revision }"
    (tmp_path / "persisted-documents.json").write_text(json.dumps({sha256(text.encode()).hexdigest(): text}))
    monkeypatch.chdir(tmp_path)
    for line in sample.splitlines():
        program, *arguments = shlex.split(line)
        assert program == "manage.py"
        call_command(
            *(found for word in arguments for found in (map(str, sorted(Path().glob(word))) if "*" in word else [word]))
        )
    assert RegisteredOperation.objects.active().count() == len(examples()) + 1


QUERIES = [sample for sample in samples("schema.md", "graphql") if sample.startswith("query")]


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_of_the_schema_page_run(query: str, client: Client) -> None:
    an_item(Kind.WORK_STREAM, code="CP", title="Crowded places")
    assert ask(client, query)


@pytest.mark.slow
@pytest.mark.parametrize("extension", [one for one in samples("schema.md", "graphql") if one not in QUERIES])
def test_a_subgraph_extends_ours_as_the_schema_page_says(extension: str, client: Client, tmp_path: Path) -> None:
    hub = ask(client, "{ _service { sdl } }")["_service"]["sdl"]
    subgraphs = tmp_path / "subgraphs.json"
    subgraphs.write_text(json.dumps({"hub": hub, "theirs": LINK + extension}))
    assert json.loads(node("compose.js", subgraphs))["errors"] == []


def test_the_page_about_travel_advice_has_operations_that_find_it(client: Client) -> None:
    an_item(Kind.TRAVEL_ADVICE, code="LB", path="/travel-advice/lebanon/", title="Lebanon")
    journey, here = samples("travel.md", "graphql")
    assert [one["country"]["code"] for one in ask(client, journey)["adviceFor"]] == ["FR", "LB", "XK"]
    assert ask(client, here)["travelAdviceAt"]["advice"]["title"] == "Lebanon"


def test_the_addresses_on_the_page_about_travel_advice_answer(client: Client) -> None:
    an_item(Kind.TRAVEL_ADVICE, code="FR", path="/travel-advice/france/")
    a_partner(embed_origins="https://www.example.org")
    (card,) = re.findall(r'src="https://hub.example.org(.*?)"', samples("travel.md", "html")[0])
    data = [path for sample in samples("travel.md", "sh") for path in re.findall(r"\$HUB(/[^\"]+)", sample)]
    feeds = re.findall(r"`(/feeds/[^`]*)`", (PAGES / "travel.md").read_text())
    assert [client.get(path).status_code for path in (card, *data, *feeds)] == [200] * (1 + len(data) + len(feeds))
