"""The yardstick: a handwritten view for each query, with one SQL statement, stored JSON and json.dumps. The views
support only one audience and resolve neither links nor files: deliberately less work than the API does."""

import json
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bench.graphql.queries import PAGE
from search.base.requests import SearchRequest
from search.retrieval.search import run_search

_NAMES = ("id", "title", "summary", "path", "updatedAt")
_SLIM = "i.id, e.title, e.summary, i.path, i.updated_at"
_FROM = """FROM publishing_contentitem i JOIN publishing_edition e ON e.id = i.edition_id
WHERE i.gone = '' AND i.audience = 0 AND i.locale = 'en-gb' AND (i.expires_at IS NULL OR i.expires_at > %s)"""
_NEWEST = "AND i.kind = 'guidance' ORDER BY i.updated_at DESC, i.id DESC LIMIT"
_LINKED = """(SELECT {array}({object}('title', te.title, 'path', t.path)) FROM publishing_link l
JOIN publishing_contentitem t ON t.content_id = l.target AND t.locale = 'en-gb' AND t.gone = '' AND t.audience = 0
JOIN publishing_edition te ON te.id = t.edition_id WHERE l.source_id = i.id AND l.relation = '{relation}')"""


def view(request: HttpRequest, name: str) -> HttpResponse:
    """Return approximately the data of the query with this name."""
    return HttpResponse(json.dumps({"data": VIEWS[name]()}, default=str), content_type="application/json")


def _rows(sql: str, names: tuple[str, ...], stored: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [timezone.now()])
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row.update((name, json.loads(row[name])) for name in stored if isinstance(row[name], str))
    return rows


def _linked(relation: str) -> str:
    is_postgresql = connection.vendor == "postgresql"
    array, pair = ("json_agg", "json_build_object") if is_postgresql else ("json_group_array", "json_object")
    return _LINKED.format(array=array, object=pair, relation=relation)


def _list(first: int) -> Any:
    return _rows(f"SELECT {_SLIM} {_FROM} {_NEWEST} {first}", _NAMES)


def _list_with_tags() -> Any:
    sql = f"SELECT {_SLIM}, {_linked('topic')}, e.image {_FROM} {_NEWEST} 100"
    return _rows(sql, (*_NAMES, "topics", "image"), ("topics", "image"))


def _whole(where: str) -> Any:
    links = f"{_linked('topic')}, {_linked('work_stream')}"
    names = (*_NAMES, "contentHash", "topics", "workStreams", "body")
    sql = f"SELECT {_SLIM}, e.content_hash, {links}, e.body {_FROM} {where}"
    return _rows(sql, names, ("topics", "workStreams", "body"))


def _search() -> Any:
    result = run_search(SearchRequest(text="watch the gates", first=20))
    items = [hit.item for hit in result.hits]
    return {
        "totalCount": result.total,
        "hits": [(item.pk, item.edition.title, item.edition.summary, item.path, item.updated_at) for item in items],  # type: ignore[union-attr]
    }


VIEWS: dict[str, Callable[[], Any]] = {
    "list of 20": lambda: _list(20),
    "list of 100 with tags and image": _list_with_tags,
    "one page with its body": lambda: _whole(f"AND i.path = '{PAGE}'"),
    "20 pages with bodies": lambda: _whole(f"{_NEWEST} 20"),
    "search": _search,
}
