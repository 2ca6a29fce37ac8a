"""Texts of operations, one with its fragments each."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse

UNNAMED = "(unnamed)"


class OperationError(ValueError):
    """A file or an operation cannot be registered. The message is shown to the user."""


@dataclass(frozen=True)
class OperationText:
    """One operation with its fragments, and the hash that identifies it."""

    name: str
    text: str
    sha256: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the text of one operation, unchanged."""
        names = [
            node.name.value if node.name else UNNAMED
            for node in parse_document(text, "The document").definitions
            if isinstance(node, OperationDefinitionNode)
        ]
        if len(names) != 1:
            raise OperationError(f"Register one operation at a time; this document has {len(names)}.")
        return cls(names[0], text, sha256(text.encode()).hexdigest())


def parse_document(content: str, source: str) -> DocumentNode:
    """Return the syntax tree of a text; `source` names it in errors."""
    try:
        content.encode()
        return parse(content)
    except GraphQLError as error:
        raise OperationError(f"{source} cannot be parsed: {error.message}") from None
    except RecursionError:
        raise OperationError(f"{source} is nested too deeply.") from None
    except UnicodeEncodeError:
        raise OperationError(f"{source} contains half a character (a lone surrogate).") from None
