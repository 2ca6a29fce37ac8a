"""The navigation of a page: sections, breadcrumbs, footer pages and other languages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.registry import INDEXED
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.items import best_translations, preference
from publishing.text.url_paths import ancestor_paths, encode_path
from search.answers.answer import CONTACT_SLUGS
from website.locales import LOCALES, Locale

SECTION_KINDS = tuple(one.kind for one in INDEXED if one.index and one.index.in_navigation)
"""The sections at the top of every page, by the kind that they list, most urgent first."""


@dataclass(frozen=True)
class NavigationLink:
    """A link with its title; `is_current` marks the section that the page belongs to."""

    title: str
    url: str
    is_current: bool = False
    locale: str = ""
    """The language of the title and of the page."""

    @classmethod
    def from_item(cls, item: ContentItem, reader: Locale, *, is_current: bool = False) -> "NavigationLink":
        """Link to an item's page, for a reader of a language."""
        assert item.edition is not None, "a live item has an edition"
        url = encode_path(reader.path_within(str(item.path), item.locale))
        return cls(item.edition.title, url, is_current, item.locale)


@dataclass(frozen=True)
class Alternate:
    """The same page in another language."""

    locale: Locale
    url: str
    is_current: bool = False
    is_translation: bool = True
    """Whether it shows the same in that language, for search engines: not if it is only the nearest page, or if only
    what is around the text is in that language."""
    written_in: str = ""
    """The language of its text, if that is not its own."""


@dataclass(frozen=True)
class Navigation:
    """The links around a page's content."""

    sections: tuple[NavigationLink, ...] = ()
    breadcrumbs: tuple[NavigationLink, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    items: tuple[ContentItem, ...] = ()
    """The page's item in every language that the reader may see."""
    index_urls: dict[Kind, str] = field(default_factory=dict)
    """The URL of the section that lists a kind."""
    footer: tuple[NavigationLink, ...] = ()
    """Plain pages, and the section that lists them: about, contact, accessibility."""

    @property
    def contact(self) -> NavigationLink | None:
        """The page that says how to contact the programme, by the slug that editors gave it."""
        return next((link for link in self.footer if link.url.rstrip("/").rpartition("/")[2] in CONTACT_SLUGS), None)

    @property
    def translations(self) -> list[Alternate]:
        """The pages that say the same, for search engines; none if there is only one."""
        found = [one for one in self.alternates if one.is_translation]
        return found if len(found) > 1 else []


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
    rows = _read_rows(viewer, path, locale, content_id)
    best = best_translations(rows, locale.code)
    indexes = _find_indexes(rows, locale)
    footer = [row for row in best.values() if row.kind == Kind.STANDARD or row == indexes.get(Kind.STANDARD)]
    urls = dict(alternates or {})
    if content_id:
        urls |= {row.locale: encode_path(str(row.path)) for row in rows if row.content_id == content_id}
    current = _current_kinds(rows, _paths(path, locale))
    return Navigation(
        sections=tuple(
            NavigationLink.from_item(indexes[kind], locale, is_current=kind in current)
            for kind in SECTION_KINDS
            if kind in indexes
        ),
        breadcrumbs=_breadcrumbs(rows, best, path, locale),
        alternates=tuple(_alternates(urls, locale, best.get(content_id) if content_id else None)),
        items=tuple(row for row in rows if row.content_id == content_id),
        index_urls={kind: NavigationLink.from_item(row, locale).url for kind, row in indexes.items()},
        footer=tuple(sorted((NavigationLink.from_item(row, locale) for row in footer), key=lambda link: link.title)),
    )


def _paths(path: str, locale: Locale) -> tuple[str, ...]:
    """Return a path, and the one that its page has in another language if it is shown there with this one around it."""
    inside = locale.path_inside(path)
    return (path, inside) if inside else (path,)


def _read_rows(viewer: Viewer, path: str, locale: Locale, content_id: UUID | None) -> list[ContentItem]:
    """Return the items in every language that navigation may link to: one query."""
    ancestors = [above for one in _paths(path, locale) for above in ancestor_paths(one)]
    wanted = Q(kind=Kind.SECTION) | Q(path__in=ancestors)
    for one in LOCALES.values():
        wanted |= Q(kind=Kind.STANDARD, locale=one.code, path__regex=rf"^{one.home}([^/]+/){{1,2}}$")
    if content_id:
        wanted |= Q(content_id=content_id)
    visible = ContentItem.objects.visible_to(viewer).slim().filter(wanted, path__isnull=False)
    return read_details(with_details(visible, "lists"))


def _listed_kind(row: ContentItem) -> Kind | None:
    listed = vars(row)["details"]["lists"] if row.kind == Kind.SECTION else None
    return Kind(listed) if listed else None


def _find_indexes(rows: list[ContentItem], locale: Locale) -> dict[Kind, ContentItem]:
    """Return the section that lists each kind, in the reader's language if there is one."""
    in_order = sorted(rows, key=lambda row: preference(row.locale, locale.code), reverse=True)
    return {kind: row for row in in_order if (kind := _listed_kind(row))}


def _current_kinds(rows: list[ContentItem], paths: tuple[str, ...]) -> set[Kind | None]:
    """Return the kinds of the sections that a page is in."""
    return {_listed_kind(row) for row in rows if any(path.startswith(str(row.path)) for path in paths)}


def _breadcrumbs(
    rows: list[ContentItem], best: dict[UUID, ContentItem], path: str, locale: Locale
) -> tuple[NavigationLink, ...]:
    """Return the pages above a page, each in the reader's language if it is known in that. The link to the home page is
    always there."""
    by_path = {str(row.path): row for row in rows if row.kind != Kind.HOME}
    found = (
        next((by_path[one] for one in _paths(above, locale) if one in by_path), None) for above in ancestor_paths(path)
    )
    return tuple(NavigationLink.from_item(best[row.content_id], locale) for row in found if row)


def _alternates(urls: dict[str, str], current: Locale, item: ContentItem | None) -> Iterator[Alternate]:
    """Yield the page in each language. What is not written in a language is there with everything around it in that."""
    for code, locale in LOCALES.items():
        if code in urls:
            yield Alternate(locale, urls[code], locale == current)
        elif item and locale.path_within(str(item.path), item.locale) != item.path:
            url = NavigationLink.from_item(item, locale).url
            yield Alternate(locale, url, locale == current, is_translation=False, written_in=item.locale)
