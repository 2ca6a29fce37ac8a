"""Converts blocks in the demonstration's files into the raw data of a StreamField, with a function for each type."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid5

from cms.loading.created import Created
from cms.loading.sources import Data, PageSource

HREF = re.compile(r'<a href="(item|document):([^"]+)">')
ITEM = "item:"


class BlockWriter:
    """Converts the blocks of one page. Ids are derived from page and position, so each load gives the same."""

    def __init__(self, source: PageSource, created: Created) -> None:
        self.source, self.created = source, created

    def body(self, blocks: list[Data], place: str = "body") -> list[Data]:
        """Return blocks as a StreamField stores them."""
        return [
            self._with_id(block["type"], BLOCKS[block["type"]](self, block, f"{place}/{number}"), f"{place}/{number}")
            for number, block in enumerate(blocks)
        ]

    def parts(self, parts: list[Data]) -> list[Data]:
        """Return the parts of a country's advice as their StreamField stores them."""
        return [
            self._with_id(
                "part",
                {
                    "title": part["title"],
                    "slug": part["slug"],
                    "body": self.body(part["body"], f"parts/{part['slug']}"),
                },
                f"parts/{part['slug']}",
            )
            for part in parts
        ]

    def alerts(self, alerts: list[Data]) -> list[Data]:
        """Return the alerts of a country's advice as their StreamField stores them."""
        return [
            self._with_id(
                "alert", {**alert, "areas": self._areas(alert.get("areas", []), f"alerts/{number}")}, f"alerts/{number}"
            )
            for number, alert in enumerate(alerts)
        ]

    def _areas(self, areas: list[Data], place: str) -> list[Data]:
        """Return the areas of an alert, with their outlines as text."""
        return self.items([{**area, "geometry": json.dumps(area["geometry"])} for area in areas], place)

    def items(self, values: list[Data], place: str) -> list[Data]:
        """Return the entries of a list within a block."""
        return [self._with_id("item", value, f"{place}/{number}") for number, value in enumerate(values)]

    def html(self, source: str) -> str:
        """Return rich text with its links as Wagtail stores them."""
        return HREF.sub(self._link, source)

    def page(self, name: str) -> int:
        """Return the primary key of the page that a block refers to."""
        return int(self.created.page(name.removeprefix(ITEM), self.source.locale).pk)

    def _link(self, found: re.Match[str]) -> str:
        if found[1] == "item":
            return f'<a linktype="page" id="{self.page(found[2])}">'
        return f'<a linktype="document" id="{self.created.documents[found[2]].pk}">'

    def _with_id(self, block_type: str, value: Any, place: str) -> Data:
        block_id = uuid5(self.source.content_id, f"{self.source.locale}/{place}")
        return {"type": block_type, "value": value, "id": str(block_id)}


def _heading(writer: BlockWriter, block: Data, place: str) -> Data:
    return {"text": block["text"], "level": "2"}


def _rich_text(writer: BlockWriter, block: Data, place: str) -> str:
    return writer.html(block["html"])


def _callout(writer: BlockWriter, block: Data, place: str) -> Data:
    return {"tone": block["tone"], "title": block["title"], "text": writer.html(block["html"])}


def _steps(writer: BlockWriter, block: Data, place: str) -> Data:
    steps = [{"title": item["title"], "text": writer.html(item["html"])} for item in block["items"]]
    return {"steps": writer.items(steps, place)}


def _table(writer: BlockWriter, block: Data, place: str) -> Data:
    columns = [{"type": "text", "heading": heading} for heading in block["columns"]]
    rows = [{"values": row} for row in block["rows"]]
    return {"caption": block["caption"], "table": {"columns": columns, "rows": rows, "caption": ""}}


def _image(writer: BlockWriter, block: Data, place: str) -> Data:
    return {
        "image": writer.created.images[block["image"]].pk,
        "alt": block.get("alt", ""),
        "decorative": block.get("decorative", False),
        "caption": block.get("caption", ""),
        "credit": "",
    }


def _document(writer: BlockWriter, block: Data, place: str) -> Data:
    return {"document": writer.created.documents[block["document"]].pk}


def _quote(writer: BlockWriter, block: Data, place: str) -> Data:
    return {"text": block["text"], "attribution": block["attribution"]}


def _contact(writer: BlockWriter, block: Data, place: str) -> Data:
    return {name: block.get(name, "") for name in ("name", "role", "telephone", "email", "url", "hours")}


def _link_list(writer: BlockWriter, block: Data, place: str) -> Data:
    links = [{"title": link["title"], "page": writer.page(link["href"]), "url": ""} for link in block["links"]]
    return {"title": block["title"], "links": writer.items(links, place)}


def _embed(writer: BlockWriter, block: Data, place: str) -> Data:
    return {"page": writer.page(block["item"])}


BLOCKS: dict[str, Callable[[BlockWriter, Data, str], Any]] = {
    "heading": _heading,
    "rich_text": _rich_text,
    "callout": _callout,
    "steps": _steps,
    "table": _table,
    "image": _image,
    "document": _document,
    "quote": _quote,
    "contact": _contact,
    "link_list": _link_list,
    "embed": _embed,
}
"""Every type of block in the files."""
