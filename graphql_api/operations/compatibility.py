"""Whether an operation fits a schema, and what it costs at the most."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graphql import GraphQLSchema, OperationType, get_operation_ast, parse, validate

from graphql_api.base.limits import MAX_PAGE
from graphql_api.execution.cost.price import MAX_COST, price_of
from graphql_api.operations.files import OperationError
from partners.models import RegisteredOperation


class Misfit(NamedTuple):
    """What a schema has no place for in a partner's operation."""

    partner: str
    operation: str
    reason: str

    def __str__(self) -> str:
        return f"{self.partner}: {self.operation}: {self.reason}"


def price_in(schema: GraphQLSchema, text: str) -> int:
    """Return the most that a valid operation may cost, with the greatest page sizes. Raises OperationError."""
    reasons = list(misfits(schema, text))
    if reasons:
        raise OperationError(" ".join(reasons))
    document = parse(text)
    operation = get_operation_ast(document)
    if operation is None or operation.operation is not OperationType.QUERY:
        raise OperationError("Only queries are registered.")
    variables = {node.variable.name.value: MAX_PAGE for node in operation.variable_definitions or ()}
    cost = price_of(schema, document, operation).requested(variables)
    if cost > MAX_COST:
        raise OperationError(f"It may cost {cost:,}, more than {MAX_COST:,}.")
    return cost


def misfits(schema: GraphQLSchema, text: str) -> Iterator[str]:
    """Say what a schema has no place for in an operation, with the field's or argument's name and its line."""
    for error in validate(schema, parse(text)):
        line = f" (line {error.locations[0].line})" if error.locations else ""
        yield f"{error.message}{line}"


def misfits_of(schema: GraphQLSchema, operations: Iterable[RegisteredOperation]) -> Iterator[Misfit]:
    """Say which registered operations a schema would break, by their partners' names."""
    for operation in operations:
        for reason in misfits(schema, operation.text):
            yield Misfit(operation.partner.name, operation.name, reason)
