"""Polling of the stream process continues whatever happens to the database."""

import asyncio

import pytest
from django.db import InterfaceError, OperationalError

from graphql_api.streams.threads import poll


@pytest.mark.parametrize("failure", [OperationalError("gone"), InterfaceError("gone"), RuntimeError("gone")])
def test_failed_polls_do_not_end_it_and_are_logged_once(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    results = iter([None, failure, failure, failure, None, None])
    remaining = 6

    async def check() -> None:
        nonlocal remaining
        remaining -= 1
        if found := next(results):
            raise found

    asyncio.run(poll(check, 0, lambda: remaining == 0, "Streams wait"))
    assert caplog.messages == ["Streams wait: gone", "Resolved: Streams wait"]
