"""Conditions on an edition's facts, as a tree of data.

They are compiled to SQL (publishing/models/access.py) and to search filters (search/queries/access.py), and
evaluated in Python (`holds`).
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID


class Fact(StrEnum):
    """The facts that conditions may test. Each is an attribute of Facts, a column in SQL and a field of the index."""

    AUDIENCE = "audience"
    MARKING = "marking"
    KIND = "kind"
    CONTENT_ID = "content_id"
    PROJECTS = "projects"


@dataclass(frozen=True)
class Facts:
    """The facts of one edition, for the Python check."""

    audience: int
    marking: str
    kind: str
    content_id: UUID
    projects: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class AtMost:
    """An ordered fact is at most a value."""

    fact: Fact
    value: int


@dataclass(frozen=True)
class In:
    """A fact is one of some values; for projects, any project is."""

    fact: Fact
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    part: "Condition"


@dataclass(frozen=True)
class And:
    """All conditions hold; true without conditions."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Or:
    """At least one condition holds; false without conditions."""

    parts: tuple["Condition", ...]


Condition = AtMost | In | Not | And | Or
ALWAYS, NEVER = And(()), Or(())


def require_in(fact: Fact, values: Iterable[Any]) -> Condition:
    """Return the condition that a fact is one of some values, sorted so that all processes build the same condition."""
    known = tuple(sorted(values))
    return In(fact, known) if known else NEVER


def require_all(*parts: Condition) -> Condition:
    """Return the condition that all parts hold."""
    left = dict.fromkeys(part for part in parts if part != ALWAYS)
    if NEVER in left:
        return NEVER
    return next(iter(left)) if len(left) == 1 else And(tuple(left))


def require_any(*parts: Condition) -> Condition:
    """Return the condition that at least one part holds."""
    left = dict.fromkeys(part for part in parts if part != NEVER)
    if ALWAYS in left:
        return ALWAYS
    return next(iter(left)) if len(left) == 1 else Or(tuple(left))


def require_not(part: Condition) -> Condition:
    """Return the condition that the part does not hold."""
    match part:
        case And(()):
            return NEVER
        case Or(()):
            return ALWAYS
    return Not(part)


def holds(condition: Condition, facts: object) -> bool:
    """Whether a condition holds for an object that has its facts as attributes."""
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


def assume(condition: Condition, known: Mapping[Condition, bool]) -> Condition:
    """Return the condition simplified, given that some of its parts are known to hold or not to hold."""
    if condition in known:
        return ALWAYS if known[condition] else NEVER
    match condition:
        case Not(part):
            return require_not(assume(part, known))
        case And(parts):
            return require_all(*(assume(part, known) for part in parts))
        case Or(parts):
            return require_any(*(assume(part, known) for part in parts))
    return condition


def find_facts(condition: Condition) -> Set[Fact]:
    """Return the facts that a condition tests."""
    match condition:
        case Not(part):
            return find_facts(part)
        case And(parts) | Or(parts):
            return {fact for part in parts for fact in find_facts(part)}
        case AtMost(fact) | In(fact):
            return {fact}
