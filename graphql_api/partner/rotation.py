"""The mutation that replaces a key."""

from datetime import timedelta
from typing import Annotated

import strawberry
from django.core.exceptions import ValidationError

from graphql_api.content.context import RequestContext
from graphql_api.mutations.declaration import mutation
from graphql_api.mutations.idempotency import INPUT, MutationInput, current_caller
from graphql_api.mutations.results import SECRET, Success, ValidationErrors
from graphql_api.partner.types import ApiKeyType
from partners.issuing import MAX_OVERLAP_DAYS, OVERLAP, NotReplaceableError, may_manage, rotate
from partners.models import ApiKey, Scope
from partners.tokens import MARKER
from partners.wagtail_admin.audit import KEY_MADE, KEY_REISSUED, KEY_REPLACED, describe, record

Info = strawberry.Info[RequestContext, None]


@strawberry.input(description="The key to replace.")
class RotateKeyInput(MutationInput):
    key: str | None = strawberry.field(
        default=None,
        description="The first 16 characters of the key: required with a session, not needed with a key, which can "
        "only replace itself.",
    )
    overlap_days: int = strawberry.field(
        default=OVERLAP.days, description=f"How many days the old key continues to work: 1 to {MAX_OVERLAP_DAYS}."
    )


@strawberry.type(description="The key is replaced by one with the same access and lifetime.")
class RotateKeySuccess(Success):
    key: ApiKeyType = strawberry.field(description="The new key.")
    secret: str | None = strawberry.field(
        metadata=SECRET,
        description="The whole text of the new key. The hub does not store it: it is null if the request is repeated. "
        "If you lose it, send the mutation with another idempotency key: as long as the new key was never used, it is "
        "given a new text.",
    )
    old_key: ApiKeyType = strawberry.field(description="The old key, with the time when it stops working.")


RotateKeyResult = Annotated[
    RotateKeySuccess | ValidationErrors,
    strawberry.union("RotateKeyResult", description="The new key, or what is wrong with the input."),
]


@strawberry.type
class KeysMutation:
    @mutation(
        "Replace a key by a new one. Both work during the overlap.",
        scope=Scope.ROTATION,
        permission="partners.change_apikey",
        cost=100,
    )
    def rotate_key(self, info: Info, input: Annotated[RotateKeyInput, INPUT]) -> RotateKeyResult | None:
        if not 1 <= input.overlap_days <= MAX_OVERLAP_DAYS:
            raise ValidationError({"overlap_days": f"Send 1 to {MAX_OVERLAP_DAYS} days."})
        key = _find_key(info, input.key)
        before, known = describe(key), ApiKey.objects.filter(replaces=key).first()
        try:
            successor, token = rotate(key, timedelta(days=input.overlap_days))
        except NotReplaceableError as error:
            raise ValidationError({"key": str(error)}) from None
        key.refresh_from_db()
        caller = current_caller(info)
        if known is None:
            record(key, KEY_REPLACED, caller.acting_user, before, by=caller.key)
        record(successor, KEY_REISSUED if known else KEY_MADE, caller.acting_user, by=caller.key)
        return RotateKeySuccess(key=successor, secret=token.text, old_key=key)  # type: ignore[arg-type] # rows


def _find_key(info: Info, prefix: str | None) -> ApiKey:
    """Return the caller's key, or the one that an account names and may change."""
    caller = current_caller(info)
    if caller.key:
        if prefix not in (None, f"{MARKER}{caller.key.prefix}"):
            raise ValidationError({"key": "A key can only replace itself."})
        return caller.key
    key = ApiKey.objects.select_related("partner").filter(prefix=(prefix or "").removeprefix(MARKER)).first()
    if key is None or not may_manage(caller.user, key):
        raise ValidationError({"key": "There is no such key, or you may not change it."})
    return key
