"""What apps do with gql, the Python client; the results have the form of those of the programs in tests/npm/clients."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport

from graphql_api.operations.texts import OperationText


class App:
    """An app that queries a hub."""

    def __init__(self, url: str, operations: Path, key: str = "") -> None:
        headers = {"Accept": "application/graphql-response+json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._transport = HTTPXTransport(url=url, headers=headers)
        self._client = Client(transport=self._transport)
        self._operations = operations

    def text(self, name: str) -> str:
        """Return the text of an operation."""
        return (self._operations / f"App{name}.graphql").read_text()

    def ask(self, name: str, **variables: Any) -> dict[str, Any]:
        """Run an operation."""
        return self._client.execute(GraphQLRequest(self.text(name), variable_values=variables))

    def ask_by_hash(self, name: str) -> dict[str, Any]:
        """Run an operation by the hash of its text alone."""
        members = {"documentId": OperationText.parse(self.text(name)).sha256}
        return self._client.execute(GraphQLRequest(self.text(name)), extra_args={"json": members})

    @property
    def retry_after(self) -> str:
        """The header of the last response."""
        headers = self._transport.response_headers
        assert headers is not None
        return headers["Retry-After"]


def run_everything(parameters: dict[str, Any], operations: Path) -> dict[str, Any]:
    """Run each operation, and return the results."""
    app = App(parameters["url"], operations)
    return {
        "list": app.ask("ListQuery")["guidance"]["nodes"],
        "paged": read_pages(app),
        "none": app.ask("LocaleQuery", locale="cy", fallback="NONE")["guidance"]["nodes"],
        "default": app.ask("LocaleQuery", locale="cy", fallback="DEFAULT")["guidance"]["nodes"],
        "persisted": [["POST hash", len(app.ask_by_hash("ListQuery")["guidance"]["nodes"])]],
        "mutation": ["POST text", register(App(parameters["url"], operations, parameters["key"]), parameters["text"])],
        "error": read_error(app),
        "limit": read_limit(App(parameters["url"], operations, parameters["poorKey"])),
    }


def read_pages(app: App) -> list[str]:
    """Return the ids of all pages."""
    ids: list[str] = []
    page: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
    while page["hasNextPage"]:
        found = app.ask("PageQuery", first=7, after=page["endCursor"])["guidance"]
        ids += [edge["node"]["id"] for edge in found["edges"]]
        page = found["pageInfo"]
    return ids


def register(app: App, text: str) -> Any:
    """Register an operation."""
    return app.ask("RegisterMutation", input={"idempotencyKey": str(uuid4()), "texts": [text]})["registerOperations"]


def read_error(app: App) -> dict[str, Any]:
    """Return a field's error, with the rest of the data."""
    try:
        app.ask("ErrorQuery", locale="fr")
    except TransportQueryError as error:
        first = (error.errors or [{}])[0]
        return {"code": first["extensions"]["code"], "path": first["path"], "data": error.data}
    raise AssertionError


def read_limit(app: App) -> dict[str, Any]:
    """Run an operation until it is refused."""
    for _ in range(200):
        try:
            app.ask("ListQuery")
        except TransportQueryError as error:
            first = (error.errors or [{}])[0]
            return {"status": 429, "retryAfter": app.retry_after, "code": first["extensions"]["code"]}
    raise AssertionError
