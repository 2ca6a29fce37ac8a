"""What a StreamField stores, walked by its blocks' definitions: each text is visited with its block and its name."""

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from publishing.text.cleaning import clean_line

Visit = Callable[[Any, str, str], Any]
"""What becomes of a text: its block, the text as it is stored, its name for editors."""


def map_texts(block: Any, stored: Any, name: str, visit: Visit) -> Any:
    """Return a stream as it is stored, with what became of each text."""
    if not isinstance(stored, list):
        return stored
    return [
        {
            **child,
            "value": _value(
                block.child_blocks[child["type"]], child["value"], _named(block, child, name, number), visit
            ),
        }
        if child.get("type") in block.child_blocks
        else child
        for number, child in enumerate(stored, start=1)
    ]


def _named(block: Any, child: Any, name: str, number: int) -> str:
    label = f"{block.child_blocks[child['type']].label} (block {number})"
    return f"{name}, {label}" if name else label


def _value(block: Any, value: Any, name: str, visit: Visit) -> Any:
    if isinstance(value, str):
        return visit(block, value, name)
    if isinstance(block, TypedTableBlock) and isinstance(value, dict):
        return _table(block, value, name, visit)
    if isinstance(block, blocks.StreamBlock):
        return map_texts(block, value, name, visit)
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        known = block.child_blocks
        return {
            key: _value(known[key], part, f"{name}, {capfirst(str(known[key].label))}", visit) if key in known else part
            for key, part in value.items()
        }
    if isinstance(block, blocks.ListBlock) and isinstance(value, list):
        return [_item(block.child_block, part, f"{name} {place}", visit) for place, part in enumerate(value, start=1)]
    return value


def _item(block: Any, part: Any, name: str, visit: Visit) -> Any:
    if isinstance(part, dict) and part.get("type") == "item":
        return {**part, "value": _value(block, part["value"], name, visit)}
    return _value(block, part, name, visit)


def _table(block: Any, value: dict[str, Any], name: str, visit: Visit) -> dict[str, Any]:
    columns = value.get("columns", [])
    cells = [block.child_blocks.get(column["type"]) for column in columns]
    rows = [
        {**row, "values": [_value(cell, part, name, visit) for cell, part in zip(cells, row["values"], strict=False)]}
        for row in value.get("rows", [])
    ]
    headed = [{**column, "heading": clean_line(column.get("heading") or "")} for column in columns]
    captioned = {"caption": clean_line(value["caption"])} if isinstance(value.get("caption"), str) else {}
    return {**value, "columns": headed, "rows": rows, **captioned}
