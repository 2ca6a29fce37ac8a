"""One document by what is known of it: the statements of ContentQuery.content."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import CharField, Q, UUIDField

from graphql_api.base.addresses import candidate_paths
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.identifiers import parse_uuid
from graphql_api.execution.compiler.row_fetches import LOCALE, Level, UnansweredError
from graphql_api.execution.compiler.statements import NOW, Row, Slot
from publishing.kinds import Kind
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet

Query = Callable[[RequestContext], ContentItemQuerySet]

_TEXT, _KEY = Slot("value", CharField()), Slot("value", UUIDField())
_TRANSLATED = Q(locale=Slot("locale", CharField())) | Q(locale=FALLBACK_LOCALE)


_QUERIES: dict[str, Query] = {
    "id": lambda context: context.visible_items().filter(pk=_KEY),
    "path": lambda context: context.visible_items().filter(path=_TEXT)[:1],
    "earlier path": lambda context: context.visible_items().moved_from(_TEXT, context.visible_tombstones())[:1],
    "contentId": lambda context: context.visible_items().filter(_TRANSLATED, content_id=_KEY),
    "code": lambda context: context.visible_items().filter(_TRANSLATED, kind__in=Kind.values, code=_TEXT),
}


def find(context: RequestContext, level: Level, by: Mapping[str, str], locale: str) -> Row | None:
    """Return the row of the visible document that is meant."""
    ((name, given),) = by.items()
    if name == "path":
        rows = _at_path(context, level, given, locale)
    else:
        rows = _rows(context, level, name, given if name == "code" else _uuid(given), locale)
    found = {row[LOCALE]: row for row in rows}
    return found.get(locale) or next(iter(found.values()), None)


def _at_path(context: RequestContext, level: Level, given: str, locale: str) -> list[Row]:
    for path in candidate_paths(given):
        for name in ("path", "earlier path"):
            if rows := _rows(context, level, name, path, locale):
                return rows
    return []


def _rows(context: RequestContext, level: Level, name: str, value: object, locale: str) -> list[Row]:
    def made() -> ContentItemQuerySet:
        return _QUERIES[name](RequestContext(context.viewer, at=NOW))

    return level.rows(("content", name), context.viewer, made, value=value, locale=locale)


def _uuid(text: str) -> UUID:
    found = parse_uuid(text)
    if found is None:
        raise UnansweredError("This is no id.")
    return found
