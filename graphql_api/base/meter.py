"""What is counted and watched while an operation is answered: values, and the time."""

from dataclasses import dataclass, field
from time import monotonic

from django.conf import settings


class DeadlineExceededError(BaseException):
    """The time is up. No Exception, for those are caught field by field, and the answer would go on."""


def _deadline() -> float:
    return monotonic() + settings.GRAPHQL_TIMEOUT


@dataclass
class Meter:
    """The values of one answer, in the unit of its price, and when it must be done."""

    actual: int = 0
    deadline: float = field(default_factory=lambda: _deadline())

    def add(self, values: int) -> None:
        """Note that so many values more are in the answer; stop when the time is up."""
        self.actual += values
        self.check_time()

    def check_time(self) -> None:
        """Stop when the time is up."""
        if monotonic() > self.deadline:
            raise DeadlineExceededError
