"""The endpoint: queries by GET and POST, and GraphiQL for those who come with a browser."""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from graphql_api.errors import Code, HubError, told
from graphql_api.execution import execute
from graphql_api.graphiql import graphiql
from graphql_api.reader import Reader
from graphql_api.requests import PLAIN_JSON, answers_with, operation_of
from publishing.viewers import viewer_of

STATUS = {
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.BODY_TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
}


@csrf_exempt  # there are no mutations, and only JSON is read (graphql_api/requests.py)
def endpoint(request: HttpRequest) -> HttpResponseBase:
    """Answer a GraphQL request, or show GraphiQL."""
    if request.method == "GET" and "query" not in request.GET and request.accepts("text/html") and _is_browser(request):
        return graphiql(request)
    media_type = PLAIN_JSON
    try:
        media_type = answers_with(request)
        if request.method not in ("GET", "POST"):
            raise HubError(Code.METHOD_NOT_ALLOWED, "Send GET or POST.")
        operation = operation_of(request)
        result = execute(operation, Reader(viewer_of(getattr(request, "user", AnonymousUser()))))
    except HubError as error:
        return _refusal(request, error, media_type)
    response = _answer(_document(result), _status(request, result, media_type), media_type)
    return _cached(request, response, is_whole=not result.errors)


def _is_browser(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _document(result: ExecutionResult) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if result.errors:
        document["errors"] = [_as_told(error) for error in result.errors]
    if result.data is not None or not _was_refused(result):
        document["data"] = result.data
    return document


def _as_told(error: GraphQLError) -> dict[str, Any]:
    return dict(told(error).formatted)


def _was_refused(result: ExecutionResult) -> bool:
    """Whether it never came to running: then the answer has no `data` at all."""
    return result.data is None and all(error.path is None for error in result.errors or ())


def _status(request: HttpRequest, result: ExecutionResult, media_type: str) -> int:
    """A refused document is 400, except for clients that ask for application/json by name: the specification keeps 200
    for those, because older ones read nothing else."""
    if not _was_refused(result):
        return 200
    by_name = media_type == PLAIN_JSON and PLAIN_JSON in request.headers.get("Accept", "")
    return 200 if by_name else 400


def _refusal(request: HttpRequest, error: HubError, media_type: str) -> HttpResponse:
    code = Code(error.extensions["code"]) if error.extensions else Code.BAD_REQUEST
    response = _answer({"errors": [error.formatted]}, STATUS.get(code, 400), media_type)
    if code is Code.METHOD_NOT_ALLOWED:
        response["Allow"] = "GET, POST"
    return _cached(request, response, is_whole=False)


def _answer(document: dict[str, Any], status: int, media_type: str) -> HttpResponse:
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(data, status=status, content_type=f"{media_type}; charset=utf-8")


def _cached(request: HttpRequest, response: HttpResponse, *, is_whole: bool) -> HttpResponse:
    """What anybody would be answered may be kept, if it is asked for again before each use."""
    is_public = request.method == "GET" and is_whole and not request.user.is_authenticated
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    patch_vary_headers(response, ("Accept", "Cookie"))
    response["X-Content-Type-Options"] = "nosniff"
    return response
