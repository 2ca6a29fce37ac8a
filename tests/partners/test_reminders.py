"""Partners are reminded of keys that end, by a mail server that takes it or does not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from partners.issuing import replace, revoke
from partners.models import ApiKey
from partners.reminders import find_due_reminders
from publishing.consumers.due_emails import INTERVAL, DueEmails, UnsentError
from tests.engines import free_port
from tests.mail import Postbox
from tests.partners.making import a_key, a_partner

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
ENDS = datetime(2026, 5, 8, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def ending(**fields: Any) -> tuple[ApiKey, str]:
    """Make a key that ends."""
    usual: dict[str, Any] = {"created_at": START, "expires_at": ENDS, "label": "Staff portal"}
    return a_key(**usual | fields)


def remind(at: datetime) -> None:
    DueEmails(find_due_reminders, lambda: at)()


def test_a_reminder_says_what_expires_when_and_what_to_do(post: Postbox) -> None:
    key, text = ending()
    remind(ENDS - 30 * DAY)
    (message,) = post.taken
    assert message["To"] == "api@harbour-trust.example"
    assert message["Subject"].strip() == "Your API key “Staff portal” expires on 8 May 2026"
    content = message.get_content()
    assert f"“Staff portal” (hub_{key.prefix}…) expires on 8 May 2026 at 10:30 BST." in content
    assert "Harbour Trust has not used it so far." in content
    assert text not in message.as_string()
    assert text.removeprefix(f"hub_{key.prefix}") not in content


def test_there_are_three_reminders(post: Postbox) -> None:
    ending()
    sent = []
    for hours in range(40 * 24, -48, -6):
        before = len(post.taken)
        remind(ENDS - timedelta(hours=hours))
        sent += [hours / 24] * (len(post.taken) - before)
    assert sent == [30, 7, 1]


def test_a_key_for_a_few_days_has_no_monthly_reminder(post: Postbox) -> None:
    ending(created_at=ENDS - 5 * DAY)
    remind(ENDS - 4 * DAY)
    assert post.taken == []
    remind(ENDS - DAY)
    assert len(post.taken) == 1


def test_an_extended_key_has_reminders_again(post: Postbox) -> None:
    key, _ = ending()
    remind(ENDS - 30 * DAY)
    ApiKey.objects.filter(pk=key.pk).update(expires_at=ENDS + 365 * DAY)
    remind(ENDS)
    assert len(post.taken) == 1
    remind(ENDS + 336 * DAY)
    assert len(post.taken) == 2


def test_no_reminder_for_expired_or_replaced_keys(post: Postbox) -> None:
    replaced, revoked = ending(label="Replaced")[0], ending(label="Revoked")[0]
    replace(replaced, at=ENDS - 60 * DAY)
    revoke(revoked, ENDS - 60 * DAY)
    ending(partner=a_partner("Gone", active=False))
    ending(label="For ever", expires_at=None)
    remind(ENDS - 60 * DAY + timedelta(hours=1))
    remind(ENDS - 7 * DAY)
    assert post.taken == []


def test_an_address_that_is_refused_keeps_no_other_waiting_and_is_tried_again(post: Postbox) -> None:
    ending(), ending(partner=a_partner("Quay"))
    post.refused = "api@harbour-trust.example"
    now = [ENDS - 7 * DAY]
    reminders = DueEmails(find_due_reminders, lambda: now[0])
    for _ in range(2):  # the worker calls it every round: the failure remains until the next attempt
        with pytest.raises(UnsentError, match="harbour-trust"):
            reminders()
    assert [message["To"] for message in post.taken] == ["api@quay.example"]
    now[0] += INTERVAL
    post.refused = ""
    reminders()
    assert [message["To"] for message in post.taken] == ["api@quay.example", "api@harbour-trust.example"]


def test_a_mail_server_that_is_down_is_reported(settings: Settings) -> None:
    ending()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(UnsentError, match="cannot be used: ConnectionRefusedError"):
        remind(ENDS - DAY)
