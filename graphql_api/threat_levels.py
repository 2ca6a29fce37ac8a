"""Threat levels: the current one, and its history."""

from datetime import datetime
from typing import Annotated

import strawberry
from django.db.models import Q
from django.utils import timezone

from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, walk_of
from graphql_api.content import Content, content_type, details_of
from graphql_api.enums import Level, ThreatScope
from graphql_api.fields import field
from graphql_api.reader import Siblings
from graphql_api.walks import Page, Window
from publishing.details import ThreatLevelDetails
from publishing.kinds import Kind
from publishing.terms import TermName


@content_type(Kind.THREAT_LEVEL)
@strawberry.type(description="The threat level of a scope from a moment on.")
class ThreatLevel(Content):
    @property
    def _details(self) -> ThreatLevelDetails:
        return details_of(self, ThreatLevelDetails)

    @field("The level.")
    def level(self) -> Level:
        return Level(self._details.level)

    @field("Where it holds.")
    def scope(self) -> ThreatScope:
        return ThreatScope(self._details.scope)

    @field("From when on; never null.")
    def effective_at(self) -> datetime | None:
        return self._details.effective_at

    @field("What it means, in the words of its day.")
    def wording(self) -> str:
        return self._details.wording


ScopeArgument = Annotated[ThreatScope, strawberry.argument(description="Where it holds.")]
OptionalScope = Annotated[ThreatScope | None, strawberry.argument(description="Only those of this scope.")]


@strawberry.type
class ThreatLevelQuery:
    @field("The threat level that holds now; null when none was ever set.")
    def threat_level(
        self, info: Info, scope: ScopeArgument = ThreatScope.NATIONAL, locale: Locale = "en-gb"
    ) -> ThreatLevel | None:
        walk = walk_of(info, locale, Kind.THREAT_LEVEL).term(TermName.SCOPE, scope.value)
        begun = Q(effective_at__lte=timezone.now()) | Q(effective_at__isnull=True)
        newest = walk.where(begun).items.order_by("-effective_at", "-updated_at").slim()[:1]
        nodes = Siblings(info.context, list(newest), walk.locale).nodes
        return nodes[0] if nodes else None

    @field("Threat levels as they were set.")
    def threat_levels(
        self,
        info: Info,
        scope: OptionalScope = None,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ThreatLevel]:
        walk = walk_of(info, locale, Kind.THREAT_LEVEL)
        if scope:
            walk.term(TermName.SCOPE, scope.value)
        return Connection(page=Page(walk, Window(first, after, last, before)))
