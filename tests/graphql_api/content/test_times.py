"""Times are read as ISO 8601 writes them, however leniently a library reads numbers."""

from datetime import UTC, datetime

import pytest
from graphql import GraphQLError

from graphql_api.base.scalars import SCALARS


def read(text: str) -> datetime:
    parse = SCALARS[datetime].parse_value
    assert parse is not None
    moment: datetime = parse(text)
    return moment


@pytest.mark.parametrize(
    "text",
    ["2026-05-01T09:30:00Z", "20260501T093000Z", "2026-05-01 09:30Z", "2026-W18-5T09:30:00,0Z", "2026-121T10:30+01"],
)
def test_a_time_is_read_in_each_shape_of_iso_8601(text: str) -> None:
    assert read(text) == datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "+026-05-01",
        " 026-05-01",
        "2_26-05-01",
        "2026-+5-01",
        "2026 05-01",
        "2026-05-01T09:+0Z",
        "2026-05-01T09:30+01:0",
    ],
)
def test_numbers_of_a_time_are_written_in_digits(text: str) -> None:
    with pytest.raises(GraphQLError, match="DateTime cannot be"):
        read(text)
