"""What the schema's own resolvers made: plain objects, and nodes of content in them, whose rows a plan then reads."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLObjectType, is_abstract_type
from strawberry.utils.str_converters import to_camel_case

from graphql_api.content.base import Content, node_type
from graphql_api.content.context import NodeBatch
from graphql_api.content.history import ChangeNote, PreviousEdition, change_history, previous_editions
from graphql_api.content.signing.signatures import VerifyingKey
from graphql_api.execution.compiler.compilation import Place, writes
from graphql_api.execution.compiler.row_fetches import ID
from graphql_api.execution.compiler.statements import Row
from graphql_api.sync.changes import Change, Changes
from graphql_api.sync.resync import ResyncRequired
from graphql_api.sync.snapshot import Snapshot
from graphql_api.sync.tombstones import Tombstone
from publishing.kinds import Kind
from publishing.models import ContentItem


def told(at: Place, type_: Any, value: str) -> str:
    """Write what a resolver answered, by its type."""
    if isinstance(type_, GraphQLNonNull):
        return _present(at, type_.of_type, value)
    return f"({_present(at, type_, 'v')} if (v := {value}) is not None else None)"


def nodes_in(value: object) -> Iterator[Content]:
    """Return the nodes of content in what a resolver answered, as deep as it made them."""
    if isinstance(value, Content):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from nodes_in(one)
    elif type(value) in _OBJECTS:
        yield from nodes_in(list(vars(value).values()))


def _present(at: Place, type_: Any, value: str) -> str:
    if isinstance(type_, GraphQLList):
        return f"[{told(at, type_.of_type, 'i')} for i in {value}]"
    if isinstance(type_, GraphQLEnumType):
        return at.enum(f"{value}.value")
    possible = _possible(at, type_)
    if not possible:
        return value
    if kinds := [(kind.value, name) for kind in Kind if (name := node_type(kind).__name__) in possible]:
        at.level.is_read = True
        return f"d.node({at.table(kinds, at.level)}, {at.level.root!r}, {value})"
    return f"{at.table(zip(possible, possible, strict=True), at.level)}[type({value}).__name__]({value}, d)"


def _possible(at: Place, type_: Any) -> list[str]:
    """The types that an object can be of; none for what is no object."""
    if is_abstract_type(type_):
        return [one.name for one in at.compilation.selections.schema.get_possible_types(type_)]
    return [type_.name] if isinstance(type_, GraphQLObjectType) else []


def _attribute(at: Place, name: str) -> str:
    return told(at, at.type, f"x.{name}")


_OBJECTS: tuple[Any, ...] = (
    Change,
    ChangeNote,
    Changes,
    PreviousEdition,
    ResyncRequired,
    Snapshot,
    Tombstone,
    VerifyingKey,
)

for _object in _OBJECTS:
    for _field in _object.__strawberry_definition__.fields:
        writes(f"{_object.__name__}.{to_camel_case(_field.python_name)}")(partial(_attribute, name=_field.python_name))


@writes("Content.previousEditions")
def previous(at: Place) -> str:
    """All that are on a level are loaded together."""
    at.level.has_past = True
    wanted = f"{at.arguments['first']}, {at.arguments.get('before')}"
    return told(at, at.type, f"earlier_of(x, d.batch({at.level.depth}), {wanted})")


@writes("Content.changeHistory")
def changes(at: Place) -> str:
    """With these, too."""
    at.level.has_past = True
    return told(at, at.type, f"changes_of(x, d.batch({at.level.depth}), {at.arguments['first']})")


def earlier_of(row: Row, batch: NodeBatch, first: int, before: int | None) -> list[PreviousEdition]:
    """Return what is told of a row's editions before its newest."""
    return previous_editions(ContentItem(id=UUID(row[ID])), batch, first, before)


def changes_of(row: Row, batch: NodeBatch, first: int) -> list[ChangeNote]:
    """Return the notes of a row's major updates."""
    return change_history(ContentItem(id=UUID(row[ID])), batch, first)
