"""The access rule as SQL: for items, for editions, and for the editions on both sides of a change."""

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_
from typing import Literal

from django.db.models import Exists, OuterRef, Q

from publishing.access import policy
from publishing.access.conditions import And, AtMost, Condition, Fact, In, Not, Or
from publishing.access.viewers import Viewer
from publishing.models.projects import NamedProject

Side = Literal["edition", "previous"]
Columns = Mapping[Fact, str]

ITEM_COLUMNS: Columns = {**{fact: fact.value for fact in Fact}, Fact.PROJECTS: "edition"}
"""The column of each fact. Projects are rows of their own, found by the column with the edition's id."""
EDITION_COLUMNS: Columns = {
    Fact.AUDIENCE: "audience",
    Fact.MARKING: "marking",
    Fact.KIND: "item__kind",
    Fact.CONTENT_ID: "item__content_id",
    Fact.PROJECTS: "pk",
}
SIDE_COLUMNS: Mapping[Side, Columns] = {
    side: {
        Fact.AUDIENCE: f"{side}__audience",
        Fact.MARKING: f"{side}__marking",
        Fact.KIND: "kind",
        Fact.CONTENT_ID: "item__content_id",
        Fact.PROJECTS: side,
    }
    for side in ("edition", "previous")
}

CHANGE_COLUMNS: Columns = {Fact.KIND: "kind"}
"""The facts in a change's own row, without its editions."""


def readable(viewer: Viewer, columns: Columns, *, off_site: bool) -> Q:
    """Return the access rule for a viewer as a Q of a table's columns."""
    return as_q(policy.rule(viewer, off_site=off_site), columns)


def readable_on(side: Side, viewer: Viewer, *, off_site: bool = True) -> Q:
    """Return a Q for changes with an edition on one side that the viewer could read."""
    return Q(readable(viewer, SIDE_COLUMNS[side], off_site=off_site), **{f"{side}__isnull": False})


def as_q(condition: Condition, columns: Columns) -> Q:
    """Compile a condition to a Q."""
    match condition:
        case AtMost(fact, value):
            return Q(**{f"{columns[fact]}__lte": value})
        case In(Fact.PROJECTS, values):
            named = NamedProject.objects.filter(edition=OuterRef(columns[Fact.PROJECTS]), project__in=values)
            return Q(Exists(named))
        case In(fact, values):
            return Q(**{f"{columns[fact]}__in": values})
        case Not(part):
            return ~as_q(part, columns)
        case And(parts):
            return reduce(and_, (as_q(part, columns) for part in parts), Q())
        case Or(parts):
            return reduce(or_, (as_q(part, columns) for part in parts), Q()) if parts else Q(pk__in=())
