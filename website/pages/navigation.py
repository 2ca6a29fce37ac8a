"""What stands around a page: sections to go to, the way back up, the same page in another language."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.registry import INDEXED
from publishing.models import ContentItem
from publishing.models.details import read_facts, with_facts
from publishing.text.url_paths import encode_path
from website.locales import LOCALES, Locale, get_locale

NAVIGATION = tuple(one.kind for one in INDEXED if one.index and one.index.in_navigation)
"""The sections at the head of every page, by the kind they list, most urgent first."""


@dataclass(frozen=True)
class Step:
    """One entry of a navigation: a title and where it leads; `current` is the section the page belongs to."""

    title: str
    address: str
    current: bool = False


@dataclass(frozen=True)
class Alternate:
    """The same page in another language."""

    locale: Locale
    address: str
    current: bool = False


@dataclass(frozen=True)
class Surroundings:
    """The frame of a page."""

    sections: tuple[Step, ...] = ()
    breadcrumbs: tuple[Step, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    indexes: dict[Kind, str] = field(default_factory=dict)
    """The address of the section that lists a kind."""
    pages: tuple[Step, ...] = ()
    """Plain pages, and the section that lists them: about, contact, accessibility."""


def ancestors_of(path: str) -> list[str]:
    """Return the addresses above a path, nearest last: /a/b/ has /a/."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:depth]) + "/" for depth in range(1, len(parts))]


def surroundings(
    locale: Locale,
    viewer: Viewer,
    path: str,
    content_id: UUID | None = None,
    alternates: dict[str, str] | None = None,
) -> Surroundings:
    """Find what stands around the page at `path`, in one query. `alternates` are given where a page
    exists in a language without being an item."""
    above = ancestors_of(path)
    wanted = Q(kind=Kind.SECTION, locale=locale.code) | Q(path__in=above)
    wanted |= Q(kind=Kind.STANDARD, locale=locale.code, path__regex=rf"^{locale.home}([^/]+/){{1,2}}$")
    if content_id:
        wanted |= Q(content_id=content_id)
    visible = ContentItem.objects.visible_to(viewer).slim().filter(wanted, path__isnull=False)
    rows = read_facts(with_facts(visible, "lists"))
    here = [row for row in rows if row.locale == locale.code]
    by_path = {row.path: row for row in rows}
    listing = {kind: row for row in here if (kind := _listed_kind(row))}
    plain = [row for row in here if row.kind == Kind.STANDARD or row == listing.get(Kind.STANDARD)]
    if content_id:
        found = {row.locale: encode_path(str(row.path)) for row in rows if row.content_id == content_id}
        alternates = (alternates or {}) | found
    return Surroundings(
        tuple(
            _step(listing[kind], current=path.startswith(str(listing[kind].path)))
            for kind in NAVIGATION
            if kind in listing
        ),
        tuple(_step(by_path[address]) for address in above if address in by_path and address != locale.home),
        _alternates(alternates or {}, locale),
        {kind: encode_path(str(row.path)) for kind, row in listing.items()},
        tuple(sorted((_step(row) for row in plain), key=lambda step: step.title)),
    )


def _listed_kind(item: ContentItem) -> Kind | None:
    """The kind that a section lists, as the query annotates it."""
    value = vars(item)["facts"]["lists"]
    return Kind(value) if item.kind == Kind.SECTION and value else None


def _step(item: ContentItem, *, current: bool = False) -> Step:
    assert item.edition is not None, "a live item has an edition"
    return Step(item.edition.title, encode_path(str(item.path)), current)


def _alternates(addresses: dict[str, str], current: Locale) -> tuple[Alternate, ...]:
    return tuple(
        Alternate(get_locale(code), addresses[code], get_locale(code) == current)
        for code in LOCALES
        if code in addresses
    )
