"""Finds the saved searches that a document matches, and filters them by what a viewer may see."""

import json
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from publishing.access.viewers import Viewer
from publishing.models import ContentItem
from search.base.requests import LINKED_FACETS
from search.documents.search_document import SearchDocument
from search.models import SavedSearch, SavedSearchAnchor
from search.saved.anchors import document_anchors
from search.saved.clauses import Clause, build_clause, document_traits, may_hold
from search.saved.one_document import OneDocument
from search.saved.preparation import build_saved_query, preparation_digest

MAX_ANCHORS = 5_000
"""Per SQL query: far below the limits of the databases."""


def find_matching_searches(document: SearchDocument) -> Iterator[int]:
    """Yield the ids of the saved searches that would find the document, regardless of access.

    These are the searches with which `run_search` finds the document without a best bet, for a reader who may see it
    and everything that the search filters by. Pass the matches to `visible_matches` before notifying anyone.
    """
    traits, index = document_traits(document), OneDocument(document)
    for search, clause in _candidates(document.locale, document_anchors(traits)):
        if may_hold(clause, traits) and index.matches(clause):
            yield search


def visible_matches(viewer: Viewer, document: SearchDocument, matches: Iterable[SavedSearch]) -> list[SavedSearch]:
    """Return the matches of a document that the viewer may see, in two SQL queries.

    There are none if the viewer may not see the item, or if it has a newer edition: the text of an older one may have
    been removed before the viewer was given access. Matches by a work-stream, topic or sector that the viewer may not
    see are left out as well: they would reveal that the item belongs to it.
    """
    items = ContentItem.objects.visible_to(viewer, off_site=True)
    if not items.filter(pk=document.item_id, edition=document.edition_id).exists():
        return []
    linked = {UUID(value) for facet in LINKED_FACETS for value in document.facets.get(facet, ())}
    visible = set(ContentItem.objects.visible_to(viewer).by_content_id(linked, document.locale)) if linked else set()
    return [search for search in matches if _has_visible_filters(search, document, {str(target) for target in visible})]


def _has_visible_filters(search: SavedSearch, document: SearchDocument, visible: set[str]) -> bool:
    """Whether the linked items by which the search finds the document are visible to the viewer."""
    return all(
        facet not in search.filters or visible.intersection(search.filters[facet], document.facets.get(facet, ()))
        for facet in LINKED_FACETS
    )


def _candidates(locale: str, anchors: Collection[str]) -> Iterator[tuple[int, Clause]]:
    """Yield outdated searches with a freshly built clause, then those with one of the anchors: a search that is
    prepared in between is in one of the two."""
    searches, values = SavedSearch.objects.filter(locale=locale), sorted(anchors)
    seen: set[int] = set()
    for search in searches.outdated(preparation_digest()).iterator():
        seen.add(search.pk)
        yield search.pk, build_clause(build_saved_query(search.text, search.locale, search.filters))
    for start in range(0, len(values), MAX_ANCHORS):
        having = SavedSearchAnchor.objects.filter(value__in=values[start : start + MAX_ANCHORS])
        # As text: a model instance, or even JSONField's own decoding, would cost more than everything else.
        rows = searches.filter(pk__in=having.values("search")).values_list("pk", Cast("clause", TextField()))
        for search, clause in rows.order_by().iterator():
            if search not in seen:
                seen.add(search)
                yield search, json.loads(clause)
