"""The operation of one request: its text, variables and name."""

from dataclasses import dataclass
from typing import Any

from graphql_api.execution.parsing import Document, document_of


@dataclass(frozen=True)
class Operation:
    """One request."""

    query: str
    variables: dict[str, Any]
    name: str | None
    registered: Document | None = None
    """A registered operation's document: parsed, and known to be valid."""

    @property
    def document(self) -> Document:
        """What its text says, with what is wrong with it."""
        return self.registered or document_of(self.query)
