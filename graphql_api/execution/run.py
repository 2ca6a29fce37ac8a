"""The running of an operation: the one place where it is done."""

from graphql import GraphQLError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graphql_api.base.error_messages import add_location
from graphql_api.base.errors import Code, HubError
from graphql_api.base.meter import DeadlineExceededError
from graphql_api.content.context import RequestContext
from graphql_api.execution.compiler.plan_cache import Plans
from graphql_api.execution.cost.operation_cost import Bill, too_large
from graphql_api.execution.cost.price import MAX_COST
from graphql_api.execution.cost.timeouts import within
from graphql_api.execution.operation import Operation
from graphql_api.execution.operation_summary import refuse_out_of_scope
from graphql_api.schema.schema import schema

REFUSALS = {Code.OVER_BUDGET.value, Code.INTROSPECTION_OFF.value}
"""Refusals of the caller rather than the operation: each has its own status (graphql_api/http/responses.py)."""

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


def execute(
    operation: Operation, context: RequestContext, bill: Bill | None = None, kind: OperationType = OperationType.QUERY
) -> ExecutionResult:
    """Check an operation, and run it as `run` does."""
    return refusal_of(operation, kind) or run(operation, context, bill or Bill(meter=context.meter), kind)


def run(
    operation: Operation, context: RequestContext, bill: Bill, kind: OperationType = OperationType.QUERY
) -> ExecutionResult:
    """Run an operation that was not refused and charge its cost; a HubError if it may not run, or ran too long."""
    document, name = operation.document, operation.name
    refuse_out_of_scope(document.asked(name), context.viewer)
    try:
        bill.charge(document.price(name), operation.variables)
    except HubError as error:
        if (error.extensions or {})["code"] in REFUSALS:
            raise
        return _refused(error)
    try:
        with within(context.meter):
            return (
                _executed(operation, context) if kind is OperationType.QUERY else interpreted(operation, context, kind)
            )
    except DeadlineExceededError:
        raise HubError(Code.OVER_TIME, "The operation took too long.") from None
    finally:
        bill.settle()


def _executed(operation: Operation, context: RequestContext) -> ExecutionResult:
    """By its plan, where there is one; else by strawberry, which also says whether there can be one next time."""
    data = plans.answer(operation, context)
    if data is not None:
        return ExecutionResult(data=data, errors=None)
    result = interpreted(operation, context)
    if not result.errors:
        plans.learn(operation)
    return result


def interpreted(
    operation: Operation, context: RequestContext, kind: OperationType = OperationType.QUERY
) -> ExecutionResult:
    """Run an operation that was not refused by strawberry."""
    result = schema.execute_sync(
        operation.query,
        variable_values=operation.variables,
        context_value=context,
        operation_name=operation.name,
        operation_extensions={"document": operation.document.node},
        allowed_operation_types={kind},
    )
    if result.errors:
        meant = next(iter(operation.document.operations(operation.name)), None)
        result.errors = [add_location(error, meant) for error in result.errors]
    return result


def _refused(*errors: GraphQLError) -> ExecutionResult:
    return ExecutionResult(data=None, errors=list(errors))
