"""A request for a page: what the kinds build their template context from."""

from dataclasses import dataclass

from publishing.access.viewers import Viewer
from publishing.models import ContentItem
from publishing.text.url_paths import encode_path
from website.locales import Locale
from website.pages.layout import Layout
from website.pages.links import Links
from website.pages.page import Page


@dataclass(frozen=True)
class PageRequest:
    """A page with its layout and its resolved links. The layout may be in another language than the page.

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
    def url(self) -> str:
        """The URL at which the page is shown."""
        return encode_path(self.locale.path_within(self.page.stored_path, self.page.locale.code))

    @property
    def locale(self) -> Locale:
        """The language of the reader, in which everything around the page's own text is."""
        return self.layout.locale
