"""What a client sent, read strictly: body, query string and JSON, so that nothing in them can surprise what follows."""

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
"""How deep JSON may be nested: what reads variables afterwards calls itself for each level."""
# Databases take neither NUL nor halves of surrogate pairs; nothing that is asked of us needs them.
_UNUSABLE = re.compile("[\0\ud800-\udfff]")


def read_body(request: HttpRequest) -> bytes:
    """Return a request's body, of which no more is read than is allowed."""
    # Only JSON: a form on another site cannot send it without asking first, so a session's cookie is no danger.
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
    """Return the parameters of the query string. Django's own reader would mend what is no UTF-8, and take the last of
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
    """Return the JSON object that `what` holds."""
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
    """Return what the body is read from. Django takes a body without a length (chunked, HTTP/2) for an empty one."""
    environ = request.META
    if environ.get("CONTENT_LENGTH") or not environ.get("wsgi.input_terminated"):
        if _declared(environ.get("CONTENT_LENGTH")) > MAX_BODY:
            raise _too_large()
        return request
    return environ["wsgi.input"]


def _declared(length: str | None) -> int:
    return int(length[:12]) if length and length.isdecimal() else 0


def _too_large() -> HubError:
    return HubError(Code.BODY_TOO_LARGE, f"A request may have at most {MAX_BODY:,} bytes.")


def _no_number(name: str) -> NoReturn:
    raise_bad_request(f"{name} is not valid JSON: send a number, or omit the member.")


def _whole(digits: str) -> int | float:
    """Return a whole number; one of too many digits as what no type takes, so that the variable is named."""
    return int(digits) if len(digits) <= MAX_DIGITS else float(f"{digits[:1].strip('0123456789')}inf")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if isfinite(number) else raise_bad_request("A number is too large: the maximum is 1e308.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else raise_bad_request("A member appears twice.")


def _check(value: object) -> None:
    """Refuse texts that no database takes, and nesting without end; without nesting calls itself."""
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > MAX_NESTING:
            raise_bad_request(f"JSON may be nested at most {MAX_NESTING} levels deep.")
        if isinstance(one, str):
            if _UNUSABLE.search(one):
                raise_bad_request("NUL characters and lone surrogates are not allowed.")
        elif isinstance(one, dict):
            waiting.extend((each, depth + 1) for pair in one.items() for each in pair)
        elif isinstance(one, list):
            waiting.extend((each, depth + 1) for each in one)
