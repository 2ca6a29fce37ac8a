"""Was this page useful? Answers are counted by day and page, without a cookie, and shown to editors."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.website.conftest import SignIn
from tests.website.factories import publish
from website.feedback.recording import forget, recorder
from website.models import FeedbackCount

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OURS = {"Origin": "http://testserver"}
REPORT = "/admin/reports/page-feedback/"


@pytest.fixture(autouse=True)
def _counting(settings: Settings) -> Iterator[None]:
    settings.PAGE_FEEDBACK_DAYS = 30
    cache.clear()
    yield
    recorder.write()


@pytest.fixture
def guide() -> ContentItem:
    """A public page."""
    return publish(Kind.GUIDANCE, path="/guidance/gates/", title="Gates")


def answers() -> list[tuple[str, int, int, int]]:
    """The stored counts: language, useful, not useful, hard to understand."""
    recorder.write()
    return list(FeedbackCount.objects.order_by("locale").values_list("locale", "useful", "not_useful", "unclear"))


def read(client: Client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def test_answers_are_counted_by_page_with_forms_alone_and_without_a_cookie(client: Client, guide: ContentItem) -> None:
    page = client.get("/guidance/gates/")
    assert not page.cookies
    form = BeautifulSoup(page.content, "html.parser").select_one("[data-feedback] form")
    question = client.post(str(form["action"]), {"answer": "not_useful"}, follow=True, headers=OURS)
    form = BeautifulSoup(question.content, "html.parser").select_one("main form")
    assert form.select_one("input[value=unclear]")
    thanked = client.post(str(form["action"]), {"answer": "unclear"}, follow=True, headers=OURS)
    assert BeautifulSoup(thanked.content, "html.parser").h1.text == "Thank you"
    client.post(str(form["action"]), {"answer": "useful"}, headers={"Sec-Fetch-Site": "same-origin"})
    client.post(str(form["action"]), {"answer": "day"}, headers=OURS)
    assert answers() == [("en-gb", 1, 1, 1)]
    assert not client.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        OURS | {"Sec-Fetch-Site": "cross-site"},
        OURS | {"User-Agent": "Mozilla/5.0 (compatible; Somebot/2.1)"},
    ],
)
def test_robots_and_other_websites_are_thanked_but_not_counted(
    headers: dict[str, str], client: Client, guide: ContentItem
) -> None:
    assert client.post(f"/feedback/{guide.content_id}/", {"answer": "useful"}, headers=headers).status_code == 302
    assert answers() == []


def test_one_address_is_counted_a_limited_number_of_times_a_minute(
    client: Client, guide: ContentItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("website.views.page_feedback.BUDGET", 2)
    for _ in range(6):
        client.post(f"/feedback/{guide.content_id}/", {"answer": "useful"}, headers=OURS)
    assert answers()[0][1] in {2, 4}  # a minute may end in between


def test_readers_with_a_session_get_no_form_and_are_not_counted(sign_in: SignIn, guide: ContentItem) -> None:
    client = sign_in(registered=True)
    assert not read(client, "/guidance/gates/").select("[data-feedback]")
    client.post(f"/feedback/{guide.content_id}/", {"answer": "useful"}, headers=OURS)
    assert answers() == []


def test_a_hidden_page_is_not_shared_and_answers_like_one_that_does_not_exist(client: Client, sign_in: SignIn) -> None:
    path = "/guidance/hidden/"
    hidden = publish(Kind.GUIDANCE, path=path, audience=Audience.VALIDATED, marking=Marking.AMBER)
    assert not read(sign_in(validated=True), path).select("[data-feedback], [data-share]")
    for step in ("problem/", "thanks/"):
        found, missing = (client.get(f"/feedback/{key}/{step}") for key in (hidden.content_id, uuid4()))
        assert (found.status_code, found.content) == (404, missing.content)
    assert client.post(f"/feedback/{hidden.content_id}/", {"answer": "useful"}, headers=OURS).status_code == 404
    assert answers() == []


def test_pages_have_no_form_and_nothing_is_counted_if_it_is_switched_off(
    client: Client, settings: Settings, guide: ContentItem
) -> None:
    settings.PAGE_FEEDBACK_DAYS = 0
    assert not read(client, "/guidance/gates/").select("[data-feedback]")
    assert client.post(f"/feedback/{guide.content_id}/", {"answer": "useful"}, headers=OURS).status_code == 404


def test_old_counts_are_deleted(guide: ContentItem) -> None:
    today = timezone.localdate()
    for age in (29, 30):
        FeedbackCount.objects.create(day=today - timedelta(days=age), content_id=guide.content_id, locale="en-gb")
    forget(today)
    assert [count.day for count in FeedbackCount.objects.all()] == [today - timedelta(days=29)]


def test_editors_see_the_least_useful_public_pages_first(client: Client, guide: ContentItem) -> None:
    fences = publish(Kind.GUIDANCE, path="/guidance/fences/", title="Fences")
    gone = publish(Kind.GUIDANCE, path="/guidance/moats/", title="Moats")
    for item, wrong in ((guide, 1), (fences, 2), (gone, 3)):
        FeedbackCount.objects.create(
            day=timezone.localdate(), content_id=item.content_id, locale="en-gb", not_useful=wrong, broken=wrong
        )
    record_withdrawal(gone.content_id, "en-gb")
    editor = User.objects.create_user("ed")
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    rows = [[cell.text.strip() for cell in row("td")] for row in read(client, REPORT).select("tbody tr")]
    assert [(row[0], row[2]) for row in rows][:2] == [("Fences", "2"), ("Gates", "1")]
    assert "Something does not work, such as a link (2)" in rows[0]
    assert "Moats" not in client.get(f"{REPORT}?export=csv").getvalue().decode()
