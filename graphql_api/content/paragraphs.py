"""HTML of running text, which was sanitised when it was published, as paragraphs. Each text is parsed once."""

from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from uuid import UUID

from graphql_api.base.enums import ParagraphStyle
from publishing.content.fields import Target
from publishing.text.html import is_allowed_link

ITEMS = {"ul": ParagraphStyle.BULLETED, "ol": ParagraphStyle.NUMBERED}
ENDING = {"p", "h3", "li", "ul", "ol"}
KEPT = 2_048
"""How many texts are kept parsed: some kilobytes each."""


@dataclass(frozen=True)
class Anchor:
    """Where a link leads to: an outside address (empty where it may not be followed), or content or a file."""

    href: str
    target: Target | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class Run:
    """Words with their marks. `anchor` is the number of the link around them, counted from 1; 0 outside."""

    text: str
    strong: bool
    emphasis: bool
    anchor: int


@dataclass
class Part:
    """One paragraph."""

    style: ParagraphStyle
    level: int
    number: int | None
    runs: list[Run] = field(default_factory=list)


@dataclass
class Parsed:
    """A text's paragraphs, and its links in order. Shared by all who read it: nobody changes it."""

    parts: list[Part] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)


@lru_cache(maxsize=KEPT)
def parse(html: str) -> Parsed:
    """Return a text's paragraphs and links."""
    context = _Reader()
    context.feed(html)
    context.close()
    return context.parsed


class _Reader(HTMLParser):
    """A paragraph begins with its first words: one that has none is none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parsed = Parsed()
        self._part: Part | None = None
        self._style, self._number = ParagraphStyle.TEXT, 0
        self._lists: list[tuple[ParagraphStyle, int]] = []
        self._marks = {"strong": 0, "em": 0}
        self._anchor = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the next words are."""
        if tag in ENDING:
            self._part = None
        if tag in ITEMS:
            self._lists.append((ITEMS[tag], 0))
        elif tag == "li" and self._lists:
            style, count = self._lists.pop()
            self._lists.append((style, count + 1))
            self._style, self._number = style, count + 1
        elif tag == "h3":
            self._style = ParagraphStyle.HEADING
        elif tag in self._marks:
            self._marks[tag] += 1
        elif tag == "a":
            self.parsed.anchors.append(_anchor_of({name: value or "" for name, value in attrs}))
            self._anchor = len(self.parsed.anchors)
        elif tag == "br":
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note what the next words are no longer."""
        if tag in ENDING:
            self._part = None
        if tag in ITEMS and self._lists:
            self._lists.pop()
        elif tag in ("h3", "li"):
            self._style = ParagraphStyle.TEXT
        elif tag in self._marks:
            self._marks[tag] -= 1
        elif tag == "a":
            self._anchor = 0

    def handle_data(self, data: str) -> None:
        """Take words; blanks between paragraphs are none."""
        if self._part is not None or data.strip():
            self._say(data)

    def _say(self, text: str) -> None:
        if self._part is None:
            number = self._number if self._style is ParagraphStyle.NUMBERED else None
            self._part = Part(self._style, len(self._lists), number)
            self.parsed.parts.append(self._part)
            self._style = ParagraphStyle.TEXT
        self._part.runs.append(Run(text, self._marks["strong"] > 0, self._marks["em"] > 0, self._anchor))


def _anchor_of(attributes: dict[str, str]) -> Anchor:
    if "data-content" in attributes:
        return Anchor("", "content", UUID(attributes["data-content"]))
    if "data-asset" in attributes:
        return Anchor("", "asset", UUID(attributes["data-asset"]))
    href = attributes.get("href", "")
    return Anchor(href if is_allowed_link(href) else "")
