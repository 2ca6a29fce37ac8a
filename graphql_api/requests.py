"""GraphQL over HTTP: what was asked, read strictly, so that nothing a client sends can surprise what comes after."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from django.http import HttpRequest

from graphql_api.errors import Code, HubError

MAX_BODY = 100_000
MEDIA_TYPE = "application/graphql-response+json"
PLAIN_JSON = "application/json"
_NUL_ESCAPE = re.compile(r"\\u(?:0000|\{0+\})")


@dataclass(frozen=True)
class Operation:
    """One request."""

    query: str
    variables: dict[str, Any]
    name: str | None


def operation_of(request: HttpRequest) -> Operation:
    """Return what a request asks for; a HubError says what is wrong with it."""
    if request.method == "POST":
        members = _json(_body(request))
    else:
        members = {name: request.GET[name] for name in request.GET}
        for name in ("variables", "extensions"):
            if name in members:
                members[name] = _json(members[name].encode(), f"`{name}`") if members[name] else None
    operation = Operation(
        _member(members, "query", str) or _refuse("There is no `query`."),
        _member(members, "variables", dict) or {},
        _member(members, "operationName", str) or None,
    )
    _member(members, "extensions", dict)
    _check_text(operation)
    return operation


def answers_with(request: HttpRequest) -> str:
    """Return the media type to answer with; NOT_ACCEPTABLE when the client takes none of ours."""
    accept = request.headers.get("Accept", "*/*")
    if MEDIA_TYPE in accept and request.get_preferred_type([MEDIA_TYPE, PLAIN_JSON]) == MEDIA_TYPE:
        return MEDIA_TYPE
    if not request.accepts(PLAIN_JSON):
        raise HubError(Code.NOT_ACCEPTABLE, f"Answers are {MEDIA_TYPE} or {PLAIN_JSON}.")
    return PLAIN_JSON


def _body(request: HttpRequest) -> bytes:
    # Only JSON: a form on another site cannot send it without asking first, so a session's cookie is no danger.
    if request.content_type != PLAIN_JSON:
        raise HubError(Code.UNSUPPORTED_MEDIA_TYPE, f"Send the request as {PLAIN_JSON}.")
    if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise HubError(Code.UNSUPPORTED_MEDIA_TYPE, "Send the request in UTF-8.")
    body: bytes = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise HubError(Code.BODY_TOO_LARGE, f"A request has {MAX_BODY:,} bytes at most.")
    return body


def _json(data: bytes, what: str = "The body") -> dict[str, Any]:
    try:
        members = json.loads(data.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise HubError(Code.BAD_REQUEST, f"{what} is not JSON in UTF-8.") from None
    if not isinstance(members, dict):
        raise HubError(Code.BAD_REQUEST, f"{what} must be one JSON object.")
    return members


def _member(members: dict[str, Any], name: str, kind: type) -> Any:
    value = members.get(name)
    if value is not None and not isinstance(value, kind):
        raise HubError(Code.BAD_REQUEST, f"`{name}` must be {'an object' if kind is dict else 'a text'}.")
    return value


def _check_text(operation: Operation) -> None:
    """Databases take neither NUL nor halves of surrogate pairs; no query of ours needs them."""
    if _NUL_ESCAPE.search(operation.query):
        _refuse("NUL characters are not allowed.")
    for text in _texts([operation.query, operation.name, operation.variables]):
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            _refuse("NUL characters and lone surrogates are not allowed.")


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting.extend([*one.keys(), *one.values()])
        elif isinstance(one, list):
            waiting.extend(one)


def _refuse(message: str) -> NoReturn:
    raise HubError(Code.BAD_REQUEST, message)
