"""Where limits, price and bill meet the running of an operation, as an extension of the schema."""

from collections.abc import Iterator

from graphql import get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext

from graphql_api.cost.billing import Bill
from graphql_api.cost.kept import Kept
from graphql_api.cost.limits import check_shape
from graphql_api.cost.price import Price, price_of

_good: Kept[str, bool] = Kept()
_prices: Kept[tuple[str, str | None], Price] = Kept()


class Metered(SchemaExtension):
    """Refuses what is out of all proportion before validation, and charges the price before execution."""

    def on_parse(self) -> Iterator[None]:
        """Look at the document's shape as soon as it is read."""
        yield
        query, document = self.execution_context.query or "", self.execution_context.graphql_document
        if document is not None and not _good.get(query):
            check_shape(document)
            _good.put(query, True)

    def on_execute(self) -> Iterator[None]:
        """Charge what the operation may cost, and settle when it is done, also when that is too early."""
        bill: Bill = self.execution_context.context.bill
        price = _price(self.execution_context)
        if price is not None:
            bill.charge(price, self.execution_context.variables or {})
        try:
            yield
        finally:
            bill.settle()


def known_price(query: str, name: str | None) -> Price | None:
    """Return the price of an operation that ran before, if it is still kept."""
    return _prices.get((query, name))


def _price(context: ExecutionContext) -> Price | None:
    """Return the price of the operation that is meant."""
    query, document = context.query or "", context.graphql_document
    known = known_price(query, context.operation_name)
    operation = get_operation_ast(document, context.operation_name) if document and not known else None
    if document is None or operation is None:
        return known
    return _prices.put((query, context.operation_name), price_of(context.schema._schema, document, operation))
