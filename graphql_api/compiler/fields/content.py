"""What all content has in common."""

from collections.abc import Callable

from graphql_api.compiler.compiling import Place, writes
from graphql_api.compiler.fields.blocks import body, node
from graphql_api.compiler.levels import ID, KIND
from graphql_api.content import type_of
from publishing.kinds import Kind, Relation

_COLUMNS = {
    "id": "id",
    "contentId": "content_id",
    "locale": "locale",
    "path": "path",
    "title": "edition__title",
    "summary": "edition__summary",
    "reviewBy": "edition__review_date",
    "reviewedAt": "edition__published_at",
    "effectiveAt": "effective_at",
    "expiresAt": "expires_at",
    "firstPublishedAt": "first_published_at",
    "updatedAt": "updated_at",
    "publishedAt": "edition__published_at",
    "contentHash": "edition__content_hash",
}
_OPTIONAL = {"code": "code", "owner": "edition__owner", "changeNote": "edition__change_note"}
_ENUMS = {"kind": "kind", "audience": "audience", "marking": "marking", "updateType": "edition__update_type"}


def _register(columns: dict[str, str], write: Callable[[Place, str], str]) -> None:
    for name, column in columns.items():
        writes(f"Content.{name}")(lambda at, column=column: write(at, column))


_register(_COLUMNS, lambda at, column: at.column(column))
_register(_OPTIONAL, lambda at, column: f"({at.column(column)} or None)")
_register(_ENUMS, lambda at, column: at.enum(at.column(column)))


@writes("Content.url")
def url(at: Place) -> str:
    """Null when there is no page."""
    path = at.column("path")
    return f"(public_url({path}) if {path} else None)"


@writes("Content.requestedLocale")
def requested_locale(at: Place) -> str:
    """What all rows of an answer were asked for in."""
    return "d.locale"


@writes("Content.validUntil")
def valid_until(at: Place) -> str:
    """The end of a day, or the end of its time."""
    return f"earliest({at.column('expires_at')}, end_of({at.column('edition__review_date')}))"


@writes("Content.edition")
def edition(at: Place) -> str:
    """Counted among those that were for the viewer."""
    return at.column("edition_number")


@writes("Content.revision")
def revision(at: Place) -> str:
    """Sealed."""
    return f"seal({at.column('newest_change')})"


@writes("Content.image")
def image(at: Place) -> str:
    """The lead image."""
    return at.part("image", f"({at.object('x')} if x else None)")


@writes("Content.body")
def blocks(at: Place) -> str:
    """All blocks count as nodes of the answer, shown or not."""
    return at.part("body", f"(d.spend(len(x)), {body(at, 'x')})[1]")


def linked(relation: Relation, kind: Kind) -> Callable[[Place], str]:
    """Return how the targets of a relation are written that are of one kind."""

    def write(at: Place) -> str:
        return f"[{of_kind(at, kind, 't')} for t in {links(at, relation)} if t[{KIND}] == {kind.value!r}]"

    return write


def of_kind(at: Place, kind: Kind, row: str) -> str:
    """Write content of one kind."""
    return at.one_of(row, str(KIND), [(kind.value, type_of(kind).__name__)], at.below)


def related(relation: Relation) -> Callable[[Place], str]:
    """Return how the targets of a relation are written."""
    return lambda at: f"[{node(at, 't')} for t in {links(at, relation)}]"


def links(at: Place, relation: Relation) -> str:
    """Return the visible targets of a relation."""
    at.level.relations.add(relation)
    return f"d.links({at.level.depth}, {relation.value!r}, x[{ID}])"


writes("Content.topics")(linked(Relation.TOPIC, Kind.TOPIC))
writes("Content.sectors")(linked(Relation.SECTOR, Kind.SECTOR))
writes("Content.workStreams")(linked(Relation.WORK_STREAM, Kind.WORK_STREAM))
writes("Content.related")(related(Relation.RELATED))
writes("Content.mentions")(related(Relation.MENTION))
