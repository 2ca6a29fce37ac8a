"""The error returned if continuing from a cursor would make a copy incorrect."""

from datetime import datetime

import strawberry

from graphql_api.base.enums import ResyncReason


class ResyncError(Exception):
    """A cursor is no longer valid."""

    def __init__(self, reason: ResyncReason) -> None:
        super().__init__(reason.name)
        self.reason = reason


@strawberry.type(
    description="Your copy can no longer be updated: fetch a new `snapshot`, and delete everything that is not in it."
)
class ResyncRequired:
    reason: ResyncReason = strawberry.field(description="The reason.")
    server_time: datetime = strawberry.field(description="The hub's time when the response was created.")
