"""Where links lead: every item and file that a page refers to, resolved in one batch each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from publishing.blocks import AnyBlock, Image
from publishing.details import ProjectDetails, TravelAdviceDetails
from publishing.kinds import Kind
from publishing.models import Asset, ContentItem
from publishing.querysets import resolve
from publishing.viewers import Viewer
from website.assets import address_of_asset
from website.locales import locale_of
from website.page import Page

UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
REFERENCE = re.compile(rf'<a data-(content|asset)="({UUID_PATTERN})"[^>]*>(.*?)</a>', re.DOTALL)


def address_of(item: ContentItem) -> str | None:
    """Return the address of an item's page; None where it has none (a sector, an organisation)."""
    if item.kind == Kind.THREAT_LEVEL:
        return locale_of(item.locale).threat_level
    return item.path


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

    def file(self, key: UUID) -> str | None:
        """The address of a file."""
        asset = self.assets.get(key)
        return address_of_asset(asset, self.preview_for) if asset else None

    def settle(self, html: str) -> SafeString:
        """Return HTML whose references lead somewhere; a reference to what is hidden becomes plain text."""
        # The HTML was sanitised when the edition was written (publishing/blocks.py).
        return mark_safe(REFERENCE.sub(self._anchor, html))  # noqa: S308

    def _anchor(self, match: re.Match[str]) -> str:
        kind, key, text = match.groups()
        address = self._target(kind, UUID(key))
        if address is None:
            return text
        opening = format_html('<a href="{}" data-print="{}">', address, settings.BASE_URL + address)
        return f"{opening}{text}</a>"

    def _target(self, kind: str, key: UUID) -> str | None:
        if kind == "asset":
            return self.file(key)
        item = self.items.get(key)
        return address_of(item) if item else None


def resolve_links(page: Page, viewer: Viewer, preview_for: int | None = None) -> Links:
    """Resolve all that a page refers to: one query for items, one for files; none where it refers to nothing."""
    blocks = tuple(_all_blocks(page))
    contents = {target for targets in page.references.values() for target in targets}
    assets: set[UUID] = set()
    for block in blocks:
        _collect(block, contents, assets)
    if isinstance(page.details, ProjectDetails):
        contents.update(partner.organisation for partner in page.details.partners)
    if page.image:
        assets.update(_keys(page.image))
    if isinstance(page.details, TravelAdviceDetails) and page.details.map:
        assets.update(_keys(page.details.map))
    items = resolve(contents, page.locale.code, viewer) if contents else {}
    return Links(items, Asset.objects.in_bulk(list(assets)) if assets else {}, preview_for)


def _all_blocks(page: Page) -> Iterator[AnyBlock]:
    yield from page.body
    if isinstance(page.details, TravelAdviceDetails):
        for part in page.details.parts:
            yield from part.body


def _keys(image: Image) -> set[UUID]:
    return {rendition.asset for rendition in image.renditions}


def _collect(block: AnyBlock, contents: set[UUID], assets: set[UUID]) -> None:
    for kind, key, _ in REFERENCE.findall(_html_of(block)):
        (contents if kind == "content" else assets).add(UUID(key))
    match block.type:
        case "embed":
            contents.add(block.content_id)
        case "link_list":
            contents.update(link.content_id for link in block.links if link.content_id)
        case "image":
            assets.update(_keys(block.image))
        case "document":
            assets.add(block.file.asset)


def _html_of(block: AnyBlock) -> str:
    match block.type:
        case "rich_text" | "callout":
            return block.html
        case "steps":
            return "".join(step.html for step in block.steps)
        case _:
            return ""
