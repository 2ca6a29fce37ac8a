"""Sections."""

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.lists.connections import After, Connection, First
from graphql_api.content.lists.related_lists import RelatedList, read_related
from publishing.kinds import Kind


@register_kind_type(Kind.SECTION)
class Section(Content):
    @field("The pages one level below it, most recently updated first.")
    def children(self, first: First, after: After = None) -> Connection[Content]:
        return Connection(slice=read_related(self, RelatedList(), first, after))
