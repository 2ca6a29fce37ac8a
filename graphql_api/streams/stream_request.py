"""The opening of a stream: who asks, and what, read as a request of the API is."""

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
from graphql_api.http.requests import operation_of
from graphql_api.http.responses import choices, fault, refusal
from partners.oauth.access import parse_access_token

EVENTS = "text/event-stream"


class Credential(NamedTuple):
    """What says who asks, as it was sent."""

    authorization: str | None
    origin: str | None
    session: str | None


@dataclass(frozen=True)
class Opening:
    """A stream that is asked for."""

    request: HttpRequest
    caller: Caller
    operation: Operation
    cursor: str | None
    """Where the client was when its last connection broke."""

    @property
    def credential(self) -> Credential:
        """What the request shows of who asks."""
        headers = self.request.headers
        session = self.request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        return Credential(headers.get("Authorization"), headers.get("Origin"), session)

    @property
    def is_anybody(self) -> bool:
        """Whether nothing was sent that says who asks, so that nothing of it can change."""
        return self.caller.key is None and self.credential.session is None

    @cached_property
    def token_ends_at(self) -> datetime | None:
        """When the access token ends that was shown in place of a key, if one was."""
        token = parse_access_token((self.credential.authorization or "").partition(" ")[2])
        return token.expires_at if token else None

    def caller_now(self) -> Caller:
        """Return who asks, looked up again: a HubError when the key is no longer good."""
        for name in ("session", "user", "_cached_user"):
            self.request.__dict__.pop(name, None)
        return cast("Caller", _through_middleware(self.request, identify_caller))


class Opened(HttpResponse):
    """The head of a stream that may begin."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(content_type=f"{EVENTS}; charset=utf-8")
        self.opening = opening
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"  # nginx would hold events back to fill a buffer
        self["X-Content-Type-Options"] = "nosniff"


def open_stream(request: HttpRequest) -> HttpResponseBase:
    """Return the head of the stream that a request asks for, or what is wrong with it."""
    answer = CorsMiddleware(lambda asked: cast("HttpResponse", _through_middleware(asked, _answer)))(request)
    return cast("HttpResponseBase", answer)


def _through_middleware(request: HttpRequest, view: Any) -> Any:
    """Run a view with the request's session and account. Neither is written to here."""
    SessionMiddleware(view).process_request(request)
    AuthenticationMiddleware(view).process_request(request)
    return view(request)


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return choices()
    try:
        if request.method not in ("GET", "POST"):
            raise HubError(Code.METHOD_NOT_ALLOWED, "Send GET or POST.")
        if not request.accepts(EVENTS):
            raise HubError(Code.NOT_ACCEPTABLE, f"Answers are {EVENTS}.")
        cursor = request.headers.get("Last-Event-ID")
        return Opened(Opening(request, identify_caller(request), operation_of(request), cursor or None))
    except HubError as error:
        return refusal(error, JSON_TYPE)
    except Exception as error:  # the database is away, say
        return fault(error, JSON_TYPE)
