"""What can be a document is decided by its content, wherever it comes in."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.documents.models import Document
from wagtail.models import UploadedFile

from cms.files.checks.documents import CHECKS, check_document
from cms.files.published import published_file
from publishing.content.media_types import DOCUMENTS
from publishing.models import Asset, Edition
from tests.cms.factories import a_collection, a_draft, an_upload, publish
from tests.cms.files.document_cases import BAD, GOOD
from tests.cms.files.document_factory import a_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]


def test_every_kind_has_a_check_a_media_type_and_an_example() -> None:
    assert set(CHECKS) == set(DOCUMENTS) == {f".{name.lower().rpartition('.')[2]}" for name in GOOD}
    assert set(CHECKS) <= {f".{name.rpartition('.')[2]}" for name in BAD}


@pytest.mark.parametrize("name", GOOD)
def test_a_sound_document_is_taken(name: str) -> None:
    check_document(BytesIO(GOOD[name]()), name)


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_what_is_no_sound_document_is_refused_with_a_reason(name: str) -> None:
    content, reason = BAD[name]
    with pytest.raises(ValidationError) as refused:
        check_document(BytesIO(content()), name)
    assert reason in refused.value.messages[0]


# --- Every way in ---------------------------------------------------------------------------------
def _add(admin: Client, file: SimpleUploadedFile) -> Any:
    return admin.post(reverse("wagtaildocs:add"), {"title": "Plan", "file": file, "collection": a_collection()})


def _add_many(admin: Client, file: SimpleUploadedFile) -> Any:
    data = {"title": "Plan", "files[]": file, "collection": a_collection()}
    return admin.post(reverse("wagtaildocs:add_multiple"), data)


def _choose(admin: Client, file: SimpleUploadedFile) -> Any:
    name = "document-chooser-upload"
    data = {"title": "Plan", "file": file, "collection": a_collection()}
    return admin.post(reverse("wagtaildocs_chooser:create"), {f"{name}-{key}": value for key, value in data.items()})


def _replace(admin: Client, file: SimpleUploadedFile) -> Any:
    document = Document.objects.first() or an_upload(title="First")
    return admin.post(
        reverse("wagtaildocs:edit", args=[document.pk]), {"title": "Plan", "file": file, "collection": a_collection()}
    )


WAYS = {"add": _add, "many": _add_many, "chooser": _choose, "replace": _replace}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_refuses_and_says_why(admin: Client, way: str) -> None:
    answer = WAYS[way](admin, SimpleUploadedFile("plan.pdf", b"<!DOCTYPE html><html></html>"))
    assert answer.status_code == 200
    assert "The content looks like: HTML document." in answer.content.decode().encode().decode("unicode_escape")
    assert not Document.objects.filter(title="Plan").exists()
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_takes_a_sound_document(admin: Client, way: str) -> None:
    answer = WAYS[way](admin, SimpleUploadedFile("plan.pdf", a_pdf("new")))
    assert answer.status_code in (200, 302)
    with Document.objects.get(title="Plan").file.open("rb") as stored:
        assert stored.read() == a_pdf("new")


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_refuses_what_is_too_big(admin: Client, settings: Settings, way: str) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 100
    answer = WAYS[way](admin, SimpleUploadedFile("plan.pdf", a_pdf()))
    assert "This file is too big" in answer.content.decode()
    assert not Document.objects.filter(title="Plan").exists()


def test_a_document_that_comes_as_a_file_on_disk_is_taken_and_refused_alike(admin: Client, settings: Settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    damaged = _add_many(admin, SimpleUploadedFile("plan.pdf", a_pdf()[:-80])).json()
    assert "The PDF is damaged" in damaged["error_message"]
    assert _add_many(admin, SimpleUploadedFile("letter.docx", GOOD["letter.docx"]())).json()["success"]
    assert published_file(Document.objects.get()).size == len(GOOD["letter.docx"]())


def test_a_refused_replacement_leaves_the_document_as_it_was(admin: Client) -> None:
    document = an_upload(title="First")
    _replace(admin, SimpleUploadedFile("plan.pdf", b"MZ"))
    document.refresh_from_db()
    assert document.title == "First"
    with document.file.open("rb") as stored:
        assert stored.read() == a_pdf()


def test_a_refusal_puts_nothing_of_the_file_or_its_name_into_the_page(admin: Client) -> None:
    """Wagtail's screen for many files shows the text as HTML."""
    name = "<img src=x onerror=alert(1)>.<b>"
    answer = _add_many(admin, SimpleUploadedFile(name, b"<html><img src=x onerror=alert(1)>"))
    assert "<" not in answer.json()["error_message"]


def test_the_form_says_which_kinds_are_taken(admin: Client) -> None:
    assert (
        "Kinds: CSV, DOCX, ODP, ODS, ODT, PDF, PPTX, TXT, XLSX."
        in admin.get(reverse("wagtaildocs:add")).content.decode()
    )


# --- Publication ----------------------------------------------------------------------------------
def test_a_document_stored_before_there_were_checks_is_not_published() -> None:
    page = a_draft(body=[("document", {"document": an_upload(b"MZ" + bytes(99), "plan.exe", "The plan")})])
    with pytest.raises(ValidationError, match=r"“The plan” cannot be published\. The content looks like: Windows"):
        publish(page)
    assert not Edition.objects.filter(title=page.title).exists()
    assert not Asset.objects.exists()


@pytest.mark.parametrize("name", [name for name in GOOD if name.islower()])
def test_a_published_document_has_our_media_type(name: str) -> None:
    assert published_file(an_upload(GOOD[name](), name)).content_type == DOCUMENTS[f".{name.rpartition('.')[2]}"]
