"""The programme's work-streams."""

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.kinds.project import Project
from graphql_api.content.lists.connections import After, Connection, First
from graphql_api.content.lists.related_lists import RelatedList, read_related
from publishing.kinds import Kind, Relation


@register_kind_type(Kind.WORK_STREAM)
class WorkStream(Content):
    @field("The content that belongs to it, most recently updated first.")
    def contents(self, first: First, after: After = None) -> Connection[Content]:
        return Connection(slice=read_related(self, RelatedList(Relation.WORK_STREAM), first, after))

    @field("Its projects, most recently updated first.")
    def projects(self, first: First, after: After = None) -> Connection[Project]:
        listed = RelatedList(Relation.WORK_STREAM, (Kind.PROJECT,))
        return Connection(slice=read_related(self, listed, first, after))
