"""Links between pages of one source: addresses of the source in what it says, pages of the hub in what is stored."""

import re
from collections.abc import Iterable
from html import escape, unescape
from uuid import UUID

from wagtail.rich_text.rewriters import extract_attrs

from cms.importing.mapping import Source
from cms.pages.imported import ImportedPage
from publishing.text.html import sanitise_html

_LINK = re.compile(r"<a\b([^>]*)>")


class PageLinks:
    """The imported pages of a source, by the keys that links name."""

    def __init__(self, source: Source) -> None:
        self._source = source
        rows = ImportedPage.objects.filter(source=source.name, page__isnull=False).values_list("key", "page")
        self._pages: dict[str, int] = dict(rows)
        self._keys = {page: key for key, page in self._pages.items()}

    def add(self, key: str, page: int) -> None:
        """Note a page that was created."""
        self._pages[key], self._keys[page] = page, key

    def exist(self, keys: Iterable[str]) -> bool:
        """Whether one of these pages exists by now."""
        return any(key in self._pages for key in keys)

    def to_pages(self, html: str, wanted: set[str]) -> str:
        """Return rich text as it is stored, with links to the hub's pages; add the keys of missing ones to `wanted`."""

        def replace(link: re.Match[str]) -> str:
            href = extract_attrs(link[1]).get("href")
            key = self._source.find_key(unescape(href)) if href else None
            if key is None:
                return link[0]
            if key not in self._pages:
                wanted.add(key)
                return link[0]
            return f'<a linktype="page" id="{self._pages[key]}">'

        # Wagtail's editor fails on a line break that is not closed.
        return _LINK.sub(replace, html).replace("<br>", "<br/>")

    def to_source(self, html: str) -> str:
        """Return rich text as the source would say it, so that it can be compared with what the source says."""

        def replace(link: re.Match[str]) -> str:
            attributes = extract_attrs(link[1])
            number = int(attributes["id"]) if attributes.get("id", "").isdecimal() else None
            if number is None:
                key = self._source.find_key(unescape(attributes.get("href", "")))
                return f'<a href="{escape(self._source.page_url(key))}">' if key else link[0]
            if attributes.get("linktype") == "page" and number in self._keys:
                return f'<a href="{escape(self._source.page_url(self._keys[number]))}">'
            # Other pages and documents: any id that differs from page to page will do.
            name = "content" if attributes.get("linktype") == "page" else "asset"
            return f'<a data-{name}="{UUID(int=number)}">'

        return sanitise_html(_LINK.sub(replace, html))
