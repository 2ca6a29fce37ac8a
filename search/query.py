"""The two questions that the rest of the hub asks: `run` a search, `suggest` while somebody types."""

import logging
from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import UUID

from django.db import Error as DatabaseError
from django.utils import timezone

from publishing.models import ContentItem
from publishing.viewers import Viewer
from search.analysis import language_of
from search.asked import Asked, asked
from search.contract import (
    MAX_FILTER_VALUES,
    MAX_FIRST,
    MAX_TEXT_BYTES,
    Hit,
    SearchError,
    SearchRequest,
    SearchResult,
    Sort,
    Suggestion,
)
from search.correction import corrected
from search.cursors import Place, decode, encode
from search.database import search_titles, suggest_titles
from search.engines import EngineUnavailableError, Match, Position, Shown, Snapshot
from search.facets import Chosen, Counts, known_to, labelled
from search.freshness import age_for, freshness_of, hidden_items
from search.marking import marked_beginnings
from search.nodes import Node
from search.queries import all_terms, filtered, gate, highlight_query, suggestion_query, text_query
from search.tantivy_engine.engine import engine

logger = logging.getLogger(__name__)

SUMMARY_CHARACTERS = 220


@dataclass(frozen=True)
class _Moment:
    """What one answer is made from: a state of the index, what must be hidden in it, and the time."""

    snapshot: Snapshot
    gate: Node
    age: float
    now: datetime


def run(request: SearchRequest) -> SearchResult:
    """Answer a request. Raises SearchError for one that nobody could answer; an engine's failure is no error, but a
    poorer answer that says so."""
    _check(request)
    try:
        return _answer(request, _moment(request.viewer, request.locale))
    except (SearchError, DatabaseError):
        raise
    except EngineUnavailableError as error:
        logger.warning("The database answers a search: %s", error)
    except Exception:
        logger.exception("The search engine failed; the database answers")
    age = age_for(Position(), request.viewer)
    return search_titles(request, degraded=age is not None, age=age or 0.0)


def suggest(text: str, viewer: Viewer, locale: str = "en-gb", limit: int = 8) -> tuple[Suggestion, ...]:
    """Return items whose title has the words, the last of them perhaps unfinished. A typo is forgiven where nothing
    fits without."""
    request = SearchRequest(text=text, viewer=viewer, locale=locale, first=limit)
    _check(request)
    try:
        return _suggestions(request, _moment(viewer, locale))
    except DatabaseError:
        raise
    except EngineUnavailableError as error:
        logger.warning("The database answers with suggestions: %s", error)
    except Exception:
        logger.exception("The search engine failed; the database answers with suggestions")
    return suggest_titles(request)


def _check(request: SearchRequest) -> None:
    if len(request.text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise SearchError("text_too_long", f"A search can be {MAX_TEXT_BYTES} bytes long; this one is longer.")
    if not 1 <= request.first <= MAX_FIRST:
        raise SearchError("bad_page_size", f"A page has 1 to {MAX_FIRST} results.")
    if any(len(values) > MAX_FILTER_VALUES for values in request.filters.chosen().values()):
        raise SearchError("too_many_filters", f"A filter can have {MAX_FILTER_VALUES} values; this one has more.")


def _moment(viewer: Viewer, locale: str) -> _Moment:
    """Take the index first and the log after it: what is committed in between is then known to one of them."""
    now = timezone.now()
    snapshot = engine().snapshot()
    freshness = freshness_of(snapshot.position)
    if not freshness.of_this_log:
        raise EngineUnavailableError("The search index was built from another log: the worker builds it anew")
    if freshness.complete:
        return _Moment(snapshot, gate(viewer, locale, now, ()), 0.0, now)
    hidden = hidden_items(snapshot.position, viewer)
    age = age_for(snapshot.position, viewer) or 0.0
    return _Moment(snapshot, gate(viewer, locale, now, hidden), age, now)


def _answer(request: SearchRequest, moment: _Moment) -> SearchResult:
    what, chosen = asked(request.text, request.locale), known_to(request)
    query = text_query(what, moment.now)
    matches, total, start = _page(request, what, filtered(query, moment.gate, chosen), moment.snapshot)
    page = matches[: request.first]
    hits = _hits(request, what, page, start, moment.snapshot)
    return SearchResult(
        hits=hits,
        total=total - len(page) + len(hits),
        facets=labelled(_counts(request, what, chosen, moment), chosen, request),
        correction="" if request.after else _correction(request, what, chosen, total, moment),
        engine=engine().name,
        degraded=False,
        index_age=moment.age,
        end_cursor=encode(Place(start + len(page), page[-1].item_id)) if page else "",
        has_next=len(matches) > request.first,
    )


def _page(request: SearchRequest, what: Asked, query: Node, snapshot: Snapshot) -> tuple[list[Match], int, int]:
    """Return the page's matches and one more if there is one, how many there are in all, and how many came before."""
    newest = request.sort == Sort.NEWEST or not what.is_ranking
    if not request.after:
        matches, total = snapshot.page(query, newest=newest, offset=0, limit=request.first + 1)
        return matches, total, 0
    place = decode(request.after)
    limit = place.span + request.first + 1
    matches, total = snapshot.page(query, newest=newest, offset=place.start, limit=limit)
    skipped = place.skipped(matches)
    return matches[skipped : skipped + request.first + 1], total, place.start + skipped


def _hits(request: SearchRequest, what: Asked, matches: list[Match], start: int, snapshot: Snapshot) -> tuple[Hit, ...]:
    """Return the hits that are visible by the database's word too."""
    items = _visible(request.viewer, [match.item_id for match in matches])
    shown = snapshot.show(matches, highlight_query(what), what.language)
    return tuple(
        _hit(items[match.item_id], match, texts, encode(Place(number, match.item_id)))
        for number, (match, texts) in enumerate(zip(matches, shown, strict=True), start=start + 1)
        if match.item_id in items
    )


def _visible(viewer: Viewer, ids: list[UUID]) -> dict[UUID, ContentItem]:
    rows = ContentItem.objects.visible_to(viewer).off_site().slim().filter(pk__in=ids)
    return {item.pk: item for item in rows}


def _hit(item: ContentItem, match: Match, shown: Shown, cursor: str) -> Hit:
    """What the index says of an older edition is not shown: it may have been redacted."""
    assert item.edition is not None, "a visible item has an edition"
    current = shown if shown.edition_id == item.edition.pk else Shown(item.edition.pk, "", "")
    return Hit(
        item=item,
        title_html=current.title_html or escape(item.edition.title),
        snippet_html=current.snippet_html or escape(_shortened(item.edition.summary)),
        score=match.score,
        cursor=cursor,
    )


def _shortened(text: str) -> str:
    if len(text) <= SUMMARY_CHARACTERS:
        return text
    return text[:SUMMARY_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _counts(request: SearchRequest, what: Asked, chosen: Chosen, moment: _Moment) -> Counts:
    """Count each facet as if its own filter were not set; those without one are counted together."""
    query = text_query(what, moment.now, ranked=False)
    free = tuple(facet for facet in dict.fromkeys(request.facets) if facet not in chosen)
    counts = moment.snapshot.facet(filtered(query, moment.gate, chosen), free) if free else {}
    for facet in set(request.facets) & set(chosen):
        besides = filtered(query, moment.gate, chosen, besides=facet)
        counts |= moment.snapshot.facet(besides, (facet,))
    return counts


def _correction(request: SearchRequest, what: Asked, chosen: Chosen, total: int, moment: _Moment) -> str:
    """Return the corrected text if it finds more: more hits, or some with all its words."""
    text = corrected(what, moment.snapshot, moment.gate)
    if not text:
        return ""
    meant = asked(text, request.locale)

    def found(query: Node) -> int:
        return moment.snapshot.count(filtered(query, moment.gate, chosen))

    return (
        text
        if found(text_query(meant, moment.now, ranked=False)) > total or (meant.terms and found(all_terms(meant)))
        else ""
    )


def _suggestions(request: SearchRequest, moment: _Moment) -> tuple[Suggestion, ...]:
    language = language_of(request.locale)
    for edits in (0, 1):
        query = suggestion_query(request.text, language, moment.now, edits=edits)
        if query is None:
            return ()
        behind = filtered(query, moment.gate, {})
        matches, _ = moment.snapshot.page(behind, newest=False, offset=0, limit=request.first)
        if matches:
            break
    items = _visible(request.viewer, [match.item_id for match in matches])
    found = (items[match.item_id] for match in matches if match.item_id in items)
    return tuple(
        Suggestion(item, item.edition.title, marked_beginnings(item.edition.title, request.text))
        for item in found
        if item.edition
    )
