"""The log's sequence under writers that race, roll back and are killed: no gaps, and commit order."""

from collections.abc import Iterator
from subprocess import Popen

import pytest
from django.db import transaction

from publishing.models import Change, LogHead
from tests.publishing.conftest import Start
from tests.publishing.documents import publish

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 3, 40
KEPT = WRITERS * EACH * 3 // 4


def sequences() -> list[int]:
    return list(Change.objects.values_list("sequence", flat=True))


def watched(writers: list[Popen[str]]) -> Iterator[list[int]]:
    """Yield what a reader sees, again and again, until all writers have ended."""
    while any(writer.poll() is None for writer in writers):
        yield sequences()
    yield sequences()


@pytest.mark.slow
def test_racing_writers_leave_no_gap_and_no_reader_sees_one(start: Start) -> None:
    writers = [start("tests.publishing.writer", str(EACH)) for _ in range(WRITERS)]
    for seen in watched(list(writers)):
        assert seen == list(range(1, len(seen) + 1))
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert len(sequences()) == KEPT


@pytest.mark.slow
def test_a_writer_killed_in_its_transaction_leaves_no_trace(start: Start) -> None:
    publish()
    holder = start("tests.publishing.writer", "hold")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    waiting = start("tests.publishing.writer", "1")
    assert sequences() == [1]
    holder.kill()
    assert waiting.wait(timeout=60) == 0
    assert sequences() == [1, 2]


def test_a_rolled_back_event_gives_its_number_back() -> None:
    publish()
    with transaction.atomic():
        assert publish().sequence == 2
        transaction.set_rollback(True)
    assert publish().sequence == 2


def test_a_number_is_given_out_only_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="in the transaction of its event"):
        LogHead.next()
