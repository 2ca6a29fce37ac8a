"""Where judged documents and bills meet the running of an operation, as an extension of the schema."""

from collections.abc import Iterator
from typing import Protocol

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

from graphql_api.cost.billing import Bill
from graphql_api.cost.price import Price


class PricedDocument(Protocol):
    """What is wanted of a document that was judged (graphql_api/documents.py)."""

    node: DocumentNode | None

    def price(self, name: str | None) -> Price:
        """Return what an operation may cost."""


class Metered(SchemaExtension):
    """Takes the document that comes with an operation: read, and known to be good. Charges its price before it runs."""

    def on_parse(self) -> Iterator[None]:
        """Say which document is meant; strawberry parses only where nobody has."""
        self.execution_context.graphql_document = self._document.node
        yield

    def on_validate(self) -> Iterator[None]:
        """Say that nothing is wrong with it; strawberry validates only where nobody has."""
        self.execution_context.pre_execution_errors = []
        yield

    def on_execute(self) -> Iterator[None]:
        """Charge what the operation may cost, and settle when it is done, also when that is too early."""
        bill: Bill = self.execution_context.context.bill
        name = (self.execution_context.operation_extensions or {})["name"]
        bill.charge(self._document.price(name), self.execution_context.variables or {})
        try:
            yield
        finally:
            bill.settle()

    @property
    def _document(self) -> PricedDocument:
        document: PricedDocument = (self.execution_context.operation_extensions or {})["document"]
        return document
