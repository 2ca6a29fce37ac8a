"""Sectors: named here because other types refer to them."""

from graphql_api.content.base import Content, content_type
from publishing.kinds import Kind


@content_type(Kind.SECTOR)
class Sector(Content):
    pass
