"""Edit conflicts: a form that was opened before the handling of its page changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import GuidancePage, ProjectPage
from publishing.access.audiences import Audience
from tests.cms.factories import a_page, get_item, publish, welsh
from tests.cms.lifecycle.test_admin_lifecycle import form

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SOON = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
CHANGES = {
    "audience": Audience.VALIDATED,
    "marking": "GREEN",
    "expire_at": SOON,
    "go_live_at": SOON,
    "slug": "other-exits",
}
CASES = ["audience", *(pytest.param(name, marks=pytest.mark.slow) for name in CHANGES if name != "audience")]


def opened(client: Client, page: Any) -> dict[str, str]:
    """Return what the edit form would submit without changes."""
    return sent_by(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))


def sent_by(response: Any) -> dict[str, Any]:
    shown = BeautifulSoup(response.content, "html.parser").find("form", id="page-edit-form")
    names = ("audience", "marking", "slug", "go_live_at", "expire_at", "opened_values")
    fields: dict[str, Any] = {name: _value(shown, name) for name in names}
    return {**form(title="Typed by hand"), **fields}


def _value(shown: Any, name: str) -> str:
    control = shown.find(attrs={"name": name})
    chosen = control.find("option", selected=True) if control.name == "select" else control
    return str(chosen.get("value", ""))


def send(client: Client, page: Any, data: dict[str, Any], action: str, **headers: str) -> Any:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, {**data, f"action-{action}": "yes"}, headers=headers)


def changed(page: Any, save: Callable[[Any], Any] = publish, **values: Any) -> None:
    """Publish or save the page with other values, as another editor would."""
    now = GuidancePage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(now, name, value)
    save(now)


def get_draft(page: Any) -> Any:
    return GuidancePage.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.mark.parametrize(
    "name", ["audience", *(pytest.param(name, marks=pytest.mark.slow) for name in CHANGES if name != "audience")]
)
def test_changes_made_since_the_form_was_opened_are_shown_and_not_overwritten(name: str, admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor", audience=Audience.REGISTERED)
    data = opened(admin, page)
    changed(page, lambda now: now.save_revision(), **{name: CHANGES[name]})
    response = send(admin, page, data, "publish")
    text = response.content.decode()
    assert "since you opened the page" in text
    assert "Typed by hand" in text
    assert getattr(get_draft(page), name) == CHANGES[name]
    again = send(admin, page, sent_by(response), "publish")
    assert again.status_code == 302
    assert getattr(get_draft(page), name) == CHANGES[name]
    assert get_draft(page).title == "Typed by hand"


@pytest.mark.parametrize("action", ["save", "publish"])
def test_saving_again_with_the_editors_own_value_confirms_it(action: str, admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor")
    data = opened(admin, page)
    changed(page, audience=Audience.VALIDATED)
    response = send(admin, page, data, action)
    assert response.status_code == 200
    assert send(admin, page, {**sent_by(response), "audience": "0"}, action).status_code == 302
    assert get_draft(page).audience == Audience.PUBLIC


def test_a_draft_that_another_language_narrowed_is_not_widened_by_an_open_form(admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor")
    translated = page.copy_for_translation(welsh(), copy_parents=True)
    publish(translated)
    data = opened(admin, translated)
    changed(page, audience=Audience.VALIDATED)
    assert send(admin, translated, data, "publish").status_code == 200
    assert get_item(translated).audience == Audience.VALIDATED


def test_named_projects_are_compared_too(admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor", audience=Audience.NAMED)
    data = opened(admin, page)
    changed(page, named_projects=[a_page(ProjectPage)])
    assert send(admin, page, {**data, "named_projects": []}, "publish").status_code == 200
    assert get_draft(page).named_projects.count() == 1


def test_a_form_with_the_same_change_is_accepted(admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor")
    data = opened(admin, page)
    changed(page, audience=Audience.VALIDATED)
    assert send(admin, page, {**data, "audience": str(int(Audience.VALIDATED))}, "publish").status_code == 302


def test_autosave_updates_the_hashes_in_the_open_form(admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor")
    data = {**opened(admin, page), "slug": "gates"}
    answer = send(admin, page, data, "save", accept="application/json").json()
    data["opened_values"] = answer["field_updates"]["opened_values"]
    assert send(admin, page, {**data, "slug": "exits"}, "publish").status_code == 302


def test_autosave_from_an_old_form_changes_nothing(admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor")
    data = opened(admin, page)
    changed(page, audience=Audience.VALIDATED)
    answer = send(admin, page, data, "save", accept="application/json").json()
    assert answer["error_code"] == "validation_error"
    assert get_draft(page).audience == Audience.VALIDATED


def test_reverting_to_an_older_revision_brings_its_values_back(admin: Client) -> None:
    page = a_page(slug="exits", update_type="minor")
    older = page.latest_revision_id
    changed(page, audience=Audience.VALIDATED)
    data = sent_by(admin.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older])))
    assert send(admin, page, {**data, "revision": str(older)}, "publish").status_code == 302
    assert get_draft(page).audience == Audience.PUBLIC
