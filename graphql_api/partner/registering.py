"""The mutations that register and retire operations."""

from typing import Annotated

import strawberry
from django.core.exceptions import ValidationError

from graphql_api.content.context import RequestContext
from graphql_api.mutations.declaration import mutation
from graphql_api.mutations.idempotency import INPUT, MutationInput
from graphql_api.mutations.results import Success, ValidationErrors
from graphql_api.partner import hooks
from graphql_api.partner.types import RegisteredOperationType
from partners.models import Partner, Scope

Info = strawberry.Info[RequestContext, None]
MAX_TEXTS = 100


@strawberry.input(description="The operations to register.")
class RegisterOperationsInput(MutationInput):
    texts: list[str] = strawberry.field(
        description=f"The text of each operation with its fragments, exactly as in the app, at most {MAX_TEXTS}."
    )
    partner: str | None = strawberry.field(
        default=None, description="The organisation's slug: required with a session, not allowed with a key."
    )


@strawberry.type(description="All operations are registered.")
class RegisterOperationsSuccess(Success):
    operations: list[RegisteredOperationType] = strawberry.field(description="The operations, in the input's order.")


RegisterOperationsResult = Annotated[
    RegisterOperationsSuccess | ValidationErrors,
    strawberry.union("RegisterOperationsResult", description="The operations, or what is wrong with them."),
]


@strawberry.type
class OperationsMutation:
    @mutation(
        "Register operations, all or none; a retired one is active again. Each is validated, priced and run once.",
        scope=Scope.OPERATIONS,
        permission="partners.add_registeredoperation",
        cost=100,
    )
    def register_operations(
        self,
        info: Info,
        input: Annotated[RegisterOperationsInput, INPUT],
    ) -> RegisterOperationsResult | None:
        partner, caller = find_partner(info, input.partner), info.context.caller
        if not 1 <= len(input.texts) <= MAX_TEXTS:
            raise ValidationError({"texts": f"Send 1 to {MAX_TEXTS} operations."})
        registered, errors = [], {}
        for number, text in enumerate(input.texts):
            try:
                registered.append(hooks.register(partner, text, caller.user if caller and not caller.key else None))
            except ValueError as error:
                errors[f"texts.{number}"] = str(error)
        if errors:
            raise ValidationError(errors)
        return RegisterOperationsSuccess(operations=registered)  # type: ignore[arg-type] # rows


def find_partner(info: Info, slug: str | None) -> Partner:
    """Return the partner of the caller's key, or the one that an account names."""
    key = info.context.caller and info.context.caller.key
    if key and slug not in (None, key.partner.slug):
        raise ValidationError({"partner": "A key can only change its own organisation."})
    partner = key.partner if key else Partner.objects.filter(slug=slug).first()
    if partner is None:
        raise ValidationError({"partner": "There is no organisation with this slug."})
    return partner
