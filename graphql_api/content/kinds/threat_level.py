"""Threat levels, and the root field for the current one."""

from datetime import datetime
from typing import Annotated

import strawberry
from django.db.models import Q
from django.utils import timezone

from graphql_api.base.enums import LocaleFallback
from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.context import build_nodes
from graphql_api.content.lists.conditions import Related
from graphql_api.content.lists.connections import Info, keyset_list
from graphql_api.content.locales import Fallback, Locale
from publishing.kinds import Kind
from publishing.kinds.threat_level import ThreatLevelDetails, ThreatScope


@register_kind_type(Kind.THREAT_LEVEL)
class ThreatLevel(Content):
    @field("When it takes effect; never null.")
    def effective_at(self) -> datetime | None:
        return self._details(ThreatLevelDetails).effective_at


ScopeArgument = Annotated[ThreatScope, strawberry.argument(description="The area to which it applies.")]


@strawberry.type
class ThreatLevelQuery:
    @field("The current threat level; null if none has been set.")
    def threat_level(
        self,
        info: Info,
        scope: ScopeArgument = ThreatScope.NATIONAL,
        locale: Locale = "en-gb",
        fallback: Fallback = LocaleFallback.DEFAULT,
    ) -> ThreatLevel | None:
        listing = keyset_list(info, locale, fallback, Kind.THREAT_LEVEL)
        started = Q(effective_at__lte=timezone.now()) | Q(effective_at__isnull=True)
        listing.filter(Related("terms", "scope", (scope.value,)))
        newest = listing.items.filter(started).order_by("-effective_at", "-updated_at").slim()[:1]
        nodes = build_nodes(info.context, newest)
        return nodes[0] if nodes else None
