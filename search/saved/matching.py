"""Which saved searches a document matches, and who may be told."""

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
from search.saved.clauses import Clause, document_traits, may_hold
from search.saved.one_document import OneDocument
from search.saved.preparation import build_search_clause, preparation_digest

MOST_ANCHORS = 5_000
"""In one query: far below what a database takes."""


def find_matching_searches(document: SearchDocument) -> Iterator[int]:
    """Yield the ids of the saved searches that would find the document, whoever may read it.

    They are those that `search.retrieval.search.run` finds it by, by words and no best bet, for a reader who may see it
    and all that they filter by. Notify people of a match only if `visible_matches` allows it.
    """
    traits, judge = document_traits(document), OneDocument(document)
    for search, clause in _candidates(document.locale, document_anchors(traits)):
        if may_hold(clause, traits) and judge.matches(clause):
            yield search


def visible_matches(viewer: Viewer, document: SearchDocument, matches: Iterable[SavedSearch]) -> list[SavedSearch]:
    """Return those of a document's matches that the viewer may learn of: two queries.

    None where the viewer may not see the item, or where it has a newer edition: what an older one said may have been
    taken out before the item was opened to the viewer. And none by a work-stream, topic or sector that the viewer may
    not see: that the item belongs to it would be told, too.
    """
    visible = ContentItem.objects.visible_to(viewer, off_site=True)
    if not visible.filter(pk=document.item_id, edition=document.edition_id).exists():
        return []
    linked = {UUID(value) for facet in LINKED_FACETS for value in document.facets.get(facet, ())}
    known = set(ContentItem.objects.visible_to(viewer).by_content_id(linked, document.locale)) if linked else set()
    return [search for search in matches if _is_known(search, document, {str(target) for target in known})]


def _is_known(search: SavedSearch, document: SearchDocument, known: set[str]) -> bool:
    """Whether the search finds the document by items of which the viewer knows."""
    return all(
        facet not in search.filters or known.intersection(search.filters[facet], document.facets.get(facet, ()))
        for facet in LINKED_FACETS
    )


def _candidates(locale: str, anchors: Collection[str]) -> Iterator[tuple[int, Clause]]:
    """Yield those that must be prepared anew, by today's clause, then those that have one of the anchors: what is
    prepared in between is missed by neither."""
    searches, values = SavedSearch.objects.filter(locale=locale), sorted(anchors)
    seen: set[int] = set()
    for search in searches.prepared_otherwise(preparation_digest()).iterator():
        seen.add(search.pk)
        yield search.pk, build_search_clause(search)
    for start in range(0, len(values), MOST_ANCHORS):
        having = SavedSearchAnchor.objects.filter(value__in=values[start : start + MOST_ANCHORS])
        # As text: a model instance, or only JSONField's own decoding, would cost more than all the rest.
        rows = searches.filter(pk__in=having.values("search")).values_list("pk", Cast("clause", TextField()))
        for search, clause in rows.order_by().iterator():
            if search not in seen:
                seen.add(search)
                yield search, json.loads(clause)
