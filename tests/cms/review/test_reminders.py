"""People are reminded by email of pages to review: one email a day, and no page twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.models import Page

from cms.models import GuidancePage, SentReminder, TravelAdvicePage
from cms.review.reminders import find_due_reminders
from publishing.access.audiences import Audience, Marking
from publishing.consumers.due_emails import DueEmails, UnsentError
from tests.cms.factories import a_draft, a_page, an_administrator, an_editor, welsh
from tests.mail import Postbox

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = timezone.make_aware(datetime(2026, 5, 8, 12))
DAY = timedelta(days=1)


def someone(*groups: str, name: str) -> User:
    user = an_editor(*groups, name=name)
    user.email = f"{name}@hub.example"
    user.save()
    return user


def due(days: int, **fields: Any) -> Any:
    """Return a live page whose review is due some days from noon."""
    return a_page(review_date=(NOON + days * DAY).date(), **fields)


def remind(at: datetime = NOON) -> None:
    DueEmails(find_due_reminders, lambda: at)()


def texts(post: Postbox, name: str) -> list[str]:
    return [message.get_content() for message in post.taken if message["To"] == f"{name}@hub.example"]


def test_one_email_names_all_pages_that_are_due_and_where_to_say_that_they_are_right(post: Postbox) -> None:
    owner = someone("Editor", name="ann")
    soon, late = due(14, title="Exits", owner=owner), due(-3, title="Gates", owner=owner)
    due(15, title="Lifts", owner=owner)
    a_draft(title="Never published", owner=owner, review_date=NOON.date())
    remind()
    (text,) = texts(post, "ann")
    assert post.taken[0]["Subject"] == "Review 2 pages"
    assert "- Gates, due on 5 May 2026" in text.split("Due for")[0]
    assert "- Exits, due on 22 May 2026" in text.split("Due for")[1]
    assert f"/admin/pages/{soon.pk}/review/" in text
    assert f"/admin/pages/{late.pk}/review/" in text
    assert "Lifts" not in text
    assert "Never" not in text


def test_each_page_is_reminded_of_twice_before_and_after_its_date_by_at_most_one_email_a_day(post: Postbox) -> None:
    owner = someone("Editor", name="ann")
    due(20, title="Exits", owner=owner)
    due(21, title="Gates", owner=owner)
    sent = []
    for day in (0, 5, 6, 7, 8, 20, 21, 22, 23, 60):
        for hours in (-6, 0, 3):
            before = len(post.taken)
            remind(NOON + day * DAY + timedelta(hours=hours))
            sent += [(day, hours)] * (len(post.taken) - before)
    assert sent == [(6, 0), (7, 0), (21, 0), (22, 0)]


def test_what_becomes_due_after_todays_email_waits_for_tomorrow(post: Postbox) -> None:
    owner = someone("Editor", name="ann")
    due(1, title="Exits", owner=owner)
    remind()
    due(1, title="Gates", owner=owner)
    remind(NOON + timedelta(hours=1))
    assert len(post.taken) == 1
    remind(NOON + DAY)
    assert "Gates" in texts(post, "ann")[1]
    assert "Exits" not in texts(post, "ann")[1]


def test_without_an_owner_who_may_change_it_those_who_may_publish_it_are_reminded(post: Postbox) -> None:
    left = someone("Editor", name="left")
    left.is_active = False
    left.save()
    someone("Moderator", name="mod"), someone("Editor", name="ann"), someone("Travel desk", name="desk")
    due(1, title="Exits", owner=left)
    due(1, model=TravelAdvicePage, title="France travel advice", owner=someone(name="moved-on"))
    remind()
    assert "Exits" in texts(post, "mod")[0]
    assert "France travel advice" in texts(post, "desk")[0]
    assert texts(post, "ann") == texts(post, "left") == texts(post, "moved-on") == []


def test_an_administrator_is_reminded_of_what_no_one_else_can_publish(post: Postbox) -> None:
    admin = an_administrator()
    User.objects.filter(pk=admin.pk).update(email="root@hub.example")
    due(1, title="Exits")
    remind()
    assert "Exits" in texts(post, "root")[0]


@pytest.mark.parametrize(
    "handling",
    [
        {"marking": Marking.GREEN, "audience": Audience.REGISTERED},
        {"marking": Marking.AMBER, "audience": Audience.VALIDATED},
    ],
)
def test_an_email_has_no_title_that_is_not_public(post: Postbox, handling: dict[str, Any]) -> None:
    owner = someone("Editor", name="ann")
    page = due(1, title="Quokka", owner=owner, **handling)
    public = due(1, title="Exits", owner=owner)
    public.title, public.change_note = "Numbat", "Renamed."
    public.save_revision()
    remind()
    (message,) = post.taken
    assert "Quokka" not in message.as_string()
    assert "Numbat" not in message.as_string()
    assert "- A page that is not public" in message.get_content()
    assert f"/admin/pages/{page.pk}/review/" in message.get_content()


def test_no_one_is_reminded_of_a_page_that_they_may_not_see(post: Postbox) -> None:
    someone("Moderator", name="mod")
    due(1, title="Quokka", marking=Marking.RED, audience=Audience.NAMED)
    remind()
    assert post.taken == []


def test_a_page_in_two_languages_is_named_with_its_language(post: Postbox) -> None:
    owner = someone("Editor", name="ann")
    page = due(1, title="Exits", owner=owner)
    translation = page.copy_for_translation(welsh(), copy_parents=True)
    translation.title = "Allanfeydd"
    translation.save_revision().publish()
    Page.objects.filter(pk=translation.pk).update(owner=owner)
    remind()
    assert "Allanfeydd (Cymraeg)" in texts(post, "ann")[0]


def test_a_refused_email_is_sent_again_and_counts_as_not_sent(post: Postbox) -> None:
    due(1, owner=someone("Editor", name="ann"))
    due(1, owner=someone("Editor", name="bea"))
    post.refused = "ann@hub.example"
    with pytest.raises(UnsentError, match="ann"):
        remind()
    assert len(texts(post, "bea")) == SentReminder.objects.count() == 1
    post.refused = ""
    remind(NOON + timedelta(minutes=10))
    assert len(texts(post, "ann")) == len(texts(post, "bea")) == 1


def test_a_new_review_date_has_new_reminders(post: Postbox) -> None:
    page = due(1, owner=someone("Editor", name="ann"))
    remind()
    page = GuidancePage.objects.get(pk=page.pk)
    page.review_date = (NOON + 10 * DAY).date()
    page.save()
    remind(NOON + DAY)
    assert len(post.taken) == 2
