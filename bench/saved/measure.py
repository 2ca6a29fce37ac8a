"""Measures matching."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TypeVar

from django.db import transaction

from bench.saved.editions import combine
from search.base.requests import SearchError, SearchRequest
from search.documents.search_document import SearchDocument
from search.engines.tantivy.translate import translate
from search.models import SavedSearch, SavedSearchAnchor
from search.saved.anchors import document_anchors
from search.saved.clauses import document_traits
from search.saved.matching import find_matching_searches
from search.saved.one_document import open_searcher
from search.saved.preparation import build_saved_query
from search.saved.saving import save_search

T = TypeVar("T")

GOAL_SECONDS = 2.0
COLUMNS = ("edition", "terms", "candidates", "matches", "seconds", "each as a query", "ratio")


def save(searches: Iterator[SearchRequest], count: int) -> None:
    """Save searches until there are `count` different ones."""

    def fill() -> None:
        while missing := count - SavedSearch.objects.count():
            for request in islice(searches, missing):
                with suppress(SearchError):  # nothing but stop words
                    save_search(request)

    with transaction.atomic():
        _, seconds = _timed(fill)
    print(f"{count} searches saved, {count / seconds:.0f} per second.\n")


def report(pages: Sequence[SearchDocument]) -> bool:
    """Print the table; return whether each page was matched within the goal."""
    print(f"| {' | '.join(COLUMNS)} |\n|---|" + "---:|" * (len(COLUMNS) - 1))
    slowest = max(_row("a medium page", pages[len(pages) // 2]), _row("the longest page", pages[-1]))
    _row("ten pages combined", combine(pages))
    return slowest <= GOAL_SECONDS


def _row(name: str, document: SearchDocument) -> float:
    traits = document_traits(document)
    anchored = SavedSearchAnchor.objects.filter(value__in=document_anchors(traits))
    candidates = anchored.values("search").distinct().count()
    matches, seconds = _timed(lambda: len(list(find_matching_searches(document))))
    reference, all_seconds = _timed(lambda: _each_as_a_query(document))
    assert matches == reference, "the presearch must agree with the index"
    terms = sum(trait.startswith(f"{document.language}:") for trait in traits)
    figures = (terms, candidates, matches, f"{seconds:.2f}", f"{all_seconds:.2f}", f"{seconds / all_seconds:.3f}")
    print(f"| {' | '.join(map(str, (name, *figures)))} |")
    return seconds


def _each_as_a_query(document: SearchDocument) -> int:
    """Return how many match if each is run as a query of its own."""
    searcher, found = open_searcher(document), 0
    for search in SavedSearch.objects.iterator():
        query = translate(build_saved_query(search.text, search.locale, search.filters))
        found += bool(searcher.search(query, limit=1, count=False).hits)
    return found


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started
