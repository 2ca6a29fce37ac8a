"""Looks up one item by its id, path or code, or the home page."""

from collections.abc import Callable, Mapping

from django.db.models import CharField, Q, UUIDField

from graphql_api.base.addresses import candidate_paths
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.identifiers import parse_uuid
from graphql_api.content.locales import RequestedLocale
from graphql_api.execution.compiler.errors import FallbackError
from graphql_api.execution.compiler.row_fetches import CONTENT_ID, LOCALE, RowFetch
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
    "home": lambda context: context.visible_items().filter(_TRANSLATED, kind=Kind.HOME),
}


def find_row(
    context: RequestContext, fetch: RowFetch, by: Mapping[str, str], requested: RequestedLocale | None
) -> Row | None:
    """Return the row of a visible item, as ContentQuery.content."""
    ((name, value),) = by.items()
    if name == "code":
        return _choose_row(context, fetch, name, value, requested or RequestedLocale())
    if name == "path":
        row = _find_row_by_path(context, fetch, value)
    elif key := parse_uuid(value):
        if name == "contentId":
            return _choose_row(context, fetch, name, key, requested or RequestedLocale())
        row = next(iter(_read_rows(context, fetch, name, key)), None)
    else:
        raise FallbackError("Invalid id.")
    if row is None or requested is None or row[LOCALE] == requested.locale:
        return row
    return _choose_row(context, fetch, "contentId", row[CONTENT_ID], requested)


def find_home_row(context: RequestContext, fetch: RowFetch, requested: RequestedLocale) -> Row | None:
    """Return the row of the home page."""
    return _choose_row(context, fetch, "home", None, requested)


def _find_row_by_path(context: RequestContext, fetch: RowFetch, value: str) -> Row | None:
    for path in candidate_paths(value):
        rows = _read_rows(context, fetch, "path", path) or _read_rows(context, fetch, "earlier path", path)
        if rows:
            return rows[0]
    return None


def _choose_row(
    context: RequestContext, fetch: RowFetch, name: str, value: object, requested: RequestedLocale
) -> Row | None:
    rows = {row[LOCALE]: row for row in _read_rows(context, fetch, name, value, requested.locale)}
    return next((rows[locale] for locale in requested.accepted if locale in rows), None)


def _read_rows(context: RequestContext, fetch: RowFetch, name: str, value: object, locale: str = "") -> list[Row]:
    def build() -> ContentItemQuerySet:
        return _QUERIES[name](RequestContext(context.viewer, at=NOW))

    return fetch.read(("content", name), context.viewer, build, value=value, locale=locale)
