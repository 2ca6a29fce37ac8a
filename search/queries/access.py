"""The access rule (publishing/access/policy.py) as a query that every engine translates."""

from publishing.access import policy
from publishing.access.audiences import Audience
from publishing.access.conditions import And, AtMost, Condition, Fact, In, Not, Or, assume
from publishing.access.policy import NOT_RED
from publishing.access.viewers import Viewer
from search.base.fields import Field
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


def build_node(condition: Condition) -> Node:
    """Convert a condition. Ordered values are listed one by one: engines match that faster than a range."""
    match condition:
        case AtMost(fact, value):
            return OneOf(FIELDS[fact], tuple(int(audience) for audience in Audience if audience <= value))
        case In(fact, values):
            return OneOf(FIELDS[fact], tuple(str(value) for value in values))
        case Not(part):
            return Bool(must=(MatchAll(),), must_not=(build_node(part),))
        case And(parts):
            return Bool(must=tuple(build_node(part) for part in parts)) if parts else MatchAll()
        case Or(parts):
            return Bool(should=tuple(build_node(part) for part in parts), minimum_should_match=1)
