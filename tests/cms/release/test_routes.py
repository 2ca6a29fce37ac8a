"""No way of publishing, withdrawing or hiding in the admin gets around the second person."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import Proposal
from cms.release.models import State
from cms.release.protections import PROTECTED
from cms.release.releasing import release
from publishing.kinds import Kind
from tests.cms.factories import an_administrator, an_editor, section
from tests.cms.release.protected import PROTECTED_OBJECTS, a_warned_country, all_facts, change
from tests.leaks.admin_urls import Address, admin_addresses

pytestmark = pytest.mark.django_db

KINDS = pytest.mark.parametrize("kind", sorted(PROTECTED))


def test_every_protected_kind_is_tried() -> None:
    assert PROTECTED_OBJECTS.keys() == PROTECTED.keys()


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
