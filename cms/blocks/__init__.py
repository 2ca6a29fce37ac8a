"""The blocks of a body, by the type they are published as. A conformance test walks this registry."""

from typing import Any

from wagtail import blocks

from cms.blocks.base import CheckedBlock, Stream
from cms.blocks.callout import CalloutBlock
from cms.blocks.contact import ContactBlock
from cms.blocks.document import DocumentBlock
from cms.blocks.embed import EmbedBlock
from cms.blocks.heading import HeadingBlock
from cms.blocks.image import ImageBlock
from cms.blocks.link_list import LinkListBlock
from cms.blocks.quote import QuoteBlock
from cms.blocks.rich_text import RichTextBlock
from cms.blocks.steps import StepsBlock
from cms.blocks.table import TableBlock

BODY_BLOCKS: dict[str, type[Any]] = {
    "heading": HeadingBlock,
    "rich_text": RichTextBlock,
    "callout": CalloutBlock,
    "steps": StepsBlock,
    "table": TableBlock,
    "image": ImageBlock,
    "document": DocumentBlock,
    "quote": QuoteBlock,
    "contact": ContactBlock,
    "link_list": LinkListBlock,
    "embed": EmbedBlock,
}


class Body(Stream):
    """The body of a page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([(name, block()) for name, block in BODY_BLOCKS.items()], **kwargs)


class PartBlock(CheckedBlock):
    """One part of a country's travel advice, with its own body."""

    title = blocks.CharBlock(max_length=120)
    slug = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=120,
        help_text="The last part of the address, for example safety-and-security.",
        error_messages={"invalid": "Use lowercase letters, digits and single hyphens."},
    )
    body = Body()

    class Meta:
        icon = "folder-open-1"
        label_format = "{title}"


class Parts(Stream):
    """The parts of a country's advice."""

    part = PartBlock()
