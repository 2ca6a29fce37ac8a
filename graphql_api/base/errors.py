"""Errors as clients see them: each has a code, and what is our own fault is masked with an id that the log knows."""

import logging
from enum import StrEnum
from uuid import uuid4

from graphql import FieldNode, GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import StrawberryInputCoercionError

from graphql_api.base.error_messages import add_advice

logger = logging.getLogger(__name__)


class Code(StrEnum):
    """The value of `extensions.code`."""

    BAD_REQUEST = "BAD_REQUEST"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    UNKNOWN_OPERATION = "UNKNOWN_OPERATION"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    SYNTAX = "SYNTAX"
    INVALID = "INVALID"
    TOO_DEEP = "TOO_DEEP"
    TOO_COMPLEX = "TOO_COMPLEX"
    TOO_LARGE = "TOO_LARGE"
    OVER_BUDGET = "OVER_BUDGET"
    OVER_TIME = "OVER_TIME"
    ANSWER_TOO_LARGE = "ANSWER_TOO_LARGE"
    INTROSPECTION_OFF = "INTROSPECTION_OFF"
    BAD_INPUT = "BAD_INPUT"
    BAD_CURSOR = "BAD_CURSOR"
    PAGE_SIZE = "PAGE_SIZE"
    KEY_REFUSED = "KEY_REFUSED"
    KEY_EXPIRED = "KEY_EXPIRED"
    KEY_REVOKED = "KEY_REVOKED"
    KEY_IN_ADDRESS = "KEY_IN_ADDRESS"
    ORIGIN_NOT_ALLOWED = "ORIGIN_NOT_ALLOWED"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    TOO_MANY_STREAMS = "TOO_MANY_STREAMS"
    STREAMS_FULL = "STREAMS_FULL"
    INTERNAL = "INTERNAL"


MEANINGS: dict[Code, str] = {
    Code.BAD_REQUEST: "The request is no GraphQL over HTTP: no JSON, a member of the wrong type, no text.",
    Code.METHOD_NOT_ALLOWED: "Only GET and POST are answered, and GET only runs queries.",
    Code.NOT_ACCEPTABLE: "The `Accept` header allows none of the media types that we answer with.",
    Code.BODY_TOO_LARGE: "The request is larger than 100 kB.",
    Code.UNSUPPORTED_MEDIA_TYPE: "The body of a POST must be `application/json`.",
    Code.UNKNOWN_OPERATION: "The document has no operation of the name asked for, or several and no name was given.",
    Code.PERSISTED_QUERY_NOT_FOUND: "No operation of this hash is registered, or it was retired. Send its text.",
    Code.SYNTAX: "The document cannot be parsed, or has more than 2,000 tokens.",
    Code.INVALID: "The document does not fit the schema.",
    Code.TOO_DEEP: "The document is nested more than 16 levels deep.",
    Code.TOO_COMPLEX: "The document has too many aliases, directives or root fields, or names one field too often.",
    Code.TOO_LARGE: "The operation may cost more than 200,000 or a whole budget, or the answer has over 50,000 nodes.",
    Code.OVER_BUDGET: "The budget is spent for now: ask again after `Retry-After` seconds.",
    Code.OVER_TIME: "The operation took longer than it may. Ask for less at a time.",
    Code.ANSWER_TOO_LARGE: "The answer would have more than 8 MB. Ask for less at a time.",
    Code.INTROSPECTION_OFF: "The schema is told to keys and editors only; it also stands in the documentation.",
    Code.BAD_INPUT: "An argument or a variable has a value that cannot be used.",
    Code.BAD_CURSOR: "A cursor was not given out by this API, or for another list. Begin again without one.",
    Code.PAGE_SIZE: "Exactly one of `first` and `last` must be given, from 1 to 100.",
    Code.KEY_REFUSED: "The `Authorization` header holds no key of ours, or one that does not exist.",
    Code.KEY_EXPIRED: "The key has ended: use the one that replaced it.",
    Code.KEY_REVOKED: "The key was revoked, or its partner's access is over.",
    Code.KEY_IN_ADDRESS: "A key stood in the address. It is taken from the `Authorization` header only; replace it.",
    Code.ORIGIN_NOT_ALLOWED: "The key may not be used by pages of this origin.",
    Code.OUT_OF_SCOPE: "The document asks for a kind of content that the key is not for.",
    Code.TOO_MANY_STREAMS: "You have as many event streams open as you may.",
    Code.STREAMS_FULL: "All event streams are taken. Ask `changes` now and then instead.",
    Code.INTERNAL: "Our fault. `extensions.id` is in our log: quote it when you report the error.",
}
"""What each code means: docs/api/errors.md says the same, and a test compares the two."""


class HubError(GraphQLError):
    """An error with a code, fit for the person who made the request."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message, extensions={"code": code.value})


def client_error(error: GraphQLError) -> GraphQLError:
    """Return an error as the client may see it: with a code, masked unless it is about what the client sent."""
    if "code" in (error.extensions or {}):
        return error
    if isinstance(error, GraphQLSyntaxError):
        code = Code.SYNTAX
    elif isinstance(error.original_error, RecursionError):
        return HubError(Code.TOO_DEEP, "The document is nested too deep.")
    elif _is_about_input(error):
        code = Code.BAD_INPUT
        error.message = add_advice(error.message)
    else:
        return _masked(error)
    error.extensions = {"code": code.value}
    return error


def _is_about_input(error: GraphQLError) -> bool:
    """Whether a variable or an argument could not be used: the one kind of error without a path, or not at a field."""
    if isinstance(error.original_error, StrawberryInputCoercionError):  # found out at the field that takes it
        return True
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        return False
    return error.path is None or not any(isinstance(node, FieldNode) for node in error.nodes or ())


def _masked(error: GraphQLError) -> GraphQLError:
    """Return what a client may see of an error that nobody foresaw, having logged it under an id."""
    identity = uuid4().hex
    logger.error("GraphQL error %s at %s", identity, error.path, exc_info=error.original_error or error)
    return GraphQLError(
        f"Something went wrong on our side. Quote {identity} when you report it.",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": Code.INTERNAL.value, "id": identity},
    )
