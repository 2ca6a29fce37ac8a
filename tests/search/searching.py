"""Shortcuts for searching in tests."""

from typing import Any

from search.base.requests import Filters, SearchRequest
from search.base.results import SearchResult
from search.models import SavedSearch
from search.retrieval.search import run_search
from search.saved.saving import save_search

FILTERS = frozenset(Filters.__dataclass_fields__)


def search_for(text: str = "", **given: Any) -> SearchResult:
    """Search; filters can be passed along with the fields of the request: ask("doors", kinds=(Kind.BRIEFING,))."""
    return run_search(_request(text, given))


def corrected(text: str, **given: Any) -> str:
    """Return the other spelling that a search shows the results of, or offers; empty if there is none."""
    result = search_for(text, **given)
    return result.shown_for or result.correction


def saved(text: str = "", **given: Any) -> SavedSearch:
    """Save a search, given as in `search_for`."""
    return save_search(_request(text, given))


def titles(result: SearchResult) -> list[str]:
    """Return the titles of the hits, in order."""
    return [hit.item.edition.title for hit in result.hits if hit.item.edition]


def _request(text: str, given: dict[str, Any]) -> SearchRequest:
    filters = Filters(**{name: given.pop(name) for name in FILTERS & set(given)})
    return SearchRequest(**{"filters": filters, **given, "text": text})
