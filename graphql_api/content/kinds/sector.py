"""Sectors. Declared here because other types refer to the type."""

from graphql_api.content.base import Content, register_kind_type
from publishing.kinds import Kind


@register_kind_type(Kind.SECTOR)
class Sector(Content):
    pass
