"""Who may read what: the one rule. Every form of it is compiled from here: SQL (publishing/models/access.py), the
engines' filter (search/queries/access.py), and the Python check `may_read`.

A condition is a small tree of data about an edition's facts, already filled with what the viewer has. A new condition
is one more part of `rule`, and all forms follow (CONTRIBUTING.md, "Adding a condition to the access rule").
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from publishing.access.audiences import Marking
from publishing.access.viewers import Viewer


class Fact(StrEnum):
    """What a condition may be about. Each is an attribute of Facts, a column in SQL and a field of the index."""

    AUDIENCE = "audience"
    MARKING = "marking"
    KIND = "kind"
    CONTENT_ID = "content_id"
    PROJECTS = "projects"


@dataclass(frozen=True)
class Facts:
    """The facts of one edition, for the check in Python."""

    audience: int
    marking: str
    kind: str
    content_id: UUID
    projects: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class AtMost:
    """A fact that has an order is no more than a value."""

    fact: Fact
    value: int


@dataclass(frozen=True)
class In:
    """A fact is one of some values; of projects, any of them is."""

    fact: Fact
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Not:
    """A condition does not hold."""

    part: "Condition"


@dataclass(frozen=True)
class And:
    """All conditions hold. Of none: always."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Or:
    """Some condition holds. Of none: never."""

    parts: tuple["Condition", ...]


Condition = AtMost | In | Not | And | Or
ALWAYS, NEVER = And(()), Or(())


@lru_cache(maxsize=2_000)
def rule(viewer: Viewer, *, off_site: bool) -> Condition:
    """Return what must hold of an edition for a viewer to read it: on the website, or wherever else it may go."""
    readable = every(
        either(
            within_audience(viewer),
            one_of(Fact.CONTENT_ID, viewer.items),
            every(one_of(Fact.PROJECTS, viewer.projects), NOT_RED),
        ),
        ALWAYS if viewer.kinds is None else one_of(Fact.KIND, viewer.kinds),
    )
    # The log (Change.audience) and every index rely on this: TLP:RED is in neither.
    return every(NOT_RED, assuming(readable, {NOT_RED: True})) if off_site else readable


def within_audience(viewer: Viewer) -> Condition:
    """Return the condition of what is for the viewer's whole audience."""
    return AtMost(Fact.AUDIENCE, viewer.audience)


def may_read(viewer: Viewer, facts: Facts, *, off_site: bool = False) -> bool:
    """Whether a viewer may read an edition."""
    return holds(rule(viewer, off_site=off_site), facts)


def reads_beyond_audience(viewer: Viewer) -> bool:
    """Whether a viewer may read, off the website, anything that is not for their whole audience."""
    return assuming(rule(viewer, off_site=True), {within_audience(viewer): False}) != NEVER


def left_within_audience(viewer: Viewer) -> Condition:
    """Return what else must hold, off the website, of what is for the viewer's whole audience and not TLP:RED."""
    return assuming(rule(viewer, off_site=True), {within_audience(viewer): True, NOT_RED: True})


def one_of(fact: Fact, values: Iterable[Any]) -> Condition:
    """Return the condition that a fact is one of some values, in an order that is the same in every process."""
    known = tuple(sorted(values))
    return In(fact, known) if known else NEVER


def every(*parts: Condition) -> Condition:
    """Return the condition that all of some hold."""
    left = dict.fromkeys(part for part in parts if part != ALWAYS)
    if NEVER in left:
        return NEVER
    return next(iter(left)) if len(left) == 1 else And(tuple(left))


def either(*parts: Condition) -> Condition:
    """Return the condition that one of some holds."""
    left = dict.fromkeys(part for part in parts if part != NEVER)
    if ALWAYS in left:
        return ALWAYS
    return next(iter(left)) if len(left) == 1 else Or(tuple(left))


def negation(part: Condition) -> Condition:
    """Return the condition that another does not hold."""
    match part:
        case And(()):
            return NEVER
        case Or(()):
            return ALWAYS
    return Not(part)


NOT_RED = negation(one_of(Fact.MARKING, [Marking.RED]))
"""TLP:RED is for people named on the item itself, and never leaves the website (docs/decisions/0002)."""


def holds(condition: Condition, facts: object) -> bool:
    """Whether a condition holds of what has the facts that it is about as attributes."""
    match condition:
        case AtMost(fact, value):
            return bool(getattr(facts, fact) <= value)
        case In(fact, values):
            found = getattr(facts, fact)
            return not found.isdisjoint(values) if isinstance(found, frozenset) else found in values
        case Not(part):
            return not holds(part, facts)
        case And(parts):
            return all(holds(part, facts) for part in parts)
        case Or(parts):
            return any(holds(part, facts) for part in parts)


def assuming(condition: Condition, known: Mapping[Condition, bool]) -> Condition:
    """Return what is left of a condition where it is known whether some parts of it hold."""
    if condition in known:
        return ALWAYS if known[condition] else NEVER
    match condition:
        case Not(part):
            return negation(assuming(part, known))
        case And(parts):
            return every(*(assuming(part, known) for part in parts))
        case Or(parts):
            return either(*(assuming(part, known) for part in parts))
    return condition


def facts_in(condition: Condition) -> Set[Fact]:
    """Return the facts that a condition is about."""
    match condition:
        case Not(part):
            return facts_in(part)
        case And(parts) | Or(parts):
            return {fact for part in parts for fact in facts_in(part)}
        case AtMost(fact) | In(fact):
            return {fact}
