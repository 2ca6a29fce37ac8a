"""Looks up one item by its id, path or code: the statements of ContentQuery.content."""

from collections.abc import Callable, Mapping

from django.db.models import CharField, Q, UUIDField

from graphql_api.base.addresses import candidate_paths
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.identifiers import parse_uuid
from graphql_api.execution.compiler.errors import FallbackError
from graphql_api.execution.compiler.row_fetches import LOCALE, RowFetch
from graphql_api.execution.compiler.statements import NOW, Placeholder, Row
from publishing.kinds import Kind
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet

Query = Callable[[RequestContext], ContentItemQuerySet]

_TEXT, _KEY = Placeholder("value", CharField()), Placeholder("value", UUIDField())
_TRANSLATED = Q(locale=Placeholder("locale", CharField())) | Q(locale=FALLBACK_LOCALE)


_QUERIES: dict[str, Query] = {
    "id": lambda context: context.visible_items().filter(pk=_KEY),
    "path": lambda context: context.visible_items().filter(path=_TEXT)[:1],
    "earlier path": lambda context: context.visible_items().moved_from(_TEXT, context.visible_tombstones())[:1],
    "contentId": lambda context: context.visible_items().filter(_TRANSLATED, content_id=_KEY),
    "code": lambda context: context.visible_items().filter(_TRANSLATED, kind__in=Kind.values, code=_TEXT),
}


def find_row(context: RequestContext, fetch: RowFetch, by: Mapping[str, str], locale: str) -> Row | None:
    """Return the row of a visible item, in `locale` or else in English."""
    ((name, value),) = by.items()
    rows: list[Row] = []
    if name == "path":
        for path in candidate_paths(value):
            rows = _read_rows(context, fetch, "path", path, locale)
            rows = rows or _read_rows(context, fetch, "earlier path", path, locale)
            if rows:
                break
    elif name == "code":
        rows = _read_rows(context, fetch, name, value, locale)
    elif key := parse_uuid(value):
        rows = _read_rows(context, fetch, name, key, locale)
    else:
        raise FallbackError("Invalid id.")
    by_locale = {row[LOCALE]: row for row in rows}
    return by_locale.get(locale) or next(iter(by_locale.values()), None)


def _read_rows(context: RequestContext, fetch: RowFetch, name: str, value: object, locale: str) -> list[Row]:
    def build() -> ContentItemQuerySet:
        return _QUERIES[name](RequestContext(context.viewer, at=NOW))

    return fetch.read(("content", name), context.viewer, build, value=value, locale=locale)
