"""Documents are accepted or rejected by their content, in every upload form."""

from io import BytesIO

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
from tests.cms.factories import a_draft, an_upload, publish
from tests.cms.files.document_cases import BAD, GOOD
from tests.cms.files.document_factory import a_pdf
from tests.cms.files.upload_forms import WAYS, UploadForms

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]


def test_every_kind_has_a_check_a_media_type_and_an_example() -> None:
    assert set(CHECKS) == set(DOCUMENTS) == {f".{name.lower().rpartition('.')[2]}" for name in GOOD}
    assert set(CHECKS) <= {f".{name.rpartition('.')[2]}" for name in BAD}


@pytest.mark.parametrize("name", GOOD)
def test_a_sound_document_is_accepted(name: str) -> None:
    check_document(BytesIO(GOOD[name]()), name)


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_any_other_file_is_rejected_with_a_reason(name: str) -> None:
    content, reason = BAD[name]
    with pytest.raises(ValidationError) as rejected:
        check_document(BytesIO(content()), name)
    assert reason in rejected.value.messages[0]


# --- Upload forms ---------------------------------------------------------------------------------
FORMS = UploadForms(
    "wagtaildocs", "document-chooser-upload", "Plan", lambda: Document.objects.first() or an_upload(title="First")
)


@pytest.mark.parametrize("way", WAYS)
def test_every_form_rejects_a_bad_document_with_a_reason(admin: Client, way: str) -> None:
    response = FORMS.upload(way, admin, SimpleUploadedFile("plan.pdf", b"<!DOCTYPE html><html></html>"))
    assert response.status_code == 200
    assert "The content looks like: HTML document." in response.content.decode().encode().decode("unicode_escape")
    assert not Document.objects.filter(title="Plan").exists()
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_every_form_accepts_a_sound_document(admin: Client, way: str) -> None:
    response = FORMS.upload(way, admin, SimpleUploadedFile("plan.pdf", a_pdf("new")))
    assert response.status_code in (200, 302)
    with Document.objects.get(title="Plan").file.open("rb") as stored:
        assert stored.read() == a_pdf("new")


@pytest.mark.parametrize("way", WAYS)
def test_every_form_rejects_a_file_that_is_too_big(admin: Client, settings: Settings, way: str) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 100
    response = FORMS.upload(way, admin, SimpleUploadedFile("plan.pdf", a_pdf()))
    assert "This file is too big" in response.content.decode()
    assert not Document.objects.filter(title="Plan").exists()


def test_a_document_in_a_temporary_file_is_checked_too(admin: Client, settings: Settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    damaged = FORMS.add_many(admin, SimpleUploadedFile("plan.pdf", a_pdf()[:-80])).json()
    assert "The PDF is damaged" in damaged["error_message"]
    assert FORMS.add_many(admin, SimpleUploadedFile("letter.docx", GOOD["letter.docx"]())).json()["success"]
    assert published_file(Document.objects.get()).size == len(GOOD["letter.docx"]())


def test_a_rejected_replacement_leaves_the_document_unchanged(admin: Client) -> None:
    document = an_upload(title="First")
    FORMS.replace(admin, SimpleUploadedFile("plan.pdf", b"MZ"))
    document.refresh_from_db()
    assert document.title == "First"
    with document.file.open("rb") as stored:
        assert stored.read() == a_pdf()


def test_a_rejection_shows_nothing_of_the_file_or_its_name(admin: Client) -> None:
    """Wagtail's multiple upload shows the message as HTML."""
    name = "<img src=x onerror=alert(1)>.<b>"
    response = FORMS.add_many(admin, SimpleUploadedFile(name, b"<html><img src=x onerror=alert(1)>"))
    assert "<" not in response.json()["error_message"]


def test_the_form_lists_the_accepted_types(admin: Client) -> None:
    assert (
        "Accepted types: CSV, DOCX, ODP, ODS, ODT, PDF, PPTX, TXT, XLSX."
        in admin.get(reverse("wagtaildocs:add")).content.decode()
    )


# --- Publication ----------------------------------------------------------------------------------
def test_an_unchecked_document_is_not_published() -> None:
    page = a_draft(body=[("document", {"document": an_upload(b"MZ" + bytes(99), "plan.exe", "The plan")})])
    with pytest.raises(ValidationError, match=r"“The plan” cannot be published\. The content looks like: Windows"):
        publish(page)
    assert not Edition.objects.filter(title=page.title).exists()
    assert not Asset.objects.exists()


@pytest.mark.parametrize("name", [name for name in GOOD if name.islower()])
def test_a_published_document_has_our_media_type(name: str) -> None:
    assert published_file(an_upload(GOOD[name](), name)).content_type == DOCUMENTS[f".{name.rpartition('.')[2]}"]
