"""The body's blocks as typed structures. `cms` converts StreamField values into them; readers walk them.

HTML inside a block is sanitised and settled when the edition is written. A link to another item stays a reference,
`<a data-content="UUID">`, and a link to a file `<a data-asset="UUID">`: both are resolved in one batch when read.
"""

from datetime import UTC, datetime
from itertools import compress, zip_longest
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationInfo

from publishing.content.fields import AssetKey, ContentId, Html, Line, RefersTo, Url

UtcDateTime = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""A time, in UTC whatever zone it was given in: the same content has the same hash."""


class Struct(BaseModel):
    """A frozen, strict piece of an edition: unknown fields are an error, never dropped."""

    # Errors reach logs and screens of people who may not read the document: they say what is wrong, not what it says.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def without_blanks(self) -> Self | None:
        """Return it as it enters the log, once its texts are clean: without what is empty, None where all of it is."""
        return self


class Block(Struct):
    """What all blocks share: an id that is stable from edition to edition."""

    id: UUID


class HeadingBlock(Block):
    """A heading within the body; `anchor` is unique in it."""

    type: Literal["heading"] = "heading"
    text: Line
    level: Literal[2, 3] = 2
    anchor: Line

    def without_blanks(self) -> Self | None:
        """A heading without words is none."""
        return self if self.text else None


class RichTextBlock(Block):
    """Running text as HTML: p, ul, ol, li, strong, em, a, h3, br."""

    type: Literal["rich_text"] = "rich_text"
    html: Html

    def without_blanks(self) -> Self | None:
        """Text without words is none."""
        return self if self.html else None


class CalloutBlock(Block):
    """Text set apart."""

    type: Literal["callout"] = "callout"
    tone: Literal["information", "warning", "urgent"]
    title: Line = ""
    html: Html

    def without_blanks(self) -> Self | None:
        """A box without words is none."""
        return self if self.title or self.html else None


class Step(Struct):
    """One step of an ordered procedure."""

    title: Line
    html: Html = ""

    def without_blanks(self) -> Self | None:
        """A step without words is none."""
        return self if self.title or self.html else None


class StepsBlock(Block):
    """An ordered procedure."""

    type: Literal["steps"] = "steps"
    steps: tuple[Step, ...]

    def without_blanks(self) -> Self | None:
        """A procedure without steps is none."""
        return self if self.steps else None


class TableBlock(Block):
    """A table with one header row; every row has as many cells as there are columns."""

    type: Literal["table"] = "table"
    caption: Line
    columns: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]

    def without_blanks(self) -> Self | None:
        """Rows and columns without a text are left out."""
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


class Image(Struct):
    """An image in several widths, smallest first. `alt` is empty only when the image is decorative."""

    alt: Line
    decorative: bool = False
    renditions: tuple[Rendition, ...]


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
    """Someone's words."""

    type: Literal["quote"] = "quote"
    text: str
    attribution: Line = ""

    def without_blanks(self) -> Self | None:
        """A quotation without words is none."""
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
        """A contact that says nothing is none."""
        said = (self.name, self.role, self.telephone, self.email, self.url, self.hours)
        return self if any(said) else None


class ListedLink(Struct):
    """One entry of a link list: an outside `url`, or another item by its content id."""

    title: Line
    url: Url = ""
    content_id: Annotated[UUID | None, RefersTo("content")] = None

    def without_blanks(self) -> Self | None:
        """A link to nowhere is none."""
        return self if self.url or self.content_id else None


class LinkListBlock(Block):
    """A titled list of links."""

    type: Literal["link_list"] = "link_list"
    title: Line = ""
    links: tuple[ListedLink, ...]

    def without_blanks(self) -> Self | None:
        """A list without links is none."""
        return self if self.links else None


class EmbedBlock(Block):
    """Another item, shown as a card; resolved when read, and absent for those who may not see it."""

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
"""The context of validation in which a body's unknown blocks are left out: a newer process wrote them."""


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
"""Every block by its type: conformance tests walk it."""

_BODY: TypeAdapter[Body] = TypeAdapter(Body)


def parse_body(body: object) -> Body:
    """Return the blocks of an edition's body, once it is in the newest format."""
    return _BODY.validate_python(body, extra="ignore", context=READING)


def dump_body(body: Body) -> list[dict[str, Any]]:
    """Return blocks as JSON values."""
    dumped: tuple[dict[str, Any], ...] = _BODY.dump_python(body, mode="json")
    return list(dumped)
