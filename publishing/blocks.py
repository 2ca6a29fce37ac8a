"""The body's blocks as typed structures. `cms` converts StreamField values into them; readers walk them.

HTML inside a block is sanitised and settled when the edition is written. A link to another item stays a reference,
`<a data-content="UUID">`, and a link to a file `<a data-asset="UUID">`: both are resolved in one batch when read.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""A time, in UTC whatever zone it was given in: the same content has the same hash."""


class Struct(BaseModel):
    """A frozen, strict piece of an edition: unknown fields are an error, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(Struct):
    """What all blocks share: an id that is stable from edition to edition."""

    id: UUID


class HeadingBlock(Block):
    """A heading within the body; `anchor` is unique in it."""

    type: Literal["heading"] = "heading"
    text: str
    level: Literal[2, 3] = 2
    anchor: str


class RichTextBlock(Block):
    """Running text as HTML: p, ul, ol, li, strong, em, a, h3, br."""

    type: Literal["rich_text"] = "rich_text"
    html: str


class CalloutBlock(Block):
    """Text set apart."""

    type: Literal["callout"] = "callout"
    tone: Literal["information", "warning", "urgent"]
    title: str = ""
    html: str


class Step(Struct):
    """One step of an ordered procedure."""

    title: str
    html: str = ""


class StepsBlock(Block):
    """An ordered procedure."""

    type: Literal["steps"] = "steps"
    steps: tuple[Step, ...]


class TableBlock(Block):
    """A table with one header row; every row has as many cells as there are columns."""

    type: Literal["table"] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Rendition(Struct):
    """One file of an image: width and height in pixels, `asset` is the key of publishing.Asset."""

    asset: UUID
    width: int
    height: int
    content_type: str


class Image(Struct):
    """An image in several widths, smallest first. `alt` is empty only when the image is decorative."""

    alt: str
    decorative: bool = False
    renditions: tuple[Rendition, ...]


class ImageBlock(Block):
    """An image with an optional caption."""

    type: Literal["image"] = "image"
    image: Image
    caption: str = ""
    credit: str = ""


class File(Struct):
    """A file to download; size in bytes."""

    asset: UUID
    title: str
    filename: str
    content_type: str
    size: int


class DocumentBlock(Block):
    """A document to download."""

    type: Literal["document"] = "document"
    file: File


class QuoteBlock(Block):
    """Someone's words."""

    type: Literal["quote"] = "quote"
    text: str
    attribution: str = ""


class ContactBlock(Block):
    """How to reach someone."""

    type: Literal["contact"] = "contact"
    name: str
    role: str = ""
    telephone: str = ""
    email: str = ""
    url: str = ""
    hours: str = ""


class ListedLink(Struct):
    """One entry of a link list: an outside `url`, or another item by its content id."""

    title: str
    url: str = ""
    content_id: UUID | None = None


class LinkListBlock(Block):
    """A titled list of links."""

    type: Literal["link_list"] = "link_list"
    title: str = ""
    links: tuple[ListedLink, ...]


class EmbedBlock(Block):
    """Another item, shown as a card; resolved when read, and absent for those who may not see it."""

    type: Literal["embed"] = "embed"
    content_id: UUID


AnyBlock = Annotated[
    HeadingBlock
    | RichTextBlock
    | CalloutBlock
    | StepsBlock
    | TableBlock
    | ImageBlock
    | DocumentBlock
    | QuoteBlock
    | ContactBlock
    | LinkListBlock
    | EmbedBlock,
    Field(discriminator="type"),
]

BLOCKS: dict[str, type[Block]] = {
    block.model_fields["type"].default: block
    for block in (
        HeadingBlock,
        RichTextBlock,
        CalloutBlock,
        StepsBlock,
        TableBlock,
        ImageBlock,
        DocumentBlock,
        QuoteBlock,
        ContactBlock,
        LinkListBlock,
        EmbedBlock,
    )
}
"""Every block by its type: conformance tests walk it."""

Body = tuple[AnyBlock, ...]
_BODY: TypeAdapter[Body] = TypeAdapter(Body)


def parse_body(body: object) -> Body:
    """Return the blocks of an edition's stored body."""
    return _BODY.validate_python(body)
