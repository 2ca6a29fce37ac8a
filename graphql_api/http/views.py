"""The endpoint: queries by GET and POST."""

from functools import partial

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from strawberry.types.graphql import OperationType

from graphql_api.base.callers import identify_caller
from graphql_api.base.errors import Code, HubError
from graphql_api.base.payloads import JSON_TYPE, SAFE_METHODS
from graphql_api.execution.caching.cached_execution import execute_cached, reads_draft
from graphql_api.execution.cost.exhausted_budgets import find_exhausted, remember_if_exhausted
from graphql_api.execution.cost.operation_cost import OperationCost
from graphql_api.execution.json_result import JsonResult
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import find_rejection
from graphql_api.http.mutations import execute_mutation, find_type
from graphql_api.http.requests import OPERATION_PARAMETERS, negotiate_media_type, parse_request
from graphql_api.http.responses import (
    METHODS,
    error_response,
    internal_error_response,
    options_response,
    result_response,
)
from graphql_api.http.usage import count_call
from graphql_api.operations.learned import learn

GRAPHIQL = "website:graphiql"
"""The name of GraphiQL's URL."""


@csrf_exempt  # only JSON is read (graphql_api/base/payloads.py); mutations are checked (graphql_api/http/mutations.py)
def endpoint(request: HttpRequest, hash_: str | None = None) -> HttpResponseBase:
    """Answer a GraphQL request (`hash_` is the hash of a registered operation); a browser is sent to
    GraphiQL."""
    if request.method == "OPTIONS":
        return options_response()
    if hash_ is None and _wants_graphiql(request):
        return HttpResponseRedirect(reverse(GRAPHIQL), headers={"Cache-Control": "private, no-store", "Vary": "Accept"})
    media_type, cost = JSON_TYPE, OperationCost()
    try:
        media_type = negotiate_media_type(request)
        if request.method not in (*SAFE_METHODS, "POST"):
            raise HubError(Code.METHOD_NOT_ALLOWED, "Send GET or POST.")
        operation, caller = parse_request(request, hash_)
        type_ = find_type(operation)
        is_mutation = type_ is OperationType.MUTATION
        if rejection := find_rejection(operation, type_):  # before the first SQL, which identifies the caller
            return result_response(request, None, JsonResult.serialise(rejection), media_type)
        if request.method != "POST":
            _require_safe(operation, type_)
        if exhausted := find_exhausted(request, is_mutation=is_mutation):
            cost = OperationCost(exhausted)
            cost.check(operation.parsed.price(operation.name), operation.variables)
        caller = caller or identify_caller(request)
        cost = OperationCost.for_request(request, caller, is_mutation=is_mutation)
        run = partial(execute_mutation, request) if is_mutation else execute_cached
        result = run(operation, caller, cost)
        count_call(request, caller, operation, result)
        if not result.was_rejected:
            learn(operation, caller)
        return cost.add_headers(result_response(request, caller, result, media_type))
    except HubError as error:
        remember_if_exhausted(request, cost)
        methods = "POST" if request.method in SAFE_METHODS else METHODS  # what GET may not send
        return cost.add_headers(error_response(error, media_type, methods))
    except Exception as error:  # e.g. the database is unavailable: API clients need JSON, not an error page
        return internal_error_response(error, media_type)


def _require_safe(operation: Operation, type_: OperationType) -> None:
    """Raise METHOD_NOT_ALLOWED for a valid operation that needs POST."""
    if type_ is OperationType.MUTATION:
        raise HubError(Code.METHOD_NOT_ALLOWED, "Send mutations by POST.")
    if reads_draft(operation):
        raise HubError(Code.METHOD_NOT_ALLOWED, "Send `preview` by POST: tokens in URLs end up in logs.")


def _wants_graphiql(request: HttpRequest) -> bool:
    """Whether a browser opens the endpoint without an operation."""
    if request.method not in SAFE_METHODS or "text/html" not in request.headers.get("Accept", ""):
        return False
    query_string = f"&{request.META.get('QUERY_STRING', '')}"
    return not any(f"&{name}=" in query_string for name in OPERATION_PARAMETERS)
