"""Errors of the hub, and when to repeat a request."""

import random
from collections.abc import Sequence
from typing import Any

NO_RESPONSE = "NO_RESPONSE"
_RETRIED = {
    "OVER_BUDGET",
    "TOO_MUCH_IN_PROGRESS",
    "STREAMS_FULL",
    "TOO_MANY_STREAMS",
    "INTERNAL",
    "OVER_TIME",
    NO_RESPONSE,
}


class HubError(Exception):
    """A response with errors, or no usable response at all.

    `errors` are the errors of the response; `status` is its HTTP status, 0 without a response; `retry_after` are the
    seconds to wait before the next request, if the hub gave them; `data` is what it answered in spite of the errors.
    """

    def __init__(
        self, status: int, errors: Sequence[dict[str, Any]], retry_after: float | None = None, data: Any = None
    ) -> None:
        super().__init__("; ".join(error["message"] for error in errors))
        self.status = status
        self.errors = errors
        self.retry_after = retry_after
        self.data = data

    @classmethod
    def no_response(cls, message: str) -> "HubError":
        """Return the error for a request that had no response."""
        return cls(0, [{"message": message, "extensions": {"code": NO_RESPONSE}}])

    @property
    def code(self) -> str:
        """The code of the first error, such as `OVER_BUDGET`; `NO_RESPONSE` if the hub did not answer."""
        extensions: dict[str, str] = self.errors[0].get("extensions", {})
        return extensions.get("code", NO_RESPONSE)

    @property
    def is_temporary(self) -> bool:
        """Whether the same request may succeed later."""
        return self.code in _RETRIED

    def retry_delay(self, attempt: int) -> float | None:
        """Return the seconds to wait before the request is repeated; None if repeating it would not help.

        Without a Retry-After the wait doubles from one second, with random variation.
        """
        if self.data or not self.is_temporary or (self.code == "OVER_TIME" and attempt > 0):
            return None
        if self.retry_after is not None:
            return self.retry_after
        return float(min(2**attempt, 60)) * random.uniform(0.75, 1.25)  # noqa: S311 - not a secret
