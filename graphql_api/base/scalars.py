"""Scalars for dates and times in ISO 8601."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import dateutil.parser  # type: ignore[import-untyped]  # strawberry reads times with it, too
from graphql import GraphQLError, StringValueNode, ValueNode
from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition

from publishing.content.fields import GeoJson

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339"
LONGEST = 64
"""Characters of a time."""
CLOCK = r"\d\d(:?\d\d(:?\d\d([.,]\d+)?)?)?([Zz]|[+-]\d\d(:?\d\d)?)?"
DATE_TIME = re.compile(rf"\d{{4}}((-?\d\d(-?\d\d)?|-?\d{{3}}|-?W\d\d(-?\d)?)([Tt ]{CLOCK})?)?", re.ASCII)
"""The formats of ISO 8601. dateutil 2 parses numbers with int(), which also accepts signs, spaces and underscores."""


def _date_time(text: str) -> datetime:
    if not DATE_TIME.fullmatch(text):
        raise ValueError(text)
    moment: datetime = dateutil.parser.isoparse(text)
    return moment


def _parsers(name: str, parse: Callable[[str], Any], like: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return the parsers of a scalar's values and literals, with our own error message."""

    def value(given: object, node: ValueNode | None = None) -> Any:
        try:
            if isinstance(given, str) and len(given) <= LONGEST and given.isascii():
                return parse(given)
        except (ValueError, OverflowError):
            pass  # their messages are for programmers
        shown = "a value that is not a string"
        if isinstance(given, str):
            shown = f'"{given}"' if len(given) <= 60 else f'"{given[:60]}…"'
        raise GraphQLError(f"{name} cannot be {shown}: send a value like {like}, in the years 0001 to 9999.", node)

    def literal(node: ValueNode, variables: object = None) -> Any:
        return value(node.value if isinstance(node, StringValueNode) else None, node)

    return value, literal


_date, _date_literal = _parsers("Date", date.fromisoformat, '"2026-05-01"')
_time, _time_literal = _parsers("DateTime", _date_time, '"2026-05-01T09:30:00Z"')

SCALARS: dict[object, ScalarDefinition] = {
    GeoJson: ScalarDefinition(
        name="GeoJSON",
        description="A GeoJSON geometry: an object with `type` and `coordinates`, which are longitude and latitude.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc7946",
        serialize=lambda geometry: geometry,
        parse_value=lambda geometry: geometry,
        parse_literal=None,
        origin=None,
    ),
    date: replace(
        DateDefinition,
        description="A date, such as `2026-05-01`.",
        specified_by_url=f"{RFC_3339}#section-5.6",
        parse_value=_date,
        parse_literal=_date_literal,
    ),
    datetime: replace(
        DateTimeDefinition,
        description="A date and time with a time zone, such as `2026-05-01T09:30:00+00:00`. Responses are in UTC.",
        specified_by_url=RFC_3339,
        parse_value=_time,
        parse_literal=_time_literal,
    ),
}
