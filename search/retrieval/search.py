"""The two questions that the rest of the hub asks: `run` a search, `suggest` while somebody types."""

from dataclasses import replace
from html import escape

from publishing.access.viewers import Viewer
from publishing.models import ContentItem
from search.base.analysis import analysis_language
from search.base.cursors import CursorPosition, decode_cursor, encode_cursor
from search.base.requests import SearchRequest, Sort
from search.base.results import Hit, SearchResult, Suggestion
from search.engines.interface import EngineRequest, EngineResponse, LogPosition, Match
from search.indexing.freshness import visible_age
from search.queries.builder import (
    all_concepts_query,
    build_highlight_query,
    build_suggestion_query,
    build_text_query,
    facet_filters,
)
from search.queries.nodes import Node
from search.queries.parser import ParsedQuery, parse_query
from search.retrieval.correction import corrected, doubtful
from search.retrieval.database_fallback import search_titles, suggest_titles
from search.retrieval.facets import Chosen, known_to, labelled
from search.retrieval.failover import Moment, ask_engines
from search.retrieval.fusion import fused
from search.retrieval.highlighting import marked_beginnings
from search.retrieval.visibility import visible_items

SUMMARY_CHARACTERS = 220


def run(request: SearchRequest) -> SearchResult:
    """Answer a request. Raises SearchError for one that nobody could answer; an engine's failure is no error, but a
    poorer answer that says so."""
    request.check()
    after = decode_cursor(request.after) if request.after else None
    reply = ask_engines(request.viewer, request.locale, lambda moment: _answer(request, after, moment), after)
    if reply is not None:
        return replace(reply.answer, engine=reply.engine, degraded=reply.degraded)
    age = visible_age(LogPosition(), request.viewer)
    return search_titles(request, degraded=age is not None, age=age or 0.0)


def suggest(text: str, viewer: Viewer, locale: str = "en-gb", limit: int = 8) -> tuple[Suggestion, ...]:
    """Return items whose title has the words, the last of them perhaps unfinished. A typo is forgiven where nothing
    fits without."""
    request = SearchRequest(text=text, viewer=viewer, locale=locale, first=limit)
    request.check()
    reply = ask_engines(viewer, locale, lambda moment: _suggestions(request, moment))
    return suggest_titles(request) if reply is None else reply.answer


def _answer(request: SearchRequest, after: CursorPosition | None, moment: Moment) -> SearchResult:
    what, chosen = parse_query(request.text, request.locale), known_to(request)
    doubts = {} if after else doubtful(what)
    by_words = _question(request, what, chosen, moment, after=after, probes=tuple(doubts.values()))
    question = fused(by_words, what, moment)
    answer = moment.snapshot.search(question)
    hits = _hits(request, what, answer)
    unknown = [word for word, is_found in zip(doubts, answer.found, strict=True) if not is_found]
    return SearchResult(
        hits=hits,
        total=answer.total - len(answer.matches) + len(hits),
        facets=labelled(answer.counts, chosen, request),
        correction=_correction(request, what, unknown, by_words, moment),
        engine="",
        degraded=False,
        index_age=moment.age,
        end_cursor=encode_cursor(answer.end) if answer.end else "",
        has_next=answer.has_next,
    )


def _question(
    request: SearchRequest,
    what: ParsedQuery,
    chosen: Chosen,
    moment: Moment,
    *,
    after: CursorPosition | None,
    probes: tuple[Node, ...],
) -> EngineRequest:
    return EngineRequest(
        query=build_text_query(what, moment.now),
        visibility=moment.visibility,
        counted=build_text_query(what, moment.now, ranked=False),
        filters=facet_filters(chosen),
        facets=tuple(dict.fromkeys(request.facets)),
        probes=probes,
        highlight=build_highlight_query(what),
        language=what.language,
        newest=request.sort == Sort.NEWEST or not what.is_ranking,
        limit=request.first,
        after=after,
    )


def _hits(request: SearchRequest, what: ParsedQuery, answer: EngineResponse) -> tuple[Hit, ...]:
    """Return the hits that are visible by the database's word too."""
    items = visible_items(request.viewer, [match.item_id for match in answer.matches])
    return tuple(_hit(items[match.item_id], match, what) for match in answer.matches if match.item_id in items)


def _hit(item: ContentItem, match: Match, what: ParsedQuery) -> Hit:
    """What the index says of an older edition is not shown: it may have been redacted."""
    assert item.edition is not None, "a visible item has an edition"
    is_current = match.edition_id == item.edition.pk
    return Hit(
        item=item,
        title_html=(match.title_html if is_current else "") or escape(item.edition.title),
        snippet_html=(match.snippet_html if is_current else "") or escape(_shortened(item.edition.summary)),
        score=match.score,
        cursor=encode_cursor(match.place),
        is_best_bet=match.score > 0 and item.content_id in what.pinned,  # newest first, nothing has a score
    )


def _shortened(text: str) -> str:
    if len(text) <= SUMMARY_CHARACTERS:
        return text
    return text[:SUMMARY_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _correction(
    request: SearchRequest, what: ParsedQuery, unknown: list[str], question: EngineRequest, moment: Moment
) -> str:
    """Return the corrected text if it finds more: more hits, or some with all its words."""
    text = corrected(what, unknown, moment.snapshot, moment.visibility)
    if not text:
        return ""
    meant = parse_query(text, request.locale)
    queries = (question.counted, build_text_query(meant, moment.now, ranked=False), all_concepts_query(meant))
    total, any_words, all_words = moment.snapshot.count_matches([question.filtered(query) for query in queries])
    return text if any_words > total or (meant.terms and all_words) else ""


def _suggestions(request: SearchRequest, moment: Moment) -> tuple[Suggestion, ...]:
    language = analysis_language(request.locale)
    for edits in (0, 1):
        query = build_suggestion_query(request.text, language, moment.now, edits=edits)
        if query is None:
            return ()
        question = EngineRequest(query, moment.visibility, counted=query, language=language, limit=request.first)
        matches = moment.snapshot.search(question).matches
        if matches:
            break
    items = visible_items(request.viewer, [match.item_id for match in matches])
    found = (items[match.item_id] for match in matches if match.item_id in items)
    return tuple(
        Suggestion(item, item.edition.title, marked_beginnings(item.edition.title, request.text))
        for item in found
        if item.edition
    )
