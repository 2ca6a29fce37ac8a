"""Strict parsing of request bodies, query strings and JSON."""

import json
import re
from math import isfinite
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from django.http import HttpRequest, UnreadablePostError

from graphql_api.base.error_messages import MAX_DIGITS
from graphql_api.base.errors import Code, HubError

JSON_TYPE = "application/json"
SAFE_METHODS = ("GET", "HEAD")
MAX_BODY = 100_000
MAX_PARAMETERS = 20
MAX_NESTING = 64
"""How deep JSON may be nested: the code that reads variables afterwards is recursive."""
# Databases accept neither NUL nor lone surrogates, and no request needs them.
_UNUSABLE = re.compile("[\0\ud800-\udfff]")


def read_body(request: HttpRequest) -> bytes:
    """Return the body of a request, without reading more than the limit."""
    # Only JSON: a form on another site cannot send it without a CORS preflight, so session cookies are safe.
    if request.content_type != JSON_TYPE:
        raise HubError(Code.UNSUPPORTED_MEDIA_TYPE, f"Send the request as {JSON_TYPE}.")
    if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise HubError(Code.UNSUPPORTED_MEDIA_TYPE, "Send the request in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise HubError(Code.UNSUPPORTED_MEDIA_TYPE, "Send the request without a Content-Encoding.")
    try:
        body: bytes = _stream(request).read(MAX_BODY + 1)
    except UnreadablePostError:
        raise_bad_request("The request body is incomplete.")
    if len(body) > MAX_BODY:
        raise _too_large()
    return body


def read_parameters(request: HttpRequest) -> dict[str, str]:
    """Return the parameters of the query string. Django's QueryDict would replace invalid UTF-8, and use the last of
    two values."""
    raw = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    if len(raw) > MAX_BODY:
        raise _too_large()
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise_bad_request("The query string is not UTF-8.")
    except ValueError:
        raise_bad_request(f"The query string has more than {MAX_PARAMETERS} parameters.")
    parameters = dict(pairs)
    if len(parameters) < len(pairs):
        raise_bad_request("A parameter appears twice.")
    _check(parameters)
    return parameters


def parse_json_object(data: bytes | str, what: str) -> dict[str, Any]:
    """Return the JSON object in a text; `what` names the text in error messages."""
    try:
        text = data.decode() if isinstance(data, bytes) else data
        members = json.loads(
            text, parse_constant=_no_number, parse_int=_whole, parse_float=_finite, object_pairs_hook=_unique
        )
    except (ValueError, RecursionError):
        raise_bad_request(f"{what} is not JSON in UTF-8.")
    if isinstance(members, list):
        raise_bad_request(f"{what} must be one JSON object. Batches are not supported: send one operation per request.")
    if not isinstance(members, dict):
        raise_bad_request(f"{what} must be one JSON object.")
    _check(members)
    return members


def raise_bad_request(message: str) -> NoReturn:
    """Raise BAD_REQUEST."""
    raise HubError(Code.BAD_REQUEST, message)


def _stream(request: HttpRequest) -> Any:
    """Return the stream of the body. Django treats a body without Content-Length (chunked, HTTP/2) as empty."""
    environ = request.META
    if environ.get("CONTENT_LENGTH") or not environ.get("wsgi.input_terminated"):
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length[:12]) > MAX_BODY:
            raise _too_large()
        return request
    return environ["wsgi.input"]


def _too_large() -> HubError:
    return HubError(Code.BODY_TOO_LARGE, f"A request may have at most {MAX_BODY:,} bytes.")


def _no_number(name: str) -> NoReturn:
    raise_bad_request(f"{name} is not valid JSON: send a number, or omit the member.")


def _whole(digits: str) -> int | float:
    """Return a whole number, or infinity if it has too many digits: validation then names the variable."""
    return int(digits) if len(digits) <= MAX_DIGITS else float(f"{digits[:1].strip('0123456789')}inf")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if isfinite(number) else raise_bad_request("A number is too large: the maximum is 1e308.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else raise_bad_request("A member appears twice.")


def _check(value: object) -> None:
    """Reject strings that databases do not accept, and deep nesting. Not recursive."""
    pending = [(value, 0)]
    while pending:
        one, depth = pending.pop()
        if depth > MAX_NESTING:
            raise_bad_request(f"JSON may be nested at most {MAX_NESTING} levels deep.")
        if isinstance(one, str):
            if _UNUSABLE.search(one):
                raise_bad_request("NUL characters and lone surrogates are not allowed.")
        elif isinstance(one, dict):
            pending.extend((each, depth + 1) for pair in one.items() for each in pair)
        elif isinstance(one, list):
            pending.extend((each, depth + 1) for each in one)
