"""What is counted and watched while an operation is answered: values, and the time."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.conf import settings
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class OverTimeError(BaseException):
    """The time is up. No Exception, for those are caught field by field, and the answer would go on."""


def _deadline() -> float:
    return monotonic() + settings.GRAPHQL_TIMEOUT


@dataclass
class Meter:
    """The values of one answer, in the unit of its price, and when it must be done."""

    actual: int = 0
    deadline: float = field(default_factory=lambda: _deadline())

    def answered(self, values: int) -> None:
        """Note that so many values more are in the answer; stop when the time is up."""
        self.actual += values
        self.check_time()

    def check_time(self) -> None:
        """Stop when the time is up."""
        if monotonic() > self.deadline:
            raise OverTimeError


class MeteredExecutor(StrawberryGraphQLCoreExecutionContext):
    """Counts the fields of every object as it comes to it. What fields cost beyond that, they add themselves."""

    @classmethod
    def build(cls, *arguments: Any, **named: Any) -> Any:
        """Wrong values in variables get no suggestions in production either."""
        return super().build(*arguments, **{**named, "hide_suggestions": settings.PRODUCTION})

    def execute_fields(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Count, look at the clock, and go on."""
        self.context_value.meter.answered(len(grouped_field_set))
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
