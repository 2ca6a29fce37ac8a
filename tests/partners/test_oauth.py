"""OAuth 2 client credentials: a key shown once for a token that ends soon."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from partners.models import ApiKey
from partners.oauth import access
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from tests.partners.making import a_key, bearing
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"}


def shown(client: Client, text: str, **payload: str) -> Any:
    """Show a key in a header, as software does by default."""
    return client.post("/oauth/token", {"grant_type": "client_credentials"} | payload, headers=basic(text[:16], text))


def titles(client: Client, token: str) -> set[str]:
    query = {"query": "{ contents(first: 100) { nodes { title } } }"}
    answer = client.post("/graphql", query, content_type="application/json", headers=bearing(token))
    assert answer.status_code == 200, answer.content
    return {node["title"] for node in answer.json()["data"]["contents"]["nodes"]}


def code(client: Client, token: str) -> tuple[int, str]:
    answer = client.get("/graphql", {"query": "{ revision }"}, headers=bearing(token))
    assert answer["WWW-Authenticate"].startswith("Bearer")
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


@pytest.fixture
def contents() -> None:
    """Something of two kinds, and something for validated people."""
    publish(Kind.GUIDANCE, title="Open guidance")
    publish(Kind.BRIEFING, title="Open briefing")
    publish(Kind.BRIEFING, title="Closed briefing", audience=Audience.VALIDATED, marking=Marking.AMBER)


@pytest.mark.usefixtures("contents")
def test_a_token_reads_what_its_key_reads(client: Client) -> None:
    _, text = a_key(audience=Audience.VALIDATED, kinds=[Kind.BRIEFING])
    answer = shown(client, text)
    given = answer.json()
    assert (answer.status_code, given["token_type"], given["expires_in"]) == (200, "Bearer", 600)
    assert "no-store" in answer["Cache-Control"]
    assert given["scope"] == "public registered validated briefing"
    assert "refresh_token" not in given
    assert titles(client, given["access_token"]) == titles(client, text) == {"Open briefing", "Closed briefing"}


@pytest.mark.usefixtures("contents")
def test_a_token_can_ask_for_less(client: Client) -> None:
    _, text = a_key(audience=Audience.VALIDATED)
    for scope, seen in (
        ("validated guidance", {"Open guidance"}),
        ("briefing", {"Open briefing"}),
        ("public", {"Open guidance", "Open briefing"}),
        ("validated", {"Open guidance", "Open briefing", "Closed briefing"}),
    ):
        given = shown(client, text, scope=scope).json()
        assert given["scope"] == scope
        assert titles(client, given["access_token"]) == seen


@pytest.mark.parametrize("scope", ["validated", "guidance", "named", "public guidance", "everything"])
def test_a_token_cannot_ask_for_more(client: Client, scope: str) -> None:
    _, text = a_key(audience=Audience.REGISTERED, kinds=[Kind.BRIEFING])
    answer = shown(client, text, scope=scope)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


@pytest.mark.usefixtures("contents")
def test_a_key_that_was_narrowed_narrows_its_tokens(client: Client) -> None:
    key, text = a_key(audience=Audience.VALIDATED)
    whole, briefings = (shown(client, text, scope=scope).json()["access_token"] for scope in ("", "validated briefing"))
    ApiKey.objects.filter(pk=key.pk).update(audience=Audience.PUBLIC, kinds=[Kind.GUIDANCE])
    assert titles(client, whole) == {"Open guidance"}
    assert titles(client, briefings) == set()


def test_the_secret_can_stand_in_the_body(client: Client) -> None:
    _, text = a_key()
    payload = {"grant_type": "client_credentials", "client_id": text[:16], "client_secret": text}
    assert client.post("/oauth/token", payload).status_code == 200


def test_a_token_ends(client: Client) -> None:
    key, _ = a_key()
    old = access.issue_access_token(key.prefix, "public", timezone.now() - access.LIFETIME - timedelta(seconds=1))
    assert code(client, old) == (401, "KEY_EXPIRED")


def test_revoking_the_key_ends_its_tokens(client: Client) -> None:
    key, text = a_key()
    token = shown(client, text).json()["access_token"]
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    assert code(client, token) == (401, "KEY_REVOKED")
    assert shown(client, text).status_code == 401


def test_a_token_that_was_changed_or_made_up_is_refused(client: Client) -> None:
    _, text = a_key()
    token = shown(client, text).json()["access_token"]
    for wrong in (token[:-2] + "AA", "hubt_", "hubt_" + "A" * 60, token.replace("hubt_", "hub_")):
        assert code(client, wrong) == (401, "KEY_REFUSED")


def test_who_shows_no_key_of_ours_gets_no_token(client: Client) -> None:
    _, text = a_key()
    _, other = a_key()
    for name, secret in (
        (text[:16], other),
        (other[:16], text),
        ("missing", text),
        ("\0", text),
        (text[:16], ""),
        ("", ""),
    ):
        answer = client.post("/oauth/token", {"grant_type": "client_credentials"}, headers=basic(name, secret))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    for header in ("Basic", "Basic ====", "Basic /w==", f"Bearer {text}", "Basic OmI="):
        payload = {"grant_type": "client_credentials"}
        assert client.post("/oauth/token", payload, headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    "grant_type", ["authorization_code", "password", "refresh_token", "implicit", "", "urn:ietf:params:oauth:device"]
)
def test_no_other_grant_is_there(client: Client, grant_type: str) -> None:
    _, text = a_key()
    answer = shown(client, text, grant_type=grant_type)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_a_secret_in_the_address_is_refused(client: Client) -> None:
    _, text = a_key()
    address = f"/oauth/token?client_id={text[:16]}&client_secret={text}"
    answer = client.post(address, {"grant_type": "client_credentials"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert client.get("/oauth/token").status_code == 405


def test_nothing_else_of_the_library_is_reachable() -> None:
    assert resolve("/oauth/token").app_name == "partners"
    for path in ("authorize", "register", "revoke", "introspect", "applications/"):
        with pytest.raises(Resolver404):
            raise_unless_partners(f"/oauth/{path}")


def raise_unless_partners(path: str) -> None:
    """The website takes every other path, and finds nothing there."""
    if resolve(path).app_name != "partners":
        raise Resolver404
