"""Counts the values of a response and enforces the limits on time and cost while an operation runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from time import monotonic

from django.conf import settings
from graphql import GraphQLError


class DeadlineExceededError(BaseException):
    """The time limit is exceeded. Not an Exception: those are caught for each field, and execution would continue."""


class CostExceededError(BaseException):
    """The operation costs more than it may. Not an Exception, for the same reason."""

    def __init__(self, error: GraphQLError) -> None:
        super().__init__(error)
        self.error = error
        """The error for the client."""


@dataclass
class Meter:
    """The values in a response so far, in units of cost, and its deadline."""

    actual: int = 0
    deadline: float = field(default_factory=lambda: monotonic() + settings.GRAPHQL_TIMEOUT)
    allowed: float = inf
    """The cost up to which the operation may run without asking."""
    extend: Callable[[int], float] = field(default=lambda actual: inf)
    """Returns how much the operation may cost now that its cost exceeds `allowed`, or raises CostExceededError."""

    def add(self, values: int) -> None:
        """Add a number of values, and check the limits."""
        self.actual += values
        if self.actual > self.allowed:
            self.allowed = self.extend(self.actual)
        self.check_time()

    def check_time(self) -> None:
        """Raise DeadlineExceededError if the time limit is exceeded."""
        if monotonic() > self.deadline:
            raise DeadlineExceededError
