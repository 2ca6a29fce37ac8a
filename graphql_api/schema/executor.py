"""Executes operations with strawberry: they are already parsed and validated, and every field is counted."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry_django.optimizer import DjangoOptimizerExtension


class PreparsedDocument(SchemaExtension):
    """Passes on the syntax tree of an operation that was parsed and validated (graphql_api/execution/parsing.py)."""

    def on_parse(self) -> Iterator[None]:
        """Set the syntax tree: strawberry parses only if there is none."""
        self.execution_context.graphql_document = (self.execution_context.operation_extensions or {})["document"]
        yield

    def on_validate(self) -> Iterator[None]:
        """Set an empty list of errors: strawberry validates only if there is none."""
        self.execution_context.pre_execution_errors = []
        yield


class RowOptimizer(DjangoOptimizerExtension):
    """Optimizes the querysets of strawberry_django's fields: those fields find it in a context variable. Its own
    `resolve` would be called for every field of every type."""

    resolve = SchemaExtension.resolve  # type: ignore[assignment]


class MeteredExecutor(StrawberryGraphQLCoreExecutionContext):
    """Counts the fields of every object during execution. Fields add any further cost themselves."""

    @classmethod
    def build(cls, *arguments: Any, **named: Any) -> Any:
        """Hide suggestions for wrong values in variables in production."""
        return super().build(*arguments, **{**named, "hide_suggestions": settings.PRODUCTION})

    def execute_fields(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Count the fields, check the deadline, and execute."""
        self.context_value.meter.add(len(grouped_field_set))
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
