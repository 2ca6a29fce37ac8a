"""Briefings."""

from datetime import datetime
from typing import Annotated

import strawberry
from django.db.models import Q

from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, Ordered, walk_of
from graphql_api.content import Content, content_type, details_of
from graphql_api.enums import BriefingKind, Level, Order
from graphql_api.fields import field
from graphql_api.guidance import SectorArgument, TopicArgument, narrow
from graphql_api.times import moment
from graphql_api.walks import Page, Window
from publishing.details import BriefingDetails
from publishing.kinds import Kind, Relation
from publishing.terms import TermName


@content_type(Kind.BRIEFING)
@strawberry.type(description="A briefing for those who guard places. It holds from `effectiveAt` until `expiresAt`.")
class Briefing(Content):
    @property
    def _details(self) -> BriefingDetails:
        return details_of(self, BriefingDetails)

    @field("Its reference: BR-2026-014.")
    def reference(self) -> str:
        return self._details.reference

    @field("What it is about.")
    def briefing_kind(self) -> BriefingKind:
        return BriefingKind(self._details.briefing_kind)

    @field("What matters most, in one line.")
    def headline(self) -> str:
        return self._details.headline

    @field("The threat level it speaks to; null when it speaks to all.")
    def threat_level(self) -> Level | None:
        level = self._details.threat_level
        return Level(level) if level else None

    @field("What guard forces should do, in order.")
    def actions(self) -> list[str]:
        return list(self._details.actions)

    @field("A short text to read aloud to a team; null when there is none.")
    def read_aloud(self) -> str | None:
        return self._details.read_aloud or None

    @field("The content that it replaces.")
    def supersedes(self) -> list[Content]:
        return self.siblings.related(self.item, Relation.SUPERSEDES)


KindArgument = Annotated[BriefingKind | None, strawberry.argument(description="Only those about this.")]
LevelArgument = Annotated[Level | None, strawberry.argument(description="Only those that speak to this threat level.")]
TimeArgument = Annotated[
    datetime | None, strawberry.argument(description="Only those that hold at this time: effective, and not expired.")
]


@strawberry.type
class BriefingQuery:
    @field("Briefings.")
    def briefings(
        self,
        info: Info,
        kind: KindArgument = None,
        threat_level: LevelArgument = None,
        effective_at: TimeArgument = None,
        topic: TopicArgument = None,
        sector: SectorArgument = None,
        order: Ordered = Order.NEWEST,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Briefing]:
        walk = narrow(walk_of(info, locale, Kind.BRIEFING), topic, sector)
        if kind:
            walk.term(TermName.BRIEFING_KIND, kind.value)
        if threat_level:
            walk.term(TermName.THREAT_LEVEL, threat_level.value)
        if effective_at:
            at = moment(effective_at)
            walk.where(_begun(at), Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        return Connection(page=Page(walk, Window(first, after, last, before), order))


def _begun(at: datetime) -> Q:
    """A briefing without a time of its own holds from its publication."""
    return Q(effective_at__lte=at) | Q(effective_at__isnull=True, first_published_at__lte=at)
