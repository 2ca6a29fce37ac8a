"""Where registered operations pass by parsing and validation, as an extension of the schema."""

from collections.abc import Iterator

from graphql import DocumentNode
from strawberry.extensions import ParserCache
from strawberry.types import ExecutionContext


class KnownDocuments(ParserCache):
    """Takes the document that comes with the operation; parses where none does."""

    def on_parse(self) -> Iterator[None]:
        """Say which document is meant."""
        known = known_document(self.execution_context)
        if known is None:
            yield from super().on_parse()
            return
        self.execution_context.graphql_document = known
        yield


def known_document(context: ExecutionContext) -> DocumentNode | None:
    """Return the document that came with the operation, parsed and valid."""
    document: DocumentNode | None = (context.operation_extensions or {}).get("document")
    return document
