"""The clocks of this machine and of the database are compared."""

import pytest

from publishing.infrastructure import clock
from publishing.infrastructure.clock import ClockError, check_clock


@pytest.mark.parametrize("ahead", [0.0, 1.9, -1.9])
def test_small_differences_are_tolerated(ahead: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "seconds_ahead", lambda: ahead)
    check_clock()


@pytest.mark.parametrize(("ahead", "message"), [(3.2, "3 s ahead of"), (-120.0, "120 s behind")])
def test_a_wrong_clock_is_reported_with_its_direction(
    ahead: float, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "seconds_ahead", lambda: ahead)
    with pytest.raises(ClockError, match=message):
        check_clock()
