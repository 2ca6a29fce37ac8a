"""HTTP responses for results and errors: media type, status, cache headers and compression."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from graphql import GraphQLError

from graphql_api.base.callers import CHALLENGES, REFUSAL_STATUSES, Caller
from graphql_api.base.errors import Code, client_error
from graphql_api.base.payloads import JSON_TYPE, SAFE_METHODS
from graphql_api.execution.caching.headers import set_cache_headers
from graphql_api.execution.cost.operation_cost import HEADER
from graphql_api.execution.json_result import JsonResult, to_json
from graphql_api.http.compression import compress

METHODS = "GET, HEAD, POST, OPTIONS"
STATUS = REFUSAL_STATUSES | {
    Code.PERSISTED_QUERY_NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.BODY_TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.INTROSPECTION_OFF: 403,
    Code.OVER_BUDGET: 429,
    Code.TOO_MUCH_IN_PROGRESS: 429,
    Code.TOO_MANY_STREAMS: 429,
    Code.STREAMS_FULL: 503,
    Code.INTERNAL: 500,
    Code.OVER_TIME: 503,
}


def result_response(
    request: HttpRequest, caller: Caller | None, result: JsonResult, media_type: str
) -> HttpResponseBase:
    """Return the response for a result; the caller is None if the operation was rejected for every caller."""
    status, content_type = _find_status(request, result, media_type), f"{media_type}; charset=utf-8"
    response = _set_common_headers(HttpResponse(result.data, status=status, content_type=content_type))
    is_public = caller is None or (caller.key is None and caller.viewer.is_anonymous)
    # Responses to a session cookie are not compressed: another site can make a browser send the cookie together with a
    # text of its own, and the response's length would reveal whether it contains that text (BREACH). Only the owner of
    # a key sends it.
    if caller is None or is_public or caller.key:
        compress(request, response)
    if is_public and request.method in SAFE_METHODS and not result.has_errors:
        response["Cache-Control"] = "public, no-cache"
        return set_cache_headers(request, response, result.entry)
    return response


def error_response(error: GraphQLError, media_type: str, methods: str = METHODS) -> HttpResponse:
    """Return the response for an error that prevented the operation from being run; `methods` are those allowed."""
    code = Code((error.extensions or {})["code"])
    status, content_type = getattr(error, "status", None) or STATUS.get(code, 400), f"{media_type}; charset=utf-8"
    data = to_json({"errors": [error.formatted]})
    response = _set_common_headers(HttpResponse(data, status=status, content_type=content_type))
    if code is Code.METHOD_NOT_ALLOWED:
        response["Allow"] = methods
    if code in CHALLENGES:
        response["WWW-Authenticate"] = CHALLENGES[code]
    return response


def internal_error_response(error: Exception, media_type: str) -> HttpResponse:
    """Return the response for an unexpected exception before the operation was run."""
    return error_response(client_error(GraphQLError(str(error), original_error=error)), media_type)


def options_response() -> HttpResponse:
    """Return the response to an OPTIONS request."""
    return _set_common_headers(HttpResponse(status=204, headers={"Allow": METHODS}))


def _find_status(request: HttpRequest, result: JsonResult, media_type: str) -> int:
    """Return 400 for a rejected operation, except to clients that accept application/json explicitly: the specification
    keeps 200 for those, because older clients do not read the body of anything else."""
    if not result.was_rejected:
        return 200
    is_explicit = media_type == JSON_TYPE and JSON_TYPE in request.headers.get("Accept", "")
    return 200 if is_explicit else 400


def _set_common_headers(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ("Accept", "Accept-Encoding", "Authorization", "Cookie", HEADER))
    response["X-Content-Type-Options"] = "nosniff"
    return response
