"""What a kind's own context is made from."""

from dataclasses import dataclass

from publishing.access.viewers import Viewer
from publishing.models import ContentItem
from website.locales import Locale
from website.pages.layout import Frame
from website.pages.links import Links
from website.pages.page import Page


@dataclass(frozen=True)
class View:
    """A page in its frame, with its links resolved. `part` is the last piece of the address of a country's part. `item`
    is what it was made from, None while an editor looks at a draft."""

    frame: Frame
    page: Page
    links: Links
    part: str = ""
    item: ContentItem | None = None

    @property
    def viewer(self) -> Viewer:
        """Who reads."""
        return self.frame.viewer

    @property
    def locale(self) -> Locale:
        """The page's language."""
        return self.page.locale
