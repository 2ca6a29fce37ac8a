"""The operators of filters: an input type for each type of value. They are named like strawberry-django's lookups.

filter: {kind: {inList: [GUIDANCE]}, topic: {exact: "vigilance"}, updatedAt: {gte: "2026-05-01T00:00:00Z"}}
"""

from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

import strawberry
from strawberry import UNSET


def _operator(description: str) -> Any:
    return strawberry.field(default=UNSET, description=description)


def exact() -> Any:
    """Return the operator for one value."""
    return _operator("Equal to this value.")


def in_list() -> Any:
    """Return the operator for several values."""
    return _operator("Equal to one of these values, at most 100. Nothing matches an empty list.")


def is_null() -> Any:
    """Return the operator for missing values."""
    return _operator("Whether there is no value.")


@strawberry.input(description="Compares an ID.")
class IDLookup:
    exact: strawberry.ID | None = exact()
    in_list: list[strawberry.ID] | None = in_list()


@strawberry.input(description="Compares text.")
class StringLookup:
    exact: str | None = exact()
    in_list: list[str] | None = in_list()


@strawberry.input(description="Compares a number.")
class IntLookup:
    exact: int | None = exact()
    in_list: list[int] | None = in_list()


@strawberry.input(
    description="Names other content, such as a topic: by its slug, its code or its `contentId`. If there is no such "
    "content, the error has the code `UNKNOWN_REFERENCE`."
)
class ReferenceLookup:
    exact: str | None = exact()
    in_list: list[str] | None = _operator("One of these, at most 20. Nothing matches an empty list.")


@strawberry.input(description="Compares a time.")
class DateTimeLookup:
    gt: datetime | None = _operator("After this time.")
    gte: datetime | None = _operator("At or after this time.")
    lt: datetime | None = _operator("Before this time.")
    lte: datetime | None = _operator("At or before this time.")


@strawberry.input(description="Compares a time that may be missing.")
class NullableDateTimeLookup(DateTimeLookup):
    is_null: bool | None = is_null()


@strawberry.input(description="Compares a date that may be missing.")
class NullableDateLookup:
    gt: date | None = _operator("After this date.")
    gte: date | None = _operator("On or after this date.")
    lt: date | None = _operator("Before this date.")
    lte: date | None = _operator("On or before this date.")
    is_null: bool | None = is_null()


@strawberry.input(description="A point in time.")
class MomentLookup:
    exact: datetime | None = _operator("At this time.")


@cache
def enum_lookup(enum: type[Enum]) -> type:
    """Return the input type that compares values of an enum."""
    name = enum.__strawberry_definition__.name  # type: ignore[attr-defined]
    annotations = {"exact": enum | None, "in_list": list[enum] | None}  # type: ignore[valid-type]
    members = {"__annotations__": annotations, "exact": exact(), "in_list": in_list()}
    description = f"Compares a value of `{name}`."
    return strawberry.input(type(f"{name}Lookup", (), members), description=description)


def given_operators(lookup: object) -> dict[str, Any]:
    """Return the operators of a lookup that have a value. Null is as good as leaving one out."""
    values = ((one.name, getattr(lookup, one.name)) for one in fields(lookup))  # type: ignore[arg-type]
    return {name: value for name, value in values if value is not None and value is not UNSET}
