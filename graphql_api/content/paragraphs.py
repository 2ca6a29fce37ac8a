"""Parses the HTML of rich text, which was sanitised on publication, into paragraphs. Each text is parsed once."""

from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from uuid import UUID

from graphql_api.base.enums import RichTextParagraphStyle
from publishing.content.fields import Target
from publishing.text.html import is_allowed_link

LIST_STYLES = {"ul": RichTextParagraphStyle.BULLETED, "ol": RichTextParagraphStyle.NUMBERED}
BLOCK_TAGS = {"p", "h3", "li", "ul", "ol"}
CACHE_SIZE = 2_048
"""How many parsed texts are cached, at a few kilobytes each."""


@dataclass(frozen=True)
class Anchor:
    """The target of a link: an external URL (empty if it is not allowed), or content, or a file."""

    href: str
    target: Target | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class Run:
    """Text with its formatting. `anchor` is the number of the link around it, counted from 1; 0 if there is none."""

    text: str
    strong: bool
    emphasis: bool
    anchor: int


@dataclass
class ParsedParagraph:
    """One paragraph."""

    style: RichTextParagraphStyle
    level: int
    number: int | None
    runs: list[Run] = field(default_factory=list)


@dataclass
class Parsed:
    """The paragraphs of a text, and its links in order. Cached and shared: must not be modified."""

    paragraphs: list[ParsedParagraph] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)


@lru_cache(maxsize=CACHE_SIZE)
def parse(html: str) -> Parsed:
    """Return the paragraphs and links of a text."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.parsed


class _Parser(HTMLParser):
    """Starts a paragraph at its first text, so that empty paragraphs are omitted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parsed = Parsed()
        self._paragraph: ParsedParagraph | None = None
        self._style, self._number = RichTextParagraphStyle.TEXT, 0
        self._lists: list[tuple[RichTextParagraphStyle, int]] = []
        self._marks = {"strong": 0, "em": 0}
        self._anchor = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the style and formatting of the text that follows."""
        if tag in BLOCK_TAGS:
            self._paragraph = None
        if tag in LIST_STYLES:
            self._lists.append((LIST_STYLES[tag], 0))
        elif tag == "li" and self._lists:
            style, count = self._lists.pop()
            self._lists.append((style, count + 1))
            self._style, self._number = style, count + 1
        elif tag == "h3":
            self._style = RichTextParagraphStyle.HEADING
        elif tag in self._marks:
            self._marks[tag] += 1
        elif tag == "a":
            self.parsed.anchors.append(_parse_anchor({name: value or "" for name, value in attrs}))
            self._anchor = len(self.parsed.anchors)
        elif tag == "br":
            self._add_text("\n")

    def handle_endtag(self, tag: str) -> None:
        """Reset the style and formatting of the text that follows."""
        if tag in BLOCK_TAGS:
            self._paragraph = None
        if tag in LIST_STYLES and self._lists:
            self._lists.pop()
        elif tag in ("h3", "li"):
            self._style = RichTextParagraphStyle.TEXT
        elif tag in self._marks:
            self._marks[tag] -= 1
        elif tag == "a":
            self._anchor = 0

    def handle_data(self, data: str) -> None:
        """Add text, ignoring white space between paragraphs."""
        if self._paragraph is not None or data.strip():
            self._add_text(data)

    def _add_text(self, text: str) -> None:
        if self._paragraph is None:
            number = self._number if self._style is RichTextParagraphStyle.NUMBERED else None
            self._paragraph = ParsedParagraph(self._style, len(self._lists), number)
            self.parsed.paragraphs.append(self._paragraph)
            self._style = RichTextParagraphStyle.TEXT
        self._paragraph.runs.append(Run(text, self._marks["strong"] > 0, self._marks["em"] > 0, self._anchor))


def _parse_anchor(attributes: dict[str, str]) -> Anchor:
    if "data-content" in attributes:
        return Anchor("", "content", UUID(attributes["data-content"]))
    if "data-asset" in attributes:
        return Anchor("", "asset", UUID(attributes["data-asset"]))
    href = attributes.get("href", "")
    return Anchor(href if is_allowed_link(href) else "")
