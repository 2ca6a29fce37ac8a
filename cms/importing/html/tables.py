"""Converts HTML tables into the table block: a caption, headings and cells of plain text."""

from typing import Any

from lxml.html import HtmlElement

from cms.importing.html.inline import Report, visible_text

LARGEST = 200
"""Columns; spans are cut off there."""


def read_table(element: HtmlElement, label: str, report: Report) -> dict[str, Any] | None:
    """Return a table as its block stores it, None if it is empty. `label` is used if it has no caption."""
    grid = _read_grid(element, report)
    if not grid:
        return None
    if element.find(".//td//a") is not None or element.find(".//th//a") is not None:
        report("links in a table were left out: their text remains")
    width = max(len(row) for row in grid)
    rows = [[*row, *[""] * (width - len(row))] for row in grid]
    headings = rows.pop(0) if _has_headings(element) else [""] * width
    caption = element.find("caption")
    return {
        "caption": (visible_text(caption) if caption is not None else "") or label,
        "table": {
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": row} for row in rows],
            "caption": "",
        },
    }


def _has_headings(element: HtmlElement) -> bool:
    first = next(element.iter("tr"))
    return first.getparent().tag == "thead" or all(cell.tag == "th" for cell in first)


def _read_grid(element: HtmlElement, report: Report) -> list[list[str]]:
    """Return the texts by row. A cell that spans several is followed by empty ones, so that no text is repeated."""
    grid: list[list[str]] = []
    spanned: dict[int, int] = {}
    has_spans = False
    for row in element.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while spanned.get(len(cells), 0) > 0:
                spanned[len(cells)] -= 1
                cells.append("")
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            has_spans = has_spans or wide > 1 or high > 1
            for column in range(len(cells), min(len(cells) + wide, LARGEST)):
                spanned[column] = high - 1
            cells += [visible_text(cell), *[""] * (wide - 1)]
        if any(cells):
            grid.append(cells[:LARGEST])
    if has_spans:
        report("merged cells of a table were split: their text is in the first")
    return grid


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(int(value), LARGEST)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
