"""Runs each mutation once for each idempotency key: a repeated request gets the stored result (docs/api/mutations.md).

The key, the changes and the result are written in one transaction. A concurrent request with the same key waits for it
at the unique constraint (PostgreSQL) or at the start of its transaction (SQLite); if the first one fails, it runs
instead. There is no state between the two, so a crash leaves nothing to clean up.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import strawberry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from strawberry.extensions import FieldExtension

from graphql_api.base.callers import Caller
from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import RequestContext
from graphql_api.mutations.results import Success, ValidationErrors
from partners.models import IdempotentResult
from partners.models.idempotency import MAX_KEY_LENGTH

_KEY = re.compile(rf"[!-~]{{1,{MAX_KEY_LENGTH}}}")


@strawberry.input
class MutationInput:
    """Base class of the inputs of mutations."""

    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Identifies this change among yours of the last 24 hours: 1 to 128 visible ASCII characters, best "
        "a new UUID. Send the same key when you repeat a request. Required, unless the request has the header "
        "`Idempotency-Key` and one mutation.",
    )


INPUT = strawberry.argument(description="What to change, with the idempotency key.")


class Idempotent(FieldExtension):
    """Runs a mutation in a transaction of its own, and once for each key."""

    def resolve(
        self,
        next_: Callable[..., Any],
        source: Any,
        info: strawberry.Info[RequestContext, None],
        **arguments: Any,
    ) -> Any:
        """Run the mutation, or return its stored result. If the input is invalid, nothing is stored."""
        caller, value = current_caller(info), arguments["input"]
        key = _read_key(value, info)
        values = {name: given for name, given in asdict(value).items() if name != "idempotency_key"}
        digest = sha256(json.dumps([info.field_name, values], sort_keys=True, default=str).encode()).hexdigest()
        try:
            with transaction.atomic():
                stored = _claim(caller.account, key, digest)
                if stored.result is not None:
                    return Success.from_stored(stored.result)
                result: Success = next_(source, info, **arguments)
                stored.result = result.to_stored()
                stored.save(update_fields=["result"])
                return result
        except ValidationError as error:
            return ValidationErrors.from_django(error)


def current_caller(info: strawberry.Info[RequestContext, None]) -> Caller:
    """Return who sent the mutation."""
    assert info.context.caller is not None, "the endpoint identifies the caller"
    return info.context.caller


def _read_key(value: MutationInput, info: strawberry.Info[RequestContext, None]) -> str:
    selections = info.operation.selection_set.selections
    header = info.context.idempotency_key if len(selections) == 1 else None
    key = value.idempotency_key or header or ""
    if not _KEY.fullmatch(key):
        raise HubError(
            Code.IDEMPOTENCY_KEY_MISSING,
            f"Send `idempotencyKey` in the input of each mutation, 1 to {MAX_KEY_LENGTH} visible ASCII characters, or "
            "the header `Idempotency-Key` if there is one mutation.",
        )
    return key


def _claim(account: str, key: str, digest: str) -> IdempotentResult:
    """Return the stored result of a key, or a new row without a result. Raises IDEMPOTENCY_KEY_REUSED if the key is of
    another change."""
    IdempotentResult.objects.outdated().filter(account=account, key=key).delete()
    try:
        with transaction.atomic():
            return IdempotentResult.objects.create(account=account, key=key, digest=digest)
    except IntegrityError:
        stored = IdempotentResult.objects.get(account=account, key=key)
    if stored.digest != digest:
        raise HubError(Code.IDEMPOTENCY_KEY_REUSED, "You have sent this idempotency key with another change.")
    return stored
