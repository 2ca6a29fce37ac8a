"""Briefings."""

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.conditions import AllOf, Compared, Condition
from graphql_api.content.lists.filter_fields import Operators, list_filter
from graphql_api.content.lists.lookups import MomentLookup
from graphql_api.content.times import to_utc
from publishing.kinds import Kind, Relation


@register_kind_type(Kind.BRIEFING)
class Briefing(Content):
    @field("The content that it replaces.")
    def supersedes(self) -> list[Content]:
        return self.batch.related(self.item, Relation.SUPERSEDES)


@list_filter(Kind.BRIEFING, "in_force_at", MomentLookup, "When it is in force: it has taken effect and not expired.")
def in_force_at(context: RequestContext, operators: Operators) -> Condition:
    """A briefing without an effective time takes effect on publication."""
    at = to_utc(operators["exact"])
    return AllOf((Compared("takes_effect_at", (("lte", at),)), Compared("expires_or_never", (("gt", at),))))
