"""What all content has in common."""

from collections.abc import Callable

from graphql import GraphQLEnumType, GraphQLString
from strawberry.utils.str_converters import to_camel_case

from graphql_api.content.base import node_type
from graphql_api.execution.compiler.compilation import Place, writes, writes_plainly
from graphql_api.execution.compiler.fields.blocks import body, node
from graphql_api.execution.compiler.row_fetches import ID, KIND
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem, Edition


def column(name: str) -> Callable[[Place], str]:
    """Return how a column is written: an enum by its name, a text that may be missing as null where it is empty."""

    def write(at: Place) -> str:
        value = at.column(name)
        if isinstance(at.named, GraphQLEnumType):
            return at.enum(value)
        return f"({value} or None)" if at.type is GraphQLString else value

    return write


for _model, _prefix in ((Edition, "edition__"), (ContentItem, "")):
    for _field in _model._meta.concrete_fields:
        writes_plainly(f"Content.{to_camel_case(_field.name)}", column(_prefix + _field.name))

writes("Content.reviewBy")(column("edition__review_date"))
writes("Content.reviewedAt")(column("edition__published_at"))


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
    return f"earliest({at.column('expires_at')}, end_of_day({at.column('edition__review_date')}))"


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
    return at.one_of(row, str(KIND), [(kind.value, node_type(kind).__name__)], at.below)


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
