"""For every test of the API."""

import pytest
from django.conf import LazySettings

from partners.usage.recording import recorder


@pytest.fixture(autouse=True)
def _calls_are_not_counted(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier tests left to be counted would be written after an answer: some tests have no database."""
    settings.API_USAGE_DAYS = 0
    monkeypatch.setattr(recorder, "_due", None)
