"""Help for readers whose search found nothing: a broader search, and what others have opened."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from publishing.models import ContentItem
from search.analytics.popular import find_popular
from search.base.answers import Answer
from search.base.requests import Filters, SearchRequest
from search.queries.builder import build_strict_query
from search.queries.filters import facet_filters
from search.queries.parser import parse_query
from search.retrieval.facets import visible_choices
from search.retrieval.failover import SearchContext, search_with_failover
from search.retrieval.hit_counts import count_hits
from search.retrieval.understanding import understand

MAX_TERMS = 8
_QUOTES = str.maketrans("", "", '"\u201c\u201d')


@dataclass(frozen=True)
class BroaderSearch:
    """A less specific search that has results."""

    text: str
    drops_filters: bool
    total: int


@dataclass(frozen=True)
class NoResultsHelp:
    """What to offer in addition to the spelling correction."""

    broader: BroaderSearch | None
    popular: tuple[ContentItem, ...]
    """Visible to the viewer, with slim editions."""


def help_with_no_results(request: SearchRequest, answer: Answer | None = None) -> NoResultsHelp:
    """Return help for a request that found nothing. If it is about a country without advice, nothing else helps."""
    if answer and answer.country and not answer.item:
        return NoResultsHelp(None, ())
    reply = search_with_failover(
        request.viewer,
        request.locale,
        lambda context: _find_broader(request, context),
        falls_back=request.falls_back,
        local_first=True,
    )
    popular = find_popular(request.viewer, request.locale, falls_back=request.falls_back)
    return NoResultsHelp(reply.answer if reply else None, popular)


def _find_broader(request: SearchRequest, context: SearchContext) -> BroaderSearch | None:
    """Return the first broader search with results: without filters, without quotes and exclusions, or with only the
    terms that match something."""
    candidates = list(dict.fromkeys(_broader_requests(request, context)))
    searches = [
        (
            understand(parse_query(candidate.text, candidate.locale), context),
            facet_filters(visible_choices(candidate)).values(),
        )
        for candidate in candidates
    ]
    counts = count_hits(searches, context)
    for candidate, total in zip(candidates, counts, strict=True):
        if total:
            return BroaderSearch(candidate.text, candidate.filters != request.filters, total)
    return None


def _broader_requests(request: SearchRequest, context: SearchContext) -> Iterator[SearchRequest]:
    unfiltered = replace(request, filters=Filters())
    if request.text and any(request.filters.chosen().values()):
        yield unfiltered
    terms = [term for term in request.text.translate(_QUOTES).split() if not term.startswith("-")][:MAX_TERMS]
    known = _known_terms(terms, request, context)
    for text in (" ".join(known), *known):
        if text and text != request.text:
            yield replace(request, text=text)
            yield replace(unfiltered, text=text)


def _known_terms(terms: list[str], request: SearchRequest, context: SearchContext) -> list[str]:
    """Return the terms that match something that the viewer may see."""
    queries = [build_strict_query(parse_query(term, request.locale)) for term in terms]
    found = context.snapshot.have_matches(queries, context.visibility)
    return [term for term, is_found in zip(terms, found, strict=True) if is_found]
