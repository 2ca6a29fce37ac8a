"""Times that clients give."""

from datetime import UTC, datetime

from graphql_api.errors import Code, HubError


def moment(given: datetime) -> datetime:
    """Return the time in UTC; BAD_INPUT for one without a zone, which could mean any of several moments."""
    if given.tzinfo is None:
        raise HubError(Code.BAD_INPUT, "A time needs its zone: 2026-05-01T00:00:00Z.")
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise HubError(Code.BAD_INPUT, "This time is out of all bounds.") from None
