"""Runs an operation: the only place where this happens."""

from functools import partial
from typing import Any

from graphql import GraphQLError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graphql_api.base.error_messages import add_location
from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import MAX_COST
from graphql_api.base.meter import CostExceededError, DeadlineExceededError
from graphql_api.content.context import RequestContext
from graphql_api.execution.compiler.plan_cache import PlanCache
from graphql_api.execution.cost.operation_cost import OperationCost, cost_limit_error
from graphql_api.execution.cost.timeouts import enforce_deadline
from graphql_api.execution.operation import Operation
from graphql_api.execution.operation_summary import OperationSummary
from graphql_api.schema.schema import schema
from publishing.access.viewers import Viewer

CALLER_ERRORS = {Code.OVER_BUDGET.value, Code.TOO_MUCH_IN_PROGRESS.value, Code.INTROSPECTION_OFF.value}
"""Errors that concern the caller, not the operation: each has its own status (graphql_api/http/responses.py)."""

_PLURALS = {
    OperationType.QUERY: "queries",
    OperationType.MUTATION: "mutations",
    OperationType.SUBSCRIPTION: "subscriptions",
}

plan_cache = PlanCache(schema._schema)


def find_rejection(operation: Operation, type_: OperationType = OperationType.QUERY) -> ExecutionResult | None:
    """Return the errors of an operation that is invalid for every caller, None if there are none. Uses no SQL."""
    parsed = operation.parsed
    if parsed.errors:
        return _error_result(*parsed.errors)
    types = parsed.operation_types(operation.name)
    if not types:
        raise HubError(Code.UNKNOWN_OPERATION, f'Unknown operation named "{operation.name}".')
    if len(types) > 1 and operation.name is None:
        message = "The request contains several operations: select one with `operationName`."
        return _error_result(HubError(Code.UNKNOWN_OPERATION, message))
    if types[0].value != type_.value:
        raise HubError(Code.INVALID, f"Only {_PLURALS[type_]} are allowed here.")
    requested = parsed.price(operation.name).requested(operation.variables)
    return _error_result(cost_limit_error(requested, MAX_COST)) if requested > MAX_COST else None


def execute(
    operation: Operation,
    context: RequestContext,
    cost: OperationCost | None = None,
    type_: OperationType = OperationType.QUERY,
) -> ExecutionResult:
    """Check an operation, then run it as `run` does."""
    return find_rejection(operation, type_) or run(
        operation, context, cost or OperationCost(meter=context.meter), type_
    )


def _check_scope(summary: OperationSummary, viewer: Viewer) -> None:
    """Raise OUT_OF_SCOPE for an operation that queries kinds which the key does not cover. The access rule would hide
    their content anyway; this explains the empty result. The existence of kinds is no secret."""
    if outside := summary.kinds - (summary.kinds if viewer.kinds is None else viewer.kinds):
        labels = ", ".join(sorted(str(kind.label) for kind in outside))
        raise HubError(Code.OUT_OF_SCOPE, f"Your key does not cover: {labels}. Ask the hub to extend it.")


def run(
    operation: Operation, context: RequestContext, cost: OperationCost, type_: OperationType = OperationType.QUERY
) -> ExecutionResult:
    """Run a checked operation and charge its cost. Raises HubError if it may not run now or exceeds its time limit."""
    parsed, name = operation.parsed, operation.name
    _check_scope(parsed.summary(name), context.viewer)
    try:
        cost.reserve(parsed.price(name), operation.variables)
    except HubError as error:
        return _rejection(error)
    is_stopped = True
    try:
        with enforce_deadline(context.meter):
            run_as = _run_query if type_ is OperationType.QUERY else partial(resolve, type_=type_)
            result = run_as(operation, context)
        is_stopped = False
        return result
    except DeadlineExceededError:
        raise HubError(Code.OVER_TIME, "The operation took too long.") from None
    except CostExceededError as exceeded:
        return _rejection(exceeded.error)
    finally:
        cost.charge(is_whole=is_stopped)  # what is stopped has done more work than was counted


def _rejection(error: GraphQLError) -> ExecutionResult:
    """Return the result of an operation that may not run or continue. Raise an error that concerns its caller."""
    if (error.extensions or {})["code"] in CALLER_ERRORS:
        raise error
    return _error_result(error)


def _run_query(operation: Operation, context: RequestContext) -> ExecutionResult:
    """Run a query by its plan if it has one, otherwise with strawberry, and compile it next time if that succeeds."""
    data = plan_cache.execute(operation, context)
    if data is not None:
        return ExecutionResult(data=data, errors=None, extensions=_extensions(context))
    result = resolve(operation, context)
    if not result.errors:
        plan_cache.admit(operation)
    return result


def resolve(
    operation: Operation, context: RequestContext, type_: OperationType = OperationType.QUERY
) -> ExecutionResult:
    """Run a checked operation with strawberry's resolvers."""
    result = schema.execute_sync(
        operation.query,
        variable_values=operation.variables,
        context_value=context,
        operation_name=operation.name,
        operation_extensions={"document": operation.parsed.syntax},
        allowed_operation_types={type_},
    )
    result.extensions = _extensions(context)
    if result.errors:
        node = next(iter(operation.parsed.operations(operation.name)), None)
        result.errors = [add_location(error, node) for error in result.errors]
    return result


def _extensions(context: RequestContext) -> dict[str, Any] | None:
    """Return what is reported beside the data: the requested languages."""
    return {"requested": context.requested_locales} if context.requested_locales else None


def _error_result(*errors: GraphQLError) -> ExecutionResult:
    return ExecutionResult(data=None, errors=list(errors))
