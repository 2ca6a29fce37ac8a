"""A table."""

from typing import Any
from uuid import UUID

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.blocks.base import BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import TableBlock as Schema


class TableBlock(BodyBlock):
    """A caption, a row of headings and rows of plain text, which every channel can show."""

    schema = Schema
    caption = blocks.CharBlock(max_length=255, help_text="Say what the table shows. It is read out before the table.")
    table = TypedTableBlock([("text", blocks.CharBlock(required=False))])

    def _to_struct_value(self, block_items: Any) -> Any:
        """Append the caption of Wagtail's own table, which old drafts may have, to the caption that readers get.

        Its field is hidden (cms/editor.css).
        """
        value: Any = super()._to_struct_value(block_items)
        caption, second = value["caption"] or "", value["table"].caption.strip()
        if second and second not in caption:
            value["caption"] = f"{caption.rstrip('. ')}. {second}" if caption else second
        value["table"].caption = ""
        return value

    class Meta:
        icon = "table"
        label_format = "{caption}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the texts of the table."""
        table = value["table"]
        columns = tuple(str(column["heading"]) for column in table.columns)
        rows = tuple(tuple(str(cell or "") for cell in row["values"]) for row in table.row_data)
        return Schema(id=block_id, caption=value["caption"], columns=columns, rows=rows)
