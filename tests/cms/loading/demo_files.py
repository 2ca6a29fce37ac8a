"""Reads the demonstration content (cms/demo) as plain data, and finds what refers to what in it."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Data = dict[str, Any]

DEMO = Path(__file__).resolve().parents[3] / "cms" / "demo"
FOLDERS = ("guidance", "briefings", "travel", "standard", "zcard")
ALL_FILES = sorted(DEMO.rglob("*.toml"))
PAGE_FILES = [f for f in ALL_FILES if f.parent.name in FOLDERS or f.name == "home.toml"]


def named(path: Path) -> str:
    """The file's name in a test's title."""
    return str(path.relative_to(DEMO))


def read(name: str | Path) -> Data:
    """A file's data, by its path under cms/demo."""
    return tomllib.loads((DEMO / name).read_text(encoding="utf-8"))


def folder(name: str) -> list[Data]:
    """The English pages of a folder."""
    return [read(path) for path in sorted((DEMO / name).glob("*.toml"))]


def programme() -> Data:
    """The data of the programme."""
    data: Data = json.loads((DEMO / "programme.json").read_text(encoding="utf-8"))
    return data


def blocks(page: Data) -> list[Data]:
    """A page's blocks, those of its parts included."""
    return [*page.get("body", []), *(block for part in page.get("parts", []) for block in part["body"])]


def find_html(page: Data) -> Iterator[str]:
    """Every piece of HTML on a page."""
    if "intro" in page:
        yield page["intro"]
    for block in blocks(page):
        for piece in (block, *block.get("items", [])):
            if "html" in piece:
                yield piece["html"]


def elements(html: str) -> list[ElementTree.Element]:
    """The elements of a piece of HTML, which has to be well-formed."""
    return list(ElementTree.fromstring(f"<root>{html}</root>").iter())[1:]


def hrefs(page: Data) -> Iterator[str]:
    """Every address that a page links to."""
    for html in find_html(page):
        yield from (element.attrib["href"] for element in elements(html) if element.tag == "a")
    for block in blocks(page):
        yield from (link["href"] for link in block.get("links", []))
        if block["type"] == "embed":
            yield f"item:{block['item']}"


def items() -> set[str]:
    """Everything that a link or an embed may refer to."""
    pages = {f"item:{name}/{page['slug']}" for name in FOLDERS for page in folder(name)}
    return pages | {f"item:projects/{project['code']}" for project in programme()["projects"]}


def snippets(kind: str) -> set[str]:
    """The slugs of the topics, sectors or organisations."""
    return {snippet["slug"] for snippet in read("snippets.toml")[kind]}
