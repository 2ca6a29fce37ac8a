"""The hub's blocks, as a Wagtail site would have them."""

from typing import Any

from wagtail.blocks import (
    CharBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image

WIDTHS = (320, 640, 960)
SPECS = tuple(f"width-{width}|format-webp" for width in WIDTHS)


def image_representation(image: Image) -> dict[str, Any]:
    """Return what the REST API says of an image."""
    renditions = image.get_renditions(*SPECS).values()
    return {
        "alt": image.default_alt_text,
        "renditions": [{"url": each.full_url, "width": each.width, "height": each.height} for each in renditions],
    }


class PictureBlock(ImageChooserBlock):
    def get_api_representation(self, value: Image, context: Any = None) -> dict[str, Any]:
        """The API's own would be the image's id: a second request."""
        return image_representation(value)


class TargetBlock(PageChooserBlock):
    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        """The API's own would be the page's id: a second request."""
        return value and {"title": value.title, "url_path": value.url_path}


class HeadingBlock(StructBlock):
    text = CharBlock()
    anchor = CharBlock()


class CalloutBlock(StructBlock):
    tone = CharBlock()
    title = CharBlock()
    html = RichTextBlock()


class StepBlock(StructBlock):
    title = CharBlock()
    html = RichTextBlock(required=False)


class StepsBlock(StructBlock):
    steps = ListBlock(StepBlock())


class TableBlock(StructBlock):
    caption = CharBlock()
    columns = ListBlock(CharBlock())
    rows = ListBlock(ListBlock(CharBlock()))


class FigureBlock(StructBlock):
    image = PictureBlock()
    caption = CharBlock(required=False)


class QuoteBlock(StructBlock):
    text = TextBlock()
    attribution = CharBlock()


class LinkBlock(StructBlock):
    title = CharBlock()
    url = CharBlock(required=False)
    page = TargetBlock(required=False)


class LinkListBlock(StructBlock):
    title = CharBlock()
    links = ListBlock(LinkBlock())


class BodyBlock(StreamBlock):
    heading = HeadingBlock()
    rich_text = RichTextBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    table = TableBlock()
    image = FigureBlock()
    quote = QuoteBlock()
    link_list = LinkListBlock()
