"""Cross-origin requests: which origins are allowed, and their CORS headers."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.partners.making import a_key, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PORTAL = "https://portal.example.org"
STRANGER = "https://portal.example.org.evil.example"
QUERY = {"query": "{ revision }"}


def preflight(client: Client, origin: str, path: str = "/graphql") -> Any:
    """Send the preflight request of a browser."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return client.options(path, headers=headers)


def allowed_origin(response: Any) -> str | None:
    """The origin that the response allows."""
    return response.headers.get("Access-Control-Allow-Origin")


def test_other_origins_are_not_allowed_by_default(client: Client) -> None:
    for response in (preflight(client, PORTAL), client.get("/graphql", QUERY, headers={"Origin": PORTAL})):
        assert allowed_origin(response) is None


def test_configured_origins_are_allowed(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = (PORTAL,)
    preflight_response = preflight(client, PORTAL)
    assert (preflight_response.status_code, allowed_origin(preflight_response)) == (200, PORTAL)
    assert {"authorization", "content-type"} <= set(preflight_response["Access-Control-Allow-Headers"].split(", "))
    assert preflight_response["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"
    answered = client.get("/graphql", QUERY, headers={"Origin": PORTAL})
    assert (answered.status_code, allowed_origin(answered)) == (200, PORTAL)
    assert {"RateLimit", "ETag", "GraphQL-Cost"} <= set(answered["Access-Control-Expose-Headers"].split(", "))
    assert allowed_origin(client.get("/graphql", QUERY, headers={"Origin": STRANGER})) is None


def test_a_response_to_one_origin_is_not_cached_for_another(client: Client) -> None:
    assert "origin" in {name.strip().lower() for name in client.get("/graphql", QUERY)["Vary"].split(",")}


def test_cookies_are_never_allowed_across_origins(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = True
    for response in (preflight(client, PORTAL), client.get("/graphql", QUERY, headers={"Origin": PORTAL})):
        assert allowed_origin(response) == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_the_origins_of_a_key_are_allowed_with_that_key(client: Client) -> None:
    _, text = a_key(origins=PORTAL)
    assert allowed_origin(preflight(client, PORTAL)) == PORTAL
    assert allowed_origin(preflight(client, STRANGER)) is None
    assert allowed_origin(preflight(client, PORTAL[:-1])) is None
    answered = client.get("/graphql", QUERY, headers={"Origin": PORTAL, **bearing(text)})
    assert (answered.status_code, allowed_origin(answered)) == (200, PORTAL)


def test_a_key_is_rejected_from_another_allowed_origin(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ("https://other.example.org",)
    _, text = a_key(origins=PORTAL)
    answered = client.get("/graphql", QUERY, headers={"Origin": "https://other.example.org", **bearing(text)})
    assert (answered.status_code, answered.json()["errors"][0]["extensions"]["code"]) == (403, "ORIGIN_NOT_ALLOWED")


def test_feeds_are_allowed_but_web_pages_are_not(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = True
    for path, expected in (("/feeds/all.json", "*"), ("/cy/feeds/all.atom", "*"), ("/", None), ("/search/", None)):
        assert allowed_origin(client.get(path, headers={"Origin": PORTAL})) == expected
