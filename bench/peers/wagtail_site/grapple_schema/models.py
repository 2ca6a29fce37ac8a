"""Registrations with wagtail-grapple, as in its documentation. In models.py because grapple reads them early."""

import graphene
from grapple.helpers import register_query_field, register_streamfield_block
from grapple.models import (
    GraphQLCollection,
    GraphQLField,
    GraphQLForeignKey,
    GraphQLImage,
    GraphQLPage,
    GraphQLRichText,
    GraphQLStreamfield,
    GraphQLString,
)

from bench.peers.wagtail_site.content import blocks
from bench.peers.wagtail_site.content.models import GuidancePage, TopicPage, WorkStreamPage


def _strings(*names: str) -> list[object]:
    return [GraphQLString(name) for name in names]


WorkStreamPage.graphql_fields = _strings("code")
TopicPage.graphql_fields = []
GuidancePage.graphql_fields = [
    *_strings("summary", "updated_at", "content_hash"),
    GraphQLImage("image"),
    GraphQLCollection(GraphQLForeignKey, "topics", TopicPage),
    GraphQLCollection(GraphQLForeignKey, "work_streams", WorkStreamPage),
    GraphQLStreamfield("body"),
]
register_query_field("guidance", "guidances")(GuidancePage)

FIELDS = {
    blocks.HeadingBlock: _strings("text", "anchor"),
    blocks.CalloutBlock: [*_strings("tone", "title"), GraphQLRichText("html")],
    blocks.StepBlock: [*_strings("title"), GraphQLRichText("html")],
    blocks.StepsBlock: [GraphQLCollection(GraphQLStreamfield, "steps", is_list=False)],
    blocks.TableBlock: [
        *_strings("caption"),
        GraphQLCollection(GraphQLString, "columns"),
        lambda: GraphQLField("rows", graphene.List(graphene.List(graphene.String))),
    ],
    blocks.FigureBlock: [GraphQLImage("image"), *_strings("caption")],
    blocks.QuoteBlock: _strings("text", "attribution"),
    blocks.LinkBlock: [*_strings("title", "url"), GraphQLPage("page")],
    blocks.LinkListBlock: [*_strings("title"), GraphQLCollection(GraphQLStreamfield, "links", is_list=False)],
}
for block, fields in FIELDS.items():
    block.graphql_fields = fields
    register_streamfield_block(block)
