"""Requests and what follows from their responses, without sending anything: shared by the clients with and without
`await`.

An exchange is a generator. It yields requests, for which it expects responses, and pauses.
"""

from collections import OrderedDict
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from json import dumps
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from stepchange_hub.errors import HubError
from stepchange_hub.operations import Operation, Result

T = TypeVar("T")
Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Pause:
    """Seconds to wait."""

    seconds: float


Exchange = Generator[httpx.Request | Pause, httpx.Response | None, T]

ACCEPT = "application/graphql-response+json"
LONGEST_URL = 2_000


@dataclass
class Exchanges:
    """Builds the requests to a hub, repeats them when that helps, and revalidates earlier responses by their ETags."""

    url: str
    key: str | None = None
    stream_url: str | None = None
    retries: int = 4
    longest_wait: float = 60
    """The longest wait before a request is repeated, in seconds. If the hub asks for more, it fails."""
    cache_size: int = 100
    _cache: OrderedDict[str, tuple[str, Result[Any]]] = field(default_factory=OrderedDict, repr=False)

    def __post_init__(self) -> None:
        self.url = self.url.rstrip("/")

    def execute(self, operation: Operation[Any], variables: Variables) -> Exchange[Result[Any]]:
        """Run a query. Raises HubError if it did not run."""
        parameters: dict[str, Any] = {"variables": variables} if variables else {}
        if operation.is_registered:
            try:
                return (yield from self._repeat("GET", f"/graphql/op/{operation.hash}", parameters))
            except HubError as error:
                if error.code != "PERSISTED_QUERY_NOT_FOUND":
                    raise
            persisted = {"version": 1, "sha256Hash": operation.hash}
            parameters["extensions"] = {"persistedQuery": persisted}
        return (yield from self._repeat("GET", "/graphql", {"query": operation.text, **parameters}))

    def mutate(self, operation: Operation[Any], variables: Variables, idempotency_key: str | None) -> Exchange[Any]:
        """Run a mutation with an idempotency key, so that repeating it does no harm. Returns its data."""
        body = {"query": operation.text, "variables": variables}
        headers = {"Idempotency-Key": idempotency_key or str(uuid4())}
        return require_data((yield from self._repeat("POST", "/graphql", body, headers)))

    def subscription(self, operation: Operation[Any], variables: Variables) -> httpx.Request:
        """Return the request for a stream of results."""
        body = {"query": operation.text, "variables": variables}
        headers = {"Accept": "text/event-stream", **self._authorization()}
        return httpx.Request("POST", self.stream_url or f"{self.url}/graphql/stream", json=body, headers=headers)

    def _repeat(
        self, method: str, path: str, body: Variables, headers: Mapping[str, str] | None = None
    ) -> Exchange[Result[Any]]:
        attempt = 0
        while True:
            try:
                return (yield from self._send(method, path, body, headers or {}))
            except HubError as error:
                delay = error.retry_delay(attempt)
                if delay is None or delay > self.longest_wait or attempt == self.retries:
                    raise
                yield Pause(delay)
                attempt += 1

    def _send(self, method: str, path: str, body: Variables, headers: Mapping[str, str]) -> Exchange[Result[Any]]:
        """Send one request: by GET if the address is short enough, because caches can answer that."""
        headers = {"Accept": ACCEPT, **self._authorization(), **headers}
        url = httpx.URL(self.url + path)
        parameters = {name: value if isinstance(value, str) else dumps(value) for name, value in body.items()}
        address = str(url.copy_merge_params(parameters))
        if method == "POST" or len(address) > LONGEST_URL:
            response = yield httpx.Request("POST", url, json=body, headers=headers)
            return read_result(response)
        cached = self._cache.get(address)
        response = yield httpx.Request(
            "GET", address, headers={**headers, **({"If-None-Match": cached[0]} if cached else {})}
        )
        if cached and response is not None and response.status_code == httpx.codes.NOT_MODIFIED:
            return cached[1]
        result = read_result(response)
        self._remember(address, response, result)
        return result

    def _remember(self, address: str, response: httpx.Response | None, result: Result[Any]) -> None:
        if response is not None and (etag := response.headers.get("ETag")):
            self._cache[address] = etag, result
            self._cache.move_to_end(address)
            if len(self._cache) > self.cache_size:
                self._cache.popitem(last=False)

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def require_data(result: Result[T]) -> T:
    """Return the data of a result; raises HubError if some fields failed."""
    if result.errors:
        raise HubError(httpx.codes.OK, result.errors, data=result.data)
    return result.data


def read_result(response: httpx.Response | None) -> Result[Any]:
    """Return the result in a response; raises HubError if the operation did not run."""
    if response is None:
        raise HubError.no_response("The hub does not answer.")
    try:
        body = response.json()
    except ValueError:
        body = {}
    if not response.is_success or body.get("data") is None:
        seconds = response.headers.get("Retry-After", "")
        errors = body.get("errors") or [{"message": f"Status {response.status_code}"}]
        raise HubError(response.status_code, errors, float(seconds) if seconds.isdecimal() else None)
    return Result(body["data"], body.get("errors", []), body.get("extensions", {}))
