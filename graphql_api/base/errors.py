"""Errors as clients see them: each has a code, and internal errors are masked with an ID that is logged."""

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
    TOO_MUCH_IN_PROGRESS = "TOO_MUCH_IN_PROGRESS"
    OVER_TIME = "OVER_TIME"
    ANSWER_TOO_LARGE = "ANSWER_TOO_LARGE"
    INTROSPECTION_OFF = "INTROSPECTION_OFF"
    BAD_INPUT = "BAD_INPUT"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"
    BAD_CURSOR = "BAD_CURSOR"
    PAGE_SIZE = "PAGE_SIZE"
    KEY_REFUSED = "KEY_REFUSED"
    KEY_EXPIRED = "KEY_EXPIRED"
    KEY_REVOKED = "KEY_REVOKED"
    KEY_IN_ADDRESS = "KEY_IN_ADDRESS"
    ORIGIN_NOT_ALLOWED = "ORIGIN_NOT_ALLOWED"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    CSRF_FAILED = "CSRF_FAILED"
    FORBIDDEN = "FORBIDDEN"
    IDEMPOTENCY_KEY_MISSING = "IDEMPOTENCY_KEY_MISSING"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    TOO_MANY_STREAMS = "TOO_MANY_STREAMS"
    STREAMS_FULL = "STREAMS_FULL"
    INTERNAL = "INTERNAL"


MEANINGS: dict[Code, str] = {
    Code.BAD_REQUEST: "The request is not valid GraphQL over HTTP, for example not JSON, or without `query`.",
    Code.METHOD_NOT_ALLOWED: "Only GET and POST are allowed, and GET only for queries.",
    Code.NOT_ACCEPTABLE: "The `Accept` header allows none of the media types that the API can return.",
    Code.BODY_TOO_LARGE: "The request is larger than 100 kB.",
    Code.UNSUPPORTED_MEDIA_TYPE: "The body of a POST must be `application/json`.",
    Code.UNKNOWN_OPERATION: "The request has no operation with the requested name, or has several and names none.",
    Code.PERSISTED_QUERY_NOT_FOUND: "No operation with this hash is registered, or it was retired. Send its text.",
    Code.SYNTAX: "The operation cannot be parsed, or has more than 2,000 tokens.",
    Code.INVALID: "The operation is not valid against the schema.",
    Code.TOO_DEEP: "The operation is nested more than 16 levels deep.",
    Code.TOO_COMPLEX: "The operation has too many aliases, directives or root fields, or repeats one field too often.",
    Code.TOO_LARGE: "The operation may cost over 200,000 or a whole budget, or the response has over 50,000 nodes.",
    Code.OVER_BUDGET: "The budget is used up: retry after `Retry-After` seconds.",
    Code.TOO_MUCH_IN_PROGRESS: "Too many of your operations are in progress: retry after `Retry-After` seconds.",
    Code.OVER_TIME: "The operation took too long. Request less at a time.",
    Code.ANSWER_TOO_LARGE: "The response would be larger than 8 MB. Request less at a time.",
    Code.INTROSPECTION_OFF: "This hub allows introspection only with an API key or an editor's account.",
    Code.BAD_INPUT: "An argument or a variable has an invalid value.",
    Code.UNKNOWN_REFERENCE: "A filter names a topic, country or the like that does not exist, or you may not see it.",
    Code.BAD_CURSOR: "The cursor is invalid, or is for another filter or order. Start again without a cursor.",
    Code.PAGE_SIZE: "`first` must be from 1 to 100.",
    Code.KEY_REFUSED: "The `Authorization` header has no valid API key, or a key that does not exist.",
    Code.KEY_EXPIRED: "The key has expired: use the key that replaced it.",
    Code.KEY_REVOKED: "The key was revoked, or the partner's access has ended.",
    Code.KEY_IN_ADDRESS: "The URL contained a key. Send keys only in the `Authorization` header, and replace this one.",
    Code.ORIGIN_NOT_ALLOWED: "The key may not be used by pages from this origin.",
    Code.OUT_OF_SCOPE: "The operation requests a kind of content that is outside the scope of the key.",
    Code.UNAUTHENTICATED: "Mutations need an API key or the session of an account.",
    Code.CSRF_FAILED: "A mutation with a session needs its CSRF token in the header `X-CSRFToken`.",
    Code.FORBIDDEN: "The key lacks the scope for this change, or the account the permission.",
    Code.IDEMPOTENCY_KEY_MISSING: "A mutation needs an idempotency key of 1 to 128 characters.",
    Code.IDEMPOTENCY_KEY_REUSED: "The idempotency key was used for another change in the last 24 hours.",
    Code.TOO_MANY_STREAMS: "You have reached your maximum number of open event streams.",
    Code.STREAMS_FULL: "The server has reached its maximum number of event streams. Poll `changes` instead.",
    Code.INTERNAL: "An internal error. `extensions.id` is in our log: quote it when you report the error.",
}
"""The meaning of each code. A test compares it with docs/api/errors.md."""


class HubError(GraphQLError):
    """An error with a code, whose message may be shown to the client. `status` replaces the code's HTTP status;
    `details` are further extensions."""

    def __init__(self, code: Code, message: str, status: int | None = None, **details: object) -> None:
        super().__init__(message, extensions={"code": code.value, **details})
        self.code, self.status = code, status


def client_error(error: GraphQLError) -> GraphQLError:
    """Return an error as the client may see it: with a code, and masked unless it is about the client's input."""
    if "code" in (error.extensions or {}):
        return error
    if isinstance(error, GraphQLSyntaxError):
        code = Code.SYNTAX
    elif isinstance(error.original_error, RecursionError):
        return HubError(Code.TOO_DEEP, "The operation is nested too deeply.")
    elif _is_about_input(error):
        code = Code.BAD_INPUT
        error.message = add_advice(error.message)
    else:
        return _masked(error)
    error.extensions = {"code": code.value}
    return error


def _is_about_input(error: GraphQLError) -> bool:
    """Whether a variable or argument is invalid: only such errors have no path or no field node."""
    if isinstance(error.original_error, StrawberryInputCoercionError):  # raised by the field that has the argument
        return True
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        return False
    return error.path is None or not any(isinstance(node, FieldNode) for node in error.nodes or ())


def _masked(error: GraphQLError) -> GraphQLError:
    """Log an unexpected error under an ID, and return a masked error with this ID."""
    identity = uuid4().hex
    logger.error("GraphQL error %s at %s", identity, error.path, exc_info=error.original_error or error)
    return GraphQLError(
        f"Something went wrong on our side. Quote {identity} when you report it.",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": Code.INTERNAL.value, "id": identity},
    )
