"""The rules for requests with mutations: POST only, a key or a session with a CSRF token, an idempotency key."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from graphql import OperationType as GraphQLOperationType
from strawberry.types.graphql import OperationType

from graphql_api.base.callers import Caller
from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import RequestContext
from graphql_api.execution.cost.operation_cost import OperationCost
from graphql_api.execution.json_result import JsonResult
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import run

IDEMPOTENCY_KEY = "Idempotency-Key"


def find_type(operation: Operation) -> OperationType:
    """Return which type of operation a request contains: a mutation, or else a query, as which it is checked."""
    is_mutation = operation.parsed.operation_types(operation.name) == [GraphQLOperationType.MUTATION]
    return OperationType.MUTATION if is_mutation else OperationType.QUERY


def execute_mutation(request: HttpRequest, operation: Operation, caller: Caller, cost: OperationCost) -> JsonResult:
    """Run a checked mutation: neither its plan nor its result is stored."""
    if caller.key is None:
        _check_session(request, caller)
    # An item of structured headers (RFC 9651): a string in quotes. Many clients send it without them.
    key = request.headers.get(IDEMPOTENCY_KEY, "").strip().removeprefix('"').removesuffix('"')
    context = RequestContext(caller.viewer, meter=cost.meter, caller=caller, idempotency_key=key or None)
    return JsonResult.serialise(cost.add_to_result(run(operation, context, cost, OperationType.MUTATION)))


class _Check(CsrfViewMiddleware):
    """Django's check, which returns the reason for a refusal instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _check_session(request: HttpRequest, caller: Caller) -> None:
    """Raise UNAUTHENTICATED or CSRF_FAILED unless the request has a session and its CSRF token."""
    if not caller.user.is_authenticated:
        raise HubError(Code.UNAUTHENTICATED, "Send a key: `Authorization: Bearer hub_…`.")
    check = _Check(lambda _: None)  # type: ignore[arg-type]
    check.process_request(request)
    if reason := check.process_view(request, HttpResponse, (), {}):
        raise HubError(Code.CSRF_FAILED, str(reason))
