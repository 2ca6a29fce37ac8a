"""Runs a search request."""

from dataclasses import replace
from html import escape

from publishing.models import ContentItem
from search.answers.answer import find_answer
from search.base.answers import Answer
from search.base.cursors import CursorPosition, decode_cursor, encode_cursor
from search.base.requests import SearchRequest, Sort
from search.base.results import Hit, SearchResult
from search.engines.interface import EngineRequest, LogPosition, Match
from search.indexing.freshness import visible_age
from search.queries.builder import build_floor_query, build_highlight_query, build_text_query
from search.queries.filters import facet_filters
from search.queries.parsed_query import ParsedQuery
from search.queries.parser import parse_query
from search.retrieval.correction import correct_typos
from search.retrieval.database_fallback import search_titles
from search.retrieval.facets import label_facets, visible_choices
from search.retrieval.failover import SearchContext, search_with_failover
from search.retrieval.fusion import fuse_semantic_ranking
from search.retrieval.pasted_addresses import find_page, read_address, words_in
from search.retrieval.superseded import find_superseded
from search.retrieval.understanding import understand
from search.retrieval.visibility import visible_items

SUMMARY_CHARACTERS = 220


def run_search(request: SearchRequest) -> SearchResult:
    """Run a search. Raises SearchError for an invalid request; if no engine can answer, the result is degraded."""
    request.check()
    after = decode_cursor(request.after) if request.after else None
    answer = find_answer(request)
    parsed = _parse(request, answer)
    reply = search_with_failover(
        request.viewer,
        request.locale,
        lambda context: _search_index(request, parsed, after, context),
        after,
        falls_back=request.falls_back,
    )
    if reply is not None:
        result = replace(reply.answer, engine=reply.engine, degraded=reply.degraded, answer=None if after else answer)
        if not result.shown_for or request.verbatim or answer:
            return replace(result, shown_for="")
        corrected = run_search(replace(request, text=result.shown_for, verbatim=True))
        return replace(corrected, shown_for=result.shown_for)
    age = visible_age(LogPosition(), request.viewer)
    result = search_titles(request, parsed, degraded=age is not None, age=age or 0.0)
    return replace(result, answer=None if after else answer)


def _search_index(
    request: SearchRequest, parsed: ParsedQuery, after: CursorPosition | None, context: SearchContext
) -> SearchResult:
    parsed, chosen = understand(parsed, context), visible_choices(request)
    lexical_request = EngineRequest(
        query=build_text_query(parsed, context.now),
        visibility=context.visibility,
        counted=build_text_query(parsed, context.now, ranked=False),
        filters=facet_filters(chosen),
        facets=tuple(dict.fromkeys(request.facets)),
        floor=build_floor_query(parsed),
        highlight=build_highlight_query(parsed),
        language=parsed.language,
        newest=request.sort == Sort.NEWEST or not parsed.is_scored,
        limit=request.first,
        after=after,
    )
    response = context.snapshot.search(fuse_semantic_ranking(lexical_request, parsed, context))
    # The database has the last word on visibility.
    items = visible_items(request.viewer, [match.item_id for match in response.matches])
    hits = tuple(
        _build_hit(items[match.item_id], match, parsed) for match in response.matches if match.item_id in items
    )
    filters = tuple(lexical_request.filters.values())
    correction = None if after and response.total else correct_typos(parsed, request.locale, filters, context)
    return SearchResult(
        hits=hits,
        total=response.total - len(response.matches) + len(hits),
        facets=label_facets(response.counts, chosen, request),
        correction=correction.text if correction else "",
        shown_for=correction.text if correction and correction.is_clear and not response.total else "",
        means_nothing=parsed.means_nothing,
        engine="",
        degraded=False,
        index_age=context.age,
        end_cursor=encode_cursor(response.end) if response.end else "",
        has_next=response.has_next,
    )


def _parse(request: SearchRequest, answer: Answer | None) -> ParsedQuery:
    """Parse the text; what answers it comes first, as does the page whose address was pasted."""
    path = read_address(request.text)
    page = find_page(path, request.viewer) if path else answer and answer.item
    parsed = parse_query(words_in(path) if path else request.text, request.locale)
    missing = answer.country if answer and not answer.is_found_in(request.locale) else ""
    if not page and (superseded := find_superseded(parsed.text, request.viewer)):
        parsed = replace(parsed, addressed=(superseded.successor,), superseded=superseded.code)
    return replace(parsed, addressed=(page.content_id,) if page else parsed.addressed, missing_country=missing)


def _build_hit(item: ContentItem, match: Match, parsed: ParsedQuery) -> Hit:
    """Build a hit. Excerpts of an older edition are not shown: they may have been redacted since."""
    assert item.edition is not None, "a visible item has an edition"
    summary = item.edition.summary
    if len(summary) > SUMMARY_CHARACTERS:
        summary = summary[:SUMMARY_CHARACTERS].rsplit(" ", 1)[0] + " …"
    is_current = match.edition_id == item.edition.pk
    return Hit(
        item=item,
        title_html=(match.title_html if is_current else "") or escape(item.edition.title),
        snippet_html=(match.snippet_html if is_current else "") or escape(summary),
        score=match.score,
        cursor=encode_cursor(match.cursor_position),
        supersedes=parsed.superseded if item.content_id in parsed.addressed else "",
        is_best_bet=match.score > 0 and item.content_id in parsed.pinned,  # sorted by date, nothing has a score
    )
