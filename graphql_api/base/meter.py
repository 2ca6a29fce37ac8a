"""Counts the values of a response and enforces the time limit while an operation runs."""

from dataclasses import dataclass, field
from time import monotonic

from django.conf import settings


class DeadlineExceededError(BaseException):
    """The time limit is exceeded. Not an Exception: those are caught for each field, and execution would continue."""


@dataclass
class Meter:
    """The values in a response so far, in units of cost, and its deadline."""

    actual: int = 0
    deadline: float = field(default_factory=lambda: monotonic() + settings.GRAPHQL_TIMEOUT)

    def add(self, values: int) -> None:
        """Add a number of values, and check the deadline."""
        self.actual += values
        self.check_time()

    def check_time(self) -> None:
        """Raise DeadlineExceededError if the time limit is exceeded."""
        if monotonic() > self.deadline:
            raise DeadlineExceededError
