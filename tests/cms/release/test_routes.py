"""No way of publishing, withdrawing or hiding gets around the second person: in the admin, in code, by commands."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.jobs.schedule import Schedule
from cms.models import Proposal, ThreatLevel, TravelAdvicePage
from cms.release.gate import ReleaseRequiredError
from cms.release.models import State
from cms.release.proposing import propose_withdrawal
from cms.release.protections import PROTECTED
from cms.release.releasing import release
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.models import Actor, ContentItem
from tests.cms.factories import a_page, a_threat_level, an_administrator, an_editor, publish, section, welsh
from tests.cms.release.protected import PROTECTED_OBJECTS, a_warned_country, all_facts, change
from tests.leaks.admin_urls import Address, admin_addresses

pytestmark = pytest.mark.django_db

KINDS = pytest.mark.parametrize("kind", sorted(PROTECTED))


def test_every_protected_kind_is_tried() -> None:
    assert PROTECTED_OBJECTS.keys() == PROTECTED.keys()


# --- Through the admin ---------------------------------------------------------------------------
def open_form(client: Client, source: Any) -> dict[str, Any]:
    """Return what the edit form submits without changes, but with the protected change."""
    is_page = isinstance(source, Page)
    name = "wagtailadmin_pages:edit" if is_page else type(source).snippet_viewset.get_url_name("edit")
    soup = BeautifulSoup(client.get(reverse(name, args=[source.pk])).content, "html.parser")
    data: dict[str, Any] = {}
    for field in soup.select("form[method=POST] :is(input, textarea, select)"):
        _read_field(field, data)
    if is_page:
        part = {"title": "Safety", "slug": "safety-and-security"}
        body = streamfield([("rich_text", rich_text("<p>Be careful.</p>"))])
        parts = streamfield([("part", {**part, "body": body})])
        data |= nested_form_data({"alerts": streamfield([]), "parts": parts})
        return data | {"change_note": "It is safe now."}
    return data | {"level": "LOW"}


def _read_field(field: Any, data: dict[str, Any]) -> None:
    name = field.get("name")
    if not name or field.get("type") in ("submit", "button", "file"):
        return
    if field.name == "select":
        chosen = field.find_all("option", selected=True)
        data[name] = [option.get("value", "") for option in chosen] or ""
    elif field.name == "textarea":
        data[name] = field.text.strip()
    elif field.get("type") not in ("checkbox", "radio") or field.has_attr("checked"):
        data[name] = field.get("value", "")


@KINDS
@pytest.mark.slow
def test_no_address_of_the_admin_changes_what_readers_have(kind: Kind) -> None:
    source = PROTECTED_OBJECTS[kind]()
    changed = change(type(source).objects.get(pk=source.pk))
    revision = changed.save_revision()
    client = Client(raise_request_exception=False)
    client.force_login(an_administrator())
    form, before, tried = open_form(client, source), all_facts(), 0
    harmful = {"action-unpublish": "1", "other_languages": "on", "include_descendants": "on", "confirm": "1"}
    harmful |= {"reason": "A reason.", "decision": "release", "next": "/admin/", "new_slug": "other", "new_title": "X"}
    for address in _addresses_of(kind):
        url = address.filled(source.pk, _values(source, revision))
        query = f"?id={source.pk}&next=/admin/" if "/bulk/" in url else ""
        for extra in ({}, {"action-publish": "1"}, {"publish_copies": "on", "alias": "on", "copy_subpages": "on"}):
            savepoint = transaction.savepoint()
            response = client.post(url + query, form | harmful | extra)
            assert response.status_code < 500, url
            assert {key: facts for key, facts in all_facts().items() if key in before} == before, url
            new = [facts for key, facts in all_facts().items() if key not in before and facts]
            assert all(facts in before.values() for facts in new), url  # an alias repeats what was released
            transaction.savepoint_rollback(savepoint)
            tried += 1
    assert tried > 20


def _addresses_of(kind: Kind) -> list[Address]:
    """Return the addresses that name a page, or a snippet of the kind, and the bulk actions on them."""
    if kind is Kind.THREAT_LEVEL:
        return [address for address in admin_addresses() if "threatlevel" in address.route or "bulk" in address.route]
    found = [address for address in admin_addresses() if address.takes_page or "bulk" in address.route]
    return [address for address in found if "/images/" not in address.route and "/documents/" not in address.route]


def _values(source: Any, revision: Any) -> dict[str, str]:
    app, model = ("wagtailcore", "page") if isinstance(source, Page) else ("cms", "threatlevel")
    names = {"app_label": app, "model_name": model, "content_type_app_name": "cms", "object_id": str(source.pk)}
    return {**names, "content_type_model_name": source._meta.model_name, "revision_id": str(revision.pk)}


@KINDS
@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_no_bulk_action_does(kind: Kind, action: str, admin: Client) -> None:
    source = PROTECTED_OBJECTS[kind]()
    change(type(source).objects.get(pk=source.pk)).save_revision()
    before = all_facts()
    label = ["wagtailcore", "page"] if isinstance(source, Page) else ["cms", "threatlevel"]
    if not isinstance(source, Page) and action != "delete":
        pytest.skip("Wagtail has no such action for snippets")
    url = reverse("wagtail_bulk_action", args=[*label, action])
    response = admin.post(f"{url}?id={source.pk}", {"next": "/admin/", "chooser": str(section("guidance").pk)})
    assert response.status_code in (200, 302)
    assert all_facts() == before


@KINDS
def test_publishing_in_the_admin_proposes_what_was_saved(kind: Kind) -> None:
    source, user = PROTECTED_OBJECTS[kind](), an_administrator()
    client = Client()
    client.force_login(user)
    before, data = all_facts(), open_form(client, source)
    name = "wagtailadmin_pages:edit" if isinstance(source, Page) else type(source).snippet_viewset.get_url_name("edit")
    response: Any = client.post(reverse(name, args=[source.pk]), data | {"action-publish": "1"})
    proposal = Proposal.objects.get(state=State.OPEN)
    assert response.url == reverse("cms_proposal", args=[proposal.pk])
    assert all_facts() == before
    shown = client.get(response.url)
    assert b"another person has to release it" in shown.content
    release(proposal, an_administrator())
    assert all_facts() != before


@KINDS
def test_unpublishing_in_the_admin_proposes_it(kind: Kind, admin: Client) -> None:
    source, before = PROTECTED_OBJECTS[kind](), all_facts()
    name = "wagtailadmin_pages:unpublish"
    if not isinstance(source, Page):
        name = type(source).snippet_viewset.get_url_name("unpublish")
    admin.post(reverse(name, args=[source.pk]))
    assert all_facts() == before
    release(Proposal.objects.get(state=State.OPEN), an_administrator())
    assert not any(all_facts().values())


def test_an_approved_submission_is_proposed_by_its_moderator() -> None:
    page, moderator = change(a_warned_country()), an_editor("Moderator")
    before, author = all_facts(), an_editor("Editor")
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    state = WorkflowState.objects.get()
    state.current_task_state.approve(user=moderator)
    assert all_facts() == before
    assert Proposal.objects.get(state=State.OPEN).proposer_name == moderator.username


# --- In code -------------------------------------------------------------------------------------
def _expire_now(page: Any) -> None:
    page.expire_at, page.change_note = timezone.now() + timedelta(hours=1), "It ends."
    page.save_revision().publish()


def _schedule(page: Any) -> None:
    page.go_live_at = timezone.now() + timedelta(days=1)
    change(page).save_revision().publish()


def _narrow(page: Any) -> None:
    page.audience, page.marking, page.change_note = Audience.VALIDATED, Marking.AMBER, "Narrower."
    page.save_revision().publish()


def _translate_and_withdraw(page: Any) -> None:
    translation = page.copy_for_translation(welsh(), copy_parents=True)
    translation.alerts = []
    publish(translation)
    page.unpublish()


CODE: dict[str, Callable[[Any], Any]] = {
    "a revision is published": lambda page: change(page).save_revision().publish(),
    "by a superuser": lambda page: change(page).save_revision().publish(user=an_administrator()),
    "a row is saved": lambda page: change(page).save(),
    "some columns are saved": lambda page: change(page).save(update_fields=["alerts"]),
    "as a plain page": lambda page: _unpublish_plain(page),
    "it is unpublished": lambda page: page.unpublish(),
    "it is unpublished as expired": lambda page: page.unpublish(set_expired=True),
    "it is deleted": lambda page: page.delete(),
    "its section is deleted": lambda page: page.get_parent().specific.delete(),
    "by a query": lambda page: TravelAdvicePage.objects.filter(pk=page.pk).delete(),
    "it gets an expiry": _expire_now,
    "another version is scheduled": _schedule,
    "its audience is narrowed": _narrow,
    "its country is changed": lambda page: _other_country(page),
    "a copy is published": lambda page: change(page).copy(
        update_attrs={"slug": "other", "country": "SY", "title": "Syria"}, keep_live=True
    ),
    "it has moved to another site": lambda page: _move_away(page),
}


def _unpublish_plain(page: Any) -> None:
    plain = Page.objects.get(pk=page.pk)
    plain.live = False
    plain.save()


def _other_country(page: Any) -> None:
    page.country, page.change_note = "SY", "Another country."
    page.save_revision().publish()


def _move_away(page: Any) -> None:
    page.moved_to = "https://example.org/"
    page.save_revision()
    page.unpublish()


@pytest.mark.parametrize("way", CODE)
def test_no_code_does(way: str) -> None:
    page = a_warned_country()
    before = all_facts()
    with pytest.raises(ReleaseRequiredError), transaction.atomic():
        CODE[way](TravelAdvicePage.objects.get(pk=page.pk))
    assert all_facts() == before


LEVEL_CODE: dict[str, Callable[[ThreatLevel], Any]] = {
    "a row is saved": lambda level: change(level).save(),
    "a revision is published": lambda level: change(level).save_revision().publish(),
    "another entry is made": lambda level: ThreatLevel.objects.create(level="LOW", wording="Low.", wording_cy="Isel."),
    "another entry is made for later": lambda level: ThreatLevel.objects.create(
        level="LOW", wording="Low.", wording_cy="Isel.", effective_at=timezone.now() + timedelta(days=1)
    ),
    "it is unpublished": lambda level: level.unpublish(),
    "it is deleted": lambda level: level.delete(),
    "by a query": lambda level: ThreatLevel.objects.filter(pk=level.pk).delete(),
}


@pytest.mark.parametrize("way", LEVEL_CODE)
def test_no_code_changes_a_threat_level(way: str) -> None:
    level = a_threat_level("CRITICAL", hours=-1)
    before = all_facts()
    with pytest.raises(ReleaseRequiredError), transaction.atomic():
        LEVEL_CODE[way](ThreatLevel.objects.get(pk=level.pk))
    assert all_facts() == before


def test_reconciling_with_a_changed_row_does_not() -> None:
    page = a_warned_country()
    before = all_facts()
    TravelAdvicePage.objects.filter(pk=page.pk).update(live=False)
    with pytest.raises(CommandError):
        call_command("reconcile", "--fix", verbosity=0)
    assert all_facts() == before


@KINDS
def test_what_only_the_log_has_is_proposed_by_reconcile_and_withdrawn_by_its_release(kind: Kind) -> None:
    source = PROTECTED_OBJECTS[kind]()
    before = all_facts()
    type(source).objects.filter(pk=source.pk)._raw_delete("default")
    for _ in range(2):
        with pytest.raises(CommandError):
            call_command("reconcile", "--fix", verbosity=0)
    assert all_facts() == before
    proposal = Proposal.objects.get(state=State.OPEN)
    user = an_editor("Travel desk")
    client = Client()
    client.force_login(user)
    assert client.get(reverse("cms_proposal", args=[proposal.pk])).status_code == 200
    release(proposal, user)
    assert not any(all_facts().values())
    call_command("reconcile", verbosity=0)


def test_a_row_scheduled_by_a_query_is_not_published() -> None:
    page = change(a_warned_country())
    revision = page.save_revision()
    before = all_facts()
    page.revisions.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    assert Schedule().publish_due() == 0
    assert all_facts() == before


# --- What follows from a release -----------------------------------------------------------------
def test_a_page_without_alerts_needs_no_second_person() -> None:
    page = a_page(TravelAdvicePage)
    page.summary, page.change_note = "Still safe.", "The summary."
    page.save_revision().publish()
    page.unpublish()
    assert not Proposal.objects.exists()


def test_text_can_be_changed_without_a_second_person() -> None:
    page = a_warned_country()
    page.summary, page.change_note = "Take care.", "The summary."
    page.save_revision().publish()
    assert ContentItem.objects.get(code="LB").edition.summary == "Take care."


def test_an_alias_repeats_what_was_released() -> None:
    page = a_warned_country()
    alias = page.create_alias(update_slug="lebanon-2")
    assert ContentItem.objects.get(content_id=alias.translation_key).is_live
    alias.delete()


def test_a_withdrawal_in_english_is_released_for_welsh_too() -> None:
    page = a_warned_country()
    translation = publish(page.copy_for_translation(welsh(), copy_parents=True))
    proposal = propose_withdrawal(page, Actor.for_user(an_editor("Travel desk")))
    release(proposal, an_editor("Travel desk"))
    assert not TravelAdvicePage.objects.get(pk=translation.pk).live
    assert not any(all_facts().values())


def test_an_expiry_that_was_released_happens() -> None:
    page = a_warned_country(expire_at=timezone.now() + timedelta(milliseconds=300))
    while TravelAdvicePage.objects.get(pk=page.pk).live:
        Schedule().publish_due()
    assert not any(all_facts().values())
