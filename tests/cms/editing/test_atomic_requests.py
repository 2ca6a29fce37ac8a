"""A submission is saved completely or not at all, and shown again with the reason if it is rejected."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, PageLogEntry, Revision

from cms.models import GuidancePage, Topic
from publishing.models import Change, ContentItem
from tests.cms.factories import a_page, an_image, an_upload, section, welsh
from tests.cms.lifecycle.test_admin_lifecycle import edit, form, said

pytestmark = pytest.mark.django_db
MODELS = (Page, Revision, PageLogEntry, ContentItem, Change, Topic, Image, Document)
WHY = "Readers cannot have this today."


def refuses(*args: Any, **kwargs: Any) -> None:
    raise ValidationError(WHY)


def breaks(*args: Any, **kwargs: Any) -> None:
    raise OSError("The disk is full")


def fails(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("A fault of ours")


def rows() -> dict[Any, int]:
    return {model: model._default_manager.count() for model in MODELS}


def create(client: Client, **extra: str) -> Any:
    address = reverse("wagtailadmin_pages:add", args=["cms", "guidancepage", section("guidance").pk])
    return client.post(address, {**form(title="Typed by hand"), **extra})


STEPS = {
    "the revision": ("wagtail.models.Revision.save", {}),
    "the publication": ("cms.lifecycle.sync.record_publication", {"action-publish": "yes"}),
    "the revision of a page to publish": ("wagtail.models.Revision.save", {"action-publish": "yes"}),
    "the workflow": ("wagtail.models.Workflow.start", {"action-submit": "yes"}),
}


@pytest.mark.parametrize("failure", [refuses, breaks], ids=["refused", "file error"])
@pytest.mark.parametrize("step", STEPS)
def test_a_page_whose_creation_fails_leaves_nothing_and_is_shown_again(
    step: str, failure: Callable[..., None], admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, extra = STEPS[step]
    before = rows()
    with monkeypatch.context() as patched:
        patched.setattr(target, failure)
        response = create(admin, **extra)
    assert rows() == before
    text = response.content.decode()
    assert response.status_code == 200
    assert 'value="Typed by hand"' in text
    assert (WHY if failure is refuses else "A file could not be read or written") in text
    assert "has been created" not in text
    assert create(admin, **extra).status_code == 302  # its slug is free


def test_an_unexpected_error_leaves_nothing_either(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    admin.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("wagtail.models.Revision.save", fails)
        assert create(admin).status_code == 500
    assert rows() == before


def test_a_rejected_autosave_of_a_new_page_leaves_nothing(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    address = reverse("wagtailadmin_pages:add", args=["cms", "guidancepage", section("guidance").pk])
    with monkeypatch.context() as patched:
        patched.setattr("wagtail.models.Revision.save", refuses)
        response = admin.post(address, form(), headers={"accept": "application/json"})
    assert (response.status_code, response.json()["error_message"]) == (400, WHY)
    assert rows() == before


def test_a_rejected_edit_is_shown_again(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page(slug="exits")
    before = rows()
    monkeypatch.setattr("cms.lifecycle.sync.record_publication", refuses)
    response = edit(admin, page, "publish", title="Typed by hand")
    assert rows() == before
    assert 'value="Typed by hand"' in response.content.decode()
    assert WHY in response.content.decode()


def test_a_rejected_snippet_is_shown_again(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    monkeypatch.setattr("cms.lifecycle.sync.record_publication", refuses)
    data = {"name": "Typed by hand", "slug": "typed", "description": ""}
    response = admin.post(reverse("wagtailsnippets_cms_topic:add"), data)
    assert rows() == before
    assert 'value="Typed by hand"' in response.content.decode()
    assert WHY in response.content.decode()


def copying(client: Client, page: Page) -> Any:
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(page.get_parent().pk)}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), {**data, "publish_copies": "on"})


def aliasing(client: Client, page: Page) -> Any:
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(page.get_parent().pk)}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), {**data, "alias": "on"})


def translating(client: Client, page: Page) -> Any:
    address = reverse("simple_translation:submit_page_translation", args=[page.pk])
    return client.post(address, {"locales": [str(welsh().pk)]})


@pytest.mark.parametrize("act", [copying, aliasing, translating])
def test_a_copy_that_fails_leaves_nothing(
    act: Callable[[Client, Page], Any], admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_page(slug="exits")
    before = rows()
    with monkeypatch.context() as patched:
        patched.setattr("wagtail.models.PageLogEntry.save", refuses)
        response = act(admin, page)
    assert rows() == before
    assert WHY in said(response)
    assert act(admin, page).status_code == 302
    assert rows() != before


@pytest.mark.parametrize(("kind", "name"), [("wagtailimages", "picture"), ("wagtaildocs", "document")])
def test_an_upload_that_fails_leaves_nothing(
    kind: str, name: str, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = an_image() if kind == "wagtailimages" else an_upload()
    before = rows()
    monkeypatch.setattr("wagtail.models.ModelLogEntry.save", refuses)
    with upload.file.open("rb") as file:
        data = {"title": "Typed", "collection": "1", "tags": "", "description": "", "file": file}
        admin.post(reverse(f"{kind}:add"), data)
    assert rows() == before


def test_a_page_created_with_a_schedule_is_not_published_first(admin: Client) -> None:
    create(admin, go_live_at="2099-01-01 12:00", **{"action-publish": "yes"})
    page = GuidancePage.objects.get(slug="exits")
    assert (page.live, page.scheduled_revision is not None) == (False, True)
    assert not Change.objects.exists()
