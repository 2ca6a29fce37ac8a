"""Rich text as readers get it: links settled to content ids and files, everything unknown taken out."""

from dataclasses import dataclass
from uuid import UUID

from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from cms.content.internal_links import replace_internal_links
from cms.content.link_titles import remove_copied_titles
from cms.files.published import published_file
from publishing.text.html import sanitise_html


@dataclass(frozen=True)
class ResolvedText:
    """HTML, and the pages (content ids) and files it links to."""

    html: str
    pages: tuple[UUID, ...]
    assets: tuple[UUID, ...]


def resolve_links(source: str) -> ResolvedText:
    """Return rich text as it is published; the text of a link to what was deleted stays, without the link."""
    links = _Links()
    source, references = replace_internal_links(remove_copied_titles(source))
    for reference in references:
        (links.pages if reference.target == "content" else links.assets)[reference.key] = None
    rules = {"page": links.to_pages, "document": links.to_documents}
    html = sanitise_html(LinkRewriter(bulk_rules=rules)(source))
    return ResolvedText(html, tuple(links.pages), tuple(links.assets))


class _Links:
    """Wagtail's rules for links, each called once for a text: it gives attributes and takes opening tags."""

    def __init__(self) -> None:
        self.pages: dict[UUID, None] = {}
        self.assets: dict[UUID, None] = {}

    def to_pages(self, links: list[dict[str, str]]) -> list[str]:
        found = dict(Page.objects.filter(pk__in=_ids(links)).values_list("pk", "translation_key"))
        keys = [found.get(_id(link)) for link in links]
        self.pages.update((key, None) for key in keys if key)
        return [f'<a data-content="{key}">' if key else "<a>" for key in keys]

    def to_documents(self, links: list[dict[str, str]]) -> list[str]:
        documents = get_document_model().objects.in_bulk(_ids(links))
        found = {pk: published_file(document).asset for pk, document in documents.items()}
        keys = [found.get(_id(link)) for link in links]
        self.assets.update((key, None) for key in keys if key)
        return [f'<a data-asset="{key}">' if key else "<a>" for key in keys]


def _id(link: dict[str, str]) -> int:
    return int(link["id"]) if link.get("id", "").isdecimal() else 0


def _ids(links: list[dict[str, str]]) -> set[int]:
    return {_id(link) for link in links}
