"""One document by what is known of it: the statements of ContentQuery.content."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import CharField, Q, UUIDField

from graphql_api.compiler.levels import LOCALE, Level, UnansweredError
from graphql_api.compiler.statements import NOW, Row, Slot
from graphql_api.reader import Reader
from graphql_api.targets import uuid_of
from publishing.kinds import Kind
from publishing.querysets import FALLBACK_LOCALE, ContentItemQuerySet

Query = Callable[[ContentItemQuerySet], ContentItemQuerySet]

_TEXT, _KEY = Slot("value", CharField()), Slot("value", UUIDField())
_TRANSLATED = Q(locale=Slot("locale", CharField())) | Q(locale=FALLBACK_LOCALE)


def _earlier(items: ContentItemQuerySet) -> ContentItemQuerySet:
    return items.filter(previous_paths__path=_TEXT).order_by("-previous_paths__left_at")[:1]


_QUERIES: dict[str, Query] = {
    "id": lambda items: items.filter(pk=_KEY),
    "path": lambda items: items.filter(path=_TEXT)[:1],
    "earlier path": _earlier,
    "contentId": lambda items: items.filter(_TRANSLATED, content_id=_KEY),
    "code": lambda items: items.filter(_TRANSLATED, kind__in=Kind.values, code=_TEXT),
}


def find(reader: Reader, level: Level, by: Mapping[str, str], locale: str) -> Row | None:
    """Return the row of the visible document that is meant."""
    ((name, given),) = by.items()
    if name == "path":
        path = f"/{given.strip('/')}/" if given.strip("/") else "/"
        rows = _rows(reader, level, name, path, locale) or _rows(reader, level, "earlier path", path, locale)
    else:
        rows = _rows(reader, level, name, given if name == "code" else _uuid(given), locale)
    found = {row[LOCALE]: row for row in rows}
    return found.get(locale) or next(iter(found.values()), None)


def _rows(reader: Reader, level: Level, name: str, value: object, locale: str) -> list[Row]:
    def made() -> ContentItemQuerySet:
        return _QUERIES[name](Reader(reader.viewer, at=NOW).items())

    return level.rows(("content", name), reader.viewer, made, value=value, locale=locale)


def _uuid(text: str) -> UUID:
    found = uuid_of(text)
    if found is None:
        raise UnansweredError("This is no id.")
    return found
