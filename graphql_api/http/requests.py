"""GraphQL over HTTP: parses the operation of a request and negotiates the media type of the response."""

import re
from typing import Any

from django.http import HttpRequest

from graphql_api.base.errors import Code, HubError
from graphql_api.base.payloads import JSON_TYPE, parse_json_object, raise_bad_request, read_body, read_parameters
from graphql_api.execution.operation import Operation
from graphql_api.operations.hashes import PARAMETERS, parse_hash
from graphql_api.operations.lookup import find_registered

MEDIA_TYPE = "application/graphql-response+json"
OPERATION_PARAMETERS = ("query", "extensions", *PARAMETERS)
"""The parameters that contain or identify an operation."""
_NUL_ESCAPE = re.compile(r"\\u(?:0000|\{0+\})")


def parse_request(request: HttpRequest, in_path: str | None = None) -> Operation:
    """Return the operation of a request; raises HubError if it is invalid. `in_path` is the hash in its path."""
    members = _read_members(request)
    query = _get_member(members, "query", str)
    variables = _get_member(members, "variables", dict) or {}
    name = _get_member(members, "operationName", str) or None
    expected = parse_hash(members, _get_member(members, "extensions", dict), in_path)
    if query:
        if _NUL_ESCAPE.search(query):
            raise_bad_request("NUL characters are not allowed.")
        if expected is not None and not expected.matches(query):
            raise_bad_request("The hash is not that of `query`.")
        return Operation(query, variables, name)
    if expected is None:
        raise_bad_request("The request has no `query`.")
    registered = find_registered(expected)
    if registered is None:
        raise HubError(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
    return Operation(registered.text, variables, name, registered.parsed)


def negotiate_media_type(request: HttpRequest) -> str:
    """Return the media type of the response; NOT_ACCEPTABLE if the client accepts none that we support."""
    accept = request.headers.get("Accept", "*/*")
    if MEDIA_TYPE in accept and request.get_preferred_type([MEDIA_TYPE, JSON_TYPE]) == MEDIA_TYPE:
        return MEDIA_TYPE
    if not request.accepts(JSON_TYPE):
        raise HubError(Code.NOT_ACCEPTABLE, f"Responses are {MEDIA_TYPE} or {JSON_TYPE}.")
    return JSON_TYPE


def _read_members(request: HttpRequest) -> dict[str, Any]:
    """Return the members of a POST's JSON, or the query parameters with those that hold JSON parsed."""
    parameters: dict[str, Any] = {**read_parameters(request)}
    if request.method == "POST":
        return parse_json_object(read_body(request), "The body")
    for name in ("variables", "extensions"):
        text = parameters.get(name)
        parameters[name] = parse_json_object(text, f"`{name}`") if text else None
    return parameters


def _get_member(members: dict[str, Any], name: str, type_: type) -> Any:
    value = members.get(name)
    if value is not None and not isinstance(value, type_):
        raise_bad_request(f"`{name}` must be {'an object' if type_ is dict else 'a string'}.")
    return value
