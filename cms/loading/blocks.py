"""A page's blocks, from the words of the files to what a StreamField stores. Each type has its function."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid5

from cms.loading.created import Created
from cms.loading.sources import Data, PageSource

HREF = re.compile(r'<a href="(item|document):([^"]+)">')
ITEM = "item:"


class BlockWriter:
    """Writes one page's blocks. Their ids follow from the page and the place: loading again makes the same."""

    def __init__(self, sheet: PageSource, made: Created) -> None:
        self.sheet, self.made = sheet, made

    def body(self, blocks: list[Data], place: str = "body") -> list[Data]:
        """Return blocks as a StreamField stores them."""
        return [
            self._placed(block["type"], BLOCKS[block["type"]](self, block, f"{place}/{number}"), f"{place}/{number}")
            for number, block in enumerate(blocks)
        ]

    def parts(self, parts: list[Data]) -> list[Data]:
        """Return the parts of a country's advice as their StreamField stores them."""
        return [
            self._placed(
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

    def items(self, values: list[Data], place: str) -> list[Data]:
        """Return the entries of a list within a block."""
        return [self._placed("item", value, f"{place}/{number}") for number, value in enumerate(values)]

    def html(self, source: str) -> str:
        """Return rich text with its links as Wagtail stores them."""
        return HREF.sub(self._link, source)

    def page(self, name: str) -> int:
        """Return the key of the page that a block names."""
        return int(self.made.page(name.removeprefix(ITEM), self.sheet.locale).pk)

    def _link(self, found: re.Match[str]) -> str:
        if found[1] == "item":
            return f'<a linktype="page" id="{self.page(found[2])}">'
        return f'<a linktype="document" id="{self.made.documents[found[2]].pk}">'

    def _placed(self, block_type: str, value: Any, place: str) -> Data:
        block_id = uuid5(self.sheet.content_id, f"{self.sheet.locale}/{place}")
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
        "image": writer.made.images[block["image"]].pk,
        "alt": block.get("alt", ""),
        "decorative": block.get("decorative", False),
        "caption": block.get("caption", ""),
        "credit": "",
    }


def _document(writer: BlockWriter, block: Data, place: str) -> Data:
    return {"document": writer.made.documents[block["document"]].pk}


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
"""Every type of block that the files use."""
