"""How strawberry runs an operation: parsed and validated beforehand, with every field counted."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class Prepared(SchemaExtension):
    """Hands over the syntax tree of an operation that was parsed and validated (graphql_api/execution/parsing.py)."""

    def on_parse(self) -> Iterator[None]:
        """Set the syntax tree: strawberry parses only where there is none."""
        self.execution_context.graphql_document = (self.execution_context.operation_extensions or {})["document"]
        yield

    def on_validate(self) -> Iterator[None]:
        """Set that there are no errors: strawberry validates only where that is not known."""
        self.execution_context.pre_execution_errors = []
        yield


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
        self.context_value.meter.add(len(grouped_field_set))
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
