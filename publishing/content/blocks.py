"""The body's blocks as typed structures. `cms` converts StreamField values into them; readers walk them.

HTML inside a block is sanitised when the edition is written. A link to another item stays a reference,
`<a data-content="UUID">`, as does a link to a file, `<a data-asset="UUID">`: both are resolved in one batch when read.
"""

from datetime import UTC, datetime
from itertools import compress, zip_longest
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationInfo

from publishing.content.fields import AssetKey, ContentId, Html, Line, RefersTo, Url

UtcDateTime = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""A time, converted to UTC, so that the same content has the same hash."""


class Struct(BaseModel):
    """A frozen, strict part of an edition: unknown fields are errors, never dropped."""

    # Errors reach logs and screens of people who may not read the content, so they never quote it.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def without_blanks(self) -> Self | None:
        """Return the structure without its empty parts, or None if it is empty. Called once its texts are clean."""
        return self


class Block(Struct):
    """Base of all blocks; `id` is stable from edition to edition."""

    id: UUID


class HeadingBlock(Block):
    """A heading; `anchor` is unique within the body."""

    type: Literal["heading"] = "heading"
    text: Line
    level: Literal[2, 3] = 2
    anchor: Line

    def without_blanks(self) -> Self | None:
        """Drop a heading without a text."""
        return self if self.text else None


class RichTextBlock(Block):
    """Rich text as HTML: p, ul, ol, li, strong, em, a, h3, br."""

    type: Literal["rich_text"] = "rich_text"
    html: Html

    def without_blanks(self) -> Self | None:
        """Drop an empty text."""
        return self if self.html else None


class CalloutBlock(Block):
    """A highlighted box of text."""

    type: Literal["callout"] = "callout"
    tone: Literal["information", "warning", "urgent"]
    title: Line = ""
    html: Html

    def without_blanks(self) -> Self | None:
        """Drop a box without title and text."""
        return self if self.title or self.html else None


class Step(Struct):
    """One step of an ordered procedure."""

    title: Line
    html: Html = ""

    def without_blanks(self) -> Self | None:
        """Drop a step without title and text."""
        return self if self.title or self.html else None


class StepsBlock(Block):
    """An ordered procedure."""

    type: Literal["steps"] = "steps"
    steps: tuple[Step, ...]

    def without_blanks(self) -> Self | None:
        """Drop a procedure without steps."""
        return self if self.steps else None


class TableBlock(Block):
    """A table with one header row; every row has as many cells as there are columns."""

    type: Literal["table"] = "table"
    caption: Line
    columns: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]

    def without_blanks(self) -> Self | None:
        """Drop empty rows and columns."""
        rows = [row for row in self.rows if any(row)]
        filled = [any(column) for column in zip_longest(self.columns, *rows, fillvalue="")]
        if not any(filled):
            return None
        columns, *rest = (tuple(compress(row, filled)) for row in (self.columns, *rows))
        return self.model_copy(update={"columns": columns, "rows": tuple(rest)})


class Rendition(Struct):
    """One file of an image: width and height in pixels, `asset` is the key of publishing.Asset."""

    asset: AssetKey
    width: int
    height: int
    content_type: Line


class FocalPoint(Struct):
    """The point of an image that crops keep: shares of its width and height, from the left and the top."""

    x: float
    y: float


class Image(Struct):
    """An image in several widths, smallest first. `alt` is empty only when the image is decorative."""

    alt: Line
    decorative: bool = False
    renditions: tuple[Rendition, ...]
    master: Rendition | None = None
    """A large copy without metadata, to make other sizes from; older editions have none."""
    focal_point: FocalPoint | None = None
    dominant_color: Line = ""
    """#rrggbb: what to show while the image loads."""

    @property
    def source(self) -> Rendition | None:
        """The file that other sizes are made from: the master, or else the largest."""
        return self.master or next(reversed(self.renditions), None)


class ImageBlock(Block):
    """An image with an optional caption."""

    type: Literal["image"] = "image"
    image: Image
    caption: Line = ""
    credit: Line = ""


class File(Struct):
    """A file to download; size in bytes."""

    asset: AssetKey
    title: Line
    filename: Line
    content_type: Line
    size: int


class DocumentBlock(Block):
    """A document to download."""

    type: Literal["document"] = "document"
    file: File


class QuoteBlock(Block):
    """A quotation."""

    type: Literal["quote"] = "quote"
    text: str
    attribution: Line = ""

    def without_blanks(self) -> Self | None:
        """Drop a quotation without a text."""
        return self if self.text else None


class ContactBlock(Block):
    """How to reach someone."""

    type: Literal["contact"] = "contact"
    name: Line
    role: Line = ""
    telephone: Line = ""
    email: Line = ""
    url: Url = ""
    hours: Line = ""

    def without_blanks(self) -> Self | None:
        """Drop an empty contact."""
        return self if any((self.name, self.role, self.telephone, self.email, self.url, self.hours)) else None


class ListedLink(Struct):
    """One entry of a link list: a `url` of another site, or another item by its content id."""

    title: Line
    url: Url = ""
    content_id: Annotated[UUID | None, RefersTo("content")] = None

    def without_blanks(self) -> Self | None:
        """Drop a link without a target."""
        return self if self.url or self.content_id else None


class LinkListBlock(Block):
    """A titled list of links."""

    type: Literal["link_list"] = "link_list"
    title: Line = ""
    links: tuple[ListedLink, ...]

    def without_blanks(self) -> Self | None:
        """Drop a list without links."""
        return self if self.links else None


class EmbedBlock(Block):
    """Another item, shown as a card; resolved when read, and left out for viewers who may not read it."""

    type: Literal["embed"] = "embed"
    content_id: ContentId


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

READING = "reading"
"""The validation context in which unknown blocks of a body are left out: a newer process wrote them."""


def _known_blocks(body: Any, info: ValidationInfo) -> Any:
    if info.context != READING:
        return body
    return [block for block in body if not isinstance(block, dict) or block.get("type") in BLOCKS]


Body = Annotated[tuple[AnyBlock, ...], BeforeValidator(_known_blocks)]

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
"""Every block by its type. Conformance tests iterate over it."""

_BODY: TypeAdapter[Body] = TypeAdapter(Body)


def parse_body(body: object) -> Body:
    """Return the blocks of an edition's body, which must be in the newest format."""
    return _BODY.validate_python(body, extra="ignore", context=READING)


def dump_body(body: Body) -> list[dict[str, Any]]:
    """Return blocks as JSON values."""
    dumped: tuple[dict[str, Any], ...] = _BODY.dump_python(body, mode="json")
    return list(dumped)
