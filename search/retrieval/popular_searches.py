"""What readers search for most.

Anyone can search for anything, five times. So a text is listed only if a title that the viewer may see contains all of
its terms: no one can show readers other terms, and titles that were hidden since are not revealed.
"""

from collections.abc import Iterable
from uuid import UUID

from publishing.access.viewers import Viewer
from search.analytics.popular import find_frequent_texts
from search.base.analysis import analysis_language
from search.engines.interface import EngineRequest
from search.queries.suggesting import build_suggestion_query
from search.retrieval.failover import SearchContext, search_with_failover
from search.retrieval.visibility import visible_items

MAX_TITLES = 5
"""How many titles are found for a text, in case some were hidden after they were indexed."""


def find_popular_searches(viewer: Viewer, locale: str, limit: int) -> tuple[str, ...]:
    """Return the texts searched for most in the last DAYS days, most frequent first; none while no engine answers."""
    texts = find_frequent_texts(locale)
    reply = search_with_failover(
        viewer, locale, lambda context: _find_titles(texts, locale, context, limit), local_first=True
    )
    titles = reply.answer if reply else {}
    visible = visible_items(viewer, {item for items in titles.values() for item in items}) if titles else {}
    return tuple(text for text, items in titles.items() if any(item in visible for item in items))


def _find_titles(texts: Iterable[str], locale: str, context: SearchContext, limit: int) -> dict[str, list[UUID]]:
    """Return the first texts whose terms are in titles, with the items that have these titles."""
    language = analysis_language(locale)
    found: dict[str, list[UUID]] = {}
    for text in texts:
        query = build_suggestion_query(text, language, context.now)
        if query is None:
            continue
        request = EngineRequest(query, context.visibility, counted=query, language=language, limit=MAX_TITLES)
        if matches := context.snapshot.search(request).matches:
            found[text] = [match.item_id for match in matches]
        if len(found) == limit:
            break
    return found
