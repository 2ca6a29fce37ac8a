"""Converts a body of HTML into the blocks of a page: headings, rich text, lists, tables, callouts and quotations."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cms.importing.html.contacts import read_contact
from cms.importing.html.inline import LINES, InlineWriter, Report, dropped_as, report_dropped, visible_text
from cms.importing.html.tables import read_table
from publishing.text.html import sanitise_html

RawBlock = tuple[str, Any]
"""The type of a block and its value, as a StreamField stores it."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PARAGRAPHS = frozenset({"p", "pre"})
LISTS = frozenset({"ul", "ol"})
BOLD = frozenset({"dt", "summary", "legend"})
LONGEST_HEADING = 120
CALLOUTS = {
    "call-to-action": "information",
    "info-notice": "information",
    "help-notice": "warning",
    "advisory": "warning",
    "information": "information",
    "example": "information",
    "application-notice": "information",
}
"""The tone of a box by its class in GOV.UK's and others' markup; the first that an element has decides."""


class NestingError(ValueError):
    """HTML that is nested too deeply to be parsed."""


def convert_html(html: str, base: str, label: str, report: Report) -> list[RawBlock]:
    """Return HTML as blocks. `base` is its address, `label` names a table that has neither caption nor heading."""
    root = _parse(html)
    if root is None:
        return []
    writer = _BodyWriter(base, label, root, report)
    writer.children(root)
    return writer.finish()


def _parse(html: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", remove_comments=True)
    # Without what the parser would replace: lone surrogates, which have no encoding, and null characters.
    source = f"<html><body>{html}</body></html>".replace("\0", "").encode(errors="ignore")
    root = document_fromstring(source, parser=parser)
    if any("depth" in entry.message for entry in parser.error_log if entry.level >= etree.ErrorLevels.ERROR):
        raise NestingError("The HTML is nested too deeply.")
    return root.find("body")


@dataclass
class _BodyWriter:
    base: str
    label: str
    root: HtmlElement
    report: Report
    blocks: list[RawBlock] = field(default_factory=list)
    _flow: list[str] = field(default_factory=list)
    _line: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        headings = [element for element in self.root.iter(*HEADINGS) if visible_text(element)]
        anchors = frozenset(slugify(visible_text(element)) for element in headings)
        self._top_level = min((element.tag for element in headings), default="h2")
        self._inline = InlineWriter(self.base, anchors, self.report)
        self._heading = ""

    def finish(self) -> list[RawBlock]:
        """Return the blocks."""
        self._end_flow()
        return self.blocks

    def children(self, element: HtmlElement, *, bold: bool = False) -> None:
        """Write the content of an element that is not a block itself."""
        self._line.append(self._inline.text(element.text))
        for child in element:
            if isinstance(child.tag, str):
                self._element(child)
            self._line.append(self._inline.text(child.tail))
        self._end_line(bold=bold)

    def _element(self, element: HtmlElement) -> None:
        if what := dropped_as(element):
            report_dropped(element, what, self.report)
        elif element.tag in HEADINGS:
            self._write_heading(element)
        elif element.tag in PARAGRAPHS:
            self._end_line()
            self._paragraph(self._inline.content(element))
        elif element.tag in LISTS:
            self._end_line()
            self._flow.append(self._list(element))
        elif element.tag == "table":
            self._write_table(element)
        elif element.tag == "blockquote":
            self._write_quote(element)
        elif element.tag in LINES:
            self._write_box(element)
        elif element.tag == "hr":
            self._end_line()
        elif _holds_blocks(element):
            self.children(element)
        else:
            self._line.append(self._inline.element(element))

    def _write_heading(self, element: HtmlElement) -> None:
        self._end_line()
        text = visible_text(element)
        is_plain = element.find(".//a") is None and len(text) <= LONGEST_HEADING
        if text and is_plain:
            self._end_flow()
            self._heading = text
            self.blocks.append(("heading", {"text": text, "level": "2" if element.tag == self._top_level else "3"}))
        elif text:
            self._flow.append(f"<h3>{self._inline.content(element).strip()}</h3>")

    def _write_table(self, element: HtmlElement) -> None:
        self._end_line()
        if element.find(".//table") is not None:
            self.report("a table within a table was written as text")
            self.children(element)
        elif table := read_table(element, self._heading or self.label, self.report):
            self._end_flow()
            self.blocks.append(("table", table))

    def _write_quote(self, element: HtmlElement) -> None:
        """Write a quotation of plain paragraphs as such, and everything else as the blocks that it contains."""
        self._end_line()
        paragraphs = [text for part in element.iterchildren("p") if (text := visible_text(part))]
        is_plain = " ".join(paragraphs) == visible_text(element) and element.find(".//a") is None
        if paragraphs and is_plain:
            self._end_flow()
            self.blocks.append(("quote", {"text": "\n\n".join(paragraphs), "attribution": ""}))
        else:
            self.children(element)

    def _write_box(self, element: HtmlElement) -> None:
        self._end_line()
        classes = (element.get("class") or "").split()
        tone = next((CALLOUTS[name] for name in CALLOUTS if name in classes), None)
        if element.get("aria-label") == "Warning":
            tone = "warning"
        if "contact" in classes:
            self._write_contact(element)
        elif tone is not None and element.find(".//table") is None:
            self._write_callout(element, tone)
        else:
            self.children(element, bold=element.tag in BOLD)

    def _write_contact(self, element: HtmlElement) -> None:
        if contact := read_contact(element):
            self._end_flow()
            self.blocks.append(("contact", contact))
        else:
            self._write_callout(element, "information")

    def _write_callout(self, element: HtmlElement, tone: str) -> None:
        self._end_flow()
        inner = _BodyWriter(self.base, self.label, element, self.report)
        inner.children(element)
        if html := "".join(_as_rich_text(block) for block in inner.finish()):
            self.blocks.append(("callout", {"tone": tone, "title": "", "text": html}))

    def _list(self, element: HtmlElement) -> str:
        """Return a list. What is in no entry, which HTML forbids, becomes one."""
        entries = [self._entry(self._inline.text(element.text))]
        for child in element:
            if isinstance(child.tag, str):
                entries.append(self._list(child) if child.tag in LISTS else self._list_item(child))
            entries.append(self._entry(self._inline.text(child.tail)))
        items = "".join(entries)
        return f"<{element.tag}>{items}</{element.tag}>" if items else ""

    def _list_item(self, item: HtmlElement) -> str:
        """Return an entry. Its paragraphs become lines, because Draftail has no paragraphs in lists."""
        if what := dropped_as(item):
            report_dropped(item, what, self.report)
            return ""
        entries, lines, nested = [], [self._inline.text(item.text)], ""
        for child in item:
            if child.tag in LISTS:
                nested += self._list(child)
                following = [self._inline.text(child.tail)]
            else:
                following = [self._inline.element(child), self._inline.text(child.tail)]
            if nested and "".join(following).strip():  # an entry has no text after its own list
                entries.append(self._entry("".join(lines), nested))
                lines, nested = [], ""
            lines += following
        return "".join([*entries, self._entry("".join(lines), nested)])

    def _entry(self, html: str, nested: str = "") -> str:
        text = _trim_lines(html)
        return f"<li>{text}{nested}</li>" if text or nested else ""

    def _paragraph(self, html: str, *, bold: bool = False) -> None:
        if html := _trim_lines(html):
            self._flow.append(f"<p><strong>{html}</strong></p>" if bold else f"<p>{html}</p>")

    def _end_line(self, *, bold: bool = False) -> None:
        """End the paragraph of the text that is in no element of its own."""
        self._paragraph("".join(self._line), bold=bold)
        self._line.clear()

    def _end_flow(self) -> None:
        """End the block of rich text."""
        self._end_line()
        if html := sanitise_html("".join(self._flow)):
            self.blocks.append(("rich_text", html))
        self._flow.clear()


def _holds_blocks(element: HtmlElement) -> bool:
    """Whether an unknown or inline element contains blocks, which HTML allows only in theory."""
    return element.find(".//p") is not None or element.find(".//table") is not None or element.find(".//li") is not None


def _as_rich_text(block: RawBlock) -> str:
    """Return a block as rich text, for a box that holds nothing else."""
    name, value = block
    match name:
        case "rich_text":
            return str(value)
        case "heading":
            return sanitise_html(f"<h3>{_escape(value['text'])}</h3>")
        case "quote":
            return sanitise_html("".join(f"<p>{_escape(text)}</p>" for text in value["text"].split("\n\n")))
        case "callout":
            return str(value["text"])
        case _:
            return sanitise_html("".join(f"<p>{_escape(text)}</p>" for text in value.values() if text))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_EDGE_BREAKS = re.compile(r"^(?:\s|<br/>)+|(?:\s|<br/>)+$")
_REPEATED_BREAKS = re.compile(r"\s*<br/>(?:\s|<br/>)*")


def _trim_lines(html: str) -> str:
    """Return inline HTML without breaks at its ends, and without empty lines."""
    return _REPEATED_BREAKS.sub("<br/>", _EDGE_BREAKS.sub("", html))
