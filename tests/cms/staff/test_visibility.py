"""Which pages a member of staff sees, by section and handling, ownership, entitlement and permission."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.models import BriefingPage, ProjectPage, TravelAdvicePage
from cms.staff.models import READ_CONFIDENTIAL, PageHandling
from cms.staff.visibility import visibility_for, visible_pages
from publishing.access.audiences import Audience, Marking
from publishing.models import Entitlement
from tests.cms.factories import a_draft, a_page, a_part, an_editor, get_item, publish, section, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]

RED: dict[str, Any] = {"marking": Marking.RED, "audience": Audience.NAMED}
AMBER: dict[str, Any] = {"marking": Marking.AMBER, "audience": Audience.VALIDATED}
GREEN: dict[str, Any] = {"marking": Marking.GREEN, "audience": Audience.REGISTERED}


def sees(user: User, page: Page) -> bool:
    """Whether a user sees a page, by query and by the request's cached visibility, which must agree."""
    seen = visible_pages(user).filter(pk=page.pk).exists()
    assert seen is not visibility_for(user).hides(page)
    return seen


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def explored(client: Client, page: Page) -> str:
    answer = client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    return answer.content.decode()


@pytest.mark.parametrize("handling", [{}, GREEN])
def test_a_group_sees_its_sections_pages_up_to_green(handling: dict[str, Any]) -> None:
    page = a_draft(**handling)
    assert sees(an_editor("Editor"), page)
    assert not sees(an_editor("Travel desk"), page)


@pytest.mark.parametrize(
    "handling",
    [
        RED,
        AMBER,
        {"marking": Marking.AMBER_STRICT, "audience": Audience.NAMED},
        {"marking": Marking.GREEN, "audience": Audience.VALIDATED},
        {"audience": Audience.NAMED},
    ],
)
def test_a_group_does_not_see_strictly_handled_pages(handling: dict[str, Any]) -> None:
    page = a_draft(named_projects=[a_page(ProjectPage)], **handling)
    for group in ("Editor", "Moderator"):
        user = an_editor(group)
        assert not sees(user, page)
        allowed = page.permissions_for_user(user)
        assert not any((allowed.can_edit(), allowed.can_delete(), allowed.can_publish(), allowed.can_copy()))


def test_a_stricter_draft_hides_an_open_page_until_it_is_published_or_discarded() -> None:
    page, user = a_page(**GREEN), an_editor("Editor")
    page.marking, page.audience, page.change_note = Marking.RED, Audience.NAMED, "Closed."
    page.save_revision()
    assert not sees(user, page)
    page.marking, page.audience = Marking.GREEN, Audience.REGISTERED
    page.save_revision()
    assert sees(user, page)


def test_a_red_page_stays_hidden_while_only_its_draft_is_open() -> None:
    page, user = a_page(**RED), an_editor("Editor")
    page.marking, page.audience, page.change_note = Marking.CLEAR, Audience.PUBLIC, "Opened."
    page.save_revision()
    assert not sees(user, page)
    publish(page)
    assert sees(user, page)


def test_a_page_is_as_strict_as_its_schedule_until_that_is_cancelled() -> None:
    page, user = a_page(**GREEN), an_editor("Editor")
    page.marking, page.audience, page.change_note = Marking.RED, Audience.NAMED, "Closed."
    page.go_live_at = timezone.now() + timedelta(days=1)
    scheduled = page.save_revision()
    scheduled.publish()
    page = type(page).objects.get(pk=page.pk)
    page.change_note = "Opened."
    page.save_revision()
    assert not sees(user, page)
    scheduled.refresh_from_db()
    scheduled.approved_go_live_at = None
    scheduled.save()
    assert sees(user, page)


@pytest.mark.parametrize("part", ["{}/view/", "{}/revert/", "compare/{}...latest/", "compare/earliest...latest/"])
def test_a_page_that_was_opened_up_hides_its_stricter_revisions(part: str) -> None:
    page = a_draft(title="Operation Quokka", **RED)
    address = f"/admin/pages/{page.pk}/revisions/{part.format(page.latest_revision_id)}"
    page.title, page.marking, page.audience = "Advice", Marking.CLEAR, Audience.PUBLIC
    page = publish(page)
    editor = client_of(an_editor("Editor"))
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert editor.get(address).status_code == 404
    type(page).objects.filter(pk=page.pk).update(owner=an_editor("Editor", name="owner"))
    assert client_of(User.objects.get(username="owner")).get(address).status_code == 200


def test_public_pages_are_visible_to_all_staff_without_their_drafts() -> None:
    page = a_page(TravelAdvicePage, title="Known", parts=[a_part("Safety and security", "safety-and-security")])
    page.title, page.change_note = "Secret new title", "Renamed."
    page.save_revision()
    editor = an_editor("Editor")
    assert sees(editor, page)
    chosen = client_of(editor).get(reverse("wagtailadmin_choose_page_chosen_multiple"), {"id": page.pk})
    assert "Known" in chosen.content.decode()
    assert "Secret" not in chosen.content.decode()


def test_an_owner_sees_it() -> None:
    owner = an_editor("Editor")
    page = a_draft(owner=owner, **RED)
    assert sees(owner, page)
    assert page.permissions_for_user(owner).can_edit()


def test_an_entitlement_admits_to_the_live_page_only() -> None:
    user = an_editor("Editor")
    Entitlement.objects.create(user=user, registered=True, validated=True)
    live, draft = a_page(**AMBER), a_draft(**AMBER)
    assert sees(user, live)
    assert not sees(user, draft)
    live.marking, live.audience, live.change_note = Marking.RED, Audience.NAMED, "Closed."
    live.save_revision()
    assert not sees(user, live)


def test_a_named_reader_sees_the_red_page_that_names_them() -> None:
    user, page = an_editor("Duty officer"), a_page(BriefingPage, **RED)
    entitlement = Entitlement.objects.create(user=user, registered=True, validated=True)
    entitlement.items.add(get_item(page))
    assert sees(user, page)
    assert page.title in explored(client_of(user), page)


def test_the_permission_shows_everything_and_no_group_has_it() -> None:
    permission = Permission.objects.get(content_type__app_label="cms", codename="read_confidential")
    assert not permission.group_set.exists()
    user, page = an_editor("Moderator"), a_draft(**RED)
    user.user_permissions.add(permission)
    user = User.objects.get(pk=user.pk)
    assert user.has_perm(READ_CONFIDENTIAL)
    assert sees(user, page)
    assert page.title in explored(client_of(user), page)


def test_every_page_has_its_handling() -> None:
    a_page()
    assert PageHandling.objects.count() == Page.objects.filter(depth__gt=1).count()


# --- Messages -------------------------------------------------------------------------------------
def test_a_submission_is_announced_to_moderators_who_may_see_it() -> None:
    owner, moderator, trusted = an_editor("Editor"), an_editor("Moderator"), an_editor("Moderator")
    User.objects.filter(pk__in=[moderator.pk, trusted.pk]).update(email="m@example.org")
    User.objects.filter(pk=trusted.pk).update(email="t@example.org")
    trusted.user_permissions.add(Permission.objects.get(codename="read_confidential"))
    page = a_draft(owner=owner, **RED)
    page.get_workflow().start(page, owner)
    assert [message.to for message in mail.outbox] == [["t@example.org"]]
    assert page.title in mail.outbox[0].subject


def test_a_hidden_destination_is_rejected_like_a_nonexistent_one() -> None:
    page, hidden = a_draft(), a_draft(title="Hidden", **RED)
    editor = signed_in("Editor")
    answers = [
        editor.post(reverse("wagtailadmin_pages:move", args=[page.pk]), {"new_parent_page": key})
        for key in (hidden.pk, 987_654)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("Select a valid choice" in answer.content.decode() for answer in answers)
    assert "Hidden" not in answers[0].content.decode()


# --- Cost ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["wagtailadmin_explore", "wagtailadmin_choose_page_child"])
def test_a_list_costs_no_more_queries_the_longer_it_is(name: str) -> None:
    client, address = signed_in("Editor"), reverse(name, args=[section("guidance").pk])
    owner = an_editor("Editor")
    a_page(), a_draft(owner=owner, **RED)
    client.get(address)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return sum("cms_pagehandling" in query["sql"] for query in queries)

    few = cost()
    for _ in range(8):
        a_page(), a_draft(owner=owner, **RED)
    assert cost() == few <= 6
