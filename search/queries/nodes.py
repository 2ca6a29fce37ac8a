"""The query tree that every engine translates. Leaves contain analysed terms, never raw text."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class MatchAll:
    """Every document."""


@dataclass(frozen=True)
class Term:
    """Documents with one term in a field, scored by BM25."""

    field: str
    value: str


@dataclass(frozen=True)
class OneOf:
    """Documents with any of the values in a field, not scored. Without values, no document matches."""

    field: str
    values: tuple[str | int, ...]


@dataclass(frozen=True)
class Phrase:
    """Documents with at least two terms at these relative positions."""

    field: str
    terms: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class FuzzyTerm:
    """Documents with a term (or, with `prefix`, the start of a term) within some edits of the value; not scored."""

    field: str
    value: str
    edits: int
    prefix: bool


@dataclass(frozen=True)
class Range:
    """Documents with a number in a field within the bounds, both inclusive."""

    field: str
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class DisMax:
    """Disjunction: the score of the best part, plus that of the others times the tie breaker."""

    parts: tuple["Node", ...]
    tie_breaker: float


@dataclass(frozen=True)
class Boost:
    """A node whose score is multiplied."""

    node: "Node"
    factor: float


@dataclass(frozen=True)
class ConstantScore:
    """A node whose score is a constant."""

    node: "Node"
    score: float


@dataclass(frozen=True)
class Bool:
    """All of `must`, none of `must_not`, and at least `minimum_should_match` of `should`."""

    must: tuple["Node", ...] = ()
    should: tuple["Node", ...] = ()
    must_not: tuple["Node", ...] = ()
    minimum_should_match: int = 0


Node = MatchAll | Term | OneOf | Phrase | FuzzyTerm | Range | DisMax | Boost | ConstantScore | Bool


def rename_fields(node: Node, names: Mapping[str, str]) -> Node:
    """Return a tree with the fields in `names` renamed."""
    values: dict[str, Any] = {part.name: getattr(node, part.name) for part in fields(node)}
    return replace(node, **{name: _renamed(name, value, names) for name, value in values.items()})


def _renamed(name: str, value: Any, names: Mapping[str, str]) -> Any:
    if name == "field":
        return names.get(value, value)
    if isinstance(value, Node):
        return rename_fields(value, names)
    if isinstance(value, tuple) and any(isinstance(part, Node) for part in value):
        return tuple(rename_fields(part, names) for part in value)
    return value
