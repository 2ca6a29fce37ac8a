"""Sends mutations over HTTP."""

from typing import Any
from uuid import uuid4

from django.test import Client

from partners.models import Scope
from tests.partners.making import a_key, bearing

REGISTER = """
mutation Register($input: RegisterOperationsInput!) {
  registerOperations(input: $input) {
    ... on RegisterOperationsSuccess { operations { name sha256 cost retiredAt } }
    ... on ValidationErrors { fieldErrors { field message } }
  }
}
"""
RETIRE = """
mutation Retire($input: RetireOperationInput!) {
  retireOperation(input: $input) {
    ... on RetireOperationSuccess { operation { name retiredAt } }
    ... on ValidationErrors { fieldErrors { field message } }
  }
}
"""
ROTATE = """
mutation Rotate($input: RotateKeyInput!) {
  rotateKey(input: $input) {
    ... on RotateKeySuccess { key { prefix } secret oldKey { prefix expiresAt } }
    ... on ValidationErrors { fieldErrors { field message } }
  }
}
"""


def a_client(**fields: Any) -> Client:
    """A client with a key that may send every mutation."""
    return Client(headers=bearing(a_key(**{"scopes": Scope.values} | fields)[1]), enforce_csrf_checks=True)


def send(client: Client, query: str, headers: dict[str, str] | None = None, /, **fields: Any) -> Any:
    """Send a mutation with these fields of the input, by default under a new idempotency key; return the response."""
    values = {"idempotencyKey": uuid4().hex} | fields
    body = {
        "query": query,
        "variables": {"input": {name: value for name, value in values.items() if value is not None}},
    }
    return client.post("/graphql", body, content_type="application/json", headers=headers or {})


def result(client: Client, query: str, **fields: Any) -> Any:
    """Send a mutation that must run; return its result."""
    answer = send(client, query, **fields).json()
    assert "errors" not in answer, answer["errors"]
    (found,) = answer["data"].values()
    return found


def code(response: Any) -> str:
    """Return the code of a response's first error."""
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found
