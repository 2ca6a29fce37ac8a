"""Responses are compressed as the client prefers, except those to a session cookie."""

from typing import Any

import httpx
import pytest
from django.test import Client

from tests.graphql_api.factories import a_client_of
from tests.partners.making import a_key, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

QUERY = {"query": "{ __schema { types { name } } }"}


def ask(client: Client, accepted: str, **headers: str) -> Any:
    """Send a query that accepts these encodings."""
    return client.get("/graphql", QUERY, headers={"Accept-Encoding": accepted, **headers})


@pytest.mark.parametrize(
    ("accepted", "used"),
    [
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("zstd", "zstd"),
        ("gzip, br, zstd", "br"),
        ("zstd, gzip", "gzip"),
        ("zstd;q=0.9, gzip;q=0.9, br;q=0.8", "gzip"),
        ("zstd;q=1.0, gzip, deflate", "gzip"),
        ("gzip;q=0.9, br;q=0.9, zstd", "zstd"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("compress", None),
    ],
)
def test_the_preferred_encoding_is_used(client: Client, accepted: str, used: str | None) -> None:
    response = ask(client, accepted)
    assert response.headers.get("Content-Encoding") == used
    assert "accept-encoding" in response["Vary"].lower()


def test_a_compressed_response_has_the_same_content(client: Client) -> None:
    plain = ask(client, "identity").content
    for encoding in ("gzip", "br"):
        packed = ask(client, encoding)
        assert httpx.Response(200, headers=packed.headers, content=packed.content).content == plain
    assert len(ask(client, "br").content) < len(plain) / 3


def test_the_newer_media_type_is_compressed_too(client: Client) -> None:
    response = ask(client, "br", Accept="application/graphql-response+json")
    assert response["Content-Encoding"] == "br"


def test_a_response_to_a_key_is_compressed(client: Client) -> None:
    _, text = a_key()
    assert ask(client, "br", **bearing(text))["Content-Encoding"] == "br"


def test_a_response_to_a_session_cookie_is_not_compressed(client: Client) -> None:
    """Another site could make the reader's browser send a query with a text of its own, and measure the response
    (BREACH)."""
    assert "Content-Encoding" not in ask(a_client_of(registered=True), "br").headers
