"""The partners' front ends that show drafts. `partners` registers where to find them, `cms` offers them to editors."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from publishing.access.viewers import Viewer

PLACEHOLDER = "{token}"


@dataclass(frozen=True)
class PreviewSite:
    """A front end that shows drafts, and the API key with which it reads them."""

    key: str
    """The prefix of the key."""
    name: str
    url_template: str
    viewer: Viewer

    def url(self, token: str) -> str:
        """Return the address at which the front end shows the draft with this token."""
        return self.url_template.replace(PLACEHOLDER, token)

    @property
    def origin(self) -> str:
        """The origin of its addresses."""
        return "/".join(self.url_template.split("/", 3)[:3])


_sources: list[Callable[[], Iterable[PreviewSite]]] = []


def register_preview_sites(source: Callable[[], Iterable[PreviewSite]]) -> None:
    """Register a function that returns front ends; called from an app's `ready()`."""
    _sources.append(source)


def preview_sites() -> list[PreviewSite]:
    """Return the front ends whose keys are accepted now."""
    return [site for source in _sources for site in source()]


def find_site(key: str) -> PreviewSite | None:
    """Return the front end with this key, None if it no longer shows drafts."""
    return next((site for site in preview_sites() if site.key == key), None)
