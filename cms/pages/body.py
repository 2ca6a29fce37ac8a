"""Base of page types with a body."""

from typing import Any, ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import Body
from cms.content.converter import Converter
from cms.pages.base import HubPage
from publishing.content.blocks import AnyBlock


class BodyPage(HubPage):
    """A page whose content is a body of blocks."""

    body = StreamField(Body(), blank=True, help_text="The content of the page, block by block.")

    write_panels: ClassVar[list[Any]] = [FieldPanel("body")]

    class Meta:
        abstract = True

    def blocks(self, converter: Converter) -> tuple[AnyBlock, ...]:
        """Return the body."""
        return converter.body(self.body)
