"""The root field for a key's own access."""

from typing import Annotated

import strawberry
import strawberry_django

from graphql_api.base.callers import Caller
from graphql_api.base.cost_directives import assumed
from graphql_api.base.fields import field
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.connections import After, First
from graphql_api.partner import hooks
from graphql_api.partner.operations import Filter, OperationList, OrderBy, RegisteredOperationConnection
from graphql_api.partner.types import ApiKeyType, PartnerOrganisation
from graphql_api.partner.usage import MAX_DAYS, PartnerUsage, partner_usage
from partners.models import ApiKey

Info = strawberry.Info[RequestContext, None]
Days = Annotated[int, strawberry.argument(description=f"How many days, today included: 1 to {MAX_DAYS}.")]


@strawberry.type(description="What is left of a budget. Reading it charges nothing but the query.")
class BudgetLeft:
    name: str = strawberry.field(description="`key` for queries, `mutations` for mutations.")
    limit: int = strawberry.field(description="The cost that the full budget holds.")
    per_minute: int = strawberry.field(description="The cost that is added each minute.")
    remaining: int = strawberry.field(description="The cost that can be spent now, without this operation's.")


@strawberry.type(description="What a key may do, what is left of its budget, and what its organisation uses.")
class PartnerAccount:
    caller: strawberry.Private[Caller]
    current: strawberry.Private[ApiKey]

    @field("The organisation that the key belongs to.")
    def organisation(self) -> PartnerOrganisation:
        return self.current.partner  # type: ignore[return-value] # a row

    @field("The key of this request, or the key that its access token was issued for.")
    def key(self) -> ApiKeyType:
        return self.current  # type: ignore[return-value] # a row

    @field("What this request may change: the scopes of the key, or those that its access token has of them.")
    def scopes(self) -> list[str]:
        return sorted(self.caller.scopes)

    @field("What is left of the budgets of this key; those without a limit are left out.", size=assumed(2))
    def budgets(self) -> list[BudgetLeft]:
        return [BudgetLeft(**each._asdict()) for each in hooks.read_balances(self.caller)]

    keys: list[ApiKeyType] = strawberry_django.field(  # type: ignore[assignment]
        resolver=lambda root: ApiKey.objects.filter(partner=root.current.partner_id, revoked_at=None).order_by(
            "-created_at"
        ),
        description="The keys of the organisation that are not revoked, newest first.",
        directives=[assumed(20)],
    )

    @field("The organisation's registered operations, also those that are retired.")
    def operations(
        self, info: Info, first: First, after: After = None, filter: Filter = None, order_by: OrderBy = None
    ) -> RegisteredOperationConnection:
        listed = OperationList(info, self.current.partner_id, first, after, filter, order_by)
        return RegisteredOperationConnection(listed=listed)

    @field("What all keys of the organisation have used in the last days.", cost=20)
    def usage(self, days: Days = 30) -> PartnerUsage:
        return partner_usage(self.current.partner, days)


@strawberry.type
class PartnerQuery:
    @field("The access of the API key that is sent with the request; null without a key. Never cached.")
    def partner(self, info: Info) -> PartnerAccount | None:
        caller = info.context.personal_caller()
        return PartnerAccount(caller=caller, current=caller.key) if caller and caller.key else None
