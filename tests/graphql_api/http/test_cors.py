"""Which pages of other origins may ask in a browser, and what they are told."""

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
    """Ask as a browser does before it sends a key."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return client.options(path, headers=headers)


def admits(response: Any) -> str | None:
    """The origin that the answer admits."""
    return response.headers.get("Access-Control-Allow-Origin")


def test_no_page_of_another_origin_may_ask_unless_it_is_named(client: Client) -> None:
    for response in (preflight(client, PORTAL), client.get("/graphql", QUERY, headers={"Origin": PORTAL})):
        assert admits(response) is None


def test_pages_of_the_origins_named_may_ask(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = (PORTAL,)
    asked = preflight(client, PORTAL)
    assert (asked.status_code, admits(asked)) == (200, PORTAL)
    assert {"authorization", "content-type"} <= set(asked["Access-Control-Allow-Headers"].split(", "))
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"
    answered = client.get("/graphql", QUERY, headers={"Origin": PORTAL})
    assert (answered.status_code, admits(answered)) == (200, PORTAL)
    assert {"RateLimit", "ETag", "GraphQL-Cost"} <= set(answered["Access-Control-Expose-Headers"].split(", "))
    assert admits(client.get("/graphql", QUERY, headers={"Origin": STRANGER})) is None


def test_an_answer_to_one_origin_is_not_kept_for_another(client: Client) -> None:
    assert "origin" in {name.strip().lower() for name in client.get("/graphql", QUERY)["Vary"].split(",")}


def test_cookies_never_open_anything_for_pages_elsewhere(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = True
    for response in (preflight(client, PORTAL), client.get("/graphql", QUERY, headers={"Origin": PORTAL})):
        assert admits(response) == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_pages_that_a_partner_s_key_is_for_may_ask_with_this_key(client: Client) -> None:
    _, text = a_key(origins=PORTAL)
    assert admits(preflight(client, PORTAL)) == PORTAL
    assert admits(preflight(client, STRANGER)) is None
    assert admits(preflight(client, PORTAL[:-1])) is None
    answered = client.get("/graphql", QUERY, headers={"Origin": PORTAL, **bearing(text)})
    assert (answered.status_code, admits(answered)) == (200, PORTAL)


def test_a_key_is_refused_to_pages_of_another_origin_that_may_ask(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ("https://other.example.org",)
    _, text = a_key(origins=PORTAL)
    answered = client.get("/graphql", QUERY, headers={"Origin": "https://other.example.org", **bearing(text)})
    assert (answered.status_code, answered.json()["errors"][0]["extensions"]["code"]) == (403, "ORIGIN_NOT_ALLOWED")


def test_feeds_may_be_read_by_those_pages_and_web_pages_not(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = True
    for path, expected in (("/feeds/all.json", "*"), ("/cy/feeds/all.atom", "*"), ("/", None), ("/search/", None)):
        assert admits(client.get(path, headers={"Origin": PORTAL})) == expected
