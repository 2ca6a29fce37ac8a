"""Checks whether operations are valid in a schema, and what they cost at most."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graphql import GraphQLSchema, get_operation_ast, parse, validate

from graphql_api.base.limits import MAX_COST, MAX_PAGE
from graphql_api.execution.cost.price import calculate_price
from graphql_api.operations.texts import OperationError
from partners.models import RegisteredOperation


class Incompatibility(NamedTuple):
    """Why a partner's operation is not valid in a schema."""

    partner: str
    operation: str
    reason: str

    def __str__(self) -> str:
        return f"{self.partner}: {self.operation}: {self.reason}"


def price_operation(schema: GraphQLSchema, text: str) -> int:
    """Return the highest possible cost of an operation, with the largest page sizes. Raises OperationError if it is not
    valid or too expensive."""
    reasons = list(validation_errors(schema, text))
    if reasons:
        raise OperationError(" ".join(reasons))
    syntax = parse(text)
    operation = get_operation_ast(syntax)
    assert operation is not None, "an OperationText has one operation"
    variables = {node.variable.name.value: MAX_PAGE for node in operation.variable_definitions or ()}
    cost = calculate_price(schema, syntax, operation).requested(variables)
    if cost > MAX_COST:
        raise OperationError(f"It may cost up to {cost:,}; the limit is {MAX_COST:,}.")
    return cost


def validation_errors(schema: GraphQLSchema, text: str) -> Iterator[str]:
    """Yield each validation error of an operation, with its line."""
    for error in validate(schema, parse(text)):
        line = f" (line {error.locations[0].line})" if error.locations else ""
        yield f"{error.message}{line}"


def find_incompatibilities(
    schema: GraphQLSchema, operations: Iterable[RegisteredOperation]
) -> Iterator[Incompatibility]:
    """Yield why registered operations are not valid in a schema."""
    for operation in operations:
        for reason in validation_errors(schema, operation.text):
            yield Incompatibility(operation.partner.name, operation.name, reason)
