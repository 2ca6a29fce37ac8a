"""The programme's work-streams. Declared here because other types refer to the type."""

from graphql_api.content.base import Content, register_kind_type
from publishing.kinds import Kind


@register_kind_type(Kind.WORK_STREAM)
class WorkStream(Content):
    pass
