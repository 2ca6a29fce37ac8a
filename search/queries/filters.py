"""Filters: what the viewer may see, and the chosen values of facets."""

from collections.abc import Iterable
from datetime import datetime

from publishing.access.viewers import Viewer
from search.base.fields import Field, microseconds
from search.base.requests import Facet
from search.queries.access import access_filter, translation_filter
from search.queries.nodes import Bool, ConstantScore, Node, OneOf, Range


def visibility_filter(
    viewer: Viewer, locale: str, now: datetime, hidden: Iterable[str], *, falls_back: bool = True
) -> Node:
    """Return the filter for what the viewer may see, each content once: in their language, or else in another, as
    `for_reader` does in SQL; with `falls_back=False` in their language only. Every query is restricted by it, including
    counts and facets."""
    expired = Range(Field.EXPIRES_AT, at_most=microseconds(now))
    return Bool(
        must=(access_filter(viewer),) if falls_back else (OneOf(Field.LOCALE, (locale,)), access_filter(viewer)),
        must_not=(
            expired,
            OneOf(Field.ITEM, tuple(sorted(hidden))),
            *((translation_filter(viewer, locale),) if falls_back else ()),
        ),
    )


def facet_filters(chosen: dict[Facet, tuple[str, ...]]) -> dict[Facet, Node]:
    """Return the filter for the chosen values of each facet."""
    return {facet: OneOf(Field.of(facet), values) for facet, values in chosen.items()}


def filter_query(query: Node, visibility: Node, filters: Iterable[Node]) -> Node:
    """Return the query restricted by visibility and filters, which do not affect the score."""
    return Bool(must=(query, ConstantScore(Bool(must=(visibility, *filters)), 0.0)))
