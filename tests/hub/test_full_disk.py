"""A full disk: editors read what is wrong, nothing is left half done, and the same works once there is room."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from hub.storage import AtomicFileSystemStorage
from hub.uploads import UploadLimit
from tests.editing import PAGE, post, signed_in
from tests.small_disk import fill, small_disk
from tests.stack import Stack, running

pytestmark = pytest.mark.slow


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB."""
    with small_disk(tmp_path / "disk", 24) as place:
        yield place


def test_a_file_for_which_there_is_no_room_is_not_there_at_all(disk: Path) -> None:
    storage = AtomicFileSystemStorage(location=disk / "media")
    fill(disk, but=100_000)
    with pytest.raises(OSError, match="No space left"):
        storage.save("published/plan.pdf", ContentFile(b"x" * 400_000))
    assert [path for path in (disk / "media").rglob("*") if path.is_file()] == []
    (disk / "filler").unlink()
    assert storage.save("published/plan.pdf", ContentFile(b"whole")) == "published/plan.pdf"
    assert storage.save("published/plan.pdf", ContentFile(b"other")) != "published/plan.pdf"
    assert (disk / "media" / "published" / "plan.pdf").read_bytes() == b"whole"


def test_an_upload_for_which_there_is_no_room_is_refused_unread(disk: Path, settings: Settings, rf: Any) -> None:
    settings.DATA_DIR = disk
    fill(disk, but=1_000_000)
    request = rf.post("/admin/images/add/", b"x" * 5_000_000, content_type="application/octet-stream")
    response = UploadLimit(lambda _: pytest.fail("it was read"))(request)
    assert response.status_code == 507
    assert "no room left on the disk" in response.content.decode()


@pytest.fixture
def stack(disk: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """A hub whose data is on that disk."""
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    monkeypatch.delenv("HUB_DATABASE_URL", raising=False)
    with running() as made:
        yield made


@pytest.fixture
def client(stack: Stack) -> Iterator[httpx.Client]:
    """An editor's browser, signed in."""
    with signed_in(stack) as browser:
        yield browser


def test_saving_a_page_on_a_full_disk_shows_an_error_and_works_once_there_is_room(
    stack: Stack, client: httpx.Client, disk: Path
) -> None:
    script = "from cms.models import Section; print(Section.objects.get(url_path='/home/about/').pk)"
    section = stack.manage("shell", "--verbosity", "0", "-c", script).strip()
    path = f"/admin/pages/add/cms/standardpage/{section}/"
    form = {**PAGE, "title": "Long", "slug": "long", "summary": "word " * 200_000}
    filler = fill(disk, but=200_000)
    refused = post(client, path, form)
    assert "There is no room left on the disk." in refused.text
    assert stack.get("/readyz").text.count("nearly full")
    filler.unlink()
    assert "Long" in post(client, path, form).text
    pages = "from cms.models import StandardPage; print(StandardPage.objects.filter(slug='long').count())"
    assert stack.manage("shell", "--verbosity", "0", "-c", pages).strip() == "1"
