"""Converts rich text for readers: links are resolved to content ids and files, and unknown HTML is removed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from cms.content.internal_links import replace_internal_links
from cms.content.link_titles import remove_copied_titles
from cms.files.published import published_file
from publishing.text.html import sanitise_html

Links = list[dict[str, str]]


@dataclass(frozen=True)
class ResolvedText:
    """HTML, and the pages (content ids) and files that it links to."""

    html: str
    pages: tuple[UUID, ...]
    assets: tuple[UUID, ...]


def resolve_links(source: str) -> ResolvedText:
    """Return rich text as it is published. A link to something that was deleted keeps its text only."""
    links = _LinkRules()
    source, targets = replace_internal_links(remove_copied_titles(source))
    for target in targets:
        (links.pages if target.target == "content" else links.assets)[target.key] = None
    rules = {"page": links.resolve_pages, "document": links.resolve_documents}
    html = sanitise_html(LinkRewriter(bulk_rules=rules)(source))
    return ResolvedText(html, tuple(links.pages), tuple(links.assets))


class _LinkRules:
    """Bulk rules for Wagtail's LinkRewriter: each takes the attributes of all links and returns their start tags."""

    def __init__(self) -> None:
        self.pages: dict[UUID, None] = {}
        self.assets: dict[UUID, None] = {}

    def resolve_pages(self, links: Links) -> list[str]:
        keys = dict(Page.objects.filter(pk__in=set(map(_get_id, links))).values_list("pk", "translation_key"))
        return self._build_tags("content", links, keys, self.pages)

    def resolve_documents(self, links: Links) -> list[str]:
        documents = get_document_model().objects.in_bulk(set(map(_get_id, links)))
        keys = {pk: published_file(document).asset for pk, document in documents.items()}
        return self._build_tags("asset", links, keys, self.assets)

    def _build_tags(self, target: str, links: Links, keys: dict[Any, UUID], found: dict[UUID, None]) -> list[str]:
        resolved = [keys.get(_get_id(link)) for link in links]
        found.update((key, None) for key in resolved if key)
        return [f'<a data-{target}="{key}">' if key else "<a>" for key in resolved]


def _get_id(link: dict[str, str]) -> int:
    return int(link["id"]) if link.get("id", "").isdecimal() else 0
