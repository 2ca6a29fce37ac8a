"""Organisations."""

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.kinds.project import Project
from graphql_api.content.lists.connections import After, Connection, First
from graphql_api.content.lists.related_lists import RelatedList, read_related
from publishing.kinds import Kind, Relation


@register_kind_type(Kind.ORGANISATION)
class Organisation(Content):
    @field("The projects that it is a partner of, most recently updated first.")
    def projects(self, first: First, after: After = None) -> Connection[Project]:
        return Connection(slice=read_related(self, RelatedList(Relation.PARTNER, (Kind.PROJECT,)), first, after))
