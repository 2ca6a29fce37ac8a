"""Registering: an operation is validated, priced and tried before it is kept."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from graphql import OperationDefinitionNode, get_operation_ast, parse

from graphql_api.base.errors import Code, HubError, client_error
from graphql_api.content.context import RequestContext
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import execute
from graphql_api.operations.compatibility import price_in
from graphql_api.operations.example_variables import example_variables
from graphql_api.operations.files import OperationError, Text
from graphql_api.operations.lookup import SCHEMA
from graphql_api.schema.schema import schema
from partners.models import Partner, RegisteredOperation
from publishing.access.viewers import ANONYMOUS, Viewer

ABOUT_VALUES = {Code.BAD_INPUT, Code.BAD_CURSOR, Code.PAGE_SIZE}


@transaction.atomic
def register(partner: Partner, texts: Iterable[Text], by: User | None = None) -> list[RegisteredOperation]:
    """Register a partner's operations, all of them or none; one that was retired is answered again. Raises
    OperationError with the operation's name."""
    return [_registered(partner, text, by) for text in texts]


def _registered(partner: Partner, text: Text, by: User | None) -> RegisteredOperation:
    try:
        price = price_in(schema._schema, text.text)
        _try(text, _widest_viewer(partner))
    except (OperationError, HubError) as error:
        raise OperationError(f"{text.name}: {error}") from None
    fitted = {"price": price, "schema": SCHEMA, "retired_at": None}
    row, _ = RegisteredOperation.objects.update_or_create(
        partner=partner,
        sha256=text.sha256,
        defaults=fitted,
        create_defaults={**fitted, "name": text.name, "text": text.text, "registered_by": by},
    )
    return row


def _try(text: Text, viewer: Viewer) -> None:
    """Run it as the partner would, with values made up for what it must be given: it may find nothing, and say that
    the values are none, but not fail."""
    operation = get_operation_ast(parse(text.text))
    assert isinstance(operation, OperationDefinitionNode), "price_in has seen it"
    variables: dict[str, Any] = example_variables(schema._schema, operation)
    result = execute(Operation(text.text, variables, None), RequestContext(viewer))
    for error in map(client_error, result.errors or ()):
        if (error.extensions or {})["code"] not in ABOUT_VALUES:
            raise OperationError(f"It was tried, and failed: {error.message}")


def _widest_viewer(partner: Partner) -> Viewer:
    key = partner.keys.active().order_by("-audience").first()
    return key.viewer() if key else ANONYMOUS
