"""The endpoint: queries by GET and POST, and GraphiQL for those who come with a browser."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from graphql_api.base.callers import identify_caller
from graphql_api.base.errors import Code, HubError
from graphql_api.base.payloads import JSON_TYPE, SAFE_METHODS
from graphql_api.execution.caching.cached_execution import answered
from graphql_api.execution.cost.exhausted_budgets import bill_of_spent, remember
from graphql_api.execution.cost.operation_cost import Bill, bill_of, is_open_to
from graphql_api.execution.json_result import Answer
from graphql_api.execution.run import refusal_of
from graphql_api.http.graphiql import graphiql
from graphql_api.http.requests import ASKS, answers_with, operation_of
from graphql_api.http.responses import answer, choices, fault, refusal
from graphql_api.http.usage import count


@csrf_exempt  # there are no mutations, and only JSON is read (graphql_api/base/payloads.py)
def endpoint(request: HttpRequest, sha256: str | None = None) -> HttpResponseBase:
    """Answer a GraphQL request, for a registered operation by its hash, or show GraphiQL."""
    if request.method == "OPTIONS":
        return choices()
    if sha256 is None and _wants_graphiql(request):
        return graphiql(request)
    media_type, bill = JSON_TYPE, Bill()
    try:
        media_type = answers_with(request)
        if request.method not in (*SAFE_METHODS, "POST"):
            raise HubError(Code.METHOD_NOT_ALLOWED, "Send GET or POST.")
        operation = operation_of(request, sha256)
        if refused := refusal_of(operation):  # before anybody asks the database who this is
            return answer(request, None, Answer.of(refused), media_type)
        bill = bill_of_spent(request)
        if bill.budget:
            bill.charge(operation.document.price(operation.name), operation.variables)
            bill.settle()  # it has filled again: who this is, and what they pay, is found out as ever
        caller = identify_caller(request)
        bill = bill_of(request, caller)
        given = answered(operation, caller.viewer, bill)
        count(request, caller, operation, given)
        return bill.stamp(answer(request, caller, given, media_type))
    except HubError as error:
        remember(request, bill)
        return bill.stamp(refusal(error, media_type))
    except Exception as error:  # the database is away, say: a client of ours reads JSON, not an error page
        return fault(error, media_type)


def _wants_graphiql(request: HttpRequest) -> bool:
    """Whether somebody came with a browser and asks for nothing yet."""
    if request.method not in SAFE_METHODS or "text/html" not in request.headers.get("Accept", ""):
        return False
    asks = any(f"{name}=" in request.META.get("QUERY_STRING", "") for name in ASKS)
    return not asks and is_open_to(request)
