"""The looks of the streams' process at the database go on whatever happens to it."""

import asyncio

import pytest
from django.db import InterfaceError, OperationalError

from graphql_api.streams.threads import poll


@pytest.mark.parametrize("failure", [OperationalError("gone"), InterfaceError("gone"), RuntimeError("gone")])
def test_looks_that_fail_end_nothing_and_are_logged_once(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    looks = iter([None, failure, failure, failure, None, None])
    left = 6

    async def look() -> None:
        nonlocal left
        left -= 1
        if found := next(looks):
            raise found

    asyncio.run(poll(look, 0, lambda: left == 0, "Streams wait"))
    assert caplog.messages == ["Streams wait: gone", "Resolved: Streams wait"]
