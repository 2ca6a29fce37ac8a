"""The request that starts a stream: its caller and operation, parsed like other requests of the API."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, cast

from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from graphql_api.base.callers import Caller, identify_caller
from graphql_api.base.errors import Code, HubError
from graphql_api.base.payloads import JSON_TYPE
from graphql_api.execution.operation import Operation
from graphql_api.http.requests import parse_request
from graphql_api.http.responses import error_response, internal_error_response, options_response
from partners.oauth.access import parse_access_token

EVENTS = "text/event-stream"


class Credential(NamedTuple):
    """The parts of a request that identify the caller, as sent."""

    authorization: str | None
    origin: str | None
    session: str | None


@dataclass(frozen=True)
class StreamRequest:
    """A valid request for a stream."""

    request: HttpRequest
    caller: Caller
    operation: Operation
    cursor: str | None
    """Where the client's previous connection broke off."""

    @property
    def credential(self) -> Credential:
        """The caller's credential."""
        headers = self.request.headers
        session = self.request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        return Credential(headers.get("Authorization"), headers.get("Origin"), session)

    @property
    def is_anonymous(self) -> bool:
        """Whether the request has neither a key nor a session, so that access cannot change."""
        return self.caller.key is None and self.credential.session is None

    @cached_property
    def token_expires_at(self) -> datetime | None:
        """When the access token that was sent instead of a key expires, if there is one."""
        token = parse_access_token((self.credential.authorization or "").partition(" ")[2])
        return token.expires_at if token else None

    def find_current_caller(self) -> Caller:
        """Look the caller up again; raises HubError if the key is no longer valid."""
        for name in ("session", "user", "_cached_user"):
            self.request.__dict__.pop(name, None)
        return cast("Caller", _with_session(self.request, identify_caller))


class StreamResponse(HttpResponse):
    """The headers of a stream that may start."""

    def __init__(self, stream_request: StreamRequest) -> None:
        super().__init__(content_type=f"{EVENTS}; charset=utf-8")
        self.stream_request = stream_request
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"  # nginx would buffer events
        self["X-Content-Type-Options"] = "nosniff"


def respond(request: HttpRequest) -> HttpResponseBase:
    """Return a StreamResponse, or the response for an error."""
    response = CorsMiddleware(lambda request: cast("HttpResponse", _with_session(request, _respond)))(request)
    return cast("HttpResponseBase", response)


def _with_session(request: HttpRequest, view: Any) -> Any:
    """Call a view with the request's session and account, neither of which is modified."""
    SessionMiddleware(view).process_request(request)
    AuthenticationMiddleware(view).process_request(request)
    return view(request)


def _respond(request: HttpRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return options_response()
    try:
        if request.method not in ("GET", "POST"):
            raise HubError(Code.METHOD_NOT_ALLOWED, "Send GET or POST.")
        if not request.accepts(EVENTS):
            raise HubError(Code.NOT_ACCEPTABLE, f"Responses are {EVENTS}.")
        cursor = request.headers.get("Last-Event-ID")
        operation, caller = parse_request(request)
        return StreamResponse(StreamRequest(request, caller or identify_caller(request), operation, cursor or None))
    except HubError as error:
        return error_response(error, JSON_TYPE)
    except Exception as error:  # e.g. the database is unavailable
        return internal_error_response(error, JSON_TYPE)
