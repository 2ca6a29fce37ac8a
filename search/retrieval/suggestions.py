"""Suggests items by title while the reader is typing."""

from publishing.access.viewers import Viewer
from search.base.analysis import analysis_language
from search.base.requests import SearchRequest
from search.base.results import Suggestion
from search.engines.interface import EngineRequest
from search.queries.suggesting import build_suggestion_query
from search.retrieval.database_fallback import suggest_titles
from search.retrieval.failover import SearchContext, search_with_failover
from search.retrieval.highlighting import highlight_prefixes
from search.retrieval.visibility import visible_items


def suggest(
    text: str, viewer: Viewer, locale: str = "en-gb", limit: int = 8, *, falls_back: bool = True
) -> tuple[Suggestion, ...]:
    """Return items whose title contains the typed terms, the last of which may be incomplete.

    One typo per term is tolerated if nothing matches exactly.
    """
    request = SearchRequest(text=text, viewer=viewer, locale=locale, falls_back=falls_back, first=limit)
    request.check()
    reply = search_with_failover(
        viewer, locale, lambda context: _suggest_from_index(request, context), falls_back=falls_back
    )
    return suggest_titles(request) if reply is None else reply.answer


def _suggest_from_index(request: SearchRequest, context: SearchContext) -> tuple[Suggestion, ...]:
    language = analysis_language(request.locale)
    for edits in (0, 1):
        query = build_suggestion_query(request.text, language, context.now, edits=edits)
        if query is None:
            return ()
        engine_request = EngineRequest(query, context.visibility, counted=query, language=language, limit=request.first)
        matches = context.snapshot.search(engine_request).matches
        if matches:
            break
    items = visible_items(request.viewer, [match.item_id for match in matches])
    found = (items[match.item_id] for match in matches if match.item_id in items)
    return tuple(
        Suggestion(item, item.edition.title, highlight_prefixes(item.edition.title, request.text))
        for item in found
        if item.edition
    )
