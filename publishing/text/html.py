"""Running text as it is published: the tags that every channel knows, clean characters, and nothing that is empty."""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from publishing.text.cleaning import clean_line, clean_text, is_blank
from publishing.text.pasted import COMMENT_LIST, COMMENT_PARAGRAPH, is_comment_link, is_leftover_bookmark, unwrap_url
from publishing.text.urls import RICH_TEXT_SCHEMES, WEB_SCHEMES, check_external_url, is_valid_url

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "br"}
ATTRIBUTES = {"a": {"href", "rel", "data-content", "data-asset"}}
# Read here, and never published: pasted text has links to files, by which its remains are known.
SCHEMES = {*RICH_TEXT_SCHEMES, "file", "about"}
# With what is in them: what a tracked change has struck out is not to be published after all.
DROPPED = {"script", "style", "title", "del"}
EXTERNAL_REL = ' rel="noopener noreferrer"'

# What other programs write for the tags above. Boxes and cells of theirs must not run together.
_RENAMED = re.compile(r"<(/?)(b|i|h[12456])\b[^>]*>", re.IGNORECASE)
_NAMES = {"b": "strong", "i": "em"}
_PARAGRAPHS = "div|section|article|aside|main|header|footer|address|blockquote|pre|dt|dd|tr|caption|figcaption|center"
_PARAGRAPH = re.compile(rf"<(/?)(?:{_PARAGRAPHS})\b[^>]*>", re.IGNORECASE)
_TABLE = re.compile(r"</?(?:table|tbody|thead|tfoot|colgroup|col|td|th)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"(<[^>]*>)")  # nh3 writes a > within an attribute as &gt;
_LINK = re.compile(r"<a(?: ([^>]*))?>(.*?)</a>", re.DOTALL)
_HREF = re.compile(r'(?:^| )href="([^"]*)"')
_REFERENCE = re.compile(r'(?:^| )data-(content|asset)="([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')
_FRAGMENT = re.compile(r"#[^\W_][\w-]*")
_EMPTY = re.compile(r"<(p|li|ul|ol|h3)>(?:\s|&nbsp;|\u2800|<br>)*</\1>")
# A link to an item without a text of its own is not empty: it reads as that item's title.
_TITLED_LATER = "<a data-content="
_EMPTY_MARK = re.compile(r"<(strong|em|a)(?! data-content=)(?: [^>]*)?>((?:\s|&nbsp;|\u2800|<br>)*)</\1>")


def sanitise_html(html: str) -> str:
    """Return running text with nothing in it but what readers may get; a link that they may not get leaves its text."""
    html = nh3.clean(
        _renamed(COMMENT_LIST.sub("", html)).encode(errors="ignore").decode(),  # without lone surrogates
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags=DROPPED,
    )
    html = _LINK.sub(_link, COMMENT_PARAGRAPH.sub("", html))
    html = "".join(piece if number % 2 else _text(piece) for number, piece in enumerate(_TAG.split(html)))
    return _without_empty(html)


def _renamed(html: str) -> str:
    html = _TABLE.sub(lambda tag: " " if tag[0].lower() in ("</td>", "</th>") else "", html)
    html = _PARAGRAPH.sub(r"<\1p>", html)
    return _RENAMED.sub(lambda tag: f"<{tag[1]}{_NAMES.get(tag[2].lower(), 'h3')}>", html)


def check_links(html: str, excused: Callable[[str], bool] = is_leftover_bookmark) -> None:
    """Raise ValueError where a link may not be published; the message names it."""
    for address in map(unwrap_url, find_link_urls(html)):
        if not (excused(address) or _FRAGMENT.fullmatch(address)):
            check_external_url(address, RICH_TEXT_SCHEMES)


def find_link_urls(html: str) -> Iterator[str]:
    """Yield the address of each link that is no reference."""
    reader = _Addresses()
    reader.feed(html)
    reader.close()
    yield from map(clean_line, reader.found)


def remove_unsafe_links(html: str) -> str:
    """Return running text of an old edition, with the text alone where a link's address may not be followed."""
    if 'href="' not in html:
        return html
    return _LINK.sub(lambda link: link[0] if _may_be_followed(link[1] or "") else link[2], html)


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads."""
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def _may_be_followed(attributes: str) -> bool:
    href = _HREF.search(attributes)
    return href is None or is_allowed_link(unescape(href[1]))


def is_allowed_link(address: str) -> bool:
    """Whether running text may have a link to the address."""
    return bool(_FRAGMENT.fullmatch(address)) or is_valid_url(address, RICH_TEXT_SCHEMES)


def _link(link: re.Match[str]) -> str:
    attributes, text = link[1] or "", link[2]
    if reference := _REFERENCE.search(attributes):
        return f'<a data-{reference[1]}="{reference[2]}">{text}</a>'
    href = _HREF.search(attributes)
    address = unwrap_url(clean_line(unescape(href[1]))) if href else ""
    if is_comment_link(address):
        return ""
    if is_leftover_bookmark(address) or not is_allowed_link(address):
        return text
    rel = EXTERNAL_REL if address.lower().startswith(WEB_SCHEMES) else ""
    return f'<a href="{_written(address)}"{rel}>{text}</a>'


def _written(address: str) -> str:
    """As nh3 writes an attribute: what was sanitised is the same when it is sanitised again."""
    return escape(address, quote=False).replace('"', "&quot;")


def _text(piece: str) -> str:
    return escape(clean_text(unescape(piece)), quote=False).replace("\xa0", "&nbsp;")


def _without_empty(html: str) -> str:
    before = ""
    while html != before:
        before, html = html, _EMPTY.sub("", _EMPTY_MARK.sub(r"\2", html))
    is_empty = _TITLED_LATER not in html and is_blank(unescape(_TAG.sub("", html)))
    return "" if is_empty else html
