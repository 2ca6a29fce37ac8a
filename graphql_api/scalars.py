"""Scalars of our own making: what their texts look like is a standard's to say."""

from dataclasses import replace
from datetime import date, datetime

from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339"

SCALARS: dict[object, ScalarDefinition] = {
    date: replace(DateDefinition, description="A day: `2026-05-01`.", specified_by_url=f"{RFC_3339}#section-5.6"),
    datetime: replace(
        DateTimeDefinition,
        description="A moment, with its zone: `2026-05-01T09:30:00+00:00`. Answers are in UTC.",
        specified_by_url=RFC_3339,
    ),
}
