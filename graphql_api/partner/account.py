"""The root field for a key's own access."""

import strawberry

from graphql_api.base.fields import field
from graphql_api.content.context import RequestContext
from graphql_api.partner.types import ApiKeyType, PartnerOrganisation
from partners.models import ApiKey

Info = strawberry.Info[RequestContext, None]


@strawberry.type(description="What a key may do, what is left of its budget, and what its organisation uses.")
class PartnerAccount:
    current: strawberry.Private[ApiKey]

    @field("The organisation that the key belongs to.")
    def organisation(self) -> PartnerOrganisation:
        return self.current.partner  # type: ignore[return-value]

    @field("The key of this request, or the key that its access token was issued for.")
    def key(self) -> ApiKeyType:
        return self.current  # type: ignore[return-value]


@strawberry.type
class PartnerQuery:
    @field("The access of the API key that is sent with the request; null without a key. Never cached.")
    def partner(self, info: Info) -> PartnerAccount | None:
        caller = info.context.personal_caller()
        return PartnerAccount(current=caller.key) if caller and caller.key else None
