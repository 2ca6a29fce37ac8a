"""A procedure in numbered steps."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import RICH_TEXT_FEATURES, BodyBlock, CheckedBlock
from cms.content.converter import Converter
from publishing.content.blocks import Step
from publishing.content.blocks import StepsBlock as Schema


class StepBlock(CheckedBlock):
    """One step."""

    title = blocks.CharBlock(max_length=255)
    text = blocks.RichTextBlock(required=False, features=RICH_TEXT_FEATURES)


class StepsBlock(BodyBlock):
    """Readers see numbered steps."""

    schema = Schema
    steps = blocks.ListBlock(StepBlock(), min_num=1)

    class Meta:
        icon = "list-ol"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the steps in order."""
        steps = tuple(
            Step(title=step["title"], html=converter.html(step["text"].source if step.get("text") else ""))
            for step in value["steps"]
        )
        return Schema(id=block_id, steps=steps)
