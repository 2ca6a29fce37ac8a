"""What an operation came to, as JSON."""

from dataclasses import dataclass
from typing import Any

import orjson
from strawberry.types import ExecutionResult

from graphql_api.base.errors import Code, HubError, client_error
from graphql_api.base.limits import MAX_ANSWER
from graphql_api.execution.caching.entries import Entry


@dataclass(frozen=True)
class Answer:
    """The JSON of an answer. `was_refused` says that it never came to running; `entry` is what is kept of it."""

    data: bytes
    has_errors: bool = False
    was_refused: bool = False
    entry: Entry | None = None

    @classmethod
    def of(cls, result: ExecutionResult) -> "Answer":
        """Return the answer that tells a result."""
        refused = result.data is None and all(error.path is None for error in result.errors or ())
        return cls(written(_document(result, refused)), bool(result.errors), refused)


def written(document: dict[str, Any]) -> bytes:
    """Return a document as JSON, unless it is too large."""
    data = orjson.dumps(document)
    if len(data) > MAX_ANSWER:
        raise HubError(Code.ANSWER_TOO_LARGE, f"The answer has {len(data):,} bytes, more than {MAX_ANSWER:,}.")
    return data


def _document(result: ExecutionResult, refused: bool) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if result.errors:
        document["errors"] = [client_error(error).formatted for error in result.errors]
    if not refused:
        document["data"] = result.data
    if result.extensions:
        document["extensions"] = result.extensions
    return document
