"""The blocks of a body: a GraphQL type and a builder for each block of publishing.content.blocks."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import strawberry

from graphql_api.base.enums import CalloutTone
from graphql_api.base.fields import field
from graphql_api.content.context import NodeBatch, current_edition
from graphql_api.content.media import ContentFile, ContentImage, build_file, build_image
from graphql_api.content.node_types import LazyContent
from graphql_api.content.rich_text import ContentRichText, Html
from publishing.content import blocks
from publishing.text.urls import valid_url_or_none

CaptionText = "The caption; null if it has none."
TitleText = "The title; null if it has none."


@strawberry.interface(description="A block of an item's body. Its `id` stays the same from edition to edition.")
class ContentBlock:
    id: strawberry.ID = strawberry.field(description="The ID of the block, stable across editions.")


@strawberry.type(description="A heading within the body.")
class HeadingBlock(ContentBlock):
    text: str = strawberry.field(description="The text.")
    level: int = strawberry.field(description="The level, 2 or 3.")
    anchor: str = strawberry.field(description="The URL fragment that links to the heading, unique within the body.")


@strawberry.type(description="Rich text.")
class RichTextBlock(ContentBlock, ContentRichText):
    pass


@strawberry.type(description="A highlighted note.")
class CalloutBlock(ContentBlock, ContentRichText):
    tone: CalloutTone = strawberry.field(description="How urgent it is.")
    title: str | None = strawberry.field(description=TitleText)


@strawberry.type(description="A step of an ordered procedure.")
class ProcedureStep(ContentRichText):
    title: str = strawberry.field(description="What to do.")


@strawberry.type(description="An ordered procedure.")
class StepsBlock(ContentBlock):
    steps: list[ProcedureStep] = strawberry.field(description="The steps, in order.")


@strawberry.type(description="A table with one header row.")
class TableBlock(ContentBlock):
    caption: str | None = strawberry.field(description=CaptionText)
    columns: list[str | None] = strawberry.field(description="The header row; null for an empty cell.")
    rows: list[list[str | None]] = strawberry.field(
        description="The rows, each with as many cells as the header; null for an empty cell."
    )


@strawberry.type(description="An image in the body.")
class ImageBlock(ContentBlock):
    source: strawberry.Private[blocks.Image]
    batch: strawberry.Private[NodeBatch]
    caption: str | None = strawberry.field(description=CaptionText)
    credit: str | None = strawberry.field(description="The credit; null if none is needed.")

    @field("The image.")
    def image(self) -> ContentImage:
        return build_image(self.source, self.batch.files)


@strawberry.type(description="A file to download, as a block.")
class DocumentBlock(ContentBlock):
    source: strawberry.Private[blocks.File]
    batch: strawberry.Private[NodeBatch]

    @field("The file.")
    def file(self) -> ContentFile:
        return build_file(self.source, self.batch.files)


@strawberry.type(description="A quotation.")
class QuoteBlock(ContentBlock):
    text: str = strawberry.field(description="The quoted text.")
    attribution: str | None = strawberry.field(description="The source of the quotation; null if not provided.")


@strawberry.type(description="Contact details.")
class ContactBlock(ContentBlock):
    name: str = strawberry.field(description="The name of the contact.")
    role: str | None = strawberry.field(description="The role of the contact.")
    telephone: str | None = strawberry.field(description="The telephone number.")
    email: str | None = strawberry.field(description="The email address.")
    url: str | None = strawberry.field(description="The website.")
    hours: str | None = strawberry.field(description="When the contact is available.")


@strawberry.type(description="An entry in a list of links.")
class LinkListItem:
    title: str = strawberry.field(description="The link text: the title of the content, if no text was provided.")
    url: str | None = strawberry.field(description="The external URL; null if the link is to content of the hub.")
    content: LazyContent | None = strawberry.field(description="The linked content; null if the link is external.")


@strawberry.type(
    description="A list of links. Links to content that you may not see are omitted; so is a list with no other links."
)
class LinkListBlock(ContentBlock):
    source: strawberry.Private[tuple[blocks.ListedLink, ...]]
    batch: strawberry.Private[NodeBatch]
    title: str | None = strawberry.field(description=TitleText)

    @field("The links.")
    def links(self) -> list[LinkListItem]:
        return [
            LinkListItem(
                title=link.title or (current_edition(target.item).title if target else link.url),
                url=valid_url_or_none(link.url),
                content=target,
            )
            for link in self.source
            if (target := self.batch.targets.get(link.content_id) if link.content_id else None) or not link.content_id
        ]


@strawberry.type(description="Other content, to show as a card. Omitted if you may not see that content.")
class EmbedBlock(ContentBlock):
    content: LazyContent = strawberry.field(description="The content.")


B = TypeVar("B", bound=blocks.Block)
Builder = Callable[[B, NodeBatch], ContentBlock | None]
_builders: dict[type[blocks.Block], Callable[..., ContentBlock | None]] = {}


def _builds(source: type[B]) -> Callable[[Builder[B]], Builder[B]]:
    def register(builder: Builder[B]) -> Builder[B]:
        _builders[source] = builder
        return builder

    return register


def build_blocks(body: Iterable[blocks.Block], batch: NodeBatch) -> list[ContentBlock]:
    """Return the blocks of a body that the viewer may see."""
    built = (_builders[type(block)](block, batch) for block in body)
    return [block for block in built if block is not None]


@_builds(blocks.HeadingBlock)
def _heading(block: blocks.HeadingBlock, batch: NodeBatch) -> ContentBlock:
    return HeadingBlock(id=_id(block), text=block.text, level=block.level, anchor=block.anchor)


@_builds(blocks.RichTextBlock)
def _rich_text(block: blocks.RichTextBlock, batch: NodeBatch) -> ContentBlock:
    return RichTextBlock(id=_id(block), raw=Html(block.html, batch))


@_builds(blocks.CalloutBlock)
def _callout(block: blocks.CalloutBlock, batch: NodeBatch) -> ContentBlock:
    raw = Html(block.html, batch)
    return CalloutBlock(id=_id(block), raw=raw, tone=CalloutTone(block.tone), title=block.title or None)


@_builds(blocks.StepsBlock)
def _steps(block: blocks.StepsBlock, batch: NodeBatch) -> ContentBlock:
    steps = [ProcedureStep(title=step.title, raw=Html(step.html, batch)) for step in block.steps]
    return StepsBlock(id=_id(block), steps=steps)


@_builds(blocks.TableBlock)
def _table(block: blocks.TableBlock, batch: NodeBatch) -> ContentBlock:
    columns, *rows = ([cell or None for cell in row] for row in (block.columns, *block.rows))
    return TableBlock(id=_id(block), caption=block.caption or None, columns=columns, rows=rows)


@_builds(blocks.ImageBlock)
def _image(block: blocks.ImageBlock, batch: NodeBatch) -> ContentBlock:
    return ImageBlock(
        id=_id(block),
        source=block.image,
        batch=batch,
        caption=block.caption or None,
        credit=block.credit or None,
    )


@_builds(blocks.DocumentBlock)
def _document(block: blocks.DocumentBlock, batch: NodeBatch) -> ContentBlock:
    return DocumentBlock(id=_id(block), source=block.file, batch=batch)


@_builds(blocks.QuoteBlock)
def _quote(block: blocks.QuoteBlock, batch: NodeBatch) -> ContentBlock:
    return QuoteBlock(id=_id(block), text=block.text, attribution=block.attribution or None)


@_builds(blocks.ContactBlock)
def _contact(block: blocks.ContactBlock, batch: NodeBatch) -> ContentBlock:
    return ContactBlock(
        id=_id(block),
        name=block.name,
        role=block.role or None,
        telephone=block.telephone or None,
        email=block.email or None,
        url=valid_url_or_none(block.url),
        hours=block.hours or None,
    )


@_builds(blocks.LinkListBlock)
def _link_list(block: blocks.LinkListBlock, batch: NodeBatch) -> ContentBlock | None:
    if not any(link.content_id is None or link.content_id in batch.targets for link in block.links):
        return None
    return LinkListBlock(id=_id(block), source=block.links, batch=batch, title=block.title or None)


@_builds(blocks.EmbedBlock)
def _embed(block: blocks.EmbedBlock, batch: NodeBatch) -> ContentBlock | None:
    target = batch.targets.get(block.content_id)
    return EmbedBlock(id=_id(block), content=target) if target else None


def _id(block: blocks.Block) -> strawberry.ID:
    return strawberry.ID(str(block.id))
