"""The base of purge consumers: a pause after failures, and a repetition after each purge that succeeded."""

from collections.abc import Sequence

import pytest

from publishing.consumers import purging
from publishing.consumers.purging import PAUSE_SECONDS, PurgeConsumer, PurgeError
from publishing.models import Change
from tests.stack import until

CHANGES = [Change(sequence=1)]


class Purger(PurgeConsumer):
    """Records purges; fails while `error` is set."""

    name = "test"

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(lambda: self.now)
        self.stale = ["/"]
        self.purges: list[list[str]] = []
        self.error = ""

    def find_stale(self, changes: Sequence[Change]) -> list[str]:
        """Return what the test has set."""
        return self.stale

    def purge(self, keys: Sequence[str]) -> None:
        """Record a purge."""
        self.purges.append(list(keys))
        if self.error:
            raise PurgeError(self.error)


@pytest.fixture
def purger(monkeypatch: pytest.MonkeyPatch) -> Purger:
    """A purger that repeats almost at once."""
    monkeypatch.setattr(purging, "REPEAT_SECONDS", 0.01)
    return Purger()


def test_a_purge_is_repeated_once(purger: Purger) -> None:
    purger.consume(CHANGES)
    until(lambda: len(purger.purges) == 2, what="the repeated purge")
    assert purger.purges == [["/"], ["/"]]


def test_a_repetition_that_fails_is_logged(purger: Purger, caplog: pytest.LogCaptureFixture) -> None:
    purger.consume(CHANGES)
    purger.error = "varnish1 does not answer"
    until(lambda: "varnish1 does not answer (when the purge was repeated)" in caplog.text, what="the warning")


def test_without_stale_responses_nothing_is_purged(purger: Purger) -> None:
    purger.stale = []
    purger.consume(CHANGES)
    assert purger.purges == []


def test_after_a_failure_no_purge_is_sent_until_the_pause_is_over(purger: Purger) -> None:
    purger.error = "varnish1 does not answer"
    for _ in range(3):
        with pytest.raises(PurgeError, match="varnish1 does not answer"):
            purger.consume(CHANGES)
    assert len(purger.purges) == 1
    purger.error, purger.now = "", PAUSE_SECONDS
    purger.consume(CHANGES)
    until(lambda: len(purger.purges) == 3, what="the repeated purge")
