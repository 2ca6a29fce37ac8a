"""A table."""

from typing import Any
from uuid import UUID

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.blocks.base import BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import TableBlock as Schema


def _with_one_caption(value: Any) -> Any:
    """Wagtail's table has a caption of its own, whose field is hidden (cms/editor.css): what old drafts hold in it is
    added to the one that readers get."""
    caption, second = value["caption"] or "", value["table"].caption.strip()
    if second and second not in caption:
        value["caption"] = f"{caption.rstrip('. ')}. {second}" if caption else second
    value["table"].caption = ""
    return value


class TableBlock(BodyBlock):
    """A caption, one row of headings and rows of plain text: what every channel can show."""

    schema = Schema
    caption = blocks.CharBlock(max_length=255, help_text="Read out before the table: say what it shows.")
    table = TypedTableBlock([("text", blocks.CharBlock(required=False))])

    def _to_struct_value(self, block_items: Any) -> Any:
        return _with_one_caption(super()._to_struct_value(block_items))

    class Meta:
        icon = "table"
        label_format = "{caption}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the table's texts."""
        table = value["table"]
        columns = tuple(str(column["heading"]) for column in table.columns)
        rows = tuple(tuple(str(cell or "") for cell in row["values"]) for row in table.row_data)
        return Schema(id=block_id, caption=value["caption"], columns=columns, rows=rows)
