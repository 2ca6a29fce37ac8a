"""Sends queries to the API over HTTP, by POST unless stated otherwise."""

from typing import Any

from django.test import Client

Json = dict[str, Any]


def post(client: Client, query: str, **variables: Any) -> Any:
    """Send a query and return the response."""
    return client.post("/graphql", {"query": query, "variables": variables}, content_type="application/json")


def ask(client: Client, query: str, **variables: Any) -> Json:
    """Send a query that must succeed and return its data."""
    answer = post(client, query, **variables).json()
    assert "errors" not in answer, answer["errors"]
    data: Json = answer["data"]
    return data


def refused(client: Client, query: str, **variables: Any) -> str:
    """Send a query that must fail and return the code of its first error."""
    answer = post(client, query, **variables).json()
    code: str = answer["errors"][0]["extensions"]["code"]
    return code
