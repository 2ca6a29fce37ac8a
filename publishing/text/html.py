"""Sanitises rich text: only tags that every channel supports, clean characters and no empty elements."""

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
# Parsed but never published: links to files identify leftovers of pasted text.
SCHEMES = {*RICH_TEXT_SCHEMES, "file", "about"}
# Removed with their content: text deleted by a tracked change must not be published.
DROPPED = {"script", "style", "title", "del"}
EXTERNAL_REL = ' rel="noopener noreferrer"'

# What other programs write for the tags above. The text of their boxes and cells must not run together.
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
# A link to an item without a text is not empty: it shows the title of that item.
_TITLED_LATER = "<a data-content="
_EMPTY_MARK = re.compile(r"<(strong|em|a)(?! data-content=)(?: [^>]*)?>((?:\s|&nbsp;|\u2800|<br>)*)</\1>")


def sanitise_html(html: str) -> str:
    """Return rich text with allowed markup only; of links that are not allowed, only the text stays."""
    html = COMMENT_LIST.sub("", html)
    html = _TABLE.sub(lambda tag: " " if tag[0].lower() in ("</td>", "</th>") else "", html)
    html = _PARAGRAPH.sub(r"<\1p>", html)
    html = _RENAMED.sub(lambda tag: f"<{tag[1]}{_NAMES.get(tag[2].lower(), 'h3')}>", html)
    html = nh3.clean(
        html.encode(errors="ignore").decode(),  # without lone surrogates
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags=DROPPED,
    )
    html = _LINK.sub(_clean_link, COMMENT_PARAGRAPH.sub("", html))
    html = "".join(
        part if number % 2 else escape(clean_text(unescape(part)), quote=False).replace("\xa0", "&nbsp;")
        for number, part in enumerate(_TAG.split(html))
    )
    before = ""
    while html != before:
        before, html = html, _EMPTY.sub("", _EMPTY_MARK.sub(r"\2", html))
    is_empty = _TITLED_LATER not in html and is_blank(unescape(_TAG.sub("", html)))
    return "" if is_empty else html


def check_links(html: str, is_exempt: Callable[[str], bool] = is_leftover_bookmark) -> None:
    """Raise ValueError, which names the URL, if a link may not be published."""
    for url in map(unwrap_url, find_link_urls(html)):
        if not (is_exempt(url) or _FRAGMENT.fullmatch(url)):
            check_external_url(url, RICH_TEXT_SCHEMES)


def find_link_urls(html: str) -> Iterator[str]:
    """Yield the URL of each link that is not a reference."""
    reader = _Addresses()
    reader.feed(html)
    reader.close()
    yield from map(clean_line, reader.found)


def remove_unsafe_links(html: str) -> str:
    """Return rich text of an old edition in which links with invalid URLs are replaced by their text."""
    if 'href="' not in html:
        return html

    def keep_if_safe(link: re.Match[str]) -> str:
        href = _HREF.search(link[1] or "")
        return link[0] if href is None or is_allowed_link(unescape(href[1])) else link[2]

    return _LINK.sub(keep_if_safe, html)


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the URLs of links."""
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def is_allowed_link(url: str) -> bool:
    """Whether rich text may link to the URL."""
    return bool(_FRAGMENT.fullmatch(url)) or is_valid_url(url, RICH_TEXT_SCHEMES)


def _clean_link(link: re.Match[str]) -> str:
    attributes, text = link[1] or "", link[2]
    if reference := _REFERENCE.search(attributes):
        return f'<a data-{reference[1]}="{reference[2]}">{text}</a>'
    href = _HREF.search(attributes)
    url = unwrap_url(clean_line(unescape(href[1]))) if href else ""
    if is_comment_link(url):
        return ""
    if is_leftover_bookmark(url) or not is_allowed_link(url):
        return text
    rel = EXTERNAL_REL if url.lower().startswith(WEB_SCHEMES) else ""
    # Escaped as nh3 escapes attributes, so that sanitising twice changes nothing.
    escaped = escape(url, quote=False).replace('"', "&quot;")
    return f'<a href="{escaped}"{rel}>{text}</a>'
