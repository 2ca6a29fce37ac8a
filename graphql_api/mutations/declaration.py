"""Declares mutations."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry_django

from graphql_api.base.cost_directives import Cost
from graphql_api.base.fields import MeteredCost
from graphql_api.mutations.idempotency import Idempotent
from graphql_api.mutations.permission import MayChange
from partners.models import Scope

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


def mutation(description: str, *, scope: Scope, permission: str, cost: int) -> Callable[[Resolver], Resolver]:
    """Make a method a mutation, with the argument `input` (a MutationInput), that returns a Success or raises a
    ValidationError. It needs a key with the scope or an account with the permission. It runs in a transaction of its
    own, once for each idempotency key."""
    make: Callable[[Resolver], Resolver] = strawberry_django.mutation(
        description=f"{description} Needs a key with the scope `{scope}`, or the session of an account that may do so.",
        directives=[Cost(weight=str(cost))],
        extensions=[Idempotent(), MayChange(scope, permission), MeteredCost(cost)],  # the last one runs first
    )
    return make
