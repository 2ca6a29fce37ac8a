"""Registers operations: each is validated, priced and tried first."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from graphql import OperationDefinitionNode, OperationType, get_operation_ast, parse

from graphql_api.base.errors import Code, HubError, client_error
from graphql_api.content.context import RequestContext
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import execute
from graphql_api.operations.compatibility import price_operation
from graphql_api.operations.example_variables import example_variables
from graphql_api.operations.lookup import SCHEMA
from graphql_api.operations.texts import OperationError, OperationText
from graphql_api.schema.schema import schema
from partners.models import Partner, RegisteredOperation
from publishing.access.viewers import ANONYMOUS, Viewer

ERRORS_OF_VALUES = {Code.BAD_INPUT, Code.UNKNOWN_REFERENCE, Code.BAD_CURSOR, Code.PAGE_SIZE}
"""Errors that example values may cause."""


@transaction.atomic
def register(partner: Partner, texts: Iterable[OperationText], by: User | None = None) -> list[RegisteredOperation]:
    """Register a partner's operations, all or none; a retired one becomes active again. Raises OperationError with the
    operation's name."""
    registered: list[RegisteredOperation] = []
    for text in texts:
        key = partner.keys.active().order_by("-audience").first()
        try:
            price = price_operation(schema._schema, text.text)
            _try(text, key.viewer() if key else ANONYMOUS)
        except (OperationError, HubError) as error:
            raise OperationError(f"{text.name}: {error}") from None
        values = {"price": price, "schema": SCHEMA, "retired_at": None}
        operation, _ = RegisteredOperation.objects.update_or_create(
            partner=partner,
            sha256=text.sha256,
            defaults=values,
            create_defaults={**values, "name": text.name, "text": text.text, "registered_by": by},
        )
        registered.append(operation)
    return registered


def _try(text: OperationText, viewer: Viewer) -> None:
    """Run a query as the partner would, with example values. It may find nothing or reject the values, but it must not
    fail."""
    node = get_operation_ast(parse(text.text))
    assert isinstance(node, OperationDefinitionNode), "an OperationText has one operation"
    if node.operation is not OperationType.QUERY:
        return
    operation = Operation(text.text, example_variables(schema._schema, node), None)
    for error in map(client_error, execute(operation, RequestContext(viewer)).errors or ()):
        if (error.extensions or {})["code"] not in ERRORS_OF_VALUES:
            raise OperationError(f"A trial run failed: {error.message}")
