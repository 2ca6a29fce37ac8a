"""One document by what is known of it: the statements of ContentQuery.content."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import CharField, Q, UUIDField

from graphql_api.base.addresses import paths_meant
from graphql_api.content.context import Reader
from graphql_api.content.lists.identifiers import uuid_of
from graphql_api.execution.compiler.row_fetches import LOCALE, Level, UnansweredError
from graphql_api.execution.compiler.statements import NOW, Row, Slot
from publishing.kinds import Kind
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet

Query = Callable[[Reader], ContentItemQuerySet]

_TEXT, _KEY = Slot("value", CharField()), Slot("value", UUIDField())
_TRANSLATED = Q(locale=Slot("locale", CharField())) | Q(locale=FALLBACK_LOCALE)


_QUERIES: dict[str, Query] = {
    "id": lambda reader: reader.items().filter(pk=_KEY),
    "path": lambda reader: reader.items().filter(path=_TEXT)[:1],
    "earlier path": lambda reader: reader.items().moved_from(_TEXT, reader.tombstones())[:1],
    "contentId": lambda reader: reader.items().filter(_TRANSLATED, content_id=_KEY),
    "code": lambda reader: reader.items().filter(_TRANSLATED, kind__in=Kind.values, code=_TEXT),
}


def find(reader: Reader, level: Level, by: Mapping[str, str], locale: str) -> Row | None:
    """Return the row of the visible document that is meant."""
    ((name, given),) = by.items()
    if name == "path":
        rows = _at_path(reader, level, given, locale)
    else:
        rows = _rows(reader, level, name, given if name == "code" else _uuid(given), locale)
    found = {row[LOCALE]: row for row in rows}
    return found.get(locale) or next(iter(found.values()), None)


def _at_path(reader: Reader, level: Level, given: str, locale: str) -> list[Row]:
    for path in paths_meant(given):
        for name in ("path", "earlier path"):
            if rows := _rows(reader, level, name, path, locale):
                return rows
    return []


def _rows(reader: Reader, level: Level, name: str, value: object, locale: str) -> list[Row]:
    def made() -> ContentItemQuerySet:
        return _QUERIES[name](Reader(reader.viewer, at=NOW))

    return level.rows(("content", name), reader.viewer, made, value=value, locale=locale)


def _uuid(text: str) -> UUID:
    found = uuid_of(text)
    if found is None:
        raise UnansweredError("This is no id.")
    return found
