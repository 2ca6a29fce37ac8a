"""Uploads are scanned by Debian's ClamAV, with a single signature of our own."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.files.checks.scanner import is_scanner_available
from hub.checks import check_virus_scanner
from tests.cms.factories import a_collection
from tests.cms.files.document_factory import a_pdf
from tests.cms.files.picture_factory import saved, scene
from tests.engines import program

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FOUND = "step-change-test-signature"
CONFIGURATION = """
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
Foreground yes
StreamMaxLength 1M
"""


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The socket of a daemon with one signature."""
    server = program(("clamd",), "ClamAV's daemon", "apt-get install clamav-daemon")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "signatures").mkdir()
    (folder / "signatures" / "own.ndb").write_text(f"Own.Test:0:*:{FOUND.encode().hex()}\n")
    (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
    command = [str(server), "--config-file", str(folder / "clamd.conf")]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait_until_it_listens(process, folder)
            yield str(folder / "clamd.sock")
        finally:
            process.terminate()


def wait_until_it_listens(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for the socket, which the daemon creates after reading its signatures."""
    until = monotonic() + 60
    while not (folder / "clamd.sock").exists():
        assert process.poll() is None, (folder / "log").read_text()
        assert monotonic() < until
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.1)


def _upload(admin: Client, content: bytes, name: str = "plan.txt") -> str:
    answer = admin.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "Plan", "files[]": SimpleUploadedFile(name, content), "collection": a_collection()},
    )
    return str(answer.json().get("error_message", ""))


@pytest.mark.slow
def test_what_the_scanner_finds_is_rejected_by_name(admin: Client, settings: Settings, clamd: str) -> None:
    settings.CLAMAV_SOCKET = clamd
    assert "found Own.Test.UNOFFICIAL in the file" in _upload(admin, FOUND.encode())
    assert not Document.objects.exists()


@pytest.mark.slow
def test_a_picture_is_scanned_too(admin: Client, settings: Settings, clamd: str) -> None:
    settings.CLAMAV_SOCKET = clamd
    picture = SimpleUploadedFile("scene.jpg", saved(scene(), "JPEG", comment=FOUND))
    answer = admin.post(reverse("wagtailimages:add"), {"title": "Scene", "file": picture})
    assert "found Own.Test.UNOFFICIAL in the file" in answer.content.decode()
    assert not Image.objects.exists()


@pytest.mark.slow
def test_what_the_scanner_passes_is_stored_completely(admin: Client, settings: Settings, clamd: str) -> None:
    settings.CLAMAV_SOCKET = clamd
    assert is_scanner_available()
    assert check_virus_scanner(None) == []
    assert _upload(admin, a_pdf(), "plan.pdf") == ""
    with Document.objects.get().file.open("rb") as stored:
        assert stored.read() == a_pdf()


@pytest.mark.slow
def test_a_file_longer_than_the_scanner_accepts_is_rejected(admin: Client, settings: Settings, clamd: str) -> None:
    settings.CLAMAV_SOCKET = clamd
    assert "scanner" in _upload(admin, b"text  " * 400_000)
    assert not Document.objects.exists()


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1"])
def test_without_the_scanner_uploads_are_rejected_with_the_reason(
    admin: Client, settings: Settings, address: str
) -> None:
    settings.CLAMAV_SOCKET = address
    assert "The virus scanner is unavailable" in _upload(admin, b"The plan")
    assert not Document.objects.exists()


def test_the_operator_is_warned_that_the_scanner_is_unavailable(settings: Settings, client: Client) -> None:
    settings.CLAMAV_SOCKET = "/nowhere/clamd.sock"
    assert [warning.id for warning in check_virus_scanner(None)] == ["hub.W002"]
    assert client.get("/readyz").json()["scanner"] == "does not answer"
