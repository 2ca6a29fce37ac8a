"""Results and refusals as HTTP answers: media type, status, what of errors is told, what may be kept and compressed."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from graphql import GraphQLError

from graphql_api.base.callers import CHALLENGES, REFUSAL_STATUSES, Caller
from graphql_api.base.errors import Code, client_error
from graphql_api.base.payloads import JSON_TYPE, SAFE_METHODS
from graphql_api.execution.caching.headers import keep
from graphql_api.execution.cost.operation_cost import REPORT
from graphql_api.execution.json_result import Answer, written
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
    Code.TOO_MANY_STREAMS: 429,
    Code.STREAMS_FULL: 503,
    Code.INTERNAL: 500,
    Code.OVER_TIME: 503,
}


def answer(request: HttpRequest, caller: Caller | None, given: Answer, media_type: str) -> HttpResponseBase:
    """Return what the running of an operation came to; the caller is not known where it was refused whoever asks."""
    response = _response(given.data, _status(request, given, media_type), media_type)
    anybodys = caller is None or (caller.key is None and caller.viewer.is_anonymous)
    # What a cookie opens is not compressed: other sites can make a browser send it beside a text of theirs, and the
    # answer's length would tell whether the text is in it (BREACH). A key is sent by nobody but who has it.
    if caller is None or anybodys or caller.key:
        compress(request, response)
    if anybodys and request.method in SAFE_METHODS and not given.has_errors:
        return keep(request, _kept(response, is_public=True), given.entry)
    return _kept(response, is_public=False)


def refusal(error: GraphQLError, media_type: str) -> HttpResponse:
    """Return what says that no operation was run."""
    code = Code((error.extensions or {})["code"])
    response = _response(written({"errors": [error.formatted]}), STATUS.get(code, 400), media_type)
    if code is Code.METHOD_NOT_ALLOWED:
        response["Allow"] = METHODS
    if code in CHALLENGES:
        response["WWW-Authenticate"] = CHALLENGES[code]
    return _kept(response, is_public=False)


def fault(error: Exception, media_type: str) -> HttpResponse:
    """Return what says that we failed before an operation could be run."""
    return refusal(client_error(GraphQLError(str(error), original_error=error)), media_type)


def choices() -> HttpResponse:
    """Return what OPTIONS is answered with."""
    return _kept(HttpResponse(status=204, headers={"Allow": METHODS}), is_public=False)


def _status(request: HttpRequest, given: Answer, media_type: str) -> int:
    """A refused document is 400, except for clients that ask for application/json by name: the specification keeps 200
    for those, because older ones read nothing else."""
    if not given.was_refused:
        return 200
    by_name = media_type == JSON_TYPE and JSON_TYPE in request.headers.get("Accept", "")
    return 200 if by_name else 400


def _response(data: bytes, status: int, media_type: str) -> HttpResponse:
    return HttpResponse(data, status=status, content_type=f"{media_type}; charset=utf-8")


def _kept(response: HttpResponse, *, is_public: bool) -> HttpResponse:
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    patch_vary_headers(response, ("Accept", "Accept-Encoding", "Authorization", "Cookie", REPORT))
    response["X-Content-Type-Options"] = "nosniff"
    return response
