"""Converts inline HTML into the rich text that a page stores: marks, links and line breaks."""

import re
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from publishing.text.html import is_allowed_link
from publishing.text.pasted import unwrap_url

MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em"}
DROPPED = {
    **dict.fromkeys(("script", "style", "template", "noscript", "title", "head", "meta", "link", "base"), "code"),
    **dict.fromkeys(("form", "input", "button", "select", "textarea", "option"), "a form"),
    **dict.fromkeys(("iframe", "object", "embed", "applet", "frameset"), "an embedded page"),
    **dict.fromkeys(("video", "audio", "source", "track", "canvas", "svg", "math", "map"), "media"),
    **dict.fromkeys(("del", "s", "strike"), "deleted text"),
    "img": "an image",
    "picture": "an image",
}
"""Elements that are left out with everything within, and what the report calls them."""
_LINES = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer h1 h2"
    " h3 h4 h5 h6 header hgroup legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
LINES = frozenset(_LINES.split())
"""Elements that begin and end a line."""
MOST_SHOWN = 200
"""Characters of an address or a description in the report: a picture can be in its address, with megabytes."""
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

Report = Callable[[str], None]


def dropped_as(element: HtmlElement) -> str | None:
    """Return what the report calls an element that is left out; None for one that readers see."""
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return "hidden text"
    return DROPPED.get(element.tag)


def report_dropped(element: HtmlElement, what: str, report: Report) -> None:
    """Report what is left out, with the description of an image or the address of a page."""
    detail = element.get("alt") or element.get("title") or element.get("src") or element.get("data") or ""
    report(f"{what} was left out{f': {detail[:MOST_SHOWN]}' if detail else ''}")


class InlineWriter:
    """Writes the content of elements as rich text. `base` is the address that relative links start from."""

    def __init__(self, base: str, anchors: frozenset[str], report: Report) -> None:
        self._base, self._anchors, self._report = base, anchors, report

    def content(self, element: HtmlElement) -> str:
        """Return the content of an element, without the element itself."""
        parts = [self.text(element.text)]
        for child in element:
            parts += [self.element(child), self.text(child.tail)]
        return "".join(parts)

    def element(self, element: HtmlElement) -> str:
        """Return an inline element; blocks within inline text keep their text."""
        if not isinstance(element.tag, str):  # a comment
            return ""
        if what := dropped_as(element):
            report_dropped(element, what, self._report)
            return ""
        if element.tag == "br":
            return "<br/>"
        content = self.content(element)
        if element.tag in LINES:
            return f"<br/>{content}<br/>"
        if element.tag == "a":
            return self._link(element.get("href") or "", content)
        mark = MARKS.get(element.tag)
        return f"<{mark}>{content}</{mark}>" if mark and content.strip() else content

    def text(self, text: str | None) -> str:
        """Return text as HTML, with single spaces."""
        return escape(_SPACES.sub(" ", text), quote=False) if text else ""

    def _link(self, href: str, content: str) -> str:
        href = href.strip()
        if not href:
            return content
        if href.startswith("#"):
            if href[1:] in self._anchors:
                return f'<a href="{escape(href)}">{content}</a>'
            self._report(f"a link within the page was left out: {href[:MOST_SHOWN]}")
            return content
        try:
            url = unwrap_url(urljoin(self._base, href))
        except ValueError:
            url = ""
        if not is_allowed_link(url):
            self._report(f"a link was left out: {href[:MOST_SHOWN]}")
            return content
        return f'<a href="{escape(url)}">{content}</a>'


def visible_text(element: Any) -> str:
    """Return the text of an element that readers see, on one line."""
    return _SPACES.sub(" ", "".join(_texts(element))).strip(" ")


def _texts(element: Any) -> list[str]:
    texts = [element.text or ""]
    for child in element:
        edge = " " if child.tag == "br" or child.tag in LINES else ""
        if isinstance(child.tag, str) and not dropped_as(child):
            texts += [edge, *_texts(child), edge]
        texts.append(child.tail or "")
    return texts
