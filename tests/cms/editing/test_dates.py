"""A date that does not exist is rejected in every form, and never changed into another."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import BriefingPage
from tests.cms.editing.test_drafts import edit, get_draft, sent
from tests.cms.factories import a_draft

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

IMPOSSIBLE_DAYS = ["31/02/2026", "2026-02-31", "29/02/2026", "2026-13-01", "02/31/2026"]
# Clocks go forward on 29 March 2026, from 1 to 2 in the morning, and back on 25 October, when 1:30 comes twice.
IMPOSSIBLE_TIMES = ["2026-02-31 10:00", "2026-03-29 01:30", "2026-10-25 01:30", "2026-06-01 25:00"]
TIMES = {"effective_at", "go_live_at", "expire_at"}


@pytest.mark.parametrize("typed", IMPOSSIBLE_DAYS)
def test_an_impossible_date_is_rejected(admin: Client, typed: str) -> None:
    page = a_draft(BriefingPage)
    for action in ({}, {"action-publish": "yes"}):
        assert refused(admin, page, {"review_date": typed, **action})["review_date"] == ["Enter a valid date."]


@pytest.mark.parametrize("typed", IMPOSSIBLE_TIMES)
def test_an_impossible_time_is_rejected(admin: Client, typed: str) -> None:
    errors = refused(admin, a_draft(BriefingPage), dict.fromkeys(TIMES, typed))
    assert set(errors) == TIMES
    for messages in errors.values():
        assert "Enter a valid date/time." in messages[0] or "may not exist" in messages[0]


def refused(client: Client, page: BriefingPage, typed: dict[str, str]) -> dict[str, list[str]]:
    """Return what the form says about each field; it has what was typed, and nothing is saved."""
    response: Any = edit(client, page, sent(BriefingPage, title="Dated", **typed))
    assert response.status_code == 200
    assert next(iter(typed.values())) in response.content.decode()
    assert get_draft(page).title == page.title
    errors: dict[str, list[str]] = response.context["form"].errors
    return errors


def test_dates_are_read_in_british_format(admin: Client) -> None:
    page = a_draft(BriefingPage)
    edit(admin, page, sent(BriefingPage, review_date="03/02/2027"))
    assert get_draft(page).review_date.isoformat() == "2027-02-03"


def test_a_threat_level_rejects_an_impossible_time(admin: Client) -> None:
    address = reverse("wagtailsnippets_cms_threatlevel:add")
    data = {"scope": "national", "level": "SEVERE", "effective_at": "2026-03-29 01:30", "wording": "Likely."}
    assert "may not exist" in admin.post(address, data).content.decode()
