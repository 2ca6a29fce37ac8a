"""Results and refusals as HTTP answers: media type, status, what of errors is told, what may be kept and compressed."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from graphql_api.callers import CHALLENGES, REFUSED, Caller
from graphql_api.compression import compress
from graphql_api.cost.limits import MAX_ANSWER
from graphql_api.errors import Code, HubError, told
from graphql_api.payloads import PLAIN_JSON

METHODS = "GET, HEAD, POST, OPTIONS"
STATUS = REFUSED | {
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.BODY_TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.INTROSPECTION_OFF: 403,
    Code.OVER_BUDGET: 429,
    Code.INTERNAL: 500,
    Code.OVER_TIME: 503,
}


def answer(request: HttpRequest, caller: Caller, result: ExecutionResult, media_type: str) -> HttpResponse:
    """Return what the running of an operation came to."""
    response = _response(_document(result), _status(request, result, media_type), media_type)
    anybodys = caller.key is None and caller.viewer.is_anonymous
    # What anybody would be answered may be kept, if it is asked for again before each use.
    _kept(response, is_public=anybodys and request.method != "POST" and not result.errors)
    # What a cookie opens is not compressed: other sites can make a browser send it beside a text of theirs, and the
    # answer's length would tell whether the text is in it (BREACH). A key is sent by nobody but who has it.
    if anybodys or caller.key:
        compress(request, response)
    return response


def refusal(error: GraphQLError, media_type: str) -> HttpResponse:
    """Return what says that no operation was run."""
    code = Code((error.extensions or {})["code"])
    response = _response({"errors": [error.formatted]}, STATUS.get(code, 400), media_type)
    if code is Code.METHOD_NOT_ALLOWED:
        response["Allow"] = METHODS
    if code in CHALLENGES:
        response["WWW-Authenticate"] = CHALLENGES[code]
    return _kept(response, is_public=False)


def fault(error: Exception, media_type: str) -> HttpResponse:
    """Return what says that we failed before an operation could be run."""
    return refusal(told(GraphQLError(str(error), original_error=error)), media_type)


def choices() -> HttpResponse:
    """Return what OPTIONS is answered with."""
    return _kept(HttpResponse(status=204, headers={"Allow": METHODS}), is_public=False)


def _document(result: ExecutionResult) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if result.errors:
        document["errors"] = [told(error).formatted for error in result.errors]
    if result.data is not None or not _was_refused(result):
        document["data"] = result.data
    if result.extensions:
        document["extensions"] = result.extensions
    return document


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


def _response(document: dict[str, Any], status: int, media_type: str) -> HttpResponse:
    data = orjson.dumps(document)
    if len(data) > MAX_ANSWER:
        raise HubError(Code.ANSWER_TOO_LARGE, f"The answer has {len(data):,} bytes, more than {MAX_ANSWER:,}.")
    return HttpResponse(data, status=status, content_type=f"{media_type}; charset=utf-8")


def _kept(response: HttpResponse, *, is_public: bool) -> HttpResponse:
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    patch_vary_headers(response, ("Accept", "Accept-Encoding", "Authorization", "Cookie"))
    response["X-Content-Type-Options"] = "nosniff"
    return response
