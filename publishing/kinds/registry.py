"""The declarations of all kinds, found by their names."""

from importlib import import_module

from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Choices, Declaration


def _declaration(kind: Kind) -> Declaration:
    found = import_module(f"publishing.kinds.{kind.value}").KIND
    assert isinstance(found, Declaration), f"publishing/kinds/{kind.value}.py declares a KIND"
    return found


KINDS: dict[Kind, Declaration] = {kind: _declaration(kind) for kind in Kind}
"""In the order of Kind. Conformance tests iterate over it."""

INDEXED: tuple[Declaration, ...] = tuple(
    sorted((one for one in KINDS.values() if one.index), key=lambda one: one.index.place if one.index else 0)
)
"""The kinds that a section can list, in the order shown to readers."""

READ_KINDS = tuple(kind for kind, one in KINDS.items() if one.is_read)
SUGGESTED_KINDS = tuple(kind for kind, one in KINDS.items() if one.is_suggested)
UNSEARCHED_KINDS = tuple(kind for kind, one in KINDS.items() if not one.is_searched)

REFERRED_TO: dict[Relation, Kind] = {one.relation: kind for kind, one in KINDS.items() if one.relation}
"""The kind of a relation's targets, if it is always the same."""


def declared_choices() -> list[type[Choices]]:
    """Return the choices that kinds declare for fields."""
    return Choices.__subclasses__()
