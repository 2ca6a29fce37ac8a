"""The guides: the pages in docs/api/, with links that work on the website."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from graphql_api.documentation.markdown import PREFIX, Section, render

FIRST = "start"
ERRORS = "errors"
"""The guide with a table of error codes, each with an anchor."""
ELSEWHERE = {"../graphql.md": "schema/", "../../graphql_api/schema.graphql": "schema.graphql"}
"""Developers' pages for files outside docs/api/. Links to all others, for those who run the hub, become plain text."""


@dataclass(frozen=True)
class Guide:
    """A page of docs/api/ as HTML."""

    slug: str
    html: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.sections[0].title

    @property
    def summary(self) -> str:
        """The first sentence."""
        return re.split(r"(?<=[.!?:])\s", self.sections[0].text)[0].rstrip(":")


def build_guides(folder: Path, references: Mapping[str, str]) -> list[Guide]:
    """Return all guides, in the order in which the first one links to them."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return [Guide(slug, *_render(texts[slug], slug, texts, references)) for slug in _in_order(texts)]


def find_errors(folder: Path) -> dict[str, str]:
    """Return the meaning of each error code."""
    text = (folder / f"{ERRORS}.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([A-Z_]+)` \| [^|]+ \| ([^|]+) \|", text, re.MULTILINE))


def _render(
    text: str, slug: str, known: Iterable[str], references: Mapping[str, str]
) -> tuple[str, tuple[Section, ...]]:
    html, sections = render(text, references, partial(_resolve, known=frozenset(known)))
    return html, tuple(sections)


def _in_order(texts: Mapping[str, str]) -> list[str]:
    linked = [slug for slug in re.findall(r"\]\((\w+)\.md\b", texts[FIRST]) if slug in texts]
    return list(dict.fromkeys([FIRST, *linked, *sorted(texts)]))


def _resolve(target: str, known: frozenset[str]) -> str | None:
    """Return where a link of a guide leads on the website; None for pages that are not there."""
    if re.match(r"https?:|mailto:|#", target):
        return target
    path, _, fragment = target.partition("#")
    slug = path.removesuffix(".md")
    if slug in known:
        return f"{PREFIX}guides/{slug}/" + (f"#{fragment}" if fragment else "")
    return PREFIX + ELSEWHERE[path] if path in ELSEWHERE else None
