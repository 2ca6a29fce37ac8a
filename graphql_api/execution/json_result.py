"""The result of an operation, serialised as JSON."""

from dataclasses import dataclass
from typing import Any, Self

import orjson
from strawberry.types import ExecutionResult

from graphql_api.base.errors import Code, HubError, client_error
from graphql_api.base.limits import MAX_ANSWER
from graphql_api.execution.caching.entries import CacheEntry


@dataclass(frozen=True)
class JsonResult:
    """The JSON of a result. `was_rejected` means that the operation was not run; `entry` is its cache entry."""

    data: bytes
    has_errors: bool = False
    was_rejected: bool = False
    entry: CacheEntry | None = None

    @classmethod
    def serialise(cls, result: ExecutionResult) -> Self:
        """Serialise a result. The errors of an operation that was run have a path, or there is data."""
        was_rejected = result.data is None and all(error.path is None for error in result.errors or ())
        members: dict[str, Any] = {}
        if result.errors:
            members["errors"] = [client_error(error).formatted for error in result.errors]
        if not was_rejected:
            members["data"] = result.data
        if result.extensions:
            members["extensions"] = result.extensions
        return cls(to_json(members), bool(result.errors), was_rejected)


def to_json(members: dict[str, Any]) -> bytes:
    """Return the JSON of a response; ANSWER_TOO_LARGE if it exceeds the limit."""
    data = orjson.dumps(members)
    if len(data) > MAX_ANSWER:
        raise HubError(Code.ANSWER_TOO_LARGE, f"The response has {len(data):,} bytes; the limit is {MAX_ANSWER:,}.")
    return data
