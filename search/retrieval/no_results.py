"""What helps somebody who found nothing: the same with less of it, and what others read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from publishing.models import ContentItem
from search.analytics.popular import popular
from search.base.requests import Filters, SearchRequest
from search.queries.builder import any_field_query, build_text_query, facet_filters, filter_query
from search.queries.nodes import Node
from search.queries.parser import parse_query
from search.retrieval.facets import known_to
from search.retrieval.failover import Moment, ask_engines

MOST_WORDS = 8
_QUOTES = str.maketrans("", "", '"\u201c\u201d')


@dataclass(frozen=True)
class Broader:
    """A question that asks for less and finds something."""

    text: str
    drops_filters: bool
    total: int


@dataclass(frozen=True)
class Help:
    """What to offer beside the correction."""

    broader: Broader | None
    popular: tuple[ContentItem, ...]
    """Visible to the viewer, with slim editions."""


def help_on(request: SearchRequest) -> Help:
    """Return what helps with a request that found nothing."""
    reply = ask_engines(request.viewer, request.locale, lambda moment: _broader(request, moment), local_first=True)
    return Help(reply.answer if reply else None, popular(request.viewer, request.locale))


def _broader(request: SearchRequest, moment: Moment) -> Broader | None:
    """Return the first that finds something: without filters, without quotes and exclusions, with known words only."""
    candidates = list(dict.fromkeys(_candidates(request, moment)))
    counts = moment.snapshot.count_matches([_query(candidate, moment) for candidate in candidates])
    found = (pair for pair in zip(candidates, counts, strict=True) if pair[1])
    return next((Broader(one.text, one.filters != request.filters, total) for one, total in found), None)


def _candidates(request: SearchRequest, moment: Moment) -> Iterator[SearchRequest]:
    unfiltered = replace(request, filters=Filters())
    if request.text and any(request.filters.chosen().values()):
        yield unfiltered
    words = [word for word in request.text.translate(_QUOTES).split() if not word.startswith("-")][:MOST_WORDS]
    for text in (" ".join(words), " ".join(known := _known(words, request, moment)), *known):
        if text and text != request.text:
            yield replace(request, text=text)
            yield replace(unfiltered, text=text)


def _known(words: list[str], request: SearchRequest, moment: Moment) -> list[str]:
    """Return the words that something has which the viewer may see."""
    language = parse_query(request.text, request.locale).language
    queries = {word: query for word in words if (query := any_field_query(word, language)) is not None}
    found = moment.snapshot.have_matches(list(queries.values()), moment.visibility)
    return [word for word, is_found in zip(queries, found, strict=True) if is_found]


def _query(request: SearchRequest, moment: Moment) -> Node:
    query = build_text_query(parse_query(request.text, request.locale), moment.now, ranked=False)
    return filter_query(query, moment.visibility, facet_filters(known_to(request)).values())
