"""Short ways to ask, for tests."""

from typing import Any

from search.contract import Filters, SearchRequest, SearchResult
from search.query import run

FILTERS = frozenset(Filters.__dataclass_fields__)


def ask(text: str = "", **given: Any) -> SearchResult:
    """Search; filters may be given beside the request's own fields: ask("doors", kinds=(Kind.BRIEFING,))."""
    filters = Filters(**{name: given.pop(name) for name in FILTERS & set(given)})
    return run(SearchRequest(text=text, filters=filters, **given))


def titles(result: SearchResult) -> list[str]:
    """Return the titles of the hits, in order."""
    return [hit.item.edition.title for hit in result.hits if hit.item.edition]
