"""GraphQL over HTTP: which operation a request asks for, and how it wants to be answered."""

import hashlib
import re
from typing import Any

from django.http import HttpRequest

from graphql_api.base.errors import Code, HubError
from graphql_api.base.payloads import JSON_TYPE, parse_json_object, raise_bad_request, read_body, read_parameters
from graphql_api.execution.operation import Operation
from graphql_api.operations.hashes import hash_of
from graphql_api.operations.lookup import registered

MEDIA_TYPE = "application/graphql-response+json"
ASKS = ("query", "documentId", "extensions")
"""The parameters that name an operation."""
_NUL_ESCAPE = re.compile(r"\\u(?:0000|\{0+\})")


def operation_of(request: HttpRequest, sha256: str | None = None) -> Operation:
    """Return what a request asks for; a HubError says what is wrong with it. `sha256` is what its path names."""
    members = _members(request)
    query = _member(members, "query", str)
    variables = _member(members, "variables", dict) or {}
    name = _member(members, "operationName", str) or None
    wanted = hash_of(members.get("documentId"), _member(members, "extensions", dict), sha256)
    if query:
        _check(query, wanted)
        return Operation(query, variables, name)
    if wanted is None:
        raise_bad_request("There is no `query`.")
    known = registered(wanted)
    return Operation(known.text, variables, name, known.document)


def answers_with(request: HttpRequest) -> str:
    """Return the media type to answer with; NOT_ACCEPTABLE when the client takes none of ours."""
    accept = request.headers.get("Accept", "*/*")
    if MEDIA_TYPE in accept and request.get_preferred_type([MEDIA_TYPE, JSON_TYPE]) == MEDIA_TYPE:
        return MEDIA_TYPE
    if not request.accepts(JSON_TYPE):
        raise HubError(Code.NOT_ACCEPTABLE, f"Answers are {MEDIA_TYPE} or {JSON_TYPE}.")
    return JSON_TYPE


def _members(request: HttpRequest) -> dict[str, Any]:
    parameters: dict[str, Any] = {**read_parameters(request)}
    if request.method == "POST":
        return parse_json_object(read_body(request), "The body")
    for name in ("variables", "extensions"):
        text = parameters.get(name)
        parameters[name] = parse_json_object(text, f"`{name}`") if text else None
    return parameters


def _check(query: str, sha256: str | None) -> None:
    if _NUL_ESCAPE.search(query):
        raise_bad_request("NUL characters are not allowed.")
    if sha256 is not None and hashlib.sha256(query.encode()).hexdigest() != sha256:
        raise_bad_request("The hash is not the SHA-256 of `query`.")


def _member(members: dict[str, Any], name: str, kind: type) -> Any:
    value = members.get(name)
    if value is not None and not isinstance(value, kind):
        raise_bad_request(f"`{name}` must be {'an object' if kind is dict else 'a text'}.")
    return value
