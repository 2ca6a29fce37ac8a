"""The running of an operation: the one place where it is done."""

from graphql import GraphQLError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graphql_api.advice import located
from graphql_api.asked import refuse_out_of_scope
from graphql_api.compiler.plans import Plans
from graphql_api.cost.billing import too_large
from graphql_api.cost.meter import OverTimeError
from graphql_api.cost.price import MAX_COST
from graphql_api.cost.timeouts import within
from graphql_api.errors import Code, HubError
from graphql_api.reader import Reader
from graphql_api.requests import Operation
from graphql_api.schema import schema

REFUSALS = {Code.OVER_BUDGET.value, Code.INTROSPECTION_OFF.value}
"""What is wrong with who asks, and not with the document: it has a status of its own (graphql_api/responses.py)."""

plans = Plans(schema._schema)


def refusal_of(operation: Operation, kind: OperationType = OperationType.QUERY) -> ExecutionResult | None:
    """Return what is wrong with an operation whoever asks, None when nothing is; no SQL is needed to know that."""
    document = operation.document
    if document.errors:
        return _refused(*document.errors)
    meant = document.kinds(operation.name)
    if not meant:
        raise HubError(Code.UNKNOWN_OPERATION, f'Unknown operation named "{operation.name}".')
    if len(meant) > 1 and operation.name is None:
        return _refused(HubError(Code.UNKNOWN_OPERATION, "Say by `operationName` which operation is meant."))
    if meant[0].value != kind.value:
        answered = "queries" if kind is OperationType.QUERY else "subscriptions"
        raise HubError(Code.INVALID, f"Only {answered} are answered here.")
    cost = document.price(operation.name).requested(operation.variables)
    return _refused(too_large(cost, MAX_COST)) if cost > MAX_COST else None


def execute(operation: Operation, reader: Reader, kind: OperationType = OperationType.QUERY) -> ExecutionResult:
    """Judge an operation, and run it as `run` does."""
    return refusal_of(operation, kind) or run(operation, reader, kind)


def run(operation: Operation, reader: Reader, kind: OperationType = OperationType.QUERY) -> ExecutionResult:
    """Run an operation that was not refused, for who reads; a HubError when it may not run, or ran too long."""
    refuse_out_of_scope(operation.document.asked(operation.name), reader.viewer)
    try:
        with within(reader.meter):
            is_query = kind is OperationType.QUERY
            return _admitted(_executed(operation, reader) if is_query else interpreted(operation, reader, kind))
    except OverTimeError:
        raise HubError(Code.OVER_TIME, "The operation took too long.") from None


def _executed(operation: Operation, reader: Reader) -> ExecutionResult:
    """By its plan, where there is one; else by strawberry, which also says whether there can be one next time."""
    data = plans.answer(operation, reader)
    if data is not None:
        return ExecutionResult(data=data, errors=None)
    result = interpreted(operation, reader)
    if not result.errors:
        plans.learn(operation)
    return result


def interpreted(operation: Operation, reader: Reader, kind: OperationType = OperationType.QUERY) -> ExecutionResult:
    """Run an operation that was not refused by strawberry."""
    result = schema.execute_sync(
        operation.query,
        variable_values=operation.variables,
        context_value=reader,
        operation_name=operation.name,
        operation_extensions={"document": operation.document, "name": operation.name},
        allowed_operation_types={kind},
    )
    if result.errors:
        meant = next(iter(operation.document.operations(operation.name)), None)
        result.errors = [located(error, meant) for error in result.errors]
    return result


def _refused(*errors: GraphQLError) -> ExecutionResult:
    return ExecutionResult(data=None, errors=list(errors))


def _admitted(result: ExecutionResult) -> ExecutionResult:
    """Return the result; raise what refused it, if that was who asked."""
    for error in result.errors or ():
        if isinstance(error, HubError) and (error.extensions or {})["code"] in REFUSALS:
            raise error
    return result
