"""A request for a page: what the kinds build their template context from."""

from dataclasses import dataclass

from publishing.access.viewers import Viewer
from publishing.models import ContentItem
from website.locales import Locale
from website.pages.layout import Layout
from website.pages.links import Links
from website.pages.page import Page


@dataclass(frozen=True)
class PageRequest:
    """A page with its layout and its resolved links.

    `part` is the last segment of the URL if one part of a country's travel advice is requested. `item` is None while an
    editor previews a draft.
    """

    layout: Layout
    page: Page
    links: Links
    part: str = ""
    item: ContentItem | None = None

    @property
    def viewer(self) -> Viewer:
        """The viewer."""
        return self.layout.viewer

    @property
    def locale(self) -> Locale:
        """The page's language."""
        return self.page.locale
