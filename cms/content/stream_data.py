"""Walks the raw data of a StreamField along the definitions of its blocks."""

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from publishing.text.cleaning import clean_line

TextFunction = Callable[[Any, str, str], str]
"""Takes a block, its text as it is stored, and its name for editors; returns the new text."""


def map_texts(block: Any, stored: Any, name: str, function: TextFunction) -> Any:
    """Return a stream's raw data after applying a function to each text."""
    if not isinstance(stored, list):
        return stored
    result = []
    for number, child in enumerate(stored, start=1):
        if child.get("type") in block.child_blocks:
            child_block = block.child_blocks[child["type"]]
            label = f"{child_block.label} (block {number})"
            child_name = f"{name}, {label}" if name else label
            child = {**child, "value": _map_value(child_block, child["value"], child_name, function)}
        result.append(child)
    return result


def _map_value(block: Any, value: Any, name: str, function: TextFunction) -> Any:
    if isinstance(value, str):
        return function(block, value, name)
    if isinstance(block, TypedTableBlock) and isinstance(value, dict):
        return _map_table(block, value, name, function)
    if isinstance(block, blocks.StreamBlock):
        return map_texts(block, value, name, function)
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        known = block.child_blocks
        return {
            key: _map_value(known[key], part, f"{name}, {capfirst(str(known[key].label))}", function)
            if key in known
            else part
            for key, part in value.items()
        }
    if isinstance(block, blocks.ListBlock) and isinstance(value, list):
        return [
            _map_list_item(block.child_block, part, f"{name} {number}", function)
            for number, part in enumerate(value, start=1)
        ]
    return value


def _map_list_item(block: Any, item: Any, name: str, function: TextFunction) -> Any:
    if isinstance(item, dict) and item.get("type") == "item":
        return {**item, "value": _map_value(block, item["value"], name, function)}
    return _map_value(block, item, name, function)


def _map_table(block: Any, value: dict[str, Any], name: str, function: TextFunction) -> dict[str, Any]:
    columns = value.get("columns", [])
    cells = [block.child_blocks.get(column["type"]) for column in columns]
    rows = [
        {
            **row,
            "values": [
                _map_value(cell, part, name, function) for cell, part in zip(cells, row["values"], strict=False)
            ],
        }
        for row in value.get("rows", [])
    ]
    headings = [{**column, "heading": clean_line(column.get("heading") or "")} for column in columns]
    caption = {"caption": clean_line(value["caption"])} if isinstance(value.get("caption"), str) else {}
    return {**value, "columns": headings, "rows": rows, **caption}
