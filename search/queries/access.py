"""The access rule (publishing/access/policy.py) as a query that every engine translates."""

from collections.abc import Callable

from publishing.access import policy
from publishing.access.audiences import Audience
from publishing.access.conditions import And, AtMost, Condition, Fact, In, Not, Or, assume
from publishing.access.policy import NOT_RED
from publishing.access.viewers import Viewer
from search.base.fields import Field
from search.base.translations import for_audience, for_marking, for_project
from search.queries.nodes import Bool, MatchAll, Node, OneOf

FIELDS = {
    Fact.AUDIENCE: Field.AUDIENCE,
    Fact.MARKING: Field.MARKING,
    Fact.KIND: Field.KIND,
    Fact.CONTENT_ID: Field.CONTENT_ID,
    Fact.PROJECTS: Field.PROJECT,
}


def access_filter(viewer: Viewer) -> Node:
    """Return the query for what a viewer may read. No index contains TLP:RED, so it is not checked again."""
    return build_node(assume(policy.rule(viewer, off_site=True), {NOT_RED: True}))


def translation_filter(viewer: Viewer, locale: str) -> Node:
    """Return the query for what a viewer may read in this language as well, but is written in another."""
    readable = assume(policy.rule(viewer, off_site=True), {NOT_RED: True})
    return build_node(readable, lambda leaf: _build_translation_leaf(leaf, locale))


def build_node(condition: Condition, build_leaf: Callable[[AtMost | In], Node] | None = None) -> Node:
    """Convert a condition."""
    match condition:
        case AtMost() | In():
            return (build_leaf or _build_leaf)(condition)
        case Not(part):
            return Bool(must=(MatchAll(),), must_not=(build_node(part, build_leaf),))
        case And(parts):
            return Bool(must=tuple(build_node(part, build_leaf) for part in parts)) if parts else MatchAll()
        case Or(parts):
            return Bool(should=tuple(build_node(part, build_leaf) for part in parts), minimum_should_match=1)


def _build_leaf(leaf: AtMost | In) -> Node:
    """Convert a part. Ordered values are listed one by one: engines match that faster than a range."""
    match leaf:
        case AtMost(fact, value):
            return OneOf(FIELDS[fact], tuple(int(audience) for audience in Audience if audience <= value))
        case In(fact, values):
            return OneOf(FIELDS[fact], tuple(str(value) for value in values))


def _build_translation_leaf(leaf: AtMost | In, locale: str) -> Node:
    """Convert a part for the translation of a document. Its kind and its content id are the document's own."""
    match leaf:
        case AtMost(Fact.AUDIENCE, value):
            audiences = (audience for audience in Audience if audience <= value)
            return OneOf(Field.TRANSLATION, tuple(for_audience(locale, audience) for audience in audiences))
        case In(Fact.MARKING, values):
            return OneOf(Field.TRANSLATION, tuple(for_marking(locale, value) for value in values))
        case In(Fact.PROJECTS, values):
            return OneOf(Field.TRANSLATION, tuple(for_project(locale, value) for value in values))
        case In(Fact.KIND | Fact.CONTENT_ID):
            return Bool(must=(_build_leaf(leaf), OneOf(Field.TRANSLATION, (locale,))))
    raise ValueError(f"The index does not know this of translations: {leaf.fact}")
