"""Briefings."""

from datetime import datetime

from django.db.models import Q

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.content.lists.kind_lists import list_filter
from graphql_api.content.times import to_utc
from publishing.kinds import Kind, Relation


@register_kind_type(Kind.BRIEFING)
class Briefing(Content):
    @field("The content that it replaces.")
    def supersedes(self) -> list[Content]:
        return self.batch.related(self.item, Relation.SUPERSEDES)


@list_filter(Kind.BRIEFING, "Only briefings in force at this time: effective and not expired.")
def effective_at(listing: KeysetList, at: datetime) -> KeysetList:
    """A briefing without an effective time takes effect on publication."""
    at = to_utc(at)
    started = Q(effective_at__lte=at) | Q(effective_at__isnull=True, first_published_at__lte=at)
    return listing.filter(started, Q(expires_at__isnull=True) | Q(expires_at__gt=at))
