"""Topics. Declared here because other types refer to the type."""

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.lists.connections import After, Connection, First
from graphql_api.content.lists.related_lists import RelatedList, read_related
from publishing.kinds import Kind, Relation


@register_kind_type(Kind.TOPIC)
class Topic(Content):
    @field("The content about it, most recently updated first.")
    def contents(self, first: First, after: After = None) -> Connection[Content]:
        return Connection(slice=read_related(self, RelatedList(Relation.TOPIC), first, after))
