"""Searches titles and summaries in the database while no index can answer."""

import re
from html import escape
from uuid import UUID

from django.db.models import Q

from publishing.kinds import Relation
from publishing.kinds.registry import UNSEARCHED_KINDS
from publishing.models import ContentItem
from publishing.models.items import ContentItemQuerySet
from search.base.analysis import normalise
from search.base.cursors import CursorPosition, decode_cursor, encode_cursor
from search.base.requests import Filters, SearchRequest
from search.base.results import Hit, SearchResult, Suggestion
from search.retrieval.highlighting import highlight_prefixes

NAME = "DATABASE"
MAX_TERMS = 8
_WORD = re.compile(r"\w+")


def search_titles(request: SearchRequest, *, degraded: bool, age: float = 0.0) -> SearchResult:
    """Return items with every term in the title or summary, newest first; no facets, no spelling correction."""
    position = decode_cursor(request.after) if request.after else CursorPosition(0, UUID(int=0))
    found = _apply_filters(_matching_items(request), request.filters)
    rows = list(found.slim().order_by("-updated_at", "-id")[position.offset : position.offset + request.first + 1])
    hits = tuple(
        Hit(
            item=item,
            title_html=highlight_prefixes(item.edition.title, request.text),
            snippet_html=escape(item.edition.summary),
            score=0.0,
            cursor=encode_cursor(CursorPosition(number, item.pk)),
        )
        for number, item in enumerate(rows[: request.first], start=position.offset + 1)
        if item.edition
    )
    return SearchResult(
        hits=hits,
        total=found.count(),
        facets={},
        correction="",
        engine=NAME,
        degraded=degraded,
        index_age=age,
        end_cursor=hits[-1].cursor if hits else "",
        has_next=len(rows) > request.first,
    )


def suggest_titles(request: SearchRequest) -> tuple[Suggestion, ...]:
    """Return items with every term in the title."""
    if not _WORD.search(request.text):
        return ()
    rows = _matching_items(request, summaries=False).slim().order_by("-updated_at", "-id")[: request.first]
    return tuple(
        Suggestion(item, item.edition.title, highlight_prefixes(item.edition.title, request.text))
        for item in rows
        if item.edition
    )


def _matching_items(request: SearchRequest, *, summaries: bool = True) -> ContentItemQuerySet:
    items = ContentItem.objects.visible_to(request.viewer, off_site=True).in_locale(request.locale)
    items = items.filter(path__isnull=False).exclude(kind__in=UNSEARCHED_KINDS)
    for term in _WORD.findall(normalise(request.text))[:MAX_TERMS]:
        matches = Q(edition__title__icontains=term) | Q(code__iexact=term)
        items = items.filter(matches | Q(edition__summary__icontains=term) if summaries else matches)
    return items


def _apply_filters(items: ContentItemQuerySet, filters: Filters) -> ContentItemQuerySet:
    if filters.kinds:
        items = items.of_kind(*filters.kinds)
    if filters.audiences:
        items = items.filter(audience__in=filters.audiences)
    if filters.years:
        items = items.filter(updated_at__year__in=filters.years)
    if filters.countries:
        codes = [code.upper() for code in filters.countries]
        items = items.filter(terms__name="country", terms__value__in=codes)
    for relation, targets in (
        (Relation.WORK_STREAM, filters.work_streams),
        (Relation.TOPIC, filters.topics),
        (Relation.SECTOR, filters.sectors),
    ):
        if targets:
            items = items.filter(links__relation=relation, links__target__in=targets)
    return items.distinct()
