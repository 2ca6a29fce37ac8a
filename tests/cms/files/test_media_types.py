"""Types of files come from our own table: a server may have no /etc/mime.types, or a wrong one."""

import mimetypes
import re
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.jobs.initial_pages import record_initial_pages
from publishing.content.media_types import DOCUMENTS, PICTURES, UNKNOWN, media_type
from publishing.models import Asset
from tests.cms.factories import a_collection, a_page, an_image, an_upload, get_item
from tests.cms.files.document_factory import a_pdf
from tests.cms.files.picture_factory import saved, scene
from website.views.assets import INLINE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PACKAGES = ("publishing", "counting", "cms", "search", "partners", "graphql_api", "website", "hub")
STATIC = ("wagtailadmin/css/core.css", "wagtailadmin/js/vendor.js", "wagtailadmin/images/favicon.ico")


@pytest.fixture
def no_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without a table of file types."""
    known = mimetypes.MimeTypes()
    known.types_map = ({}, {})
    monkeypatch.setattr(mimetypes, "_db", known)
    assert mimetypes.guess_type("a.png") == (None, None)


def test_our_code_never_uses_the_servers_mime_types(project_root: Path) -> None:
    files = [file for package in PACKAGES for file in (project_root / package).rglob("*.py")]
    assert [str(file) for file in files if re.search(r"mimetypes|guess_type", file.read_text())] == []


def test_every_picture_is_shown_and_of_documents_pdfs_only() -> None:
    assert set(PICTURES.values()) | {"application/pdf"} == INLINE
    assert media_type("PLAN.PDF") == DOCUMENTS[".pdf"]
    assert media_type("page.html") == media_type("plan") == UNKNOWN


@pytest.mark.usefixtures("no_types")
def test_a_picture_and_a_document_are_uploaded_published_and_served(admin: Client) -> None:
    picture = SimpleUploadedFile("scene.jpg", saved(scene(), "JPEG"))
    admin.post(reverse("wagtailimages:add"), {"title": "Scene", "file": picture, "collection": a_collection()})
    admin.post(
        reverse("wagtaildocs:add"),
        {"title": "Plan", "file": SimpleUploadedFile("plan.pdf", a_pdf()), "collection": a_collection()},
    )
    image, document = Image.objects.get(), Document.objects.get()
    page = a_page(body=[("image", {"image": image, "alt": "A scene"}), ("document", {"document": document})])
    drawn, filed = get_item(page).edition.stored_body
    assert {rendition["content_type"] for rendition in drawn["image"]["renditions"]} == {"image/webp"}
    assert filed["file"]["content_type"] == "application/pdf"
    assert _served(Asset.objects.get(pk=drawn["image"]["renditions"][0]["asset"])) == "image/webp"
    assert _served(Asset.objects.get(pk=filed["file"]["asset"])) == "application/pdf"
    assert _type_of(admin.get(image.file.url)) == "image/jpeg"
    assert _type_of(admin.get(document.url)) == "application/pdf"


@pytest.mark.usefixtures("no_types")
@pytest.mark.parametrize("name", STATIC)
def test_static_files_have_the_right_types(name: str, client: Client) -> None:
    assert finders.find(name)
    assert _type_of(client.get(f"/static/{name}")).partition(";")[0] in {"text/css", "text/javascript", "image/x-icon"}


def test_files_published_without_types_are_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    record_initial_pages()
    image, document = an_image(width=300), an_upload()
    with monkeypatch.context() as machine:
        machine.setattr("cms.files.published.media_type", lambda name: UNKNOWN)  # as it was stored then
        page = a_page(body=[("image", {"image": image, "alt": "Exits"}), ("document", {"document": document})])
    picture, plan = Asset.objects.get(width=300), Asset.objects.get(filename="plan.pdf")
    assert (picture.content_type, plan.content_type) == (UNKNOWN, UNKNOWN)
    import_module("cms.migrations.0008_media_types").name_media_types(apps, None)
    assert (_served(picture), _served(plan)) == ("image/webp", "application/pdf")
    call_command("reconcile", "--fix", stdout=StringIO())
    drawn, filed = get_item(page).edition.stored_body
    assert (drawn["image"]["renditions"][0]["content_type"], filed["file"]["content_type"]) == (
        "image/webp",
        "application/pdf",
    )


def _served(asset: Asset) -> str:
    return _type_of(Client().get(f"/assets/{asset.key}/{asset.filename}"))


def _type_of(answer: Any) -> str:
    assert answer.status_code == 200
    assert answer.getvalue()
    return str(answer["Content-Type"])
