"""The operation of one request: its text, variables and name."""

from dataclasses import dataclass
from typing import Any

from graphql_api.execution.parsing import ParsedText, parse_text


@dataclass(frozen=True)
class Operation:
    """One request."""

    query: str
    variables: dict[str, Any]
    name: str | None
    preparsed: ParsedText | None = None
    """The parsed text of a registered operation, which is known to be valid."""
    sha256: str | None = None
    """The hash that the client sent together with the text, and wants to send alone next time."""

    @property
    def parsed(self) -> ParsedText:
        """The parsed text, with its errors."""
        return self.preparsed or parse_text(self.query)
