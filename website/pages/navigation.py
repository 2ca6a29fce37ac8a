"""The navigation of a page: sections, breadcrumbs, footer pages and other languages."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.registry import INDEXED
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.text.url_paths import ancestor_paths, encode_path
from website.locales import LOCALES, Locale, get_locale

SECTION_KINDS = tuple(one.kind for one in INDEXED if one.index and one.index.in_navigation)
"""The sections at the top of every page, by the kind that they list, most urgent first."""


@dataclass(frozen=True)
class NavigationLink:
    """A link with its title; `is_current` marks the section that the page belongs to."""

    title: str
    url: str
    is_current: bool = False

    @classmethod
    def from_item(cls, item: ContentItem, *, is_current: bool = False) -> "NavigationLink":
        """Link to an item's page."""
        assert item.edition is not None, "a live item has an edition"
        return cls(item.edition.title, encode_path(str(item.path)), is_current)


@dataclass(frozen=True)
class Alternate:
    """The same page in another language."""

    locale: Locale
    url: str
    is_current: bool = False
    is_translation: bool = True
    """Whether it shows the same, for search engines: not if it is only the nearest page in that language."""


@dataclass(frozen=True)
class Navigation:
    """The links around a page's content."""

    sections: tuple[NavigationLink, ...] = ()
    breadcrumbs: tuple[NavigationLink, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    index_urls: dict[Kind, str] = field(default_factory=dict)
    """The URL of the section that lists a kind."""
    footer: tuple[NavigationLink, ...] = ()
    """Plain pages, and the section that lists them: about, contact, accessibility."""


def build_navigation(
    locale: Locale,
    viewer: Viewer,
    path: str,
    content_id: UUID | None = None,
    alternates: dict[str, str] | None = None,
) -> Navigation:
    """Build the navigation of the page at `path`, in one query.

    `alternates` are the URLs by language of a page that is not a content item in each of them.
    """
    ancestors = ancestor_paths(path)[1:]  # all but the home page, whose link is always there
    wanted = Q(kind=Kind.SECTION, locale=locale.code) | Q(path__in=ancestors)
    wanted |= Q(kind=Kind.STANDARD, locale=locale.code, path__regex=rf"^{locale.home}([^/]+/){{1,2}}$")
    if content_id:
        wanted |= Q(content_id=content_id)
    visible = ContentItem.objects.visible_to(viewer).slim().filter(wanted, path__isnull=False)
    rows = read_details(with_details(visible, "lists"))
    in_language = [row for row in rows if row.locale == locale.code]
    by_path = {row.path: row for row in rows}
    indexes = {
        Kind(listed): row
        for row in in_language
        if row.kind == Kind.SECTION and (listed := vars(row)["details"]["lists"])
    }
    footer = [row for row in in_language if row.kind == Kind.STANDARD or row == indexes.get(Kind.STANDARD)]
    urls = dict(alternates or {})
    if content_id:
        urls |= {row.locale: encode_path(str(row.path)) for row in rows if row.content_id == content_id}
    return Navigation(
        sections=tuple(
            NavigationLink.from_item(indexes[kind], is_current=path.startswith(str(indexes[kind].path)))
            for kind in SECTION_KINDS
            if kind in indexes
        ),
        breadcrumbs=tuple(
            NavigationLink.from_item(by_path[ancestor])
            for ancestor in ancestors
            if ancestor in by_path and ancestor != locale.home
        ),
        alternates=tuple(
            Alternate(get_locale(code), urls[code], get_locale(code) == locale) for code in LOCALES if code in urls
        ),
        index_urls={kind: encode_path(str(row.path)) for kind, row in indexes.items()},
        footer=tuple(sorted((NavigationLink.from_item(row) for row in footer), key=lambda link: link.title)),
    )
