"""Where links lead: every item and file that a page refers to, resolved in one batch each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from publishing.access.viewers import Viewer
from publishing.content.blocks import LinkListBlock
from publishing.content.fields import Target
from publishing.content.references import Attributes, find_targets, resolve_links_for_display
from publishing.kinds import Kind
from publishing.models import Asset, ContentItem
from publishing.text.url_paths import encode_path
from publishing.text.urls import valid_url_or_none
from website.http.asset_urls import asset_url
from website.locales import get_locale
from website.pages.page import Page


def address_of(item: ContentItem) -> str | None:
    """Return the address of an item's page; None where it has none (a sector, an organisation)."""
    if item.kind == Kind.THREAT_LEVEL:
        return get_locale(item.locale).threat_level
    return encode_path(item.path) if item.path else None


def title_of(item: ContentItem) -> str:
    """Return a visible item's current title."""
    assert item.edition is not None, "a visible item has an edition"
    return item.edition.title


@dataclass(frozen=True)
class Entry:
    """One entry of a list of links; `address` is empty where there is no page, `within` the hub it is a path."""

    title: str
    address: str
    within: bool = False


@dataclass(frozen=True)
class Links:
    """What may be linked to. Whatever is missing here is hidden from the viewer, or does not exist."""

    items: dict[UUID, ContentItem] = field(default_factory=dict)
    assets: dict[UUID, Asset] = field(default_factory=dict)
    preview_for: int | None = None

    def item(self, content_id: UUID) -> ContentItem | None:
        """The visible item, if there is one."""
        return self.items.get(content_id)

    def listed(self, content_ids: Iterable[UUID]) -> list[ContentItem]:
        """The visible ones of some items, in their order."""
        return [self.items[content_id] for content_id in content_ids if content_id in self.items]

    def entries(self, block: LinkListBlock) -> list[Entry]:
        """The entries of a list of links, without those that lead to what is hidden or gone."""
        entries = []
        for link in block.links:
            item = self.items.get(link.content_id) if link.content_id else None
            if link.content_id is None:
                entries.append(Entry(link.title or link.url, valid_url_or_none(link.url) or ""))
            elif item:
                entries.append(Entry(link.title or title_of(item), address_of(item) or "", within=True))
        return entries

    def file(self, key: UUID) -> str | None:
        """The address of a file."""
        asset = self.assets.get(key)
        return asset_url(asset, self.preview_for) if asset else None

    def settle(self, html: str) -> SafeString:
        """Return HTML whose references lead somewhere; a reference to what is hidden becomes plain text."""
        return mark_safe(resolve_links_for_display(html, self._attributes_of, self._title_of))  # noqa: S308 - publishing sanitised it

    def _attributes_of(self, target: Target, key: UUID) -> Attributes | None:
        address = self._address_of(target, key)
        return {"href": address, "data-print": settings.BASE_URL + address} if address else None

    def _title_of(self, content_id: UUID) -> str | None:
        item = self.items.get(content_id)
        return title_of(item) if item else None

    def _address_of(self, target: Target, key: UUID) -> str | None:
        if target == "asset":
            return self.file(key)
        item = self.items.get(key)
        return address_of(item) if item else None


def resolve_links(page: Page, viewer: Viewer, preview_for: int | None = None) -> Links:
    """Resolve all that a page refers to: one query for items, one for files; none where it refers to nothing."""
    inside = find_targets(page.body, page.details, page.image)
    contents = inside.contents.union(*page.references.values())
    items = ContentItem.objects.visible_to(viewer).by_content_id(contents, page.locale.code) if contents else {}
    return Links(items, Asset.objects.in_bulk(list(inside.assets)) if inside.assets else {}, preview_for)
