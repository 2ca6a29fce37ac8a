"""The editions that searches are matched with: pages of the demonstration, and one as long as ten of them."""

from collections.abc import Sequence
from dataclasses import replace

from publishing.models import ContentItem
from search.documents.search_document import SearchDocument, build_documents, latest_versions
from search.saved.clauses import document_traits

LOCALE = "en-gb"
COMBINED = 10


def pages() -> list[SearchDocument]:
    """Return the English pages, ordered by their number of terms."""
    items = ContentItem.objects.in_locale(LOCALE).values_list("pk", flat=True)
    return sorted(build_documents(latest_versions(items)), key=lambda page: len(document_traits(page)))


def combine(pages: Sequence[SearchDocument]) -> SearchDocument:
    """Return the last page with the texts of the last ten."""
    return replace(pages[-1], body="\n".join(page.body for page in pages[-COMBINED:]))
