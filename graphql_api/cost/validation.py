"""Validation, kept by a document's text: documents themselves would hash all that is in them at every request."""

from collections.abc import Iterator

from django.conf import settings
from graphql import GraphQLError, validate
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graphql_api.cost.kept import Kept
from graphql_api.operations.known import known_document

MOST_ERRORS = 10
_kept: Kept[str, list[GraphQLError]] = Kept()


class CachedValidation(SchemaExtension):
    """Validates a document the first time it is sent. Wrong names get no suggestions in production."""

    def on_validate(self) -> Iterator[None]:
        """Say what is wrong; strawberry validates only where nobody has."""
        context = self.execution_context
        document, query = context.graphql_document, context.query or ""
        if document is not None and document is known_document(context):
            context.pre_execution_errors = []
        elif document is not None:
            errors = _kept.get(query)
            if errors is None:
                errors = validate(
                    context.schema._schema,
                    document,
                    (*context.validation_rules, MaybeNullValidationRule, OneOfInputValidationRule),
                    MOST_ERRORS,
                    hide_suggestions=settings.PRODUCTION,
                )
                _kept.put(query, errors)
            context.pre_execution_errors = list(errors)
        yield
