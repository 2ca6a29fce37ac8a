"""The mutations that register and retire operations."""

from typing import Annotated

import strawberry
from django.core.exceptions import ValidationError

from graphql_api.content.context import RequestContext
from graphql_api.mutations.declaration import mutation
from graphql_api.mutations.idempotency import INPUT, MutationInput, current_caller
from graphql_api.mutations.results import Success, ValidationErrors
from graphql_api.partner import hooks
from graphql_api.partner.types import RegisteredOperationType
from partners.models import Partner, RegisteredOperation, Scope
from partners.wagtail_admin.audit import OPERATION_REGISTERED, OPERATION_RETIRED, record_operation

Info = strawberry.Info[RequestContext, None]
MAX_TEXTS = 100
COST = 100
COST_OF_A_TEXT = 50


@strawberry.input
class OperationsInput(MutationInput):
    partner: str | None = strawberry.field(
        default=None, description="The organisation's slug: required with a session, not needed with a key."
    )


@strawberry.input(description="The operations to register.")
class RegisterOperationsInput(OperationsInput):
    texts: list[str] = strawberry.field(
        description=f"The text of each operation with its fragments, exactly as in the app, at most {MAX_TEXTS}."
    )


@strawberry.input(description="The operation to retire.")
class RetireOperationInput(OperationsInput):
    sha256: str = strawberry.field(description="The SHA-256 of its text, in hexadecimal digits.")


@strawberry.type(description="All operations are registered.")
class RegisterOperationsSuccess(Success):
    operations: list[RegisteredOperationType] = strawberry.field(description="The operations, in the input's order.")


@strawberry.type(description="The operation is retired: the hub stops answering its hash within a second.")
class RetireOperationSuccess(Success):
    operation: RegisteredOperationType = strawberry.field(description="The operation.")


RegisterOperationsResult = Annotated[
    RegisterOperationsSuccess | ValidationErrors,
    strawberry.union("RegisterOperationsResult", description="The operations, or what is wrong with them."),
]
RetireOperationResult = Annotated[
    RetireOperationSuccess | ValidationErrors,
    strawberry.union("RetireOperationResult", description="The operation, or what is wrong with the input."),
]


@strawberry.type
class OperationsMutation:
    @mutation(
        "Register operations, all or none; a retired one is active again. Each is validated, priced and run once.",
        scope=Scope.OPERATIONS,
        permission="partners.add_registeredoperation",
        cost=COST,
    )
    def register_operations(
        self, info: Info, input: Annotated[RegisterOperationsInput, INPUT]
    ) -> RegisterOperationsResult | None:
        caller, partner = current_caller(info), find_partner(info, input.partner)
        if not 1 <= len(input.texts) <= MAX_TEXTS:
            raise ValidationError({"texts": f"Send 1 to {MAX_TEXTS} operations."})
        registered, errors = [], {}
        for number, text in enumerate(input.texts):
            info.context.meter.add(COST_OF_A_TEXT)
            try:
                registered.append(hooks.register(partner, text, caller.acting_user))
            except ValueError as error:
                errors[f"texts.{number}"] = str(error)
        if errors:
            raise ValidationError(errors)
        for operation in registered:
            record_operation(operation, OPERATION_REGISTERED, caller.acting_user, caller.key)
        return RegisterOperationsSuccess(operations=registered)  # type: ignore[arg-type] # rows

    @mutation(
        "Retire a registered operation. Retiring it again changes nothing.",
        scope=Scope.OPERATIONS,
        permission="partners.delete_registeredoperation",
        cost=COST,
    )
    def retire_operation(
        self, info: Info, input: Annotated[RetireOperationInput, INPUT]
    ) -> RetireOperationResult | None:
        caller, partner = current_caller(info), find_partner(info, input.partner)
        operation = RegisteredOperation.objects.filter(partner=partner, sha256=input.sha256.lower()).first()
        if operation is None:
            raise ValidationError({"sha256": "The organisation has no operation with this hash."})
        if operation.retired_at is None:
            operation.retire()
            record_operation(operation, OPERATION_RETIRED, caller.acting_user, caller.key)
        return RetireOperationSuccess(operation=operation)  # type: ignore[arg-type] # a row


def find_partner(info: Info, slug: str | None) -> Partner:
    """Return the partner of the caller's key, or the one that an account names."""
    key = current_caller(info).key
    if key and slug not in (None, key.partner.slug):
        raise ValidationError({"partner": "A key can only change its own organisation."})
    partner = key.partner if key else Partner.objects.filter(slug=slug).first()
    if partner is None:
        raise ValidationError({"partner": "There is no organisation with this slug."})
    return partner
