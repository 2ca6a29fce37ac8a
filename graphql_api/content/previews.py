"""The root field `preview`: a draft that an editor shows in a partner's front end, with a token."""

from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

import strawberry

from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import NodeBatch, RequestContext, build_nodes, current_edition
from graphql_api.content.lists.connections import Info
from graphql_api.content.node_types import ContentNode
from publishing.log.new_edition import NewEdition
from publishing.log.rows import build_edition_row, build_item_row
from publishing.log.status import find_status_since
from publishing.models import Asset, ContentItem, Edition, PreviewedDocument
from publishing.previews.documents import find_preview
from publishing.previews.files import file_token

PREVIEW_FIELD = "Query.preview"
Token = Annotated[str, strawberry.argument(description="The token from the preview URL.")]


@strawberry.type
class PreviewQuery:
    @field(
        "A draft that an editor is previewing in your front end. Null unless the token is valid, at most an hour old, "
        "and for the key that sends it. Only by POST; never cache it. No other field returns drafts."
    )
    def preview(self, info: Info, token: Token) -> Content | None:
        context = info.context
        context.cache_tags.limit_age(0)
        found = find_preview(token, context.key, context.viewer) if context.key else None
        if found is None:
            return None
        node: Content = DraftBatch(context, *found).nodes[0]
        return node


class DraftBatch(NodeBatch):
    """A draft, as if it were a published item. Only what it refers to is read from the log."""

    def __init__(self, context: RequestContext, preview: PreviewedDocument, draft: NewEdition) -> None:
        super().__init__(context, [_build_item(context, preview, draft)], draft.locale)
        (self.item,) = self.items
        self.draft = self._preview = preview
        self._new = draft
        # It has no place in the log: no number among its editions, and no change.
        self._loaded |= {"edition numbers": {None: 0}, "revisions": {self.item.pk: 0}}

    @cached_property
    def stored(self) -> dict[Any, Edition]:
        """The draft's edition, which is not in the database."""
        return {None: current_edition(self.item)}

    @cached_property
    def _links(self) -> Any:
        return {self.item.pk: self._new.targets_by_relation()}

    @cached_property
    def _translations(self) -> Any:
        others = self.context.visible_items().filter(content_id=self.item.content_id).exclude(locale=self.item.locale)
        nodes: list[ContentNode] = [*build_nodes(self.context, others.slim()), *self.nodes]
        nodes.sort(key=lambda node: node.item.locale)
        return {self.item.content_id: nodes}

    @cached_property
    def files(self) -> dict[UUID, Asset]:
        """The files of body and details, each readable with a token of its own."""
        return self._with_tokens(super().files)

    @cached_property
    def lead_files(self) -> dict[UUID, Asset]:
        """The files of the lead image, each readable with a token of its own."""
        return self._with_tokens(super().lead_files)

    def _with_tokens(self, files: dict[UUID, Asset]) -> dict[UUID, Asset]:
        for asset in files.values():
            asset.preview_token = file_token(self._preview, asset)
        return files


def _build_item(context: RequestContext, preview: PreviewedDocument, draft: NewEdition) -> ContentItem:
    """Return the unsaved item and edition that publishing the draft would write, with the id of the preview."""
    published = context.visible_items().filter(pk=draft.id).first()
    item = build_item_row(draft, preview.created_at, published)
    item.pk = preview.pk
    previous = published.edition if published else None
    item.edition = build_edition_row(item, draft, number=0, at=preview.created_at)
    item.edition.status_since = find_status_since(draft, preview.created_at, previous)
    return item
