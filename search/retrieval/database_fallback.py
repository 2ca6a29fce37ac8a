"""Searches titles and summaries in the database while no index can answer."""

import re
from html import escape
from uuid import UUID

from django.db.models import Case, Q, When

from publishing.kinds import Kind, Relation
from publishing.kinds.registry import UNSEARCHED_KINDS
from publishing.models import ContentItem
from publishing.models.items import ContentItemQuerySet
from search.base.analysis import normalise, positioned_terms
from search.base.cursors import CursorPosition, decode_cursor, encode_cursor
from search.base.question_words import QUESTION_WORDS
from search.base.requests import Filters, SearchRequest, Sort
from search.base.results import Hit, SearchResult, Suggestion
from search.queries.parsed_query import ParsedQuery
from search.retrieval.highlighting import highlight_prefixes

NAME = "DATABASE"
MAX_TERMS = 8
FIRST = 100
"""More than the terms of a text can add up to."""
_WORD = re.compile(r"\w+")


def search_titles(request: SearchRequest, parsed: ParsedQuery, *, degraded: bool, age: float = 0.0) -> SearchResult:
    """Return items with enough of the terms in the title or summary, those with most of them first, then the newest; no
    facets, no spelling correction, no synonyms."""
    position = decode_cursor(request.after) if request.after else CursorPosition(0, UUID(int=0))
    found = _apply_filters(_rank(_searchable(request), parsed), request.filters)
    if parsed.means_nothing:
        found = found.none()
    order = () if request.sort == Sort.NEWEST else ("-rank",)
    rows = list(
        found.slim().order_by(*order, "-updated_at", "-id")[position.offset : position.offset + request.first + 1]
    )
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
        means_nothing=parsed.means_nothing,
    )


def suggest_titles(request: SearchRequest) -> tuple[Suggestion, ...]:
    """Return items with every term in the title."""
    if not _WORD.search(request.text):
        return ()
    items = _searchable(request)
    for word in _WORD.findall(normalise(request.text))[:MAX_TERMS]:
        items = items.filter(_in_title(word))
    rows = items.slim().order_by("-updated_at", "-id")[: request.first]
    return tuple(
        Suggestion(item, item.edition.title, highlight_prefixes(item.edition.title, request.text))
        for item in rows
        if item.edition
    )


def _searchable(request: SearchRequest) -> ContentItemQuerySet:
    items = ContentItem.objects.for_reader(request.viewer, request.locale, off_site=True, falls_back=request.falls_back)
    return items.filter(path__isnull=False).exclude(kind__in=UNSEARCHED_KINDS)


def _rank(items: ContentItemQuerySet, parsed: ParsedQuery) -> ContentItemQuerySet:
    """Return the items that match, with `rank`: first the page that answers, or whose address or code was pasted,
    then those with the most terms. Two terms must be there, if there are two."""
    words = _typed_words(parsed)
    advice = ContentItem.objects.of_kind(Kind.TRAVEL_ADVICE).filter(
        terms__name="country", terms__value__in=parsed.countries
    )
    counted = [*map(_has_word, words), Q(pk__in=advice.values("pk"))]
    points = (Case(When(matches, then=1), default=0) for matches in counted)
    is_meant = Q(content_id__in=parsed.addressed) | Q(code__iexact=parsed.text.strip())
    first = Case(When(is_meant, then=FIRST), default=0)
    ranked = items.annotate(rank=sum(points, first)).filter(rank__gte=min(len(words), 2))
    for phrase in parsed.excluded:
        ranked = ranked.exclude(_has_word(" ".join(term for _, term in phrase)))
    return ranked.exclude(kind=Kind.TRAVEL_ADVICE) if parsed.missing_country else ranked


def _typed_words(parsed: ParsedQuery) -> tuple[str, ...]:
    """Return the distinct words as typed, without stop words, question words and exclusions, or else all of them."""
    excluded = {term for phrase in parsed.excluded for _, term in phrase}
    words = {word: positioned_terms(word, parsed.language) for word in _WORD.findall(parsed.text)}
    said = {word: {term for _, term in terms} - excluded for word, terms in words.items()}
    known = [word for word, terms in said.items() if terms and not terms <= QUESTION_WORDS]
    return tuple(known or [word for word, terms in said.items() if terms])[:MAX_TERMS]


def _has_word(word: str) -> Q:
    return _in_title(word) | Q(edition__summary__icontains=word)


def _in_title(word: str) -> Q:
    return Q(edition__title__icontains=word) | Q(code__iexact=word)


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
