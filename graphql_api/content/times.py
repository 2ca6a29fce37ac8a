"""The hub's time, and times in arguments."""

from datetime import UTC, datetime

import strawberry
from django.utils import timezone

from graphql_api.base.cache_tags import CLOCK_MAX_AGE
from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from graphql_api.content.lists.connections import Info


@strawberry.type
class TimeQuery:
    @field("When the response was created. Compare `validUntil` with this, not with a local clock that may be wrong.")
    def server_time(self, info: Info) -> datetime | None:
        info.context.cache_tags.limit_age(CLOCK_MAX_AGE)
        return timezone.now()


def to_utc(time: datetime) -> datetime:
    """Return the time in UTC. Raise BAD_INPUT if it has no time zone, because it would be ambiguous."""
    if time.tzinfo is None:
        raise HubError(Code.BAD_INPUT, "A time needs a time zone: 2026-05-01T00:00:00Z.")
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise HubError(Code.BAD_INPUT, "This time in UTC is not within the years 0001 to 9999.") from None
