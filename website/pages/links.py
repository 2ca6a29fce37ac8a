"""Links in a page: the items and files that it refers to, resolved in one batch each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from publishing.access.viewers import Viewer
from publishing.content.blocks import Image, LinkListBlock
from publishing.content.fields import Target
from publishing.content.references import Attributes, find_targets, resolve_links_for_display
from publishing.images.sizes import ImageCrop, Size, find_sizes
from publishing.kinds import Kind
from publishing.kinds.travel_advice import TravelAlertHeadline
from publishing.models import Asset, ContentItem
from publishing.models.headlines import load_headlines
from publishing.text.url_paths import encode_path
from publishing.text.urls import valid_url_or_none
from website.http.asset_urls import asset_url, rendition_url
from website.locales import Locale, get_locale
from website.pages.page import Page


def item_url(item: ContentItem, reader: Locale | None = None) -> str:
    """Return the URL of an item's page, for a reader of a language; an empty string if it has none (a sector, an
    organisation)."""
    if item.kind == Kind.THREAT_LEVEL:
        return (reader or get_locale(item.locale)).threat_level
    if not item.path:
        return ""
    return encode_path(reader.path_within(item.path, item.locale) if reader else item.path)


@dataclass(frozen=True)
class Entry:
    """An entry of a list of links. `url` is empty if there is no page."""

    title: str
    url: str
    locale: str = ""
    """The language of the page, if it is within the site."""


@dataclass(frozen=True)
class Links:
    """The items and files that a page may link to. What is missing is hidden from the viewer, or does not exist."""

    items: dict[UUID, ContentItem] = field(default_factory=dict)
    assets: dict[UUID, Asset] = field(default_factory=dict)
    preview_user_id: int | None = None
    reader: Locale | None = None
    """The language of the pages around the links, if it is not each item's own."""
    written_in: Locale | None = None
    """The language of the text with the links."""
    export_urls: Mapping[UUID, str] = field(default_factory=dict)
    """The links of some items in exports, if they are not those of their pages."""

    @cached_property
    def headlines(self) -> dict[UUID, TravelAlertHeadline]:
        """The headlines of the travel advice among the items: a query if there is any."""
        return load_headlines(self.items.values())

    def item(self, content_id: UUID) -> ContentItem | None:
        """Return the item if it is visible."""
        return self.items.get(content_id)

    def visible(self, content_ids: Iterable[UUID]) -> list[ContentItem]:
        """Return those of some items that are visible, in their order."""
        return [self.items[content_id] for content_id in content_ids if content_id in self.items]

    def entries(self, block: LinkListBlock) -> list[Entry]:
        """Return the entries of a list of links, without those whose target is hidden or gone."""
        entries = []
        for link in block.links:
            item = self.items.get(link.content_id) if link.content_id else None
            if link.content_id is None:
                entries.append(Entry(link.title or link.url, valid_url_or_none(link.url) or ""))
            elif item:
                entries.append(Entry(link.title or _title(item), item_url(item, self.reader), item.locale))
        return entries

    def file_url(self, key: UUID) -> str:
        """Return the URL of a file; an empty string if it is unknown."""
        asset = self.assets.get(key)
        return asset_url(asset, self.preview_user_id) if asset else ""

    def renditions(self, image: Image, content_type: str, crop: ImageCrop | None = None) -> list[tuple[str, Size]]:
        """Return the URLs and sizes of an image, smallest first; none if its file is unknown."""
        source = self.assets.get(image.source.asset) if image.source else None
        if source is None:
            return []
        sizes = find_sizes(image, crop)
        return [(rendition_url(source, size, content_type, self.preview_user_id), size) for size in sizes]

    def resolve(self, html: str) -> SafeString:
        """Return HTML with its references resolved to links; a reference to a hidden item becomes plain text."""
        resolved = resolve_links_for_display(html, self._find_attributes, self._find_title)
        return mark_safe(resolved)  # noqa: S308 - publishing sanitised it

    def resolve_for_export(self, html: str) -> str:
        """Return HTML with its references resolved to absolute links, for other programs."""
        return resolve_links_for_display(html, self._find_absolute, self._find_title)

    def _find_absolute(self, target: Target, key: UUID) -> Attributes | None:
        found = self._find_attributes(target, key)
        return {"href": self.export_urls.get(key, settings.BASE_URL + found["href"])} if found else None

    def _find_attributes(self, target: Target, key: UUID) -> Attributes | None:
        language: Attributes = {}
        if target == "asset":
            url = self.file_url(key)
        else:
            item = self.items.get(key)
            url = item_url(item, self.reader) if item else ""
            if item and self.written_in and item.locale != self.written_in.code:
                language = {"hreflang": get_locale(item.locale).tag}
        return {"href": url, **language} if url else None

    def _find_title(self, content_id: UUID) -> str | None:
        item = self.items.get(content_id)
        if item is None or self.written_in is None or item.locale == self.written_in.code:
            return _title(item) if item else None
        return format_html('<span lang="{}">{}</span>', get_locale(item.locale).tag, _title(item))


def _title(item: ContentItem) -> str:
    assert item.edition is not None, "a visible item has an edition"
    return item.edition.title


def resolve_links(
    page: Page, viewer: Viewer, preview_user_id: int | None = None, reader: Locale | None = None
) -> Links:
    """Look up everything that a page refers to, for a reader of its language or of another: one query for items and one
    for files, none if there are none."""
    reader = reader or page.locale
    targets = find_targets(page.body, page.details, page.image)
    content_ids = targets.contents.union(*page.references.values())
    items = ContentItem.objects.visible_to(viewer).by_content_id(content_ids, reader.code) if content_ids else {}
    assets = Asset.objects.in_bulk(list(targets.assets)) if targets.assets else {}
    return Links(items, assets, preview_user_id, reader, page.locale)
