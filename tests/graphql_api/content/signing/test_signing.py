"""Signatures verify, by the client packages, and say no more than the answer does."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from stepchange_hub.signatures import SignatureError, verify

from graphql_api.content.signing.keys import signing_key
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation
from publishing.kinds.project import ProjectPartner
from publishing.log.new_edition import canonical_json
from publishing.models import ContentItem
from tests.clients.packing import CLIENTS
from tests.graphql_api.api_client import Json, ask
from tests.graphql_api.factories import a_client_of, an_asset, an_image, an_item, one_of_each, refer
from tests.node import node
from tests.publishing.documents import DETAILS

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Verifier = Callable[[Json, Json], Json]
FACTS = """id contentId locale kind code title summary audience marking owner reviewBy effectiveAt expiresAt
  firstPublishedAt updatedAt"""
EDITION = "contentHash updateType changeNote publishedAt"
BODY = """body { id ... on ContentRichText { html } ... on HeadingBlock { text } ... on CalloutBlock { title }
  ... on QuoteBlock { text } ... on TableBlock { caption } ... on ImageBlock { caption } }"""
SIGNED = f"""query ($id: ID!) {{
  content(by: {{id: $id}}) {{ {FACTS} {BODY} edition {{
    number {EDITION} signature {{ keyId algorithm canonical value }} }} }}
}}"""


def signed(client: Client, item: ContentItem) -> Json:
    content: Json = ask(client, SIGNED, id=str(item.pk))["content"]
    return content


def keys(client: Client) -> Json:
    answer: Json = client.get("/.well-known/jwks.json").json()
    return answer


def canonical(client: Client, item: ContentItem) -> Json:
    edition: Json = json.loads(signed(client, item)["edition"]["signature"]["canonical"])
    return edition


def everything(**changes: Any) -> ContentItem:
    target, asset = an_item(Kind.TOPIC, title="Gates", path="/gates/"), an_asset()
    body = one_of_each(target.content_id, asset)
    references = refer(Relation.TOPIC, target)
    return an_item(body=body, references=references, image=an_image(asset), code="G1", owner="Programme", **changes)


@pytest.fixture
def typescript(tmp_path: Path) -> Verifier:
    """The TypeScript client's verifier, run by Node."""
    source = CLIENTS / "typescript" / "src" / "signatures.ts"
    (tmp_path / "run.mjs").write_text(
        f'import {{ readFileSync }} from "node:fs";\nimport {{ verify }} from "{source.as_uri()}";\n'
        'const [content, keys] = JSON.parse(readFileSync(process.argv[2], "utf8"));\n'
        "console.log(JSON.stringify(await verify(content, keys)));\n"
    )

    def verify(content: Json, keys: Json) -> Json:
        (tmp_path / "response.json").write_text(json.dumps([content, keys]))
        edition: Json = json.loads(node(tmp_path / "run.mjs", tmp_path / "response.json"))
        return edition

    return verify


def refuses(verify: Verifier, content: Json, keys: Json) -> bool:
    try:
        verify(content, keys)
    except (SignatureError, AssertionError):
        return True
    return False


def check(verify: Verifier, client: Client) -> None:
    content = signed(client, everything(change_note="Ünïcödé “quotes”\u2028"))
    assert verify(content, keys(client))["title"] == content["title"]
    signature = content["edition"]["signature"]

    def resigned(**changes: str) -> Json:
        return {**content, "edition": {**content["edition"], "signature": {**signature, **changes}}}

    altered = [
        {**content, "title": "Open all doors"},
        {**content, "body": content["body"][1:]},
        {
            **content,
            "body": [{**block, "html": "<p>No</p>"} if "html" in block else block for block in content["body"]],
        },
        {**content, "edition": {**content["edition"], "contentHash": "0" * 64}},
        resigned(canonical=signature["canonical"].replace("Watch", "Waive")),
        resigned(keyId="unknown"),
    ]
    assert [refuses(verify, one, keys(client)) for one in altered] == [True] * len(altered)
    forger = {"keys": [{**key, "x": "A" * 43} for key in keys(client)["keys"]]}
    assert refuses(verify, content, forger)


def test_the_python_verifier_accepts_what_was_signed_and_nothing_else(client: Client) -> None:
    check(verify, client)


@pytest.mark.slow
def test_the_typescript_verifier_accepts_what_was_signed_and_nothing_else(client: Client, typescript: Verifier) -> None:
    check(typescript, client)


def test_every_kind_is_signed_in_the_form_of_rfc_8785(client: Client) -> None:
    for kind in Kind:
        content = signed(client, an_item(kind, code=kind.upper()))
        edition = verify(content, keys(client))
        shown = content["edition"]
        assert canonical_json(edition).decode() == shown["signature"]["canonical"]
        assert {name: edition[name] for name in FACTS.split()} == {name: content[name] for name in FACTS.split()}
        assert {name: edition[name] for name in EDITION.split()} == {name: shown[name] for name in EDITION.split()}
        assert edition["edition"] == shown["number"]


def test_links_files_and_references_stand_as_references(client: Client) -> None:
    target, asset = an_item(Kind.TOPIC, path="/gates/"), an_asset()
    body = one_of_each(target.content_id, asset)
    item = an_item(body=body, references=refer(Relation.TOPIC, target), image=an_image(asset))
    edition = canonical(client, item)
    html = f'<p>Go <a data-content="{target.content_id}">there</a> or take <a data-asset="{asset.key}">this</a>.</p>'
    assert html in [block.get("html") for block in edition["body"]]
    assert edition["references"] == {"topic": [str(target.content_id)]}
    assert edition["image"]["renditions"][0]["asset"] == str(asset.key)
    assert edition["body"][-1]["content_id"] == str(target.content_id)


def test_what_refers_to_something_hidden_is_signed_as_if_it_did_not(client: Client) -> None:
    narrow = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}
    organisation = DETAILS[Kind.PROJECT]
    for target in (an_item(Kind.ORGANISATION, **narrow), an_item(Kind.ORGANISATION)):
        details = organisation.model_copy(
            update={"partners": (ProjectPartner(organisation=target.content_id, side="police"),)}
        )
        item = an_item(
            Kind.PROJECT,
            details=details,
            body=one_of_each(target.content_id, an_asset()),
            references=refer(Relation.PARTNER, target),
        )
        text = signed(client, item)["edition"]["signature"]["canonical"]
        is_hidden = target.audience == Audience.REGISTERED
        assert (str(target.content_id) in text) is not is_hidden
        edition = json.loads(text)
        assert (edition["references"] == {}, edition["details"]["partners"] == []) == (is_hidden, is_hidden)
        if is_hidden:
            assert "<p>there</p>" in [block.get("html") for block in edition["body"]]
            registered = canonical(a_client_of(registered=True), item)
            assert registered["references"] == {"partner": [str(target.content_id)]}


def test_the_signature_of_an_edition_stays_the_same_and_another_key_gives_another(
    client: Client, settings: Settings
) -> None:
    item = everything()
    first = signed(client, item)["edition"]["signature"]
    assert signed(client, item)["edition"]["signature"] == first
    settings.SIGNING_KEY = bytes(range(32))
    second = signed(client, item)["edition"]["signature"]
    assert second["canonical"] == first["canonical"]
    assert second["value"] != first["value"]
    assert second["keyId"] == keys(client)["keys"][0]["kid"] != first["keyId"]


def test_a_key_that_was_replaced_still_verifies_while_its_public_key_is_published(
    client: Client, settings: Settings
) -> None:
    content = signed(client, everything())
    key = signing_key()
    settings.SIGNING_KEY, settings.SIGNING_PUBLIC_KEYS = bytes(range(32)), (key.public.raw,)
    assert verify(content, keys(client))
    listed = ask(client, "{ signingKeys { keyId algorithm x } }")["signingKeys"]
    assert [(one["kid"], one["x"]) for one in keys(client)["keys"]] == [(one["keyId"], one["x"]) for one in listed]
    settings.SIGNING_PUBLIC_KEYS = ()
    assert refuses(verify, content, keys(client))


def test_without_a_key_nothing_is_signed(client: Client, settings: Settings) -> None:
    settings.SIGNING_KEY, settings.SIGNING_KEY_FILE = b"", None
    assert signed(client, everything())["edition"]["signature"] is None
    assert keys(client) == {"keys": []}


def test_development_makes_a_key_of_its_own_and_keeps_it(settings: Settings, tmp_path: Path) -> None:
    settings.SIGNING_KEY, settings.SIGNING_KEY_FILE = b"", tmp_path / "made" / "signing.key"
    key = signing_key()
    assert (settings.SIGNING_KEY_FILE.stat().st_mode & 0o777, len(settings.SIGNING_KEY_FILE.read_bytes())) == (
        0o600,
        32,
    )
    assert [file.name for file in settings.SIGNING_KEY_FILE.parent.iterdir()] == ["signing.key"]
    stored = Ed25519PrivateKey.from_private_bytes(settings.SIGNING_KEY_FILE.read_bytes())
    assert stored.public_key().public_bytes_raw() == key.public.raw


def test_the_command_prints_a_key_and_its_public_key() -> None:
    out = StringIO()
    call_command("signing_key", stdout=out)
    private, public = (line.partition("=")[2] for line in out.getvalue().splitlines())
    assert len(private) == len(public) == 43
    assert private != public


def test_the_thumbprint_is_that_of_rfc_8037(settings: Settings) -> None:
    # Appendix A.1 and A.3 of RFC 8037.
    settings.SIGNING_KEY = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert signing_key().public.x == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert signing_key().public.key_id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_keys_may_be_kept_and_read_from_any_page(client: Client) -> None:
    answer = client.get("/.well-known/jwks.json")
    assert answer["Content-Type"] == "application/jwk-set+json"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_signatures_of_a_list_cost_the_same_queries_at_any_length(client: Client) -> None:
    targets = [an_item(Kind.TOPIC) for _ in range(3)]
    for number in range(12):
        references = (*refer(Relation.TOPIC, *targets), *refer(Relation.RELATED, targets[number % 3]))
        an_item(body=one_of_each(targets[0].content_id, an_asset()), references=references, path=f"/{uuid4()}/")

    def cost(first: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(client, f"{{ guidance(first: {first}) {{ nodes {{ edition {{ signature {{ value }} }} }} }} }}")
        return len(queries)

    # The page, edition numbers, details and bodies, their targets, their files, links, their targets.
    assert cost(3) == cost(12) == 7
