"""GraphQL over HTTP: parses the operation of a request and negotiates the media type of the response."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from graphql_api.base.callers import Caller, identify_caller
from graphql_api.base.errors import Code, HubError
from graphql_api.base.payloads import JSON_TYPE, parse_json_object, raise_bad_request, read_body, read_parameters
from graphql_api.execution.operation import Operation
from graphql_api.operations.hashes import PARAMETERS, parse_hash
from graphql_api.operations.learned import find_learned
from graphql_api.operations.lookup import find_registered

MEDIA_TYPE = "application/graphql-response+json"
OPERATION_PARAMETERS = ("query", "extensions", *PARAMETERS)
"""The parameters that contain or identify an operation."""
_NUL_ESCAPE = re.compile(r"\\u(?:0000|\{0+\})")


def parse_request(request: HttpRequest, in_path: str | None = None) -> tuple[Operation, Caller | None]:
    """Return the operation of a request; raises HubError if it is invalid. `in_path` is the hash in its path. The
    caller is only identified if the operation depends on it: if the hub may have learned its text from this caller."""
    members = _read_members(request)
    query = _get_member(members, "query", str)
    variables = _get_member(members, "variables", dict) or {}
    name = _get_member(members, "operationName", str) or None
    extensions = _get_member(members, "extensions", dict) or {}
    hash_ = parse_hash(members, extensions, in_path)
    if query:
        if _NUL_ESCAPE.search(query):
            raise_bad_request("NUL characters are not allowed.")
        if hash_ is not None and not hash_.matches(query):
            raise_bad_request("The hash is not that of `query`.")
        sha256 = hash_.digest if hash_ and hash_.algorithm == "sha256" else None
        return Operation(query, variables, name, sha256=sha256), None
    if hash_ is None:
        raise_bad_request("The request has no `query`.")
    if registered := find_registered(hash_):
        return Operation(registered.text, variables, name, registered.parsed), None
    if settings.GRAPHQL_LEARN_ANONYMOUS or "Authorization" in request.headers:
        caller = identify_caller(request)
        if text := find_learned(hash_.digest, caller):
            return Operation(text, variables, name), caller
    # Apollo's clients for iOS, and with application/json those for Kotlin, read no response with another status.
    status = 200 if "persistedQuery" in extensions else None
    raise HubError(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound", status)


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
